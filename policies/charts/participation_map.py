"""The world by what each country did about one framework, year by year.

Drawn in the looks of the status map's five states; the words say what each means here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from policies.charts.base import Chart
from policies.charts.country_map import Words, country_map
from policies.charts.geometry import WORLD_FILE
from policies.rows import CountryStateRow

KEY: Final = "map-participation"

#: State of a country towards a framework -> the look that it has.
LOOKS: Final = {
    "takes-part": "in-force",
    "begun": "in-development",
    "against": "ended",
    "no-part": "none-found",
    "not-recorded": "not-assessed",
}


def participation_map(
    rows: Sequence[CountryStateRow],
    days: Mapping[int, dt.date],
    on: dt.date,
    labels: Mapping[str, str],
    words: Words,
    as_of_label: str,
    *,
    world_file: Path = WORLD_FILE,
) -> Chart:
    """The map of the day ``on``, with what it takes to step through the years of ``days`` (ascending, the last that of the
    newest fact).

    Rows have states of LOOKS, and ``labels`` says what each is called. Only states that some country has in some year
    are in the legend. The first year is that of the first action, so nothing was before it. ``{n}`` in the words'
    sentence counts those that take part.
    Raises GeometryMissing if the front end has not been built, KeyError on an unknown state.
    """
    occurring = {state for row in rows for _, state in row.changes}
    drawn = [replace(row, changes=tuple((year, LOOKS[state]) for year, state in row.changes)) for row in rows]
    named = {LOOKS[state]: label for state, label in labels.items()}
    return country_map(
        drawn,
        days,
        on.year,
        as_of_label,
        replace(words, states={**words.states, **named}, or_before="{year}"),
        key=KEY,
        looks=[look for state, look in LOOKS.items() if state in occurring],
        counted=("in-force",),
        world_file=world_file,
    )

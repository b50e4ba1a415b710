"""The world by what each country did about one framework, year by year.

Drawn as the status map is, in the looks of its five states; the words say what each means here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from policies.charts.base import Chart
from policies.charts.geometry import WORLD_FILE
from policies.charts.status_map import Words, status_map
from policies.rows import CountryStateRow

KEY: Final = "map-participation"

#: State of a country towards a framework -> the state of the status map that looks as it shall look.
LOOKS: Final = {
    "takes-part": "in-force",
    "begun": "in-development",
    "against": "ended",
    "no-part": "none-found",
    "not-recorded": "not-assessed",
}


def participation_map(
    rows: Sequence[CountryStateRow],
    years: Sequence[int],
    on: dt.date,
    labels: Mapping[str, str],
    words: Words,
    as_of_label: str,
    *,
    world_file: Path = WORLD_FILE,
) -> Chart:
    """The map of the day ``on``, with what it takes to step through ``years`` (ascending, the last that of the newest fact).

    Rows have states of LOOKS, and ``labels`` says what each is called. Only states that some country has in some year
    are in the legend. The first year is that of the first action, so nothing was before it. ``{in_force}`` in the words' sentence counts those that take part.
    Raises GeometryMissing if the front end has not been built, KeyError on an unknown state.
    """
    occurring = {state for row in rows for _, state in row.changes}
    drawn = [replace(row, changes=tuple((year, LOOKS[state]) for year, state in row.changes)) for row in rows]
    named = {LOOKS[state]: label for state, label in labels.items()}
    return status_map(
        drawn,
        years,
        on.year,
        as_of_label,
        replace(words, states={**words.states, **named}, or_before="{year}"),
        as_of=on,
        key=KEY,
        shown=[look for state, look in LOOKS.items() if state in occurring],
        world_file=world_file,
    )

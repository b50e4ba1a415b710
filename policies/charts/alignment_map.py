"""The world by how the policies of each country follow a framework or one of its components."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from policies.charts.base import Chart
from policies.charts.country_map import Words, country_map, in_looks
from policies.charts.geometry import WORLD_FILE
from policies.rows import CountryStateRow

KEY: Final = "map-alignment"

#: State of a country -> look, best evidence first.
LOOKS: Final = {
    "explicit": "explicit",
    "implicit": "implicit",
    "by-mapping": "by-mapping",
    "uncoded": "listed",
    "none-found": "none-found",
    "not-assessed": "not-assessed",
}
ALIGNED: Final = ("explicit", "implicit", "by-mapping")


def alignment_map(
    rows: Sequence[CountryStateRow],
    days: Mapping[int, dt.date],
    year: int,
    as_of_label: str,
    words: Words,
    *,
    world_file: Path = WORLD_FILE,
) -> Chart:
    """States of rows are of LOOKS; ``words.states`` says what each look means. As ``country_map``."""
    occurring = {state for row in rows for _, state in row.changes}
    return country_map(
        [in_looks(row, LOOKS.__getitem__) for row in rows],
        days,
        year,
        as_of_label,
        words,
        key=KEY,
        looks=[look for state, look in LOOKS.items() if state != "none-found" or state in occurring],
        counted=ALIGNED,
        world_file=world_file,
    )

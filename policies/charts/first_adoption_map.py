"""The world by the year in which each country first adopted a policy: the earlier, the darker."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from policies.charts.base import Chart
from policies.charts.country_map import Words, country_map, in_looks, state_in
from policies.charts.geometry import WORLD_FILE
from policies.rows import CountryStateRow

KEY: Final = "map-first-adoption"

#: The years of each step, both included; the same for every selection, so that two maps can be compared.
YEARS: Final[dict[str, tuple[int, int]]] = {
    "step-five": (1, 1999),
    "step-four": (2000, 2009),
    "step-three": (2010, 2014),
    "step-two": (2015, 2019),
    "step-one": (2020, 9999),
}
#: Other states of rows -> looks.
LOOKS: Final = {
    "undated": "listed",
    "in-development": "in-development",
    "none-found": "none-found",
    "not-assessed": "not-assessed",
}


@dataclass(frozen=True, slots=True)
class Spans:
    """How a span of years is written."""

    before: str = "before {year}"
    between: str = "{first}–{last}"
    since: str = "{year} or later"


def first_adoption_map(
    rows: Sequence[CountryStateRow],
    days: Mapping[int, dt.date],
    year: int,
    as_of_label: str,
    words: Words,
    spans: Spans | None = None,
    *,
    world_file: Path = WORLD_FILE,
) -> Chart:
    """States of rows are the year of the first adoption ("2017"), or of LOOKS. ``words.states`` says what those mean; what
    the steps mean is written here. As ``country_map``."""
    spans = spans or Spans()
    occurring = {look_of(state) for row in rows for _, state in row.changes}
    return country_map(
        [in_looks(row, look_of) for row in rows],
        days,
        year,
        as_of_label,
        replace(words, states={**words.states, **labels(spans)}),
        key=KEY,
        looks=[*YEARS, *(look for look in LOOKS.values() if look in occurring or look == "not-assessed")],
        counted=tuple(YEARS),
        values={row.iso3: state for row in rows if (state := state_in(row, year)).isdigit()},
        world_file=world_file,
    )


def look_of(state: str) -> str:
    if not state.isdigit():
        return LOOKS[state]
    return next(look for look, (first, last) in YEARS.items() if first <= int(state) <= last)


def labels(spans: Spans) -> dict[str, str]:
    steps = list(YEARS)
    return {
        **{look: spans.between.format(first=first, last=last) for look, (first, last) in YEARS.items()},
        steps[0]: spans.before.format(year=YEARS[steps[0]][1] + 1),
        steps[-1]: spans.since.format(year=YEARS[steps[-1]][0]),
    }

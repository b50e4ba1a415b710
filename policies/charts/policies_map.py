"""The world by how many policies are recorded of each country: the more, the darker."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from policies.charts import theme
from policies.charts.base import Chart
from policies.charts.country_map import Words, country_map, in_looks, state_in
from policies.charts.geometry import WORLD_FILE
from policies.rows import CountryStateRow

KEY: Final = "map-policies"

#: Lowest numbers of the five steps; the first list whose highest step does not hold more than SHARE of the countries.
LOWEST: Final = ((1, 2, 3, 5, 10), (1, 5, 10, 20, 50), (1, 10, 50, 100, 500), (1, 100, 500, 1000, 5000))
SHARE: Final = 0.25
#: Other states of rows look as they are called.
OTHERS: Final = ("none-found", "not-assessed")


def policies_map(
    rows: Sequence[CountryStateRow],
    days: Mapping[int, dt.date],
    year: int,
    as_of_label: str,
    words: Words,
    at_least: str = "{number} or more",
    *,
    world_file: Path = WORLD_FILE,
) -> Chart:
    """States of rows are numbers ("12"), or of OTHERS. The steps are the same in every year. As ``country_map``."""
    lowest = steps_for([int(row.changes[-1][1]) for row in rows if row.changes and row.changes[-1][1].isdigit()])

    def look_of(state: str) -> str:
        return theme.STEPS[sum(low <= int(state) for low in lowest) - 1] if state.isdigit() else state

    occurring = {state for row in rows for _, state in row.changes}
    return country_map(
        [in_looks(row, look_of) for row in rows],
        days,
        year,
        as_of_label,
        replace(words, states={**words.states, **labels(lowest, at_least)}),
        key=KEY,
        looks=[*theme.STEPS, *(look for look in OTHERS if look in occurring or look == "not-assessed")],
        counted=theme.STEPS,
        values={row.iso3: state for row in rows if (state := state_in(row, year)).isdigit()},
        world_file=world_file,
    )


def steps_for(numbers: Sequence[int]) -> tuple[int, ...]:
    """The lowest number of each step, for these numbers."""
    fitting = (lowest for lowest in LOWEST if sum(n >= lowest[-1] for n in numbers) <= SHARE * len(numbers))
    return next(fitting, LOWEST[-1])


def labels(lowest: Sequence[int], at_least: str) -> dict[str, str]:
    """Step -> "3–4"."""
    spans = [str(low) if low + 1 == above else f"{low}–{above - 1}" for low, above in itertools.pairwise(lowest)]
    return dict(zip(theme.STEPS, [*spans, at_least.format(number=lowest[-1])], strict=True))

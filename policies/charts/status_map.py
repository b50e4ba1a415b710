"""The world by the state of each country's policy, year by year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from policies.charts import theme
from policies.charts.base import Chart
from policies.charts.country_map import Words, country_map
from policies.charts.geometry import WORLD_FILE
from policies.rows import CountryStateRow

KEY: Final = "map-status"

_WORDS: Final = Words()


def status_map(
    rows: Sequence[CountryStateRow],
    days: Mapping[int, dt.date],
    year: int,
    as_of_label: str,
    words: Words = _WORDS,
    *,
    world_file: Path = WORLD_FILE,
) -> Chart:
    """Rows have states of choices.CountryState; the sentence counts those in force. As ``country_map``."""
    return country_map(
        rows, days, year, as_of_label, words, key=KEY, looks=theme.STATES, counted=("in-force",), world_file=world_file
    )

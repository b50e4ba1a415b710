"""Timelines of several countries on one axis, one under the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from policies.charts.base import Chart, Table
from policies.charts.timeline import has_dates, lanes_chart
from policies.charts.timeline_legend import records_of, table_of
from policies.charts.timeline_words import Words
from policies.rows import Lane

KEY: Final = "country-comparison"


def comparison(
    countries: Sequence[tuple[str, Sequence[Lane]]], today: dt.date, words: Words, country: str = "Country"
) -> Chart | None:
    """Lanes under the names of their countries, in the order given, as of ``today``; None if no lane has a date.

    ``country`` is the header of the table's first column. Raises ValueError on an unknown kind of lane.
    """
    pairs = [(name, lane) for name, lanes in countries for lane in lanes]
    lanes, headings = [lane for __, lane in pairs], [name for name, __ in pairs]
    if not has_dates(lanes):
        return None
    table = _by_country(country, [(name, table_of(own, words)) for name, own in countries])
    records = _by_country(country, [(name, records_of(own, words)) for name, own in countries])
    return lanes_chart(KEY, lanes, today, words, table, records, headings)


def _by_country(header: str, tables: Sequence[tuple[str, Table]]) -> Table:
    rows = tuple((name, *row) for name, table in tables for row in table.rows)
    first = tables[0][1]
    return Table((header, *first.headers), rows, ("country", *first.keys) if first.keys else ())

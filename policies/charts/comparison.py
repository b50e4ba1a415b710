"""Timelines of several countries on one axis, one under the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from policies.charts import theme
from policies.charts.base import Chart, Table
from policies.charts.still import Still, still
from policies.charts.timeline_lanes import figure_of
from policies.charts.timeline_legend import legend_of, records_of, table_of
from policies.charts.timeline_words import Words
from policies.dates import display_day
from policies.rows import Lane

KEY: Final = "country-comparison"


def comparison(
    countries: Sequence[tuple[str, Sequence[Lane]]], today: dt.date, words: Words, country: str = "Country"
) -> Chart | None:
    """Lanes under the names of their countries, in the order given, as of ``today``; None if no lane has a date.

    ``country`` is the header of the table's first column. Raises ValueError on an unknown kind of lane.
    """
    pairs = [(name, lane) for name, lanes in countries for lane in lanes]
    if unknown := {lane.kind for __, lane in pairs} - set(theme.LANE_KINDS):
        raise ValueError(f"Not a kind of lane: {', '.join(sorted(unknown))}.")
    lanes, headings = [lane for __, lane in pairs], [name for name, __ in pairs]
    if not any(lane.intervals or lane.marks for lane in lanes):
        return None
    wide, narrow = (figure_of(lanes, today, words, width, headings) for width in (theme.WIDE, theme.NARROW))
    sentence = words.sentence.format(date=display_day(today, locale=words.locale))
    about = Still(KEY, words.title, sentence)
    return Chart(
        key=KEY,
        title=words.title,
        sentence=sentence,
        figure=wide,
        still=still(wide, theme.WIDE, about) + still(narrow, theme.NARROW, about, css_class="still-narrow"),
        height=wide["layout"]["height"],
        table=_by_country(country, [(name, table_of(own, words)) for name, own in countries]),
        records=_by_country(country, [(name, records_of(own, words)) for name, own in countries]),
        source=words.source,
        legend=legend_of(lanes, words),
        narrow=narrow,
        narrow_height=narrow["layout"]["height"],
    )


def _by_country(header: str, tables: Sequence[tuple[str, Table]]) -> Table:
    rows = tuple((name, *row) for name, table in tables for row in table.rows)
    first = tables[0][1]
    return Table((header, *first.headers), rows, ("country", *first.keys) if first.keys else ())

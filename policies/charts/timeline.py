"""Timelines: a bar for each interval, a mark for each event, at honest dates.

One chart for a country (many lanes) and for a policy (one lane, whose bars and marks are then labelled
one by one). Layout depends on the width, hence a wide and a narrow figure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from policies.charts import theme
from policies.charts.base import Chart, Table
from policies.charts.still_parts import Still
from policies.charts.timeline_lanes import figure_of
from policies.charts.timeline_legend import legend_of, records_of, table_of
from policies.charts.timeline_words import Words
from policies.charts.two_widths import chart_of
from policies.dates import display_day
from policies.rows import Lane

__all__ = ["COUNTRY_KEY", "POLICY_KEY", "Words", "country_timeline", "policy_timeline", "timeline"]

COUNTRY_KEY: Final = "country-timeline"
POLICY_KEY: Final = "policy-timeline"

_WORDS: Final = Words()


def country_timeline(lanes: Sequence[Lane], today: dt.date, words: Words = _WORDS) -> Chart | None:
    """The timeline of a country: policies, projects, then frameworks."""
    return timeline(COUNTRY_KEY, lanes, today, words)


def policy_timeline(lanes: Sequence[Lane], today: dt.date, words: Words = _WORDS) -> Chart | None:
    """The timeline of one policy, with every bar and mark labelled; its files say where each event was read."""
    chart = timeline(POLICY_KEY, lanes, today, words)
    return replace(chart, records=records_of(lanes, words, sources=True)) if chart else None


def timeline(key: str, lanes: Sequence[Lane], today: dt.date, words: Words = _WORDS) -> Chart | None:
    """Lanes as a chart as of ``today``; None if no lane has a dated interval or event.

    Lanes are grouped by kind and keep their order within it. Of frameworks, only what falls into the years of the
    policies and projects is drawn, and the rest pointed at; the table has everything. Raises ValueError on an
    unknown kind of lane, KeyError on an unknown event group.
    """
    if not has_dates(lanes):
        return None
    lanes = [lane for kind in theme.LANE_KINDS for lane in lanes if lane.kind == kind]
    return lanes_chart(key, lanes, today, words, table_of(lanes, words), records_of(lanes, words))


def has_dates(lanes: Sequence[Lane]) -> bool:
    """Whether any has a dated interval or event. Raises ValueError on an unknown kind of lane."""
    if unknown := {lane.kind for lane in lanes} - set(theme.LANE_KINDS):
        raise ValueError(f"Not a kind of lane: {', '.join(sorted(unknown))}.")
    return any(lane.intervals or lane.marks for lane in lanes)


def lanes_chart(
    key: str,
    lanes: Sequence[Lane],
    today: dt.date,
    words: Words,
    table: Table,
    records: Table,
    headings: Sequence[str] = (),
) -> Chart:
    """Lanes in their order as a chart, with the tables given; ``headings`` as in ``figure_of``."""
    wide, narrow = (figure_of(lanes, today, words, width, headings) for width in (theme.WIDE, theme.NARROW))
    sentence = words.sentence.format(date=display_day(today, locale=words.locale))
    return chart_of(
        Still(key, words.title, sentence),
        wide,
        narrow,
        table=table,
        records=records,
        source=words.source,
        legend=legend_of(lanes, words),
    )

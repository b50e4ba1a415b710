"""Lanes to draw, and what reads a drawn chart."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree

from policies.charts.base import Chart
from policies.dates import HonestDate
from policies.rows import Interval, Lane, Mark

TODAY = dt.date(2026, 11, 23)


def mark(
    date: str, group: str = "adoption", kind: str = "Published", title: str = "El Peruano", planned: bool = False
) -> Mark:
    honest = HonestDate.parse(date)
    return Mark(honest, honest.display(), group, kind, title, planned)


def policy() -> Lane:
    return Lane(
        "policy",
        "National Migration Policy",
        "/policies/per-2017/",
        (
            Interval(dt.date(2015, 9, 1), dt.date(2017, 4, 26), "in-development", "In development"),
            Interval(dt.date(2017, 4, 27), None, "in-force", "In force since 27 April 2017"),
        ),
        (
            mark("2015-09", "preparation", "Drafting started"),
            mark("2017-04-27"),
            mark("2021", "follow-through", "Evaluation"),
        ),
    )


def treaty() -> Lane:
    return Lane(
        "framework",
        "Refugee Convention",
        "/frameworks/csr51/",
        (),
        (mark("1964-12-21", kind="Acceded"), mark("2018-12")),
    )


def project() -> Lane:
    bar = Interval(dt.date(2025, 3, 1), dt.date(2028, 12, 31), "project", "March 2025 – December 2028")
    return Lane("project", "Strengthening Migration Management", "/projects/x/", (bar,))


def drawn(chart: Chart | None) -> Chart:
    assert chart is not None
    return chart


def stills(chart: Chart) -> list[ElementTree.Element]:
    """The two pictures of a chart, without namespace in the names of their elements."""
    return list(ElementTree.fromstring(f"<stills>{chart.still}</stills>"))


def bars(chart: Chart) -> list[tuple[str, dt.date, dt.date, float]]:
    """(colour, first day, day after the last, opacity) of every bar."""
    return [
        (trace["marker"]["color"], start, start + dt.timedelta(milliseconds=length), trace["opacity"])
        for trace in chart.figure["data"]
        if trace["type"] == "bar"
        for start, length in zip(map(dt.date.fromisoformat, trace["base"]), trace["x"], strict=True)
    ]

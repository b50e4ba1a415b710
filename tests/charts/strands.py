"""Lanes of the timeline across countries to draw."""

from __future__ import annotations

import datetime as dt

from policies.dates import HonestDate
from policies.rows import Bin, Happening, Interval, Strand, Stretch
from tests.charts.lanes import mark

YEARS = (2000, 2027)


def happening(date: str, group: str = "adoption", planned: bool = False) -> Happening:
    return Happening(mark(date, group, planned=planned), "Refugee Law", "/policies/law/")


def stretch(first: int, last: int | None = None) -> Stretch:
    end = dt.date(last, 12, 31) if last else None
    label = f"In force {first} – {last}" if last else f"In force since {first}"
    dates = HonestDate(first), HonestDate(last) if last else None
    return Stretch(Interval(dt.date(first, 1, 1), end, "in-force", label, *dates), "Refugee Law", "/policies/law/")


def peru() -> Strand:
    return Strand(
        "Peru",
        "/countries/peru/",
        "",
        3,
        1,
        (happening("2002-12-20"), happening("2015-09", "preparation"), happening("2027", planned=True)),
        (stretch(2002), stretch(2005, 2010)),
    )


def quiet() -> Strand:
    """A country of which nothing is dated."""
    return Strand("Andorra", "/countries/andorra/", "", 1, 0)


def andes(label: str = "South America", heading: str = "Americas") -> Strand:
    bins = (
        Bin(2016, 1, (("preparation", 1), ("adoption", 3)), 4),
        Bin(2017, 1, (("adoption", 8),), 12),
        Bin(2026, 1, (), 11),
        Bin(2027, 1, (("end", 1),), None),
    )
    return Strand(label, "/timeline/?region=south-america", heading, 14, 11, bins=bins)

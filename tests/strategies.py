"""Hypothesis strategies of the domain."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange

from hypothesis import strategies as st

from policies import lifecycle
from policies.choices import EventType
from policies.dates import FIRST_YEAR, LAST_YEAR, HonestDate


@st.composite
def honest_dates(draw: st.DrawFn, first: int = FIRST_YEAR, last: int = LAST_YEAR) -> HonestDate:
    year = draw(st.integers(first, last))
    month = draw(st.none() | st.integers(1, 12))
    day = draw(st.none() | st.integers(1, monthrange(year, month)[1])) if month else None
    return HonestDate(year, month, day)


#: A narrow window, so that events fall on, before and after each other often.
near_dates = honest_dates(2014, 2018)
near_days = st.dates(dt.date(2013, 1, 1), dt.date(2020, 1, 1))


@st.composite
def events(draw: st.DrawFn) -> lifecycle.Event:
    kind = draw(st.sampled_from(EventType.values))
    return lifecycle.Event(
        type=kind,
        date=draw(st.none() | near_dates),
        title=draw(st.sampled_from(["", "An act", "Ley N° 1"])),
        planned=draw(st.integers(0, 4)) == 0,
        extends_to=draw(st.none() | near_dates) if kind == "extended" else None,
    )


successors = st.builds(
    lifecycle.Successor,
    relation=st.sampled_from(["replaces", "repeals"]),
    begins=st.none() | near_dates,
    title=st.sampled_from(["Successor", "Other"]),
)


@st.composite
def facts(draw: st.DrawFn) -> lifecycle.Facts:
    """Facts that the database would take: a term does not end before it starts."""
    start, end = draw(st.none() | near_dates), draw(st.none() | near_dates)
    if start and end and end.latest < start.earliest:
        start, end = end, start
    return lifecycle.Facts(
        events=tuple(draw(st.lists(events(), max_size=6))),
        term_start=start,
        term_end=end,
        successors=tuple(draw(st.lists(successors, max_size=2))),
    )

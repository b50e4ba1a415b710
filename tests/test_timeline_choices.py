"""What the timeline reads in a query string."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from policies.choices import EventType
from policies.filters.timeline import TimelineChoices


def read(query: str) -> TimelineChoices:
    return TimelineChoices.read(QueryDict(query))


def test_nothing_asked_is_everything() -> None:
    choices = read("country=PER&page=2")
    assert choices == TimelineChoices() and choices.usual_years
    assert choices.types == EventType.values


def test_groups_and_types_of_events_together() -> None:
    choices = read("event=end&event=amended&event=END&event=repealed")
    assert choices.events == ("end", "amended", "repealed")
    assert choices.types == ["amended", "term-ended", "replaced", "repealed"]


@pytest.mark.parametrize(
    ("query", "years", "decade"),
    [
        ("decade=1990", (1990, 1999), "1990"),
        ("decade=2010s", (2010, 2019), "2010"),
        ("decade=ALL", (None, None), "all"),
        ("from=1995", (1995, None), ""),
        ("from=1995&decade=all", (1995, None), ""),
        ("to=1995", (None, 1995), ""),
        ("from=1951&to=1951", (1951, 1951), ""),
    ],
)
def test_years(query: str, years: tuple[int | None, int | None], decade: str) -> None:
    choices = read(query)
    assert ((choices.first, choices.last), choices.decade, choices.problems) == (years, decade, ())
    assert not choices.usual_years
    assert read("&".join(f"{name}={value}" for name, value in choices.pairs())) == choices


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("by=planet", "by"),
        ("event=party", "event"),
        ("event=adopted%00", "event"),
        ("from=199", "from"),
        ("from=٢٠١٠", "from"),
        ("from=1799", "from"),
        ("to=2200", "to"),
        ("to=-200", "to"),
        ("from=2010&to=2000", "to"),
        ("decade=1995", "decade"),
        ("decade=2200s", "decade"),
        ("decade=s", "decade"),
        ("decade=2010&from=1990", "decade"),
        ("decade=" + "9" * 100_000, "decade"),
    ],
)
def test_what_is_not_understood_is_named_and_left_out(query: str, name: str) -> None:
    choices = read(query)
    (problem,) = choices.problems
    assert problem.name == name and len(problem.value) < 80 and problem.message
    assert not choices.by and not choices.events and choices.first in (None, 1990)


def test_the_query_string_keeps_the_selection_and_changes_what_it_is_told_to() -> None:
    choices = read("by=region&event=end&event=amended&decade=1990")
    assert choices.query("?country=PER&country=ECU", by="country") == (
        "?country=PER&country=ECU&event=end&event=amended&decade=1990&by=country"
    )
    assert choices.query("?", without=("by", "decade", "event")) == "?"


@given(st.dictionaries(st.sampled_from(["by", "event", "decade", "from", "to"]), st.text(max_size=12)))
def test_no_text_breaks_it(asked: dict[str, str]) -> None:
    data = QueryDict(mutable=True)
    data.update(asked)
    choices = TimelineChoices.read(data)
    assert choices.first is None or 1800 <= choices.first <= 2199
    again = QueryDict(mutable=True)
    for name, value in choices.pairs():
        again.appendlist(name, value)
    assert TimelineChoices.read(again) == TimelineChoices(
        choices.by, choices.events, choices.first, choices.last, choices.decade
    )

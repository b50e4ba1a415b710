"""What is not understood of a query string is named, and ignored."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from policies.filters import SORTS, AsOf, shorten
from tests.filters.asking import EVERYTHING, NAMES, filtered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

NONSENSE = {
    "unknown": "atlantis",
    "huge": "x" * 320_000,
    "nul": "a\x00b",
    "emoji": "💥🇵🇪",
    "sql": "' OR 1=1; DROP TABLE policies_policy; --",
    "markup": "<script>alert(1)</script>",
    "bidi": "\u202eREP",
    "percent": "%s%(name)s{0}",
    "number": "9" * 400,
    "date": "2017-13-45",
    "full width": "２０１７",
    "list": "PER,KEN",
    "invalid utf-8": "\udcff",
}


@pytest.mark.parametrize("value", NONSENSE.values(), ids=NONSENSE)
@pytest.mark.parametrize("name", [n for n in (*NAMES, "sort") if n != "q"])
def test_a_bad_value_is_named_and_ignored(name: str, value: str) -> None:
    query_string = urlencode({name: value}, errors="surrogateescape")
    filters = filtered(query_string)
    assert [policy.slug for policy in filters.qs] == EVERYTHING
    (problem,) = filters.problems
    assert problem.name == name
    assert problem.message
    assert len(problem.value) <= 61
    assert problem.value.isprintable()
    assert filters.chips == []


def test_good_values_beside_bad_ones_hold() -> None:
    filters = filtered("country=ATL&country=PER&status=in-force&as_of=31.12.2016")
    assert [policy.slug for policy in filters.qs] == ["law"]
    assert [(p.name, p.value) for p in filters.problems] == [("country", "ATL"), ("as_of", "31.12.2016")]


@pytest.mark.parametrize("value", ["a\x00b", "x" * 201])
def test_words_that_cannot_be_searched(value: str) -> None:
    filters = filtered(urlencode({"q": value}))
    assert [policy.slug for policy in filters.qs] == EVERYTHING
    assert [problem.name for problem in filters.problems] == ["q"]


@pytest.mark.parametrize("nothing", ["💥", "%", "\\", "\u202e", "%%", "_", "*", '"', '""', "AND", ":", "\x07"])
def test_what_has_no_word_is_named_and_ignored(nothing: str) -> None:
    filters = filtered(urlencode({"q": nothing}))
    assert {problem.name for problem in filters.problems} == {"q"}
    assert [p.slug for p in filters.qs] == EVERYTHING
    assert (filters.chips, filters.narrows, filters.sort) == ([], False, "country")


@pytest.mark.parametrize("words", ["a_b", "x" * 200, "zzz", '"zzz"', "(zzz)", "100% zzz"])
def test_any_other_words_are_searched(words: str) -> None:
    filters = filtered(urlencode({"q": words}))
    assert filters.problems == []
    assert [p.slug for p in filters.qs] == []


def test_an_unknown_name_is_named() -> None:
    filters = filtered("contry=PER&" + urlencode({"x" * 500: "1"}))
    assert [policy.slug for policy in filters.qs] == EVERYTHING
    assert [(p.name, p.message) for p in filters.problems] == [
        ("contry", "no such filter"),
        ("x" * 60 + "…", "no such filter"),
    ]


def test_empty_values_are_no_problem() -> None:
    filters = filtered("&".join(f"{name}=" for name in (*NAMES, "sort", "page")))
    assert [policy.slug for policy in filters.qs] == EVERYTHING
    assert filters.problems == []
    assert filters.chips == []


def test_a_problem_says_what_would_be_understood() -> None:
    (problem,) = filtered("adopted_from=27/04/2017").problems
    assert "Write a year (2011), a month (2015-09) or a day (2017-04-27)" in problem.message
    (problem,) = filtered("sort=random").problems
    assert all(key in problem.message for key in SORTS)


def test_adopted_to_before_adopted_from_is_named() -> None:
    filters = filtered("adopted_from=2018&adopted_to=2010")
    assert list(filters.qs) == []
    assert [(problem.name, problem.value) for problem in filters.problems] == [("adopted_to", "2010")]


def test_shorten() -> None:
    assert shorten("short") == "short"
    assert shorten("x" * 61) == "x" * 60 + "…"
    assert shorten("a\x00\u202e\nb") == "a���b"


@pytest.mark.parametrize(
    ("query_string", "on", "problem"),
    [
        ("as_of=2016", dt.date(2016, 12, 31), ""),
        ("as_of=2016-02", dt.date(2016, 2, 29), ""),
        ("as_of=2016-02-03", dt.date(2016, 2, 3), ""),
        ("as_of=2015&as_of=2016", dt.date(2016, 12, 31), ""),
        ("as_of=", None, ""),
        ("", None, ""),
        ("as_of=16", None, "16"),
        ("as_of=2016-13", None, "2016-13"),
        ("as_of=" + "9" * 320_000, None, "9" * 60 + "…"),
        ("as_of=%00", None, "�"),
        ("as_of=%ff", None, "�"),
    ],
)
def test_as_of(query_string: str, on: dt.date | None, problem: str) -> None:
    day = AsOf.read(QueryDict(query_string))
    assert day.chosen == (on is not None)
    if on:
        assert day.on == on
    assert [p.value for p in day.problems] == ([problem] if problem else [])

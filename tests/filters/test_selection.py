"""The query string: each name, how names join, facets, and the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.http import QueryDict

from policies.filters import Members, facets_of, members_of
from policies.models import Policy
from tests.filters.asking import EVERYTHING, NAMES, TODAY, filtered, found

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]


@pytest.mark.parametrize(
    ("query_string", "expected"),
    [
        ("", EVERYTHING),
        ("q=politica", ["per"]),
        ("q=POLÍTICA++nacional", ["per"]),
        ("q=100%25", ["law"]),
        ("q=zzz", []),
        ("q=", EVERYTHING),
        ("country=PER", ["law", "per"]),
        ("country=PER&country=KEN", ["ken", "law", "per"]),
        ("country=PER&instrument=law", ["law"]),
        ("country=KEN&instrument=law", []),
        ("region=africa", ["ken"]),
        ("region=eastern-africa", ["ken"]),
        ("region=south-america", ["ecu", "law", "per"]),
        ("region=latin-america-and-the-caribbean&region=africa", EVERYTHING),
        ("region=oceania", []),
        ("instrument=law", ["law"]),
        ("instrument=law&instrument=strategy", ["ken", "law"]),
        ("status=in-force", ["law"]),
        ("status=term-ended", ["per"]),
        ("status=in-development", ["ecu"]),
        ("status=undated", ["ken"]),
        ("status=undated&status=in-force", ["ken", "law"]),
        ("status=in-development&as_of=2016-12-31", ["per"]),
        ("status=in-force&as_of=2016-12-31", ["law"]),
        ("status=in-force&as_of=2017", ["law", "per"]),
        ("status=in-force&as_of=2017-04-26", ["law"]),
        ("status=in-force&as_of=2017-04", ["law", "per"]),
        ("status=term-ended&as_of=2025-12-31", []),
        ("status=term-ended&as_of=2026-01-01", ["per"]),
        ("as_of=2000", ["ken"]),
        ("as_of=2016", ["ken", "law", "per"]),
        ("as_of=2019-06", EVERYTHING),
        ("framework=migof", ["law", "per"]),
        ("framework=migof&framework=gcm", ["ecu", "law", "per"]),
        ("component=migof-o2", ["per"]),
        ("component=migof-o2&component=gcm-23", ["ecu", "per"]),
        ("link=explicit", ["ecu", "law", "per"]),
        ("link=implicit", ["per"]),
        ("framework=migof&link=implicit", ["per"]),
        ("framework=gcm&link=explicit", ["ecu"]),  # per is explicit to migof only
        ("component=migof-o2&link=explicit", []),  # per's alignment to O2 is implicit
        ("component=migof-p1&link=explicit", ["per"]),
        ("framework=gcm&component=migof-o2", []),
        ("framework=migof&component=gcm-23", []),
        ("framework=migof&framework=gcm&component=gcm-23&link=implicit", ["per"]),
        ("framework=gcm&mapping=on", ["ecu", "per"]),
        ("mapping=on", EVERYTHING),
        ("mapping=OFF&country=KEN", ["ken"]),
        ("topic=health", ["per"]),
        ("topic=gender", ["law", "per"]),
        ("topic=health&topic=gender", ["law", "per"]),
        ("group=can", ["ecu", "law", "per"]),
        ("group=CAN&as_of=2010-12-31&country=KEN", ["ken"]),  # a member until 2010: to its last day
        ("group=can&as_of=2011-01-01&country=KEN", []),
        ("income=low", ["ken"]),
        ("income=low&income=upper-middle", EVERYTHING),
        ("target=returnees", ["per"]),
        ("funder=fund", ["per"]),
        ("funder=fund&funder=payer", ["law", "per"]),
        ("project=project", ["per"]),
        ("project=project&project=other", ["law", "per"]),
        ("adopted_from=2017", ["per"]),
        ("adopted_from=2010-06", ["law", "per"]),
        ("adopted_from=2010-06-02", ["per"]),
        ("adopted_to=2010", ["law"]),
        ("adopted_to=2010-05", []),
        ("adopted_from=2010&adopted_to=2017-04", ["law", "per"]),
        ("country=per&region=Americas&framework=MIGOF&instrument=LAW", ["law"]),
        ("framework=migof&as_of=2016-12-31&status=in-force", ["law"]),
        ("framework=gcm", ["ecu", "per"]),  # ecu names it
        ("framework=gcm&sort=-adopted", ["per", "ecu"]),
        ("framework=migof&component=migof-o2&component=migof-p1", ["per"]),
        ("sort=evidence", ["ecu", "law", "per", "ken"]),
        ("sort=title", ["law", "per", "ecu", "ken"]),
        ("sort=-adopted", ["per", "law", "ecu", "ken"]),
        ("sort=adopted", ["law", "per", "ecu", "ken"]),
        ("sort=country", EVERYTHING),
        ("country=PER&sort=-adopted&page=7", ["per", "law"]),
        ("utm_source=x&fbclid=y", EVERYTHING),
    ],
)
def test_selection(query_string: str, expected: list[str]) -> None:
    filters = filtered(query_string)
    assert [policy.slug for policy in filters.qs] == expected
    assert filters.problems == []


def test_every_name_is_tested() -> None:
    assert set(filtered("").form.fields) == set(NAMES)


@pytest.mark.parametrize(
    "query_string",
    [
        "", "country=PER", "country=KEN&instrument=law", "framework=migof&link=explicit", "component=gcm-23",
        "as_of=2016&status=in-force", "q=national", "topic=gender&region=south-america", "funder=fund", "link=implicit",
        "group=can&income=upper-middle", "project=other", "adopted_from=2010", "framework=gcm&component=migof-o2",
    ],
)  # fmt: skip
def test_a_facet_counts_what_its_value_would_show(query_string: str) -> None:
    """Under all other choices, and not under its own."""
    filters = filtered(query_string)
    for facet in facets_of(filters):
        rest = QueryDict(query_string, mutable=True)
        rest.pop(facet.name, None)
        offered = {option.value: option.count for option in facet.options}
        for value, count in offered.items():
            rest.setlist(facet.name, [value])
            assert len(found(rest.urlencode())) == count, (facet.name, value)
        assert {option.value for option in facet.options if option.chosen} == set(filters.chosen.get(facet.name) or [])


def test_facets_ask_nothing_of_the_database(django_assert_num_queries: Callable) -> None:
    chosen = filtered("country=PER&region=americas&instrument=law&status=in-force&framework=migof&topic=gender")
    members = Members(chosen)
    with django_assert_num_queries(0):
        facets = facets_of(chosen, members)
    assert len(facets) == 13


def test_a_facet_offers_what_has_policies_and_what_is_chosen() -> None:
    facets = {facet.name: facet for facet in facets_of(filtered("country=KEN&topic=health"))}
    assert [(o.value, o.count, o.chosen) for o in facets["country"].options] == [("KEN", 0, True), ("PER", 1, False)]
    assert [(o.value, o.count, o.chosen) for o in facets["topic"].options] == [("health", 0, True)]
    assert [o.value for o in facets["link"].options] == ["explicit", "implicit"]


def test_no_policy_is_listed_twice() -> None:
    slugs = found("framework=migof&framework=gcm&link=explicit&link=implicit&topic=health&topic=gender")
    assert slugs == ["law", "per"]


def test_drafts_are_never_selected() -> None:
    assert "draft" not in found("q=national")


def test_any_day_forgets_the_day() -> None:
    """What a view of many days starts from: later and ended policies are still in it."""
    keys = members_of(filtered("as_of=2000&country=PER")).on_any_day().keys
    assert set(Policy.objects.filter(pk__in=keys).values_list("slug", flat=True)) == {"law", "per"}


def test_a_status_is_that_of_the_day_on_any_day() -> None:
    for query_string in ("as_of=2000&status=in-force", "as_of=2018&status=in-force&country=PER", "status=undated"):
        filters = filtered(query_string)
        assert set(members_of(filters).on_any_day().keys) == {policy.pk for policy in filters.qs}


def test_a_view_that_answers_to_alignments_takes_them_out_of_the_selection() -> None:
    filters = filtered("framework=migof&link=explicit&country=PER")
    keys = members_of(filters).on_any_day(("framework", "component", "link")).keys
    assert set(keys) == {policy.pk for policy in filtered("country=PER").qs}


def test_the_day_of_the_selection() -> None:
    assert filtered("").on == TODAY
    assert filtered("as_of=2016").on == dt.date(2016, 12, 31)
    assert filtered("as_of=2016-02").on == dt.date(2016, 2, 29)
    assert (filtered("as_of=nonsense").on, filtered("as_of=nonsense").has_as_of) == (TODAY, False)


def test_the_best_match_stands_first_unless_asked_otherwise() -> None:
    assert (filtered("").sort, filtered("q=act").sort) == ("country", "relevance")
    assert filtered("q=act&framework=migof").sort == "relevance"
    assert filtered("q=act&sort=title").sort == "title"
    assert "relevance" in filtered("q=act").sorts
    assert "relevance" not in filtered("").sorts


def test_no_words_no_best_match() -> None:
    filters = filtered("sort=relevance")
    assert [(p.name, p.value) for p in filters.problems] == [("sort", "relevance")]
    assert [p.slug for p in filters.qs] == EVERYTHING

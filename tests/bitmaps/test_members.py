"""The index against the database: the same selection, in the same order, and the same counts, for any record and any choice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from policies import bitmaps, search
from policies.choices import Instrument, Link, Status
from policies.filters import SORTS, Members, PolicyFilterSet, Rows, facets_of
from policies.models import DataVersion, GroupMembership, Policy
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)
FRAMEWORKS, TOPICS, FUNDERS = ("fa", "fb"), ("ta", "tb", "tc"), ("oa", "ob")
GROUPS = ("ga", "gb")
COUNTRIES = {"PER": {}, "ECU": {"ecuador": True}, "KEN": {"kenya": True}}
DAYS = st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2030, 1, 1))


@st.composite
def policies(draw: Any) -> dict[str, Any]:
    subsets = {"topics": TOPICS, "funders": FUNDERS}
    pairs = st.tuples(st.sampled_from(FRAMEWORKS), st.sampled_from(("", "c1", "c2")), st.sampled_from(Link.values))
    force_from, force_until = sorted([draw(DAYS), draw(DAYS)], key=lambda day: (day is None, day))
    final_from = draw(DAYS)
    ends = (Status.REPLACED.value, Status.REPEALED.value)
    return {
        "country": draw(st.sampled_from(sorted(COUNTRIES))),
        "instrument": draw(st.sampled_from(Instrument.values)),
        "title": draw(st.sampled_from(["Act", "National policy", "Política"])),
        "state": draw(st.sampled_from(["published", "published", "published", "draft"])),
        "alignments": draw(st.sets(pairs, max_size=3)),
        "stored": {
            "development_from": draw(DAYS),
            "adopted_from": draw(DAYS),
            "force_from": force_from,
            "force_until": force_until if force_from else None,
            "final_from": final_from,
            "final_status": draw(st.sampled_from(ends)) if final_from else "",
        },
        **{name: draw(st.sets(st.sampled_from(values))) for name, values in subsets.items()},
    }


CHOICES = {
    "country": [*COUNTRIES, "XXX"],
    "region": ["americas", "south-america", "africa"],
    "group": GROUPS,
    "income": ["upper-middle", "low"],
    "instrument": Instrument.values,
    "status": Status.values,
    "framework": FRAMEWORKS,
    "component": ["fa-c1", "fb-c2"],
    "link": Link.values,
    "mapping": ["on"],
    "topic": TOPICS,
    "funder": FUNDERS,
    "q": ["act", "politica"],
    "adopted_from": ["2005", "2010-06"],
    "adopted_to": ["2012", "2025-01-31"],
    "as_of": ["2001", "2015-06", "2020-02-02"],
    "sort": [*SORTS],
}
QUERY = st.dictionaries(st.sampled_from(sorted(CHOICES)), st.integers(0, 5), max_size=5).map(
    lambda picks: urlencode([(name, CHOICES[name][at % len(CHOICES[name])]) for name, at in picks.items()])
)


def fill(rows: list[dict[str, Any]]) -> None:
    countries = {code: make.CountryFactory(**traits) for code, traits in COUNTRIES.items()}
    for number, code in enumerate(GROUPS):
        group = make.GroupFactory(code=code)
        GroupMembership.objects.create(group=group, country=countries["PER"], since="2010" if number else None)
        GroupMembership.objects.create(group=group, country=countries["KEN"], since="2001-05", until="2015")
    topics = {slug: make.TopicFactory(slug=slug) for slug in TOPICS}
    funders = {slug: make.OrganisationFactory(slug=slug) for slug in FUNDERS}
    components = {}
    frameworks = {code: make.FrameworkFactory(code=code) for code in FRAMEWORKS}
    for code, framework in frameworks.items():
        for own in ("c1", "c2"):
            components[code, own] = make.ComponentFactory(framework=framework, code=f"{code}-{own}")
    make.MappingFactory(component=components["fa", "c1"], other=components["fb", "c2"])
    for row in rows:
        policy = make.PolicyFactory(
            country=countries[row["country"]], instrument=row["instrument"], title=row["title"], state=row["state"]
        )
        Policy.objects.filter(pk=policy.pk).update(**row["stored"])
        policy.topics.set(topics[slug] for slug in row["topics"])
        for code, own, link in row["alignments"]:
            make.AlignmentFactory(
                policy=policy,
                framework=frameworks[code],
                component=components.get((code, own)),
                link=link,
                coded_by=f"{own} {link}",
            )
        for slug in row["funders"]:
            project = make.ProjectFactory()
            make.PolicyProjectFactory(policy=policy, project=project)
            make.ParticipationFactory(project=project, organisation=funders[slug], role="1")
    search.rebuild()


def filtered(query: str) -> PolicyFilterSet:
    return PolicyFilterSet(QueryDict(query), Policy.objects.published(), today=TODAY)


@settings(max_examples=25)
@given(rows=st.lists(policies(), max_size=6), queries=st.lists(QUERY, min_size=1, max_size=6))
def test_the_index_selects_and_counts_what_the_database_does(rows: list[dict[str, Any]], queries: list[str]) -> None:
    with transaction.atomic():
        fill(rows)
        bitmaps.forget()
        for query in queries:
            compare(query)
        transaction.set_rollback(True)


def compare(query: str) -> None:
    filters = filtered(query)
    members = Members(filters)
    wanted = list(filters.qs.values_list("pk", flat=True))
    assert members.keys(0, 100) == wanted, query
    assert members.keys(1, 3) == wanted[1:3], query
    assert len(members.all()) == len(wanted)
    for facet in facets_of(filters, members):
        for option in facet.options:
            others = QueryDict(query, mutable=True)
            others.setlist(facet.name, [option.value])
            assert filtered(others.urlencode()).qs.count() == option.count, (query, facet.name, option)


def test_rows_read_only_the_page(django_assert_num_queries: Callable) -> None:
    for __ in range(5):
        make.PolicyFactory()
    rows = Rows(Members(filtered("sort=title")), lambda policies: policies)
    with django_assert_num_queries(2):
        assert [policy.title for policy in rows[1:3]] == sorted(policy.title for policy in rows[0:5])[1:3]
        assert len(rows) == 5


@pytest.mark.parametrize("query", ["", "sort=title", "sort=-adopted", "q=policy", "framework=migof", "sort=evidence"])
def test_parts_follow_each_other_each_in_the_order_asked_for(query: str) -> None:
    component = make.ComponentFactory(framework__code="migof")
    for n in range(6):
        policy = make.PolicyFactory(title=f"Policy {(n * 5) % 6}", slug=f"p{n}", country=make.MadeUpCountryFactory())
        link = ("implicit", "explicit")[n % 2]
        make.AlignmentFactory(policy=policy, framework=component.framework, component=component, link=link)
    search.rebuild()
    members = Members(filtered(query))
    whole = members.keys(0, 100)
    parts = [members.index.of_keys(whole[start::3]) for start in (1, 0, 2)]
    expected = [key for start in (1, 0, 2) for key in whole[start::3]]
    assert len(whole) == 6
    assert members.keys(0, 100, parts) == expected
    assert [members.keys(n, n + 2, parts) for n in range(5)] == [expected[n : n + 2] for n in range(5)]


def test_the_index_is_built_once_for_a_version(django_assert_num_queries: Callable) -> None:
    policy = make.PolicyFactory()
    with django_assert_num_queries(23):
        first = bitmaps.current()
    with django_assert_num_queries(1):
        assert bitmaps.current() is first
    Policy.objects.filter(pk=policy.pk).update(state="archived")
    assert len(bitmaps.current().keys) == 0


def test_a_change_during_the_build_is_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = make.PolicyFactory()
    real = bitmaps.holder.build
    changes = iter([lambda: Policy.objects.filter(pk=policy.pk).update(state="archived")])

    def build() -> Any:
        index = real()
        next(changes, lambda: None)()
        return index

    monkeypatch.setattr(bitmaps.holder, "build", build)
    assert len(bitmaps.current().keys) == 0


def test_what_changes_all_the_time_is_answered_and_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    real = bitmaps.holder.build
    monkeypatch.setattr(bitmaps.holder, "build", lambda: (real(), make.TopicFactory())[0])
    assert bitmaps.current() is not bitmaps.current()


def test_without_a_cache_nothing_is_held(settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert bitmaps.current() is not bitmaps.current()
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    assert bitmaps.current() is bitmaps.current()


def test_a_policy_that_is_gone_has_no_place() -> None:
    policy = make.PolicyFactory()
    index = bitmaps.current()
    assert list(index.of_keys([policy.pk, policy.pk + 1])) == [0]
    before = DataVersion.objects.current()
    Policy.objects.all().delete()
    assert DataVersion.objects.current() != before
    assert list(bitmaps.current().everything) == []

"""First adoptions and how they add up, against their definition in plain Python."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

from policies.bitmaps import selected
from policies.choices import CONSENT
from policies.models import Country, Policy
from policies.queries.adoptions import adoptions_of_framework
from policies.queries.curves import (
    first_adoptions,
    first_alignments,
    first_consents,
    lines_of,
    parts_by_group,
    parts_by_region,
    parts_of_all,
    treaties_with_parties,
)
from tests import factories as make

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 23)


def policy(country: Country, adopted: str | None, **fields: Any) -> Policy:
    found = make.PolicyFactory(country=country)
    day = dt.date.fromisoformat(adopted) if adopted else None
    Policy.objects.filter(pk=found.pk).update(adopted_from=day, **fields)
    found.refresh_from_db()
    return found


def test_the_first_of_a_country_counts_up_to_the_day(django_assert_num_queries: Any) -> None:
    peru, kenya = make.CountryFactory(), make.CountryFactory(kenya=True)
    policy(peru, "2017-04-27")
    policy(peru, "2011-01-01")
    policy(kenya, "2020-06-01")
    policies = selected(Policy.objects.all())
    with django_assert_num_queries(0):
        firsts = first_adoptions(policies, dt.date(2020, 5, 31))
    assert firsts.years == {peru.pk: 2011} and not firsts.undated
    assert first_adoptions(selected(Policy.objects.all()), dt.date(2020, 6, 1)).years == {peru.pk: 2011, kenya.pk: 2020}


@pytest.mark.parametrize(
    ("fields", "undated"),
    [
        ({}, True),  # no beginning is dated
        ({"force_from": dt.date(2015, 1, 1)}, True),
        ({"force_from": dt.date(2027, 1, 1)}, False),
        ({"development_from": dt.date(2015, 1, 1)}, False),
    ],
)
def test_without_a_date_counts_what_has_been_adopted(fields: dict[str, Any], undated: bool) -> None:
    peru = make.CountryFactory()
    policy(peru, None, **fields)
    firsts = first_adoptions(selected(Policy.objects.all()), TODAY)
    assert (firsts.years, firsts.undated) == ({}, frozenset({peru.pk} if undated else ()))
    policy(peru, "2019-01-01")  # one dated adoption is enough
    assert first_adoptions(selected(Policy.objects.all()), TODAY).undated == frozenset()


def test_random_records_against_the_definition() -> None:
    random.seed(7)
    countries = [make.MadeUpCountryFactory(region=random.choice(["africa", "asia", ""])) for __ in range(12)]
    records = []
    for __ in range(60):
        year = random.choice([None, *range(1995, 2026)])
        records.append((country := random.choice(countries), year))
        policy(country, f"{year}-03-01" if year else None)
    for on in (dt.date(2000, 1, 1), dt.date(2010, 3, 1), TODAY):
        firsts = first_adoptions(selected(Policy.objects.all()), on)
        parts = [*parts_of_all(countries, "all"), *parts_by_region(countries, [])]
        years, lines = lines_of(parts, firsts, on.year)
        for part, line in zip(parts, lines, strict=True):
            for year, count in zip(years, line.counts, strict=True):
                begun = {
                    country.pk
                    for country, adopted in records
                    if adopted and adopted <= year and dt.date(adopted, 3, 1) <= on and country.pk in part.countries
                }
                assert count == len(begun), (part.code, year)
            assert list(line.counts) == sorted(line.counts)


def test_regions_are_the_five_or_those_chosen_or_the_parts_of_one() -> None:
    make.CountryFactory()
    make.CountryFactory(ecuador=True, un_member=False)
    make.CountryFactory(kenya=True)
    countries = list(Country.objects.all())
    assert [(part.code, len(part.countries), len(part.whole)) for part in parts_by_region(countries, [])] == [
        ("africa", 1, 1),
        ("americas", 2, 1),
    ]
    assert [part.code for part in parts_by_region(countries, ["americas"])] == ["south-america"]
    two = ["americas", "eastern-africa"]
    assert [part.code for part in parts_by_region(countries, two)] == two


def test_members_are_those_of_the_day(django_assert_num_queries: Any) -> None:
    peru, kenya = make.CountryFactory(), make.CountryFactory(kenya=True)
    big, small = make.GroupFactory(code="big"), make.GroupFactory(code="small")
    make.MembershipFactory(group=big, country=peru, since="2000")
    make.MembershipFactory(group=big, country=kenya, since="2010", until="2015")
    make.MembershipFactory(group=small, country=kenya)
    countries = [peru, kenya]

    def sizes(year: int, *chosen: str) -> list[tuple[str, int]]:
        with django_assert_num_queries(1):
            parts = parts_by_group(countries, chosen, dt.date(year, 7, 1))
        return [(part.code, len(part.whole)) for part in parts]

    assert sizes(2012) == [("big", 2), ("small", 1)]
    assert sizes(2020) == [("big", 1), ("small", 1)]
    assert sizes(2020, "small") == [("small", 1)]


@pytest.mark.parametrize("action", CONSENT)
def test_consent_to_be_bound_counts_from_its_first_day(action: str, django_assert_num_queries: Any) -> None:
    treaty = make.FrameworkFactory(kind="treaty")
    peru, kenya, ecuador = (
        make.CountryFactory(),
        make.CountryFactory(kenya=True),
        make.CountryFactory(ecuador=True),
    )
    make.TakesPartFactory(framework=treaty, country=peru, action="signed", date="1990")
    make.TakesPartFactory(framework=treaty, country=peru, action=action, date="2005-03")
    make.TakesPartFactory(framework=treaty, country=peru, action="withdrew", date="2010")
    make.TakesPartFactory(framework=treaty, country=kenya, action=action, date=None)
    make.TakesPartFactory(framework=treaty, country=ecuador, action="signed", date="1990")
    with django_assert_num_queries(1):
        firsts = first_consents(treaty, TODAY)
    assert (firsts.years, firsts.undated, firsts.left) == ({peru.pk: 2005}, {kenya.pk}, {peru.pk})
    assert first_consents(treaty, dt.date(2005, 2, 28)).years == {}
    assert treaties_with_parties() == [treaty]


def test_alignment_counts_policies_adopted_since_the_framework(django_assert_num_queries: Any) -> None:
    migof = make.FrameworkFactory(code="migof", adopted="2015-11")
    other = make.FrameworkFactory(code="other", adopted=None)
    component = make.ComponentFactory(framework=migof, code="migof-o1")
    peru, kenya = make.CountryFactory(), make.CountryFactory(kenya=True)
    older, newer = policy(peru, "2014-01-01"), policy(peru, "2017-04-27")
    undated = policy(kenya, None)
    for aligned in (older, newer, undated):
        make.AlignmentFactory(policy=aligned, framework=migof, component=component, link="implicit")
    make.AlignmentFactory(policy=older, framework=other)

    def firsts(*wanted: list[str]) -> Any:
        policies = selected(Policy.objects.published())
        with django_assert_num_queries(1):
            return first_alignments(policies, wanted, TODAY)

    found = firsts(["migof"], [], [])
    assert (found.years, found.undated) == ({peru.pk: 2017}, {kenya.pk})
    assert firsts([], [], []).years == {peru.pk: 2014}  # by the other framework, which has no date
    assert firsts([], ["migof-o1"], ["explicit"]).years == {}
    migof.refresh_from_db()
    (*__, last) = adoptions_of_framework(migof, TODAY)
    assert last.countries == len(found.years)


def test_nothing_has_no_years() -> None:
    firsts = first_adoptions(selected(Policy.objects.all()), TODAY)
    assert lines_of(parts_of_all([], ""), firsts, 2026) == ([], [])
    assert lines_of([], firsts, 2026) == ([], [])

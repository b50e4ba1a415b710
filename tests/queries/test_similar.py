"""Countries whose policies are aligned to most of the same components."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import given, settings

from policies import bitmaps
from policies.actions import refresh_milestones
from policies.models import Alignment, Country, DataVersion
from policies.models.version import reading_at
from policies.queries.similar import LEAST_SHARED, MOST, similar_countries
from tests import factories as make
from tests.queries.alignment_worlds import World, recorded, worlds

pytestmark = pytest.mark.django_db
ON = dt.date(2020, 6, 1)


@settings(max_examples=50)
@given(world=worlds())
def test_those_are_named_that_share_most(world: World) -> None:
    with recorded(world):
        for country in Country.objects.all():
            coded = Alignment.objects.filter(policy__state="published", component__isnull=False)
            own = set(coded.filter(policy__country=country).values_list("component__code", flat=True))
            expected = []
            for other in Country.objects.exclude(pk=country.pk):
                theirs = set(coded.filter(policy__country=other).values_list("component__code", flat=True))
                shared = own & theirs
                if len(shared) >= LEAST_SHARED and len(shared) > len(own) / 2:
                    expected.append((-len(shared), len(theirs), other.slug, sorted(shared)))
            found = similar_countries(country, ON)
            assert found.components == len(own)
            assert [
                (-len(near.shared), near.own, near.country.slug, sorted(c.code for c in near.shared))
                for near in found.countries
            ] == sorted(expected)[:MOST]


def share(n: int, *countries: Country, date: str = "") -> None:
    framework = make.FrameworkFactory(code="gcm", short_name="GCM")
    components = [make.ComponentFactory(framework=framework, code=f"gcm-{number}", order=number) for number in range(n)]
    for country in countries:
        policy = make.PolicyFactory(country=country)
        make.EventFactory(policy=policy, date="2018")
        refresh_milestones([policy.pk])
        for component in components:
            make.AlignmentFactory(policy=policy, framework=framework, component=component)


@pytest.mark.parametrize("n", [1, 3])
def test_queries_do_not_grow(django_assert_num_queries: Callable, n: int) -> None:
    peru = make.CountryFactory()
    share(4, peru, *(make.MadeUpCountryFactory() for __ in range(n)))
    with reading_at(DataVersion.objects.latest()):
        similar_countries(peru, ON)
        with django_assert_num_queries(0):
            found = similar_countries(peru, ON)
        assert len(found.countries) == n
        assert [component.framework.short_name for component in found.countries[0].shared] == ["GCM"] * 4


def test_policies_that_have_ended_count_as_the_page_says() -> None:
    peru, kenya = make.CountryFactory(), make.CountryFactory(kenya=True)
    share(3, peru, kenya)
    make.EventFactory(policy=kenya.policies.get(), type="repealed", date="2019")
    refresh_milestones([kenya.policies.get().pk])
    assert bitmaps.published().index.milestones.statuses(ON)["repealed"]
    assert [near.country for near in similar_countries(peru, ON).countries] == [kenya]


def test_the_page_of_a_country_says_what_is_shared_as_of_when_and_what_that_does_not_mean(client: Client) -> None:
    share(3, make.CountryFactory(), make.CountryFactory(kenya=True))
    page = client.get("/countries/peru/?as_of=2019").content.decode()
    for words in (
        "Countries aligned to most of the same components", "coded for 3 components, as of 31 December 2019",
        'data-country="KEN"', "shares 3 of the 3", "not “not aligned”",
        "Every policy that had begun by then counts, also one that has ended", "country=PER&amp;country=KEN&amp;as_of=2019-12-31",
    ):  # fmt: skip
        assert words in page, words
    assert "most of the same components" not in client.get("/countries/peru/?as_of=2017").content.decode()

"""What the database says of countries over many days is what ``lifecycle.standing`` says of each policy on each day."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from policies import bitmaps, lifecycle
from policies.bitmaps import selected
from policies.lifecycle import Milestones
from policies.models import DataVersion, Policy
from policies.models.version import reading_at
from policies.queries import kept
from policies.queries.country_layers import alignment_states, first_adoptions, policy_counts
from policies.queries.country_states import country_states, days_by_year, state_on
from tests import factories as make
from tests.strategies import facts, near_days

#: Columns that a milestone has on a policy.
STORED = ("development_from", "adopted_from", "force_from", "force_until", "final_from", "final_status")

#: As they can be, and as no record should have them but a database could.
of_facts = st.builds(lifecycle.milestones, facts())
maybe_days = st.none() | near_days
made_up = st.builds(
    lambda days, final: Milestones(*days[:4], days[4], final if days[4] else ""),
    st.tuples(*[maybe_days] * 5),
    st.sampled_from([lifecycle.REPLACED, lifecycle.REPEALED]),
)
countries = st.lists(st.lists(of_facts | made_up, max_size=4), min_size=1, max_size=3)


@st.composite
def days_of_years(draw: st.DrawFn) -> dict[int, dt.date]:
    """The last day of each of some years, and another day of some."""
    first = draw(st.integers(2013, 2018))
    days = {year: dt.date(year, 12, 31) for year in range(first, draw(st.integers(first, 2020)) + 1)}
    for year in draw(st.sets(st.sampled_from(list(days)), max_size=2)):
        days[year] = dt.date(year, draw(st.integers(1, 12)), draw(st.integers(1, 28)))
    return days


def record(policies: list[list[Milestones]]) -> dict[str, list[Milestones]]:
    """Countries with policies of these milestones, by code."""
    by_code = {}
    for own in policies:
        country = make.MadeUpCountryFactory()
        by_code[country.iso3] = own
        for milestones in own:
            make.PolicyFactory(country=country, **{name: getattr(milestones, name) for name in STORED})
    return by_code


@contextlib.contextmanager
def undone() -> Iterator[None]:
    """What is written in the block is gone after it."""
    bitmaps.forget()  # what was rolled back before had the same data version
    kept.forget()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_the_stored_columns_are_those_of_milestones() -> None:
    assert tuple(field.name for field in fields(Milestones))[: len(STORED)] == STORED


@pytest.mark.django_db
@given(countries, days_of_years())
def test_states_are_those_of_the_policies_one_by_one(
    policies: list[list[Milestones]], days: dict[int, dt.date]
) -> None:
    with undone():
        by_code = record(policies)
        rows = country_states(selected(Policy.objects.all()), days)
        assert {row.iso3 for row in rows} == set(by_code)
        for row in rows:
            expected = {year: str(state_on(by_code[row.iso3], False, day)) for year, day in days.items()}
            assert {year: row.state_in(year) for year in days} == expected


def shown(rows: list[Any], code: str, days: dict[int, dt.date]) -> dict[int, str]:
    (row,) = [row for row in rows if row.iso3 == code]
    return {year: row.state_in(year) for year in days}


def is_known(policy: Milestones, day: dt.date) -> bool:
    return lifecycle.standing(policy, day).status != lifecycle.NOT_BEGUN


@pytest.mark.django_db
@given(countries, days_of_years())
def test_counts_are_of_the_policies_known_by_each_day(
    policies: list[list[Milestones]], days: dict[int, dt.date]
) -> None:
    with undone():
        by_code = record(policies)
        rows = policy_counts(selected(Policy.objects.all()), days, use_checks=True)
        for code, own in by_code.items():
            for year, state in shown(rows, code, days).items():
                count = sum(is_known(policy, days[year]) for policy in own)
                assert state == (str(count) if count else "not-assessed")


@pytest.mark.django_db
@given(countries, days_of_years())
def test_first_adoptions_are_those_of_the_policies(policies: list[list[Milestones]], days: dict[int, dt.date]) -> None:
    with undone():
        by_code = record(policies)
        rows = first_adoptions(selected(Policy.objects.all()), days, use_checks=True)
        for code, own in by_code.items():
            for year, state in shown(rows, code, days).items():
                day = days[year]
                adopted = [policy.adopted_from for policy in own if policy.adopted_from and policy.adopted_from <= day]
                statuses = {lifecycle.standing(policy, day).status for policy in own}
                if adopted:
                    assert state == str(min(adopted).year)
                elif statuses <= {lifecycle.NOT_BEGUN}:
                    assert state == "not-assessed"
                elif statuses <= {lifecycle.NOT_BEGUN, lifecycle.IN_DEVELOPMENT, lifecycle.ADOPTED}:
                    assert state == "in-development"
                else:
                    assert state == "undated"


@pytest.mark.django_db
@given(countries, days_of_years())
def test_alignment_is_the_best_of_the_policies_known_by_each_day(
    policies: list[list[Milestones]], days: dict[int, dt.date]
) -> None:
    with undone():
        ours, theirs, elsewhere = target()
        kinds = ("explicit", "implicit", "by-mapping", "uncoded")
        by_code = record(policies)
        kind_of: dict[int, str] = {}
        for index, policy in enumerate(Policy.objects.order_by("pk")):
            kind_of[policy.pk] = kinds[index % 4]
            if kinds[index % 4] in ("explicit", "implicit"):
                make.AlignmentFactory(policy=policy, framework=ours.framework, component=ours, link=kinds[index % 4])
            else:
                other = theirs if kinds[index % 4] == "by-mapping" else elsewhere
                make.AlignmentFactory(policy=policy, framework=other.framework, component=other)
        for of in (ours, ours.framework):
            rows = alignment_states(selected(Policy.objects.all()), of, days, use_checks=True)
            for code, own in by_code.items():
                pks = Policy.objects.filter(country__iso3=code).order_by("pk").values_list("pk", flat=True)
                for year, state in shown(rows, code, days).items():
                    known = [kind_of[pk] for pk, policy in zip(pks, own, strict=True) if is_known(policy, days[year])]
                    assert state == min(known, key=kinds.index, default="not-assessed")


def target() -> list[Any]:
    """A component, one of another framework that is mapped to it, and one that is not."""
    codes = ("migof-o1", "mgi-d1", "gcm-1")
    made = [make.ComponentFactory(framework__code=code.split("-")[0], code=code) for code in codes]
    make.MappingFactory(component=made[1], other=made[0])
    return made


@pytest.mark.django_db
@pytest.mark.parametrize("n", [1, 3])
def test_layers_take_a_fixed_number_of_queries(django_assert_num_queries: Callable, n: int) -> None:
    component = make.ComponentFactory()
    for __ in range(n):
        policy = make.PolicyFactory(country=make.MadeUpCountryFactory(), adopted_from=dt.date(2010, 1, 1))
        make.AlignmentFactory(policy=policy, framework=component.framework, component=component)
        make.CheckFactory(country=policy.country)
    days = days_by_year(2009, dt.date(2012, 6, 1))
    policies = selected(Policy.objects.all())
    with reading_at(DataVersion.objects.latest()), django_assert_num_queries(2):
        counts = policy_counts(policies, days, use_checks=True)
    with reading_at(DataVersion.objects.latest()), django_assert_num_queries(1):
        first = first_adoptions(policies, days, use_checks=True)
    with reading_at(DataVersion.objects.latest()), django_assert_num_queries(2):
        aligned = alignment_states(policies, component, days, use_checks=True)
    with reading_at(DataVersion.objects.latest()), django_assert_num_queries(0):
        alignment_states(policies, component.framework, days, links=["explicit"], use_checks=False)
    made = [row.changes for row in (counts[0], first[0], aligned[0])]
    assert [changes[-1] for changes in made] == [(2010, "1"), (2010, "2010"), (2010, "explicit")]
    # Somebody looked and found none: so it was before the first policy.
    assert {changes[0] for changes in made} == {(2009, "none-found")}

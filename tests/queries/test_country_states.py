"""What the database says of countries over many days is what ``lifecycle.standing`` says of each policy on each day."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies import lifecycle
from policies.lifecycle import Milestones
from policies.models import Policy
from policies.queries.country_states import country_states, state_on
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


def clear() -> None:

    Policy.objects.all().delete()
    make.models.Country.objects.all().delete()


def test_the_stored_columns_are_those_of_milestones() -> None:
    assert tuple(field.name for field in fields(Milestones))[: len(STORED)] == STORED


@pytest.mark.django_db
@given(countries, days_of_years())
def test_states_are_those_of_the_policies_one_by_one(
    policies: list[list[Milestones]], days: dict[int, dt.date]
) -> None:
    clear()
    by_code = record(policies)
    rows = country_states(Policy.objects.all(), days)
    assert {row.iso3 for row in rows} == set(by_code)
    for row in rows:
        expected = {year: str(state_on(by_code[row.iso3], False, day)) for year, day in days.items()}
        assert {year: row.state_in(year) for year in days} == expected

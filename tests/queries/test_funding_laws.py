"""The money that is counted as arrays is that of its definition, on any record."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from policies import bitmaps
from policies.bitmaps import selected
from policies.models import Organisation, Policy
from policies.queries import funding_fold, funding_rows, kept
from policies.queries.funding import money_of
from policies.queries.funding_rows import flow_of
from policies.queries.paths import Paths
from tests import factories as make
from tests.queries import money_told_slowly as slowly
from tests.queries.money_told_slowly import SlowMoney
from tests.strategies import near_dates, near_days

pytestmark = pytest.mark.django_db

COUNTRIES, POLICIES, PROJECTS, FUNDERS = 4, 6, 6, 5
#: Kinds and currencies, and what is given: among them nothing, and amounts that binary fractions do not hold.
MEASURES = [("2", "USD"), ("3", "USD"), ("2", "EUR")]
AMOUNTS = ["0", "0.10", "0.20", "1", "9999999999999.99"]


@dataclass(frozen=True)
class World:
    """All by position: (country, is published) by policy, (start, is published) by project, and what joins them."""

    policies: list[tuple[int, bool]]
    projects: list[tuple[Any, bool]]
    links: set[tuple[int, int]]  # policy, project
    shares: set[tuple[int, int]]  # project, country
    roles: set[tuple[int, int, str]]  # project, funder, role
    given: list[tuple[int, int, tuple[str, str], Any, str]]  # project, funder, measure, date, amount


def below(number: int) -> st.SearchStrategy[int]:
    return st.integers(0, number - 1)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    public = st.sampled_from([True, True, True, False])
    dates = st.none() | near_dates
    rows = st.tuples(
        below(PROJECTS), below(FUNDERS), st.sampled_from(MEASURES), dates, st.sampled_from(AMOUNTS)
    )  # fmt: skip
    return World(
        draw(st.lists(st.tuples(below(COUNTRIES), public), min_size=POLICIES, max_size=POLICIES)),
        draw(st.lists(st.tuples(dates, public), min_size=PROJECTS, max_size=PROJECTS)),
        draw(st.sets(st.tuples(below(POLICIES), below(PROJECTS)), max_size=12)),
        draw(st.sets(st.tuples(below(PROJECTS), below(COUNTRIES)), max_size=8)),
        draw(st.sets(st.tuples(below(PROJECTS), below(FUNDERS), st.sampled_from(["1", "4"])), max_size=12)),
        draw(st.lists(rows, max_size=8, unique=True)),
    )


@contextlib.contextmanager
def recorded(world: World) -> Iterator[list[Organisation]]:
    """The world in the database, for as long as the block lasts; its funders."""
    bitmaps.forget()  # what was rolled back before had the same data version
    kept.forget()
    with transaction.atomic():
        source = make.SourceFactory()
        countries = [make.MadeUpCountryFactory(sub_region=f"part-{n % 2}") for n in range(COUNTRIES)]
        policies = [
            make.PolicyFactory(country=countries[country], state="published" if public else "draft")
            for country, public in world.policies
        ]
        projects = [
            make.ProjectFactory(start=start, state="published" if public else "draft")
            for start, public in world.projects
        ]
        funders = [make.OrganisationFactory() for __ in range(FUNDERS)]
        for policy, project in sorted(world.links):
            make.PolicyProjectFactory(policy=policies[policy], project=projects[project], source=source)
        for project, country in sorted(world.shares):
            make.ShareFactory(project=projects[project], country=countries[country])
        for project, funder, role in sorted(world.roles):
            make.ParticipationFactory(project=projects[project], organisation=funders[funder], role=role)
        for project, funder, (kind, currency), date, amount in world.given:
            make.FundingFactory(
                project=projects[project], funder=funders[funder], type=kind, currency=currency, date=date,
                amount=amount, source=source,
            )  # fmt: skip
        yield funders
        transaction.set_rollback(True)
    bitmaps.forget()
    kept.forget()


@settings(max_examples=15, deadline=None)
@given(
    world=worlds(),
    chosen=st.none() | st.sets(below(POLICIES)),
    on=near_days,
    cut=st.booleans(),
    of_funder=st.none() | below(FUNDERS),
    most=st.sampled_from([(1, 1), (2, 3), (12, 24)]),
)
def test_money_is_that_of_its_definition(
    world: World, chosen: set[int] | None, on: dt.date, cut: bool, of_funder: int | None, most: tuple[int, int]
) -> None:
    with recorded(world) as funders, pytest.MonkeyPatch.context() as patch:
        for module in (funding_fold, slowly):
            patch.setattr(module, "MOST_FUNDERS", most[0])
            patch.setattr(module, "MOST_NODES", most[1])
        patch.setattr(funding_rows, "MOST_NODES", most[1])
        policies = Policy.objects.published().order_by("pk")
        if chosen is not None:
            keys = list(Policy.objects.order_by("pk").values_list("pk", flat=True))
            policies = policies.filter(pk__in=[keys[n] for n in chosen])
        funder = None if of_funder is None else funders[of_funder]
        asked: Any = {"cut": cut, "whole": chosen is None, "funder": funder}
        found = money_of(selected(policies), on, **asked)
        told = SlowMoney(policies.values_list("pk", flat=True), on, **asked)
        assert found.projects.tolist() == sorted(told.projects)
        assert found.measures == {
            measure: len({project for project, __ in own}) for measure, own in told.amounts.items()
        }
        assert sorted(row[2] for row in found.totals) == sorted(sum(own.values()) for own in told.amounts.values())
        same_flow(found.by_link(), told.by_link())
        for measure in MEASURES:
            same_flow(found.by_amount(measure), told.by_amount(measure))


def same_flow(paths: Paths, told: list[Any]) -> None:
    assert list(paths) == told
    flow = flow_of(paths)
    assert flow.singly == slowly.listed(told) and flow.rows == slowly.drawn(told)
    assert (flow.funders, flow.projects, flow.policies, flow.countries) == (
        len({path.funder for path in told} - {None}),
        len({path.project for path in told}),
        len({policy for path in told for policy in path.policies}),
        len({country for path in told for country in path.countries}),
    )
    assert flow.without_funder == len({path.project for path in told if path.funder is None})
    assert flow.without_policy == len({path.project for path in told if not path.policies})
    assert flow.undivided == any(len(path.policies) > 1 for path in told)

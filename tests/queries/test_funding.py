"""Where money goes: sums by currency and kind, nothing mixed, nothing divided, nothing lost."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest

from policies.bitmaps import selected
from policies.models import DataVersion, Organisation, Policy
from policies.models.version import reading_at
from policies.queries.funding import Money, money_of
from policies.queries.funding_fold import MOST_FUNDERS, MOST_NODES
from policies.queries.funding_rows import MOST_SINGLY, flow_of
from tests import factories as make

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 23)


def money(
    policies: Any = None, *, whole: bool = True, funder: Organisation | None = None, on: dt.date | None = None
) -> Money:
    policies = selected(Policy.objects.published()) if policies is None else policies
    return money_of(policies, on or TODAY, cut=on is not None, whole=whole, funder=funder)


def paths_of(found: Money, measure: tuple[str, str] | None = None) -> list[tuple[Any, ...]]:
    rows = found.by_amount(measure) if measure else found.by_link()
    return [(row.funder, row.project, set(row.policies), set(row.countries), row.value) for row in rows]


def projects_of(found: Money) -> set[int]:
    return set(found.projects.tolist())


def test_a_link_for_each_funder_and_policy_of_a_project(django_assert_num_queries: Any) -> None:
    link = make.PolicyProjectFactory(role="drafted")
    make.PolicyProjectFactory(policy=link.policy, project=link.project, role="supported")  # the same two
    one, other = make.ParticipationFactory(project=link.project), make.ParticipationFactory(project=link.project)
    make.ParticipationFactory(project=link.project, role="4")
    policies = selected(Policy.objects.published())
    with reading_at(DataVersion.objects.latest()), django_assert_num_queries(4):  # after a change
        found = money(policies, whole=False)
    with reading_at(DataVersion.objects.latest()), django_assert_num_queries(0):
        money(policies, on=TODAY)
    peru = {link.policy.country_id}
    assert paths_of(found) == [
        (funder, link.project_id, {link.policy_id}, peru, 1)
        for funder in sorted([one.organisation_id, other.organisation_id])
    ]


def test_money_makes_a_funder_too() -> None:
    link = make.PolicyProjectFactory()
    given = make.FundingFactory(project=link.project)
    assert [row[0] for row in paths_of(money())] == [given.funder_id]


def test_amounts_stay_with_their_currency_and_kind() -> None:
    link = make.PolicyProjectFactory()
    fund = make.OrganisationFactory()
    for amount, currency, kind in (("100", "USD", "2"), ("50", "USD", "2"), ("70", "USD", "3"), ("9.50", "EUR", "2")):
        make.FundingFactory(project=link.project, funder=fund, amount=amount, currency=currency, type=kind)
    found = money()
    assert {measure: [row[-1] for row in paths_of(found, measure)] for measure in found.measures} == {
        ("2", "USD"): [Decimal(150)],
        ("3", "USD"): [Decimal(70)],
        ("2", "EUR"): [Decimal("9.50")],
    }


def test_an_amount_for_several_policies_is_not_divided() -> None:
    link = make.PolicyProjectFactory()
    second = make.PolicyProjectFactory(project=link.project, policy__country=make.CountryFactory(kenya=True))
    make.FundingFactory(project=link.project, amount="100")
    found = money()
    ((__, __, policies, countries, amount),) = paths_of(found, ("2", "USD"))
    assert policies == {link.policy_id, second.policy_id} and len(countries) == 2 and amount == 100
    (row,) = flow_of(found.by_amount(("2", "USD"))).rows
    assert [node.label for node in row.nodes[2:]] == ["2 policies", "2 countries"]


def test_projects_without_a_policy_belong_to_the_whole_only(django_assert_num_queries: Any) -> None:
    make.PolicyProjectFactory()
    lone = make.FundingFactory(amount="5").project
    country = make.ShareFactory(project=lone).country
    nowhere = make.ProjectFactory()
    hidden = make.PolicyProjectFactory(policy__state="draft").project  # of which readers see no policy
    make.ProjectFactory(state="draft")
    policies = selected(Policy.objects.published())
    with reading_at(DataVersion.objects.latest()), django_assert_num_queries(4):
        found = money(policies)
    recipients = {row[1]: row[3] for row in paths_of(found) if not row[2]}
    assert recipients == {lone.pk: {country.pk}, nowhere.pk: set(), hidden.pk: set()}
    (row,) = flow_of(found.by_amount(("2", "USD"))).rows
    assert [node.label for node in row.nodes[2:]] == ["No policy recorded", country.name]
    assert lone.pk not in projects_of(money(whole=False))


def test_a_selection_has_the_projects_of_its_policies_only() -> None:
    link, other = make.PolicyProjectFactory(), make.PolicyProjectFactory()
    make.FundingFactory(project=other.project)
    found = money(selected(Policy.objects.filter(pk=link.policy_id)), whole=False)
    assert projects_of(found) == {link.project_id} and not found.measures


def test_the_money_of_a_funder_is_its_own() -> None:
    link = make.PolicyProjectFactory()
    ours, theirs = make.FundingFactory(project=link.project), make.FundingFactory(project=link.project, amount="7")
    make.PolicyProjectFactory()
    found = money(funder=ours.funder)
    assert [(row[0], row[-1]) for row in paths_of(found, ("2", "USD"))] == [(ours.funder_id, Decimal(1000))]
    assert projects_of(found) == {link.project_id} and theirs.funder_id not in {row[0] for row in paths_of(found)}


def test_a_day_cuts_projects_and_amounts() -> None:
    early = make.PolicyProjectFactory(project__start="2014")
    make.PolicyProjectFactory(project__start="2021")
    make.PolicyProjectFactory(project__start=None)
    make.FundingFactory(project=early.project, date="2015", amount="1")
    make.FundingFactory(project=early.project, date="2020", amount="2")
    make.FundingFactory(project=early.project, amount="4")
    found = money(on=dt.date(2018, 1, 1))
    assert len(found.projects) == 2
    assert sum(row[-1] for row in paths_of(found, ("2", "USD"))) == 5


def fill(projects: int, funders: int, countries: int) -> None:
    random.seed(3)
    homes = [make.MadeUpCountryFactory(sub_region=f"part-{n % 3}") for n in range(countries)]
    donors = [make.OrganisationFactory() for __ in range(funders)]
    for number in range(projects):
        link = make.PolicyProjectFactory(policy__country=homes[number % countries])
        for donor in {donors[number % funders], random.choice(donors)}:
            make.ParticipationFactory(project=link.project, organisation=donor)
            make.FundingFactory(project=link.project, funder=donor, amount=str(random.randint(1, 10**6)))


@pytest.mark.parametrize(("projects", "funders", "countries"), [(5, 2, 3), (40, 20, 6), (40, 3, 30)])
def test_folding_loses_nothing(projects: int, funders: int, countries: int, django_assert_num_queries: Any) -> None:
    fill(projects, funders, countries)
    found = money()
    for paths in (found.by_link(), found.by_amount(("2", "USD"))):
        with reading_at(DataVersion.objects.latest()):
            flow_of(paths)
            with django_assert_num_queries(3):
                flow_of(paths)
            flow = flow_of(paths)
        total = sum(path.value for path in paths)
        assert sum(row.value for row in flow.rows) == sum(row.value for row in flow.singly) == total
        assert len(flow.singly) == len(paths) <= MOST_SINGLY
        assert flow.projects == projects and flow.folded == (projects > MOST_NODES)
        for stage in range(4):
            assert len({row.nodes[stage].key for row in flow.rows}) <= (MOST_FUNDERS + 2 if stage == 0 else MOST_NODES)
        by_funder: dict[str, Decimal] = defaultdict(Decimal)
        for row in flow.singly:
            by_funder[row.nodes[0].key] += row.value
        for key in {row.nodes[0].key for row in flow.rows} - {"other"}:
            assert sum(row.value for row in flow.rows if row.nodes[0].key == key) == by_funder[key]


def test_small_funders_are_drawn_together_with_their_number() -> None:
    fill(20, 20, 2)
    found = money()
    flow = flow_of(found.by_link())
    labels = [row.nodes[0].label for row in flow.rows]
    assert f"{flow.funders - MOST_FUNDERS} other funders" in labels
    assert len(set(labels)) == MOST_FUNDERS + 1


def test_a_project_of_no_known_funder_is_shown_as_such() -> None:
    make.PolicyProjectFactory()
    flow = flow_of(money().by_link())
    assert [row.nodes[0].label for row in flow.rows] == ["Funder not known"] and flow.without_funder == 1


def test_very_many_paths_are_listed_as_they_are_drawn() -> None:
    fill(MOST_SINGLY // 2 + 30, 8, 4)
    paths = money().by_link()
    flow = flow_of(paths)
    assert len(paths) > MOST_SINGLY
    assert flow.singly == flow.rows and 0 < len(flow.rows) <= 8 * 4
    assert sum(row.value for row in flow.rows) == len(paths)


def test_nothing_flows_from_nothing() -> None:
    flow = flow_of(money().by_link())
    assert flow.rows == flow.singly == []

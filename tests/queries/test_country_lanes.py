"""Institutions, links between policies, and the cut on a day, on a country's timeline."""

from __future__ import annotations

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from policies import bitmaps
from policies.actions import refresh_milestones
from policies.models import Country, DataVersion, Policy
from policies.models.version import reading_at
from policies.queries.country_lanes import bodies_of
from policies.queries.country_page import country_page
from policies.rows import Lane
from tests import factories as make

pytestmark = pytest.mark.django_db
ON = dt.date(2020, 6, 1)


@pytest.fixture
def peru() -> Country:
    """A law of 2002, replaced by a policy of April 2017 that a group led which was set up in 2011."""
    country = make.CountryFactory()
    old = make.PolicyFactory(country=country, title="Old Law", slug="old")
    new = make.PolicyFactory(country=country, title="New Policy", slug="new")
    make.EventFactory(policy=old, date="2002", type="adopted")
    make.EventFactory(policy=new, date="2011", type="institution-created", title="The Working Group (WG) set up")
    make.EventFactory(policy=new, date="2013-02", type="institution-created", title="An observatory opened")
    make.EventFactory(policy=new, date="2015-09", type="drafting-started")
    make.EventFactory(policy=new, date="2017-04-27", type="adopted", title="Adopted by decree")
    make.EventFactory(policy=new, date="2021", type="evaluation")
    make.RelationFactory(policy=new, other=old)
    new.lead_bodies.add(make.OrganisationFactory(name="Working Group", acronym="WG"))
    both = make.OrganisationFactory(name="Ministry")
    new.lead_bodies.add(both)
    new.issuing_bodies.add(both)
    refresh_milestones(Policy.objects.values_list("pk", flat=True))
    return country


def lanes(country: Country, kind: str, on: dt.date = ON, *, cut: bool = False) -> list[Lane]:
    return [lane for lane in country_page(country, on, cut=cut).lanes if lane.kind == kind]


def marks(lane: Lane) -> list[tuple[str, str]]:
    return [(str(mark.date), mark.type_label) for mark in lane.marks]


def test_institutions_have_a_lane_with_what_they_did_and_when_they_were_set_up(peru: Country) -> None:
    group, observatory, ministry = lanes(peru, "institution")
    assert (group.label, group.url) == ("Working Group (WG)", "/policies/new/")
    assert marks(group) == [("2011", "Institution created"), ("2017-04-27", "Leads a policy")]
    assert (observatory.label, marks(observatory)) == (
        "An observatory opened",
        [("2013-02", "Institution created")],
    )
    assert (ministry.label, ministry.url) == ("Ministry", "")
    assert marks(ministry) == [("2017-04-27", "Issued a policy, and leads it")]
    assert [kind for lane in lanes(peru, "policy") for _, kind in marks(lane)] == [
        "Adopted",
        "Drafting started",
        "Adopted",
        "Evaluation",
    ]


def test_a_body_without_a_dated_policy_has_no_lane() -> None:
    policy = make.PolicyFactory()
    policy.issuing_bodies.add(make.OrganisationFactory())
    assert lanes(policy.country, "institution") == []


@pytest.mark.parametrize("n", [1, 3])
def test_bodies_take_one_query(django_assert_num_queries: DjangoAssertNumQueries, n: int) -> None:
    country = make.CountryFactory()
    for __ in range(n):
        make.PolicyFactory(country=country).lead_bodies.add(make.OrganisationFactory())
    policies = list(Policy.objects.all())
    with django_assert_num_queries(1):
        assert len(bodies_of(policies)) == n


@pytest.mark.parametrize("n", [1, 3])
def test_the_page_of_a_country_takes_a_fixed_number_of_queries(
    django_assert_num_queries: DjangoAssertNumQueries, n: int
) -> None:
    relations = [make.RelationFactory() for __ in range(n)]
    for relation in relations:
        make.PolicyProjectFactory(policy=relation.policy)
    bitmaps.current()
    with reading_at(DataVersion.objects.latest()), django_assert_num_queries(13):
        page = country_page(relations[0].policy.country, ON, cut=False)
    assert len(page.policies) == 2 * n


def test_what_a_policy_does_to_another_is_a_link_from_its_lane(peru: Country) -> None:
    old, new = lanes(peru, "policy")
    assert old.ties == ()
    (tie,) = new.ties
    assert (tie.kind, tie.label, tie.other, tie.other_url) == ("replaces", "replaces", "Old Law", "/policies/old/")
    assert str(tie.date) == "2017-04-27"  # that of the new policy, where the relation has none


def test_links_to_drafts_and_to_other_countries_are_left_out() -> None:
    new = make.PolicyFactory()
    draft = make.PolicyFactory(country=new.country, state="draft")
    make.RelationFactory(policy=new, other=draft)
    make.RelationFactory(policy=draft, other=new, type="amends")
    make.RelationFactory(policy=new, other=make.PolicyFactory(country=make.CountryFactory(kenya=True)))
    (lane,) = lanes(new.country, "policy")
    assert lane.ties == ()


def test_a_chosen_day_cuts_off_what_came_later(peru: Country) -> None:
    old, new = lanes(peru, "policy", dt.date(2016, 12, 31), cut=True)
    assert [(bar.label, bar.end, bar.ends) for bar in old.intervals] == [("In force since 2002", None, None)]
    assert [bar.label for bar in new.intervals] == ["In development since September 2015"]
    assert marks(new) == [("2015-09", "Drafting started")] and new.ties == ()
    assert [lane.label for lane in lanes(peru, "institution", dt.date(2016, 12, 31), cut=True)] == [
        "Working Group (WG)",
        "An observatory opened",
    ]
    (_, today) = lanes(peru, "policy", dt.date(2016, 12, 31))
    assert len(today.intervals) == 2 and len(today.ties) == 1


def test_a_cut_on_the_very_day_shows_it(peru: Country) -> None:
    (_, new) = lanes(peru, "policy", dt.date(2017, 4, 27), cut=True)
    assert [bar.label for bar in new.intervals][-1] == "In force since 27 April 2017"
    assert [kind for _, kind in marks(new)] == ["Drafting started", "Adopted"] and len(new.ties) == 1


def test_projects_and_frameworks_are_cut_too() -> None:
    aligned = make.AlignmentFactory(framework=make.FrameworkFactory(adopted="2010", in_force="2018"))
    make.PolicyProjectFactory(policy=aligned.policy, project=make.ProjectFactory(start="2015", end="2019"))
    country, on = aligned.policy.country, dt.date(2016, 1, 1)
    ((project,), (framework,)) = (lanes(country, kind, on, cut=True) for kind in ("project", "framework"))
    assert [(bar.label, bar.end) for bar in project.intervals] == [("Project since 2015", None)]
    assert [str(mark.date) for mark in framework.marks] == ["2010"]
    assert lanes(country, "framework", dt.date(2009, 1, 1), cut=True) == []
    (undated,) = lanes(country, "policy", dt.date(2009, 1, 1), cut=True)
    assert undated.marks == ()  # it may have been there

"""Synthetic records: the shape of the real ones, the same for the same seed, and never on a site."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from policies import lifecycle
from policies.actions import MILESTONE_FIELDS, refresh_milestones
from policies.dates import HonestDate
from policies.models import Alignment, Funding, Policy, PolicyEvent, PolicyProject, PolicyRelation, Project
from policies.synthetic import CITATION, earlier, generate
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def record() -> None:
    """A policy with everything, and one that it replaces."""
    old = make.PolicyFactory(slug="old", title="The old policy", term_start="1999", term_end="2019-02")
    new = make.PolicyFactory(slug="new", title="The new policy")
    make.EventFactory(policy=old, date="1999-03-01", type="entered-into-force")
    make.EventFactory(policy=new, date="2020-02-29", type="entered-into-force")
    make.RelationFactory(policy=new, other=old, type="replaces")
    make.AlignmentFactory(policy=new)
    new.topics.add(make.TopicFactory())
    link = make.PolicyProjectFactory(policy=new)
    make.FundingFactory(project=link.project)
    make.PolicyFactory(slug="alone", title="A policy alone")
    make.PolicyFactory(slug="a-draft", state="draft")
    refresh_milestones(Policy.objects.values_list("pk", flat=True))


def test_there_are_as_many_as_asked_for_and_all_are_marked(record: None) -> None:
    counts = generate(25, seed=1)
    made = Policy.objects.filter(source__citation=CITATION)
    assert made.count() == counts["policies"] == 25
    assert all("(synthetic " in policy.title and policy.slug.startswith("synthetic-1-") for policy in made)
    assert not made.exclude(state="published").exists()
    assert PolicyEvent.objects.filter(policy__in=made).exclude(source__citation=CITATION).count() == 0


def test_rows_come_with_their_policy_and_relations_stay_in_the_family(record: None) -> None:
    generate(30, seed=1)
    made = Policy.objects.filter(source__citation=CITATION)
    newer = made.filter(title__startswith="The new policy")
    for model in (Alignment, PolicyProject):
        assert model.objects.filter(policy__in=newer).count() == newer.count()
    assert Project.objects.filter(source__citation=CITATION).count() == newer.count()
    assert Funding.objects.filter(source__citation=CITATION).count() == newer.count()
    assert Policy.topics.through.objects.filter(policy__in=newer).count() == newer.count()
    relations = PolicyRelation.objects.filter(policy__in=made)
    assert relations.count() == newer.count()
    assert all(relation.other in made for relation in relations)


def test_stored_milestones_are_those_of_the_rules(record: None) -> None:
    generate(40, seed=2)
    for policy in Policy.objects.prefetch_related("events", "relations_in__policy"):
        found = lifecycle.milestones(policy.facts())
        assert [getattr(policy, name) for name in MILESTONE_FIELDS] == [getattr(found, n) for n in MILESTONE_FIELDS]


def rows() -> list[Any]:
    made = Policy.objects.filter(source__citation=CITATION).order_by("slug")
    return list(made.values_list("slug", "title", "country__iso3", "force_from", "adopted_from"))


def test_the_same_seed_makes_the_same_records(record: None) -> None:
    made = []
    for seed in (3, 3, 4):
        with transaction.atomic():
            generate(20, seed)
            made.append(rows())
            transaction.set_rollback(True)
    assert made[0] == made[1]
    assert [row[1:] for row in made[2]] != [row[1:] for row in made[0]]


def test_more_can_be_added_and_copies_are_not_copied(record: None) -> None:
    generate(5, seed=1)
    generate(5, seed=1)
    titles = list(Policy.objects.filter(source__citation=CITATION).values_list("title", flat=True))
    assert len(titles) == 10
    assert not any(title.count("(synthetic") > 1 for title in titles)


@pytest.mark.parametrize(
    ("date", "years", "expected"),
    [
        (HonestDate(2020), 3, HonestDate(2017)),
        (HonestDate(2020, 2), 1, HonestDate(2019, 2)),
        (HonestDate(2020, 2, 29), 1, HonestDate(2019, 2, 28)),
        (HonestDate(2020, 2, 29), 4, HonestDate(2016, 2, 29)),
        (dt.date(2020, 2, 29), 1, dt.date(2019, 2, 28)),
        (dt.date(2020, 12, 31), 12, dt.date(2008, 12, 31)),
    ],
)
def test_earlier(date: Any, years: int, expected: Any) -> None:
    assert earlier(date, years) == expected


def test_the_command_says_what_it_added(record: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("generate", 3, "--seed", "7")
    assert "3 policies" in capsys.readouterr().out


def test_not_where_people_work(record: None, person: Any) -> None:
    person("analyst")
    with pytest.raises(CommandError, match="has accounts"):
        call_command("generate", 3)
    assert not Policy.objects.filter(source__citation=CITATION).exists()


@pytest.mark.parametrize("number", [0, -1, 1_000_001])
def test_a_number_out_of_range_is_refused(record: None, number: int) -> None:
    with pytest.raises(CommandError, match="is not a number of policies"):
        call_command("generate", number)


def test_without_records_there_is_nothing_to_copy() -> None:
    with pytest.raises(CommandError, match="load the seeds first"):
        call_command("generate", 3)

"""A published policy is copied as the draft of what replaces it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.urls import reverse

from policies import actions
from policies.desk.successors import start_successor
from policies.models import Assignment, Country, Policy
from tests import factories as make
from tests.admin.pages import LoggedIn, change, sent_again

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy() -> Policy:
    policy = make.PolicyFactory(
        title="Migration Plan", slug="per-2010-plan", instrument="law", level="subnational", summary="Old words",
        term_start="2010", term_end="2015", last_checked="2020", source=make.SourceFactory(), legal_reference="Law 5",
    )  # fmt: skip
    make.EventFactory(policy=policy, date="2010")
    make.AlignmentFactory(policy=policy)
    for name, factory in (("issuing_bodies", make.OrganisationFactory), ("lead_bodies", make.OrganisationFactory),
                          ("topics", make.TopicFactory)):  # fmt: skip
        getattr(policy, name).add(factory())
    actions.refresh([policy.pk])
    return policy


def do(policy: Policy) -> str:
    return reverse("admin:policies_policy_do", args=[policy.pk])


def test_a_successor_has_what_stays_and_replaces_it(logged_in: LoggedIn, policy: Policy) -> None:
    client = logged_in("analyst")
    assert 'name="do" value="succeed"' in client.get(change(policy)).content.decode()
    response = client.post(do(policy), {"do": "succeed"}, follow=True)
    successor = Policy.objects.get(state="draft")
    assert response.redirect_chain[-1][0] == change(successor)
    assert (successor.country, successor.instrument, successor.level) == (policy.country, "law", "subnational")
    for name in ("issuing_bodies", "lead_bodies", "topics", "target_groups"):
        assert list(getattr(successor, name).all()) == list(getattr(policy, name).all()), name
    assert (successor.term_start, successor.term_end, successor.summary, successor.source) == (None, None, "", None)
    assert (successor.last_checked, successor.legal_reference, successor.events.count()) == (None, "", 0)
    assert not successor.alignments.exists()
    relation = successor.relations_out.get()
    assert (relation.type, relation.other, relation.source) == ("replaces", policy, None)
    assert (successor.created_by.username, successor.editors.get().username) == ("analyst", "analyst")
    policy.refresh_from_db()
    assert policy.final_status == "", "a draft ends nothing"


def test_its_address_follows_its_title_and_its_predecessor_is_no_duplicate(logged_in: LoggedIn, policy: Policy) -> None:
    client = logged_in("analyst")
    client.post(do(policy), {"do": "succeed"})
    client.post(do(policy), {"do": "succeed"})
    successor, another = Policy.objects.filter(state="draft").order_by("pk")
    assert (successor.slug, another.slug) == ("successor-of-per-2010-plan", "successor-of-per-2010-plan-2")
    another.delete()
    sent = sent_again(client, successor, title="Migration Plan", term_start="2016")
    response = client.post(change(successor), sent)
    assert response.status_code == 302, response.context["errors"]
    successor.refresh_from_db()
    assert successor.slug == "per-2016-migration-plan"
    client.post(change(successor), sent_again(client, successor, title="Renamed Plan"))
    successor.refresh_from_db()
    assert successor.slug == "per-2016-migration-plan"


def test_it_is_refused_where_it_is_not_permitted(logged_in: LoggedIn, policy: Policy) -> None:
    analyst = logged_in("analyst")
    Assignment.objects.create(user=User.objects.get(), country=make.CountryFactory(kenya=True))
    assert 'value="succeed"' not in analyst.get(change(policy)).content.decode()
    page = analyst.post(do(policy), {"do": "succeed"}, follow=True).content.decode()
    assert "a country that is not assigned to your account" in page
    assert logged_in("").post(do(policy), {"do": "succeed"}).status_code == 403
    reviewer = logged_in("reviewer")
    project = make.ProjectFactory()
    assert 'value="succeed"' not in reviewer.get(change(project)).content.decode()
    address = reverse("admin:policies_project_do", args=[project.pk])
    assert "Only a policy has a successor" in reviewer.post(address, {"do": "succeed"}, follow=True).content.decode()
    Policy.objects.update(state="archived")
    page = reviewer.post(do(policy), {"do": "succeed"}, follow=True).content.decode()
    assert "Only what is published is copied" in page
    assert Policy.objects.count() == 1


def test_an_account_that_may_add_nothing_is_told(policy: Policy) -> None:
    nobody = User.objects.create_user("nobody", is_staff=True)
    with pytest.raises(ValidationError, match="may not add policies"):
        start_successor(policy, nobody)


def test_a_long_title_and_address_are_cut_to_what_there_is_room_for(logged_in: LoggedIn) -> None:
    policy = make.PolicyFactory(
        title="x" * 300, slug="y" * 120, country=Country.objects.first() or make.CountryFactory()
    )
    logged_in("analyst").post(do(policy), {"do": "succeed"})
    successor = Policy.objects.get(state="draft")
    assert (len(successor.title), len(successor.slug)) == (300, 120)

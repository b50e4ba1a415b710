"""Moves between publication states, and the milestones that are stored with them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.utils import timezone

from policies import lifecycle
from policies.actions import MILESTONE_FIELDS, TRANSITIONS, move, other_reviewers, permitted, refresh_milestones
from policies.choices import PublicationState
from policies.models import Policy
from tests.factories import DocumentFactory, EventFactory, PolicyFactory, RelationFactory, SourceFactory

pytestmark = pytest.mark.django_db

Person = Callable[..., User]
ALLOWED = {
    ("analyst", "draft"): ["submit"],
    ("analyst", "in-review"): [],
    ("analyst", "published"): [],
    ("analyst", "archived"): [],
    ("reviewer", "draft"): ["submit", "publish"],
    ("reviewer", "in-review"): ["send_back", "publish"],
    ("reviewer", "published"): ["archive"],
    ("reviewer", "archived"): ["restore"],
    ("manager", "draft"): ["submit"],
    ("manager", "published"): [],
    ("", "draft"): [],
    ("", "in-review"): [],
}
RESULT = {
    "submit": "in-review",
    "send_back": "draft",
    "publish": "published",
    "archive": "archived",
    "restore": "draft",
}


def sourced(**fields: object) -> Policy:
    return PolicyFactory(source=SourceFactory(), **fields)


def everything(policy: Policy) -> dict[str, object]:
    return Policy.objects.values().get(pk=policy.pk)


@pytest.mark.parametrize(("role", "state"), ALLOWED)
@pytest.mark.parametrize("name", TRANSITIONS)
def test_each_move_for_each_role(person: Person, role: str, state: str, name: str) -> None:
    user, policy = person(role), sourced(state=state)
    assert permitted(policy, user) == ALLOWED[role, state]
    before = everything(policy)
    if name in ALLOWED[role, state]:
        assert move(policy.pk, name, user).state == RESULT[name]
        assert Policy.objects.get().state == RESULT[name]
    else:
        with pytest.raises(ValidationError) as caught:
            move(policy.pk, name, user)
        assert len(caught.value.messages[0]) > 20
        assert everything(policy) == before


def test_roles_are_made_by_the_migration() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == {"analyst", "reviewer", "manager"}
    of_role = {group.name: set(group.permissions.values_list("codename", flat=True)) for group in Group.objects.all()}
    assert of_role["reviewer"] - of_role["analyst"] == {"publish_policy"}
    assert not of_role["analyst"] - of_role["reviewer"]
    for role in ("analyst", "reviewer"):
        assert "delete_policy" not in of_role[role]
        assert "change_framework" not in of_role[role]
        assert {"add_policy", "change_policy", "view_framework", "delete_alignment", "add_source"} <= of_role[role]
    assert {"delete_policy", "change_framework", "add_country"} <= of_role["manager"]
    assert "publish_policy" not in of_role["manager"]


def test_a_refusal_says_where_the_record_stands(person: Person) -> None:
    policy = sourced(state="published", title="Act")
    with pytest.raises(ValidationError, match="“Act” is Published"):
        move(policy.pk, "publish", person("reviewer"))


def test_publishing_says_who_and_when(person: Person) -> None:
    author, reviewer = person("analyst"), person("reviewer")
    policy = sourced(state="in-review", created_by=author, edited_by=author)
    start = timezone.now()
    published = move(policy.pk, "publish", reviewer)
    assert published.published_by == reviewer
    assert start <= published.published_at <= timezone.now()
    assert not published.published_own_work
    assert published.created_by == author


@pytest.mark.parametrize("field", ["created_by", "edited_by"])
def test_nobody_publishes_their_own_work(person: Person, field: str) -> None:
    author = person("reviewer")
    person("reviewer", "another")
    policy = sourced(state="in-review", **{field: author})
    before = everything(policy)
    with pytest.raises(ValidationError, match="another reviewer publishes it"):
        move(policy.pk, "publish", author)
    assert everything(policy) == before


@pytest.mark.parametrize("field", ["created_by", "edited_by"])
def test_the_only_reviewer_may_and_it_is_marked(person: Person, field: str) -> None:
    author = person("reviewer")
    person("analyst")
    person("reviewer", "left", is_active=False)
    person("reviewer", "outside", is_staff=False)
    assert not other_reviewers(author)
    policy = sourced(state="in-review", **{field: author})
    assert move(policy.pk, "publish", author).published_own_work
    assert Policy.objects.get().published_own_work


def test_a_superuser_is_another_reviewer(person: Person) -> None:
    author = person("reviewer")
    person("", "root", is_superuser=True)
    assert other_reviewers(author)


def test_the_mark_goes_when_somebody_else_publishes_again(person: Person) -> None:
    author = person("reviewer")
    policy = sourced(state="draft", created_by=author)
    move(policy.pk, "publish", author)
    move(policy.pk, "archive", author)
    move(policy.pk, "restore", author)
    assert not move(policy.pk, "publish", person("reviewer", "another")).published_own_work


def test_a_record_without_any_source_is_not_published(person: Person) -> None:
    reviewer, policy = person("reviewer"), PolicyFactory(state="in-review")
    with pytest.raises(ValidationError, match="needs a source"):
        move(policy.pk, "publish", reviewer)
    assert Policy.objects.get().state == PublicationState.IN_REVIEW
    DocumentFactory(policy=policy)
    assert move(policy.pk, "publish", reviewer).is_published


def test_an_event_is_a_source(person: Person) -> None:
    policy = EventFactory(policy__state="draft").policy
    assert move(policy.pk, "publish", person("reviewer")).is_published


def test_archiving_hides(person: Person) -> None:
    policy = sourced()
    assert policy in Policy.objects.published()
    move(policy.pk, "archive", person("reviewer"))
    assert not Policy.objects.published().exists()


# Milestones


def statuses_today(*policies: Policy) -> list[str]:
    today = timezone.localdate()
    by_pk = dict(Policy.objects.with_status(today).values_list("pk", "status_then"))
    return [by_pk[policy.pk] for policy in policies]


def assert_all_stored() -> None:
    """What is stored is what would be computed now."""
    for policy in Policy.objects.all():
        computed = lifecycle.milestones(policy.facts())
        assert {n: getattr(policy, n) for n in MILESTONE_FIELDS} == {n: getattr(computed, n) for n in MILESTONE_FIELDS}


def adopted(date: str, **fields: object) -> Policy:
    policy = PolicyFactory(**fields)
    EventFactory(policy=policy, date=date)
    refresh_milestones([policy.pk])
    return policy


def test_only_a_published_successor_replaces(person: Person) -> None:
    reviewer = person("reviewer")
    old, new = adopted("2010"), adopted("2015", state="in-review")
    RelationFactory(policy=new, other=old)
    refresh_milestones([new.pk])
    assert statuses_today(old) == ["in-force"]
    move(new.pk, "publish", reviewer)
    assert statuses_today(old, new) == ["replaced", "in-force"]
    move(new.pk, "archive", reviewer)
    assert statuses_today(old) == ["in-force"]
    assert_all_stored()


def test_a_successor_that_gets_its_date_later_replaces_from_it() -> None:
    old, new = adopted("2010"), PolicyFactory()
    RelationFactory(policy=new, other=old)
    refresh_milestones([new.pk])
    assert statuses_today(old, new) == ["undated", "undated"]
    EventFactory(policy=new, date="2015-06")
    refresh_milestones([new.pk])
    old.refresh_from_db()
    assert (str(old.final_from), old.final_status, str(old.force_until)) == ("2015-06-01", "replaced", "2015-05-31")
    assert_all_stored()


@pytest.mark.parametrize("order", [0, 1])
def test_two_refreshed_together(order: int) -> None:
    old, new = PolicyFactory(), PolicyFactory()
    EventFactory(policy=old, date="2010")
    EventFactory(policy=new, date="2015")
    RelationFactory(policy=[old, new][order], other=[new, old][order])
    refresh_milestones([old.pk, new.pk])
    assert_all_stored()


def test_amending_ends_nothing() -> None:
    old, new = adopted("2010"), adopted("2015")
    RelationFactory(policy=new, other=old, type="amends")
    refresh_milestones([new.pk])
    assert statuses_today(old) == ["in-force"]


def test_a_chain_of_successors() -> None:
    first, second, third = adopted("2000"), adopted("2010"), adopted("2020")
    RelationFactory(policy=second, other=first)
    RelationFactory(policy=third, other=second, type="repeals")
    refresh_milestones([second.pk, third.pk])
    assert statuses_today(first, second, third) == ["replaced", "repealed", "in-force"]
    assert_all_stored()


def test_an_undated_successor_of_the_successor_changes_nothing_for_the_first() -> None:
    """The second entered into force in 2010 and so replaced the first, whatever became of it later."""
    first, second, third = adopted("2000"), adopted("2010"), PolicyFactory()
    RelationFactory(policy=second, other=first)
    refresh_milestones([second.pk])
    RelationFactory(policy=third, other=second)
    refresh_milestones([third.pk])
    assert statuses_today(first, second, third) == ["replaced", "undated", "undated"]
    assert_all_stored()
    refresh_milestones([first.pk])
    assert statuses_today(first) == ["replaced"]


def test_refreshing_again_writes_nothing(django_assert_num_queries: Callable) -> None:
    old, new = adopted("2010"), adopted("2015")
    RelationFactory(policy=new, other=old)
    refresh_milestones([old.pk, new.pk])
    before = [everything(old), everything(new)]
    with django_assert_num_queries(11) as caught:
        refresh_milestones([old.pk, new.pk])
    assert not [q for q in caught.captured_queries if q["sql"].startswith("UPDATE")]
    assert [everything(old), everything(new)] == before


def test_refreshing_nothing() -> None:
    refresh_milestones([])
    assert not Policy.objects.exists()

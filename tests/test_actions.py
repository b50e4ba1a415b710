"""Moves between publication states, and the milestones that are stored with them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser, Group, User
from django.core.exceptions import ValidationError
from django.utils import timezone

from policies import lifecycle
from policies.actions import (
    MILESTONE_FIELDS,
    TRANSITIONS,
    edited,
    may_edit,
    move,
    other_reviewers,
    permitted,
    refresh_milestones,
)
from policies.choices import PublicationState
from policies.models import Policy
from policies.models.review import Publishable
from tests.factories import (
    DocumentFactory,
    EventFactory,
    FundingFactory,
    ParticipationFactory,
    PolicyFactory,
    PolicyProjectFactory,
    ProjectFactory,
    RelationFactory,
    SourceFactory,
)

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
    ("manager", "draft"): ["submit", "publish"],
    ("manager", "published"): ["archive"],
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


#: Everything that is drafted, reviewed and published.
PUBLISHABLE = {"policy": PolicyFactory, "project": ProjectFactory}
Written = Callable[..., Policy]


def sourced(**fields: object) -> Policy:
    return PolicyFactory(source=SourceFactory(), **fields)


@pytest.fixture(params=PUBLISHABLE)
def written(request: pytest.FixtureRequest) -> Written:
    """Makes a policy or a project with a source, which these people worked on."""

    def write(*authors: User, **fields: object) -> Policy:
        record = PUBLISHABLE[request.param](source=SourceFactory(), **fields)
        for author in authors:
            edited(record, author)
        return record

    return write


def everything(record: Policy) -> dict[str, object]:
    return type(record).objects.values().get(pk=record.pk)


def test_all_that_is_publishable_is_tested() -> None:
    assert {model._meta.model_name for model in Publishable.__subclasses__()} == set(PUBLISHABLE)


@pytest.mark.parametrize(("role", "state"), ALLOWED)
@pytest.mark.parametrize("name", TRANSITIONS)
def test_each_move_for_each_role(person: Person, written: Written, role: str, state: str, name: str) -> None:
    user, record = person(role), written(state=state)
    assert permitted(record, user) == ALLOWED[role, state]
    before = everything(record)
    if name in ALLOWED[role, state]:
        assert move(record, name, user, "A word").state == RESULT[name]
        assert type(record).objects.get().state == RESULT[name]
    else:
        with pytest.raises(ValidationError) as caught:
            move(record, name, user)
        assert len(caught.value.messages[0]) > 20
        assert everything(record) == before


@pytest.mark.parametrize("state", PublicationState.values)
def test_what_readers_see_and_what_is_archived_is_open_to_nobody(person: Person, written: Written, state: str) -> None:
    record = written(state=state)
    assert may_edit(record, person("analyst")) == (state == "draft")
    assert may_edit(record, person("reviewer")) == (state in ("draft", "in-review"))
    assert may_edit(record, person("manager")) == (state in ("draft", "in-review"))
    assert not may_edit(record, person(""))


def test_a_reader_sees_only_what_is_published(person: Person, written: Written) -> None:
    records = {state: written(state=state) for state in PublicationState.values}
    model = type(records["draft"])
    for user in (AnonymousUser(), person("analyst", "outside", is_staff=False), person("", "without a role")):
        assert list(model.objects.visible_to(user)) == [records["published"]]
    assert set(model.objects.visible_to(person("analyst"))) == set(records.values())


def test_roles_are_made_by_the_migration() -> None:
    """Each role may do what the one before it may, and more; no role may touch roles or what an account may do."""
    assert set(Group.objects.values_list("name", flat=True)) == {"analyst", "reviewer", "manager"}
    of_role = {group.name: set(group.permissions.values_list("codename", flat=True)) for group in Group.objects.all()}
    analyst, reviewer, manager = of_role["analyst"], of_role["reviewer"], of_role["manager"]
    assert reviewer - analyst == {
        "publish_policy", "publish_project", "change_organisation", "change_source",
        "add_countrycheck", "change_countrycheck", "add_participation", "change_participation",
        "add_componentscore", "change_componentscore", "change_correction",
    }  # fmt: skip
    assert {code for code in analyst if not code.startswith("view_")} == {
        "add_organisation", "add_source", "add_importbatch",
        *(f"{verb}_{name}" for verb in ("add", "change") for name in ("policy", "project")),
        *(f"{verb}_{name}" for verb in ("add", "change", "delete") for name in (
            "alignment", "funding", "policydocument", "policyevent", "policyproject", "policyrelation",
            "projectcountry", "projectparticipation",
        )),
    }  # fmt: skip
    assert analyst < reviewer < manager
    assert {"delete_policy", "delete_project", "change_framework", "add_country", "add_user"} <= manager
    assert {code for code in manager if "user" in code} == {"view_user", "add_user", "change_user"}
    assert not {code for code in manager if code.endswith("_group") or "permission" in code}
    assert not {code for code in manager if "permission" in code}


def test_a_refusal_says_where_the_record_stands(person: Person) -> None:
    policy = sourced(state="published", title="Act")
    with pytest.raises(ValidationError, match="“Act” is Published"):
        move(policy, "publish", person("reviewer"))


def test_publishing_says_who_and_when(person: Person, written: Written) -> None:
    author, reviewer = person("analyst"), person("reviewer")
    record = written(author, state="in-review", created_by=author)
    start = timezone.now()
    published = move(record, "publish", reviewer)
    assert published.published_by == reviewer
    assert start <= published.published_at <= timezone.now()
    assert not published.published_own_work
    assert published.created_by == author


@pytest.mark.parametrize("last", ["author", "somebody else"])
def test_nobody_publishes_their_own_work(person: Person, written: Written, last: str) -> None:
    """Whoever had a part in it is an author, not only the last one."""
    author = person("reviewer")
    person("reviewer", "another")
    record = written(author, *([person("analyst")] if last != "author" else []), state="in-review")
    before = everything(record)
    with pytest.raises(ValidationError, match="another reviewer publishes it"):
        move(record, "publish", author)
    assert everything(record) == before


def test_the_only_reviewer_may_and_it_is_marked(person: Person, written: Written) -> None:
    author = person("reviewer")
    person("analyst")
    person("reviewer", "left", is_active=False)
    person("reviewer", "outside", is_staff=False)
    record = written(author, state="in-review")
    assert not other_reviewers(record, author)
    assert move(record, "publish", author).published_own_work
    assert type(record).objects.get().published_own_work


def test_when_all_reviewers_worked_on_it_one_of_them_publishes_and_it_is_marked(
    person: Person, written: Written
) -> None:
    first, second = person("reviewer"), person("reviewer", "another")
    assert move(written(first, second, state="in-review"), "publish", second).published_own_work


@pytest.mark.parametrize("who", ["a superuser", "a manager"])
def test_who_else_counts_as_a_reviewer(person: Person, written: Written, who: str) -> None:
    author = person("reviewer")
    person("", "root", is_superuser=True) if who == "a superuser" else person("manager")
    assert other_reviewers(written(author), author)


def test_a_publication_by_somebody_else_ends_authorship(person: Person, written: Written) -> None:
    author, another = person("reviewer"), person("reviewer", "another")
    record = written(author, state="in-review")
    move(record, "publish", another)
    assert not record.editors.exists()
    move(record, "archive", author)
    move(record, "restore", author)
    assert not move(record, "publish", author).published_own_work


def test_the_mark_stays_until_somebody_else_publishes(person: Person, written: Written) -> None:
    """To archive and restore one's own work does not make it read by anybody else."""
    author = person("reviewer")
    record = written(author)
    for name in ("archive", "restore", "publish", "archive", "restore", "publish"):
        move(record, name, author)
    record.refresh_from_db()
    assert record.published_own_work
    move(record, "archive", author)
    move(record, "restore", author)
    assert not move(record, "publish", person("reviewer", "another")).published_own_work


@pytest.mark.parametrize(
    ("bare", "with_source"),
    [
        (PolicyFactory, lambda policy: DocumentFactory(policy=policy)),
        (PolicyFactory, lambda policy: EventFactory(policy=policy)),
        (ProjectFactory, lambda project: FundingFactory(project=project)),
        (ProjectFactory, lambda project: PolicyProjectFactory(project=project)),
        (ProjectFactory, lambda project: ParticipationFactory(project=project, source=SourceFactory())),
    ],
)
def test_a_record_without_any_source_is_not_published(
    person: Person, bare: Callable[..., Policy], with_source: Callable[[Policy], object]
) -> None:
    reviewer, record = person("reviewer"), bare(state="in-review")
    with pytest.raises(ValidationError, match="needs a source"):
        move(record, "publish", reviewer)
    assert type(record).objects.get().state == PublicationState.IN_REVIEW
    with_source(record)
    assert move(record, "publish", reviewer).is_published


def test_an_organisation_alone_is_no_source(person: Person) -> None:
    project = ParticipationFactory(project__state="draft").project
    with pytest.raises(ValidationError, match="needs a source"):
        move(project, "publish", person("reviewer"))


def test_archiving_hides(person: Person, written: Written) -> None:
    record = written()
    assert record in type(record).objects.published()
    move(record, "archive", person("reviewer"))
    assert not type(record).objects.published().exists()


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
    move(new, "publish", reviewer)
    assert statuses_today(old, new) == ["replaced", "in-force"]
    move(new, "archive", reviewer)
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

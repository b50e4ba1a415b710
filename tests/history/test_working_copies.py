"""A published record is changed through a working copy, with all its rows, in one transaction."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError

from policies import actions
from policies.history import copies
from policies.history.states import state_of
from policies.models import DataVersion, Policy, PolicyEvent, Project, Revision
from tests import factories as make

pytestmark = pytest.mark.django_db
People = Callable[..., User]


@pytest.fixture
def person() -> People:
    def one(role: str, name: str = "") -> User:
        user = User.objects.create_user(name or role, is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        return user

    return one


@pytest.fixture
def policy() -> Policy:
    """A published policy with a row of each kind, and lists."""
    policy = make.PolicyFactory(title="As readers see it", term_start="2017", source=make.SourceFactory())
    make.EventFactory(policy=policy, type="adopted", date="2017-04-27", title="Adopted")
    make.EventFactory(policy=policy, type="published", date="2017-04", title="Published")
    make.AlignmentFactory(policy=policy)
    make.RelationFactory(policy=policy)
    make.DocumentFactory(policy=policy)
    make.PolicyProjectFactory(policy=policy)
    policy.topics.add(make.TopicFactory())
    policy.issuing_bodies.add(make.OrganisationFactory())
    actions.refresh([policy.pk])
    policy.refresh_from_db()
    return policy


@pytest.fixture
def project() -> Project:
    project = make.ProjectFactory(source=make.SourceFactory(), iati_id="XM-DAC-47066-1")
    make.ShareFactory(project=project)
    make.ParticipationFactory(project=project)
    make.FundingFactory(project=project)
    return project


def published_copy(copy: Policy, person: People, reason: str = "") -> Policy:
    """Submitted, and published by somebody who had no part in it."""
    actions.move(copy, "submit", person("analyst", f"author of {copy.pk}"))
    return actions.move(copy, "publish", person("reviewer", f"reader of {copy.pk}"), reason)


@pytest.mark.parametrize("kind", ["policy", "project"])
def test_a_copy_says_all_that_the_record_says(kind: str, person: People, request: pytest.FixtureRequest) -> None:
    record = request.getfixturevalue(kind)
    copy = actions.start_copy(record, person("analyst"))
    assert copy.state == "draft"
    assert state_of(copy) == state_of(record) == copy.copied_state
    assert copies.changes_of(copy) == []


@pytest.mark.parametrize("kind", ["policy", "project"])
def test_a_copy_that_changes_nothing_changes_nothing(kind: str, person: People, request: pytest.FixtureRequest) -> None:
    record = request.getfixturevalue(kind)
    before = state_of(record)
    done = published_copy(actions.start_copy(record, person("analyst")), person)
    assert done == record
    assert state_of(done) == before
    assert type(record).objects.filter(copy_of__isnull=False).count() == 0
    assert Revision.objects.of(record).get().changes == []


def test_the_second_who_asks_gets_the_copy_that_there_is(policy: Policy, person: People) -> None:
    copy = actions.start_copy(policy, person("analyst"))
    assert actions.start_copy(policy, person("analyst", "another")) == copy
    assert Policy.objects.filter(copy_of=policy).count() == 1


def test_readers_see_nothing_of_a_copy_until_it_is_published(
    policy: Policy, person: People, client: pytest.FixtureRequest
) -> None:
    version = DataVersion.objects.latest().number
    copy = actions.start_copy(policy, person("analyst"))
    Policy.objects.filter(pk=copy.pk).update(title="Not yet")
    copy.events.filter(type="adopted").update(date="1999")
    actions.refresh([copy.pk])
    policy.refresh_from_db()
    assert policy.title == "As readers see it"
    assert str(policy.adopted_from) == "2017-04-27"
    assert DataVersion.objects.latest().number == version
    assert Policy.objects.published().filter(pk=copy.pk).count() == 0


def test_publishing_replaces_fields_lists_and_rows_and_keeps_the_keys_of_rows(policy: Policy, person: People) -> None:
    adopted, published = policy.events.order_by("pk")
    older = policy.relations_out.get().other
    copy = actions.start_copy(policy, person("analyst"))
    copy.title = "As it will be"
    copy.save()
    copy.topics.clear()
    copy.events.filter(type="adopted").update(date="2016-03")
    copy.events.filter(type="published").delete()
    copy.relations_out.all().delete()
    make.EventFactory(policy=copy, type="launched", date="2018", title="Launched")
    slug = policy.slug

    done = published_copy(copy, person, reason="The gazette says otherwise.")
    assert (done.pk, done.title, done.slug, done.state) == (policy.pk, "As it will be", slug, "published")
    assert done.topics.count() == 0
    assert [(e.pk == adopted.pk, e.type, str(e.date)) for e in done.events.all()] == [
        (True, "adopted", "2016-03"),
        (False, "launched", "2018"),
    ]
    done.refresh_from_db()
    assert str(done.adopted_from) == "2016-03-01"
    assert not PolicyEvent.objects.filter(pk=published.pk).exists()
    older.refresh_from_db()
    assert older.final_status == ""
    revision = Revision.objects.of(policy).get()
    assert (revision.number, revision.kind, revision.role, revision.reason) == (
        1,
        "changed",
        "reviewer",
        "The gazette says otherwise.",
    )
    told = {(c["part"], c["field"], c["kind"], c["old"], c["new"]) for c in revision.changes}
    assert ("", "title", "changed", "As readers see it", "As it will be") in told
    assert ("events", "date", "changed", "2017-04-27", "2016-03") in told
    assert ("events", "type", "added", "", "launched") in told
    assert ("events", "date", "removed", "2017-04", "") in told


def test_what_others_changed_meanwhile_is_kept(policy: Policy, person: People) -> None:
    copy = actions.start_copy(policy, person("analyst"))
    Policy.objects.filter(pk=copy.pk).update(title="Mine")
    Policy.objects.filter(pk=policy.pk).update(summary="Theirs")
    done = published_copy(copy, person)
    assert (done.title, done.summary) == ("Mine", "Theirs")


def test_the_same_place_changed_twice_is_refused_and_nothing_is_lost(policy: Policy, person: People) -> None:
    copy = actions.start_copy(policy, person("analyst"))
    Policy.objects.filter(pk=copy.pk).update(title="Mine")
    Policy.objects.filter(pk=policy.pk).update(title="Theirs")
    with pytest.raises(ValidationError, match="changed in the same places: title"):
        published_copy(copy, person)
    copy.refresh_from_db()
    policy.refresh_from_db()
    assert (copy.title, copy.state, policy.title) == ("Mine", "in-review", "Theirs")
    assert Revision.objects.count() == 0


def test_nobody_publishes_their_own_copy(policy: Policy, person: People) -> None:
    author, __ = person("reviewer", "author"), person("reviewer", "another")
    copy = actions.start_copy(policy, author)
    actions.edited(copy, author)
    with pytest.raises(ValidationError, match="another reviewer publishes it"):
        actions.move(copy, "publish", author)


def test_a_withdrawn_record_keeps_its_copy_from_being_forgotten(policy: Policy, person: People) -> None:
    actions.start_copy(policy, person("analyst"))
    with pytest.raises(ValidationError, match="has a working copy"):
        actions.move(policy, "archive", person("reviewer"))


def test_a_copy_can_be_discarded(policy: Policy, person: People) -> None:
    before = state_of(policy)
    copy = actions.start_copy(policy, person("analyst"))
    actions.discard_copy(copy, User.objects.get(username="analyst"))
    assert state_of(policy) == before
    assert not Policy.objects.filter(copy_of=policy).exists()


def test_only_what_is_published_has_a_copy(person: People) -> None:
    with pytest.raises(ValidationError, match="Only what is published"):
        actions.start_copy(make.PolicyFactory(state="draft"), person("analyst"))


def test_an_earlier_revision_is_restored_as_a_new_one(policy: Policy, person: People) -> None:
    actions.move(policy, "archive", person("reviewer", "first"), "By mistake")
    actions.move(policy, "restore", User.objects.get(username="first"))
    actions.move(policy, "publish", User.objects.get(username="first"))
    before = state_of(policy)
    copy = actions.start_copy(policy, person("analyst"))
    Policy.objects.filter(pk=copy.pk).update(title="Wrong")
    copy.events.all().delete()
    make.EventFactory(policy=copy, type="launched", date="2018", title="Never happened")
    published_copy(copy, person)
    wrong = state_of(policy)
    assert wrong["fields"]["title"] == "Wrong"

    revisions = {revision.number: revision for revision in Revision.objects.of(policy)}
    assert [revisions[n].kind for n in (1, 2, 3)] == ["archived", "changed", "changed"]
    restored = actions.restore_revision(revisions[2], User.objects.get(username="first"))
    assert state_of(policy) == wrong, "readers see it only once it is published"
    done = published_copy(restored, person)  # type: ignore[arg-type]
    assert done == policy
    after = state_of(policy)
    assert after["fields"] == before["fields"]
    assert {k: list(v.values()) for k, v in after["rows"].items()} == {
        k: list(v.values()) for k, v in before["rows"].items()
    }
    assert Revision.objects.of(policy).order_by("-number").first().kind == "restored"


def test_a_revision_that_names_what_is_gone_is_not_restored_in_part(policy: Policy, person: People) -> None:
    reviewer = person("reviewer", "first")
    source = make.SourceFactory()
    make.EventFactory(policy=policy, type="launched", title="Launched", source=source)
    published_copy(actions.start_copy(policy, reviewer), person)
    copy = actions.start_copy(policy, reviewer)
    copy.events.filter(title="Launched").delete()
    published_copy(copy, person)
    source.delete()
    first = Revision.objects.of(policy).get(number=1)
    with pytest.raises(ValidationError, match="deleted since"):
        actions.restore_revision(first, reviewer)
    assert not Policy.objects.filter(copy_of=policy).exists()

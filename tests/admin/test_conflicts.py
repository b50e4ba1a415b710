"""Where a working copy and its record were both changed, whoever mends the copy says what is to stay."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.urls import reverse

from policies import actions
from policies.desk.conflicts import settle
from policies.history.conflicts import conflicts_of
from policies.history.states import state_of
from policies.models import Policy
from tests import factories as make
from tests.admin.pages import LoggedIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def root() -> User:
    return User.objects.create_superuser("root")


@pytest.fixture
def policy() -> Policy:
    policy = make.PolicyFactory(title="Was", summary="Was", source=make.SourceFactory())
    make.EventFactory(policy=policy, title="Decree", date="2017")
    make.EventFactory(policy=policy, title="Launch", date="2018", type="launched")
    policy.topics.add(make.TopicFactory(slug="was", label="Was"))
    actions.refresh([policy.pk])
    return policy


@pytest.fixture
def copy(policy: Policy, root: User) -> Policy:
    """Of which title, topics, the date of an event and another event were changed, and in the record too."""
    copy = actions.start_copy(policy, root)
    for record, word, date in ((copy, "Mine", "2016"), (policy, "Public", "2015")):
        Policy.objects.filter(pk=record.pk).update(title=word)
        record.topics.set([make.TopicFactory(slug=word.lower(), label=word)])
        record.events.filter(title="Decree").update(date=date)
    Policy.objects.filter(pk=copy.pk).update(summary="Only mine")
    copy.events.filter(title="Launch").delete()
    policy.events.filter(title="Launch").update(date="2019")
    actions.refresh([policy.pk, copy.pk])
    copy.refresh_from_db()
    return copy


def urls(copy: Policy) -> tuple[str, str]:
    return tuple(reverse(f"admin:policies_policy_{page}", args=[copy.pk]) for page in ("changes", "conflicts"))  # type: ignore[return-value]


def told(copy: Policy) -> dict[str, list[tuple[str, str, str, str]]]:
    return {
        conflict.key.split("/")[0] + ":" + conflict.key.split("/")[2]: [
            (line.field, line.was, line.public, line.mine) for line in conflict.lines
        ]
        for conflict in conflicts_of(copy)
    }


def test_each_is_told_three_ways(copy: Policy) -> None:
    assert told(copy) == {
        ":title": [("Title in English", "Was", "Public", "Mine")],
        ":topics": [("Topics", "was", "public", "mine")],
        "events:date": [("Date", "2017", "2015", "2016")],
        "events:": [("Date", "2018", "2019", "the whole row was taken out")],
    }


@pytest.mark.parametrize("take", ["public", "mine"])
def test_all_are_settled_at_once_and_the_copy_is_published(
    logged_in: LoggedIn, policy: Policy, copy: Policy, root: User, take: str
) -> None:
    client = logged_in("analyst")
    compare, conflicts = urls(copy)
    with pytest.raises(ValidationError, match="changed in the same places"):
        actions.move(copy, "publish", root)
    page = client.get(compare).content.decode()
    assert "4 conflicts" in page and "Take the public value everywhere" in page
    done = client.post(conflicts, {"take": take}, follow=True).content.decode()
    assert "4 conflicts are settled." in done and "Take the public value" not in done
    published = actions.move(copy, "publish", root)
    word, date = ("Public", "2015") if take == "public" else ("Mine", "2016")
    assert (published.title, published.summary, published.topics.get().label) == (word, "Only mine", word)
    assert str(published.events.get(title="Decree").date) == date
    launch = published.events.filter(title="Launch").first()
    assert (str(launch.date) if launch else None) == ("2019" if take == "public" else None)


def test_one_at_a_time(logged_in: LoggedIn, copy: Policy, root: User) -> None:
    client = logged_in("analyst")
    __, conflicts = urls(copy)
    choices = {"": "mine", "events": "public"}
    for left in (3, 2, 1, 0):
        conflict = conflicts_of(copy)[0]
        sent = {"conflict": conflict.key, "take": choices[conflict.key.split("/")[0]]}
        assert "1 conflict is settled." in client.post(conflicts, sent, follow=True).content.decode()
        copy.refresh_from_db()
        assert len(conflicts_of(copy)) == left
        again = client.post(conflicts, sent, follow=True).content.decode()
        assert "This conflict is there no longer" in again
    published = actions.move(copy, "publish", root)
    assert (published.title, str(published.events.get(title="Decree").date)) == ("Mine", "2015")
    assert published.events.filter(title="Launch").exists()


def test_choosing_is_no_authorship(copy: Policy) -> None:
    reviewer = User.objects.create_superuser("reviewer")
    before = set(copy.editors.all())
    settle(copy, [], "public", reviewer)
    assert set(copy.editors.all()) == before


def test_only_who_may_change_the_copy_settles(logged_in: LoggedIn, policy: Policy, copy: Policy) -> None:
    __, conflicts = urls(copy)
    before = state_of(copy)
    Policy.objects.filter(pk=copy.pk).update(state="in-review")
    analyst = logged_in("analyst")
    compare = analyst.get(urls(copy)[0]).content.decode()
    assert 'name="take"' not in compare and "Whoever may change the working copy now" in compare
    refused = analyst.post(conflicts, {"take": "public"}, follow=True).content.decode()
    assert "Your account may not do this" in refused
    assert logged_in("").post(conflicts, {"take": "public"}).status_code == 403
    reviewer = logged_in("reviewer")
    assert reviewer.get(conflicts).status_code == 405
    for sent in ({}, {"take": "theirs"}, {"take": ""}):
        assert reviewer.post(conflicts, sent).status_code == 404
    for key in ("nothing", "events/0/date", "//", "9" * 5000, "events/" + "9" * 30 + "/date"):
        page = reviewer.post(conflicts, {"take": "public", "conflict": key}, follow=True).content.decode()
        assert "This conflict is there no longer" in page
    assert state_of(copy) == before
    no_copy = reverse("admin:policies_policy_conflicts", args=[policy.pk])
    assert "Only a working copy has conflicts" in reviewer.post(no_copy, {"take": "mine"}, follow=True).content.decode()


def test_a_public_value_that_the_rows_of_the_copy_have_no_room_for_is_refused(copy: Policy, root: User) -> None:
    make.EventFactory(policy=copy, title="Decree", date="2015")
    key = next(conflict.key for conflict in conflicts_of(copy) if conflict.key.endswith("/date"))
    with pytest.raises(ValidationError, match="This event is recorded already"):
        settle(copy, [key], "public", root)
    assert len(conflicts_of(copy)) == 4


def test_a_row_that_was_taken_out_of_the_record_does_not_come_back_by_itself(root: User) -> None:
    event = make.EventFactory(title="Decree")
    make.EventFactory(policy=event.policy, title="Launch")
    copy = actions.start_copy(event.policy, root)
    Policy.objects.filter(pk=copy.pk).update(title="Mine")
    event.delete()
    published = actions.move(copy, "publish", root)
    assert (published.title, [row.title for row in published.events.all()]) == ("Mine", ["Launch"])


SWAPS: dict[str, Any] = {
    "events": ("title", lambda p: [make.EventFactory(policy=p, title=title) for title in "AB"]),
    "documents": ("url", lambda p: [make.DocumentFactory(policy=p) for __ in "AB"]),
    "relations_out": ("other_id", lambda p: [make.RelationFactory(policy=p) for __ in "AB"]),
}


@pytest.mark.parametrize("part", SWAPS)
def test_two_rows_swap_their_values_in_one_publication(root: User, part: str) -> None:
    policy = make.EventFactory(policy__title="Plan", title="First").policy
    name, made = SWAPS[part]
    one, two = made(policy)
    values = {one.pk: getattr(two, name), two.pk: getattr(one, name)}
    copy = actions.start_copy(policy, root)
    rows = {row.copy_of_id: row for row in getattr(copy, part).filter(copy_of__in=[one.pk, two.pk])}
    model, between = type(one), getattr(one, name)
    # As two people do it, in two steps.
    spare = make.PolicyFactory().pk if name == "other_id" else "https://example.org/between"
    for pk, value in ((one.pk, spare), (two.pk, values[two.pk]), (one.pk, values[one.pk])):
        model.objects.filter(pk=rows[pk].pk).update(**{name: value})
    published = actions.move(copy, "publish", root)
    now = {row.pk: getattr(row, name) for row in getattr(published, part).all() if row.pk in values}
    assert now == values and between == values[two.pk]
    assert {change["field"] for change in published.revisions.get().changes} == {name.removesuffix("_id")}


def test_three_rows_go_round(root: User) -> None:
    project = make.ProjectFactory(source=make.SourceFactory())
    countries = [make.CountryFactory(), make.CountryFactory(kenya=True), make.CountryFactory(ecuador=True)]
    shares = [
        make.ShareFactory(project=project, country=country, percentage=10 * n) for n, country in enumerate(countries)
    ]
    copy = actions.start_copy(project, root)
    copy.shares.all().delete()
    wanted = {share.pk: countries[(n + 1) % 3].pk for n, share in enumerate(shares)}
    for pk, country in wanted.items():
        make.ShareFactory(project=copy, country_id=country, country=None, copy_of_id=pk, percentage=5)
    published = actions.move(copy, "publish", root)
    assert {share.pk: share.country_id for share in published.shares.all()} == wanted

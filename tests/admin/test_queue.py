"""The first page of the admin: what waits for whoever looks, with counts and the way to all of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from policies import actions
from policies.models import Assignment, Country, Policy
from tests import factories as make
from tests.admin.pages import LoggedIn, changelist

pytestmark = pytest.mark.django_db


def queue(client: Client) -> dict[str, list[str]]:
    found = client.get("/admin/").context["queue"]
    return {group.key: [item.title for item in group.items] for group in found.groups}


def page(client: Client) -> str:
    return client.get("/admin/").content.decode()


def listed(client: Client, key: str, name: str = "policy") -> list[str]:
    rows = client.get(changelist(name), {"queue": key}).context["cl"].result_list
    return sorted(row.title for row in rows)


def worked_on(kind: Any, user: User, **fields: Any) -> Any:
    record = kind(source=make.SourceFactory(), **fields)
    actions.edited(record, user)
    return record


def send_back(record: Any, reviewer: User, *words: str) -> None:
    type(record).objects.filter(pk=record.pk).update(state="in-review")
    actions.move(record, "send_back", reviewer, words[0])


def test_a_reviewer_finds_what_others_submitted(logged_in: LoggedIn) -> None:
    client, analyst = logged_in("reviewer"), User.objects.create_user("author")
    reviewer = User.objects.get(username="reviewer")
    worked_on(make.PolicyFactory, analyst, title="Theirs", state="in-review")
    worked_on(make.ProjectFactory, analyst, title="Their project", state="in-review")
    worked_on(make.PolicyFactory, reviewer, title="Mine", state="in-review")
    worked_on(make.PolicyFactory, analyst, title="Their draft", state="draft")
    assert queue(client)["waiting"] == ["Theirs", "Their project"]
    assert '<span class="count">2</span>' in page(client)
    assert "Peru · policy, changed" in page(client), "half of all titles are alike"
    assert listed(client, "waiting") == ["Theirs"]
    assert listed(client, "waiting", "project") == ["Their project"]


def test_an_analyst_publishes_nothing_and_finds_what_was_sent_back_and_drafts(logged_in: LoggedIn) -> None:
    client, reviewer = logged_in("analyst"), logged_in("reviewer") and User.objects.get(username="reviewer")
    analyst = User.objects.get(username="analyst")
    sent = worked_on(make.PolicyFactory, analyst, title="Sent back")
    send_back(sent, reviewer, "The date is missing")
    project = worked_on(make.ProjectFactory, analyst, title="Project sent back")
    send_back(project, reviewer, "Who pays?")
    worked_on(make.PolicyFactory, analyst, title="Draft", state="draft")
    make.PolicyFactory(title="Begun", state="draft", created_by=analyst)
    make.PolicyFactory(title="Somebody else's", state="draft")
    found = queue(client)
    assert "waiting" not in found
    assert found["sent-back"] == ["Project sent back", "Sent back"]
    assert sorted(found["drafts"]) == ["Begun", "Draft"]
    assert "1 open comment<" in page(client)
    assert listed(client, "sent-back") == ["Sent back"]
    assert listed(client, "drafts") == ["Begun", "Draft"]
    sent.review_comments.update(done_at=sent.changed_at)
    assert "0 open comments" in page(client)
    assert queue(logged_in("analyst", "another"))["drafts"] == []


def test_a_working_copy_says_that_it_is_one(logged_in: LoggedIn) -> None:
    client = logged_in("analyst")
    policy = make.EventFactory(policy__title="Public", policy__last_checked="2100").policy
    actions.start_copy(policy, User.objects.get())
    assert queue(client)["drafts"] == ["Public"]
    assert "policy, working copy, changed" in page(client)


def test_what_is_stale_is_of_the_assigned_countries(logged_in: LoggedIn) -> None:
    client = logged_in("analyst")
    peru, kenya = make.CountryFactory(), make.CountryFactory(kenya=True)
    make.PolicyFactory(country=peru, title="Of Peru", last_checked="2010")
    make.PolicyFactory(country=kenya, title="Of Kenya")
    make.PolicyFactory(country=peru, title="Fresh", last_checked="2100")
    make.PolicyFactory(country=peru, title="A draft", state="draft")
    over = make.PolicyFactory(country=peru, title="Over", last_checked="2100", term_start="2001", term_end="2005")
    actions.refresh([over.pk])
    found = queue(client)
    assert (found["not-checked"], found["ended"]) == (["Of Kenya", "Of Peru"], ["Over"])
    assert "No countries are assigned to your account" in page(client)
    Assignment.objects.create(user=User.objects.get(), country=Country.objects.get(iso3="KEN"))
    found = queue(client)
    assert (found["not-checked"], found["ended"]) == (["Of Kenya"], [])
    assert listed(client, "not-checked") == ["Of Kenya"]
    assert listed(client, "ended") == []


def test_empty_queues_say_what_comes_there(logged_in: LoggedIn) -> None:
    shown = page(logged_in("reviewer"))
    for words in ("Nothing is in review that you could publish", "Nothing was sent back to you", "You have no drafts",
                  "No policy is over", "Somebody has checked each policy"):  # fmt: skip
        assert words in shown
    assert "What to mend in the record" in shown and "Recent actions" in shown


def test_who_may_look_at_no_policy_has_no_queue(logged_in: LoggedIn) -> None:
    assert "data-queue" not in page(logged_in(""))


def test_the_first_five_are_shown_and_all_are_counted(logged_in: LoggedIn) -> None:
    client = logged_in("analyst")
    for number in range(7):
        make.PolicyFactory(title=f"Draft {number}", state="draft", created_by=User.objects.get())
    group = next(group for group in client.get("/admin/").context["queue"].groups if group.key == "drafts")
    assert (len(group.items), group.count) == (5, 7)
    assert "All 7 policies in the list" in page(client)


def test_as_many_queries_with_three_rows_as_with_one(logged_in: LoggedIn) -> None:
    client = logged_in("reviewer")
    reviewer, author = User.objects.get(), User.objects.create_superuser("author")
    client.get("/admin/")
    taken = []
    for n in (1, 2):
        for __ in range(n):
            worked_on(make.PolicyFactory, author, state="in-review", country=make.MadeUpCountryFactory())
            worked_on(make.ProjectFactory, author, state="in-review")
            send_back(worked_on(make.PolicyFactory, reviewer), author, "Mend it")
            worked_on(make.ProjectFactory, reviewer, state="draft")
            over = make.PolicyFactory(term_start="2001", term_end="2005")
            actions.refresh([over.pk])
        with CaptureQueriesContext(connection) as captured:
            client.get("/admin/")
        taken.append(len(captured))
    assert Policy.objects.count() == 9
    assert taken == [21, 21]


@pytest.mark.parametrize("value", ["", "nothing", "-1", "٣", "9" * 30])
def test_a_made_up_queue_is_answered(logged_in: LoggedIn, value: str) -> None:
    client = logged_in("analyst")
    for name in ("policy", "project"):
        assert client.get(changelist(name), {"queue": value}).status_code in (200, 302)

"""Two people at one record: the second is told who saved what, loses nothing, and may save over it knowingly."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from policies.models import Policy
from tests import factories as make
from tests.admin.pages import LoggedIn, change, sent_again, shown_again

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy() -> Policy:
    return make.PolicyFactory(state="draft", title="As it was", notes="")


def save(client: Client, record: Any, **changes: object) -> None:
    response = client.post(change(record), sent_again(client, record, **changes))
    assert response.status_code == 302, response.context["errors"]


def test_the_second_is_told_who_saved_and_what(logged_in: LoggedIn, policy: Policy) -> None:
    mine, theirs = logged_in("analyst"), logged_in("analyst", "another")
    sent = sent_again(mine, policy, title="Mine", notes="My notes")
    save(theirs, policy, title="Theirs", under_revision="on")
    page = mine.post(change(policy), sent).content.decode()
    assert re.search(r"another saved this record on \d+ \w+ \d{4}, \d\d:\d\d:\d\d, after you had opened it", page)
    assert "Saved meanwhile: Theirs" in page and "Saved meanwhile: yes" in page and "Saved meanwhile: empty" in page
    assert 'value="Mine"' in page and "My notes" in page  # nothing is lost
    assert Policy.objects.get().title == "Theirs"


def test_one_may_save_over_it_knowingly_and_only_what_one_saw(logged_in: LoggedIn, policy: Policy) -> None:
    mine, theirs = logged_in("analyst"), logged_in("analyst", "another")
    sent = sent_again(mine, policy, title="Mine")
    save(theirs, policy, title="Theirs")
    seen = mine.post(change(policy), sent).context["overtaken"].version
    save(theirs, policy, title="Theirs again")
    later = mine.post(change(policy), {**sent, "save_over": seen})
    assert "Saved meanwhile: Theirs again" in later.content.decode()
    assert Policy.objects.get().title == "Theirs again"
    assert mine.post(change(policy), {**sent, "save_over": later.context["overtaken"].version}).status_code == 302
    assert Policy.objects.get().title == "Mine"


def test_a_changed_row_counts_and_is_shown(logged_in: LoggedIn, policy: Policy) -> None:
    event = make.EventFactory(policy=policy, title="Decree")
    mine, theirs = logged_in("analyst"), logged_in("analyst", "another")
    sent = sent_again(mine, policy, **{"events-0-title": "My decree"})
    save(theirs, policy, **{"events-0-title": "Their decree"})
    page = mine.post(change(policy), sent).content.decode()
    assert "another saved this record" in page
    assert "Saved meanwhile: Their decree" in page and 'value="My decree"' in page
    event.refresh_from_db()
    assert event.title == "Their decree"


def test_rows_that_were_added_meanwhile_are_named_and_stay(logged_in: LoggedIn, policy: Policy) -> None:
    source = make.SourceFactory()
    mine, theirs = logged_in("analyst"), logged_in("analyst", "another")
    sent = sent_again(mine, policy, title="Mine")
    row = {"title": "Their event", "type": "adopted", "date": "2017", "source": source.pk}
    save(theirs, policy, **{"events-TOTAL_FORMS": 1}, **{f"events-0-{name}": value for name, value in row.items()})
    response = mine.post(change(policy), sent)
    assert len(response.context["added_meanwhile"]) == 1
    assert "event: " in response.content.decode()
    mine.post(change(policy), {**sent, "save_over": response.context["overtaken"].version})
    assert (Policy.objects.get().title, policy.events.get().title) == ("Mine", "Their event")


def test_a_row_that_was_taken_out_meanwhile_is_shown_as_a_new_one(logged_in: LoggedIn, policy: Policy) -> None:
    kept, gone = (
        make.EventFactory(policy=policy, title=title, date=date) for title, date in (("B", "2018"), ("A", "2017"))
    )
    mine, theirs = logged_in("analyst"), logged_in("analyst", "another")
    sent = sent_again(mine, policy, **{"events-0-title": "My A", "events-1-title": "My B"})
    assert sent["events-0-id"] == gone.pk
    save(theirs, policy, **{"events-0-DELETE": "on"})
    response = mine.post(change(policy), sent)
    page = response.content.decode()
    assert "Somebody took this row out meanwhile. Saved again it comes back." in page
    assert "Saved meanwhile: B" in page and 'value="My A"' in page and 'value="My B"' in page
    again = shown_again(response)
    assert (again["events-0-id"], again["events-1-title"]) == (str(kept.pk), "My A")
    over = mine.post(change(policy), {**again, "save_over": response.context["overtaken"].version})
    assert over.status_code == 302, over.context["errors"]
    assert {event.title: event.pk == kept.pk for event in policy.events.all()} == {"My A": False, "My B": True}


def test_a_row_changed_on_a_page_of_its_own_counts(logged_in: LoggedIn) -> None:
    alignment = make.AlignmentFactory(policy__state="draft")
    mine, theirs = logged_in("analyst"), logged_in("reviewer")
    sent = sent_again(mine, alignment.policy, title="Mine")
    save(theirs, alignment, rationale="Theirs")
    page = mine.post(change(alignment.policy), sent).content.decode()
    assert "reviewer saved this record" in page and "Saved meanwhile: Theirs" in page


def test_a_move_counts(logged_in: LoggedIn, policy: Policy) -> None:
    make.EventFactory(policy=policy)
    mine, theirs = logged_in("reviewer"), logged_in("manager")
    sent = sent_again(mine, policy, title="Mine")
    save(theirs, policy, _move="submit")
    assert "manager saved this record" in mine.post(change(policy), sent).content.decode()


def test_what_was_changed_outside_the_admin_is_told_too(logged_in: LoggedIn, policy: Policy) -> None:
    mine = logged_in("analyst")
    sent = sent_again(mine, policy, title="Mine")
    policy.title = "By a program"
    policy.save()
    page = mine.post(change(policy), sent).content.decode()
    assert "Somebody outside the admin saved this record" in page and "Saved meanwhile: By a program" in page


@pytest.mark.parametrize("loaded_at", ["nonsense", "2026-11-24", "💥", "x" * 5000])
def test_a_made_up_time_is_answered(logged_in: LoggedIn, policy: Policy, loaded_at: str) -> None:
    mine = logged_in("analyst")
    response = mine.post(change(policy), sent_again(mine, policy, title="Mine", loaded_at=loaded_at))
    assert (response.status_code, Policy.objects.get().title) == (200, "As it was")


def test_a_project_is_guarded_alike(logged_in: LoggedIn) -> None:
    project = make.ProjectFactory(state="draft", title="As it was")
    mine, theirs = logged_in("analyst"), logged_in("analyst", "another")
    sent = sent_again(mine, project, title="Mine")
    save(theirs, project, title="Theirs")
    page = mine.post(change(project), sent).content.decode()
    assert "Saved meanwhile: Theirs" in page

"""A reviewer sends a record back with comments on its fields and rows; whoever mends it sees and answers each."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from reversion.models import Version

from policies import actions, comments
from policies.comments import Place
from policies.models import Policy, ReviewComment, Revision
from tests import factories as make
from tests.admin.pages import LoggedIn, change, sent_again

pytestmark = pytest.mark.django_db

WORD = "The gazette writes 28 April."


@pytest.fixture
def policy() -> Policy:
    return make.EventFactory(policy__state="in-review", policy__title="Plan", title="Decree").policy


def box(record: Any, part: str = "events") -> str:
    return f"comment-{part}-{getattr(record, part).get().pk}"


def send_back(client: Client, record: models.Model, **sent: object) -> str:
    data = sent_again(client, record, _move="send_back", **sent)
    return client.post(change(record), data, follow=True).content.decode()


def test_every_field_and_row_of_a_record_in_review_has_a_box_for_reviewers_alone(
    logged_in: LoggedIn, policy: Policy
) -> None:
    page = logged_in("reviewer").get(change(policy)).content.decode()
    for name in ("title", "country", "topics", "term_start", "notes", "slug"):
        assert page.count(f'name="comment-of-{name}"') == 1, name
    assert page.count(f'name="{box(policy)}"') == 1
    assert "comment-of-loaded_at" not in page and "comment-of-state_now" not in page
    for label in re.findall(r'<label for="(comment-[^"]+)"', page):
        assert f'id="{label}"' in page
    assert 'name="comment-' not in logged_in("analyst").get(change(policy)).content.decode()
    Policy.objects.update(state="draft")
    assert 'name="comment-' not in logged_in("reviewer", "other").get(change(policy)).content.decode()


def test_comments_go_with_the_record_and_are_answered(logged_in: LoggedIn, policy: Policy) -> None:
    reviewer, analyst = logged_in("reviewer"), logged_in("analyst")
    on_row = box(policy)
    page = send_back(reviewer, policy, **{"comment-of-title": "As in the text?", on_row: WORD, "_word": "Nearly there"})
    assert "was sent back as a draft" in page
    policy.refresh_from_db()
    assert policy.state == "draft"
    assert list(ReviewComment.objects.values_list("part", "field", "text", "role", "account__username")) == [
        ("", "title", "As in the text?", "reviewer", "reviewer"),
        ("events", "", WORD, "reviewer", "reviewer"),
        ("", "", "Nearly there", "reviewer", "reviewer"),
    ]
    shown = analyst.get(change(policy)).content.decode()
    assert "3 open, 0 done" in shown
    assert '<a href="#comment-of-title-said">Title in English</a>' in shown
    assert f'<a href="#{on_row}-said">Event: ' in shown
    for anchor in re.findall(r'href="#(comment-[^"]+)"', shown):
        assert shown.count(f'id="{anchor}"') == 1
    assert "The record as a whole" in shown and "Nearly there" in shown
    assert re.search(r"reviewer, \d+ \w+ \d{4}", shown)

    title = ReviewComment.objects.get(field="title")
    keys = list(ReviewComment.objects.values_list("pk", flat=True))
    sent = sent_again(
        analyst, policy, title="Plan of 2017", comment_shown=keys, comment_done=[title.pk], _move="submit"
    )
    assert analyst.post(change(policy), sent).status_code == 302
    title.refresh_from_db()
    assert (title.is_done, title.done_by.username) == (True, "analyst")
    again = reviewer.get(change(policy)).content.decode()
    assert "2 open, 1 done" in again and WORD in again
    assert 'name="comment_done"' not in again
    published = reviewer.post(change(policy), sent_again(reviewer, policy, _move="publish"), follow=True)
    assert "is published" in published.content.decode()
    assert not ReviewComment.objects.exists()


def test_a_tick_is_taken_back_and_other_records_are_left_alone(logged_in: LoggedIn, policy: Policy) -> None:
    reviewer, analyst = logged_in("reviewer"), logged_in("analyst")
    other = make.PolicyFactory(state="in-review")
    for record in (policy, other):
        send_back(reviewer, record, _word="Mend it")
    mine, theirs = (ReviewComment.objects.get(policy=record) for record in (policy, other))
    for done in ([mine.pk, theirs.pk], []):
        sent = sent_again(analyst, policy, comment_shown=[mine.pk, theirs.pk], comment_done=done)
        assert analyst.post(change(policy), sent).status_code == 302
        mine.refresh_from_db()
        theirs.refresh_from_db()
        assert (mine.is_done, theirs.is_done) == (bool(done), False)


@pytest.mark.parametrize("kind", [make.PolicyFactory, make.ProjectFactory])
def test_sending_back_without_a_word_is_refused(logged_in: LoggedIn, kind: Any) -> None:
    record = kind(state="in-review")
    client = logged_in("reviewer")
    for nothing in ({}, {"_word": "  "}, {"comment-of-title": " \n"}, {"_reason": "For readers"}):
        assert "Say what is to be mended" in send_back(client, record, **nothing)
        record.refresh_from_db()
        assert record.state == "in-review"
    with pytest.raises(ValidationError, match="Say what is to be mended"):
        actions.move(record, "send_back", User.objects.get())
    assert not ReviewComment.objects.exists()


def test_what_is_saved_and_not_sent_stays_with_its_writer(logged_in: LoggedIn, policy: Policy) -> None:
    mine, other, analyst = logged_in("reviewer"), logged_in("reviewer", "other"), logged_in("analyst")
    assert mine.post(change(policy), sent_again(mine, policy, **{"comment-of-title": WORD})).status_code == 302
    assert WORD in mine.get(change(policy)).content.decode()
    assert WORD not in other.get(change(policy)).content.decode()
    assert WORD not in analyst.get(change(policy)).content.decode()
    refused = mine.post(change(policy), sent_again(mine, policy, _move="publish"), follow=True).content.decode()
    assert "comments that were not sent" in refused
    assert mine.post(change(policy), sent_again(mine, policy, **{"comment-of-title": ""})).status_code == 302
    assert not ReviewComment.objects.exists()


def test_writing_comments_is_no_authorship(logged_in: LoggedIn, policy: Policy) -> None:
    send_back(logged_in("reviewer"), policy, **{"comment-of-title": WORD})
    assert not policy.editors.exists()


def test_only_who_may_writes_and_only_on_what_there_is(logged_in: LoggedIn, policy: Policy) -> None:
    analyst, reviewer = logged_in("analyst"), logged_in("reviewer")
    assert analyst.post(change(policy), {"comment-of-title": WORD}).status_code == 403
    nowhere = {"comment-of-state": "a", "comment-of-nothing": "a", "comment-nothing-1": "a", "comment-events-0x": "a"}
    send_back(reviewer, policy, _word="A word", **nowhere)
    assert [comment.text for comment in ReviewComment.objects.all()] == ["A word"]
    Policy.objects.update(state="draft")
    assert analyst.post(change(policy), sent_again(analyst, policy, **{"comment-of-title": WORD})).status_code == 302
    assert ReviewComment.objects.count() == 1


def test_a_row_that_is_gone_takes_no_comment_with_it(logged_in: LoggedIn, policy: Policy) -> None:
    reviewer, analyst = logged_in("reviewer"), logged_in("analyst")
    gone = make.EventFactory(policy=make.PolicyFactory())
    on_row = box(policy)
    send_back(reviewer, policy, **{on_row: WORD, f"comment-events-{gone.pk}": "Of no row of this record"})
    policy.events.all().delete()
    page = analyst.get(change(policy)).content.decode()
    assert WORD in page and "no longer on this page" in page
    assert "<strong>Events</strong>" in page and "Of no row of this record" in page
    assert page.count('name="comment_done"') == 2


def test_a_comment_that_is_too_long_is_refused_and_not_lost(logged_in: LoggedIn, policy: Policy) -> None:
    client, text = logged_in("reviewer"), "word " * 500
    page = send_back(client, policy, **{"comment-of-title": text})
    assert "A comment has 2000 characters at most" in page and text.strip() in page
    assert not ReviewComment.objects.exists()


def test_a_form_with_mistakes_keeps_what_was_written_and_ticked(logged_in: LoggedIn, policy: Policy) -> None:
    reviewer, analyst = logged_in("reviewer"), logged_in("analyst")
    page = send_back(reviewer, policy, title="", **{"comment-of-title": WORD})
    assert "Please correct the error below" in page and WORD in page
    send_back(reviewer, policy, **{"comment-of-title": WORD})
    key = ReviewComment.objects.get().pk
    sent = sent_again(analyst, policy, title="", comment_shown=key, comment_done=key)
    assert f'value="{key}" checked' in analyst.post(change(policy), sent).content.decode()


@pytest.mark.parametrize("kind", ["policy", "project"])
def test_of_working_copies_and_never_for_readers(logged_in: LoggedIn, client: Client, kind: str) -> None:
    record = make.EventFactory().policy if kind == "policy" else make.FundingFactory().project
    reviewer, analyst = logged_in("reviewer"), logged_in("analyst")
    copy = actions.start_copy(record, User.objects.get(username="analyst"))
    type(copy).objects.filter(pk=copy.pk).update(title="Mended", state="in-review")
    part = "events" if kind == "policy" else "fundings"
    send_back(reviewer, copy, **{"comment-of-title": "Secret remark", box(copy, part): WORD})
    page = analyst.get(change(copy)).content.decode()
    assert "Secret remark" in page and WORD in page
    address = record.get_absolute_url()
    for public in (address, "/changes/", "/changes.csv", "/changes.json", "/changes.atom"):
        response = client.get(public)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert b"Secret remark" not in body, public
    analyst.post(change(copy), sent_again(analyst, copy, _move="submit"))
    published = reviewer.post(change(copy), sent_again(reviewer, copy, _move="publish"), follow=True)
    assert "is published" in published.content.decode()
    assert not ReviewComment.objects.exists()
    assert "Secret remark" not in str(list(Revision.objects.values())) + str(list(Version.objects.values()))


def test_the_page_asks_as_often_with_three_comments_as_with_one(logged_in: LoggedIn, policy: Policy) -> None:
    client = logged_in("reviewer")
    user = User.objects.get()
    client.get(change(policy))
    taken = []
    for names in (["title"], ["summary", "notes", "topics"]):
        comments.keep(policy, user, {Place(field=name): "Mend" for name in names})
        with CaptureQueriesContext(connection) as captured:
            client.get(change(policy))
        taken.append(len(captured))
    assert taken == [18, 18]


@pytest.mark.parametrize("value", ["abc", "-1", "٣", "9" * 30, ""])
def test_made_up_keys_are_answered(logged_in: LoggedIn, value: str) -> None:
    policy = make.PolicyFactory(state="draft")
    client = logged_in("analyst")
    sent = sent_again(client, policy, comment_shown=[value], comment_done=[value])
    assert client.post(change(policy), {**sent, f"comment-events-{value}": "a"}).status_code == 302

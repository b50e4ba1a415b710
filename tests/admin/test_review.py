"""The way from draft to published, and who may change a record where it stands."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from policies.models import Policy, Revision
from tests import factories as make
from tests.admin.pages import ADD, LoggedIn, change, changelist, form, sent_again
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db

OPEN_TO_NOBODY = ("published", "archived")
FACTORIES = {"policy": make.PolicyFactory, "project": make.ProjectFactory}


def deed(policy: Policy) -> str:
    return reverse("admin:policies_policy_do", args=[policy.pk])


def test_an_analyst_submits_and_a_reviewer_publishes(
    logged_in: LoggedIn, filled: dict[str, object], client: Client
) -> None:
    analyst, reviewer = logged_in("analyst"), logged_in("reviewer")
    assert analyst.post(ADD, {**filled, "_move": "submit"}).status_code == 302
    policy = Policy.objects.get(slug="per-2017-national-migration-policy")
    assert policy.state == "in-review"
    older = policy.relations_out.get().other

    assert analyst.post(change(policy), {**filled, "title": "Changed", "_move": "publish"}).status_code == 403
    policy.refresh_from_db()
    assert policy.title == "National Migration Policy"
    assert policy.state == "in-review"

    done = reviewer.post(change(policy), sent_again(reviewer, policy, _move="publish"), follow=True)
    assert "is published." in done.content.decode()
    policy.refresh_from_db()
    assert (policy.state, policy.published_by.username, policy.published_own_work) == ("published", "reviewer", False)
    assert policy.created_by.username == "analyst"

    assert 'data-policy="per-2017-national-migration-policy"' in client.get("/policies/").content.decode()
    assert "National Migration Policy" in client.get("/countries/peru/").content.decode()
    figure = client.get("/map/?as_of=2020").context["chart"]
    assert figure.sentence.startswith("1 of 1 countries")
    older.refresh_from_db()
    assert (older.final_status, str(older.final_from)) == ("replaced", "2017-04-27")


def test_an_analyst_does_not_change_what_is_published(logged_in: LoggedIn) -> None:
    policy = make.EventFactory(policy__title="Public").policy
    client = logged_in("analyst")
    assert b'name="_save"' not in client.get(change(policy)).content
    data = form(country=policy.country_id, title="Changed", slug=policy.slug)
    assert client.post(change(policy), data).status_code == 403
    policy.refresh_from_db()
    assert policy.title == "Public"


def test_what_is_published_is_mended_through_a_working_copy_and_it_is_known_who(logged_in: LoggedIn) -> None:
    policy = make.EventFactory(date="2010").policy
    client = logged_in("analyst")
    assert b'name="_save"' not in client.get(change(policy)).content
    page = client.post(deed(policy), {"do": "copy"}, follow=True)
    copy = Policy.objects.get(copy_of=policy)
    assert "This is a working copy of" in page.content.decode()
    response = client.post(change(copy), sent_again(client, copy, **{"events-0-date": "2012-05", "_move": "submit"}))
    assert response.status_code == 302, response.context["errors"]
    policy.refresh_from_db()
    assert policy.adopted_from is None, "readers see nothing yet"

    reviewer = logged_in("reviewer")
    compared = reviewer.get(reverse("admin:policies_policy_changes", args=[copy.pk])).content.decode()
    assert "<del>2010</del>" in compared
    assert "<ins>2012-05</ins>" in compared
    sent = sent_again(reviewer, copy, _move="publish", _reason="The gazette says May 2012.")
    assert "is published." in reviewer.post(change(copy), sent, follow=True).content.decode()
    policy.refresh_from_db()
    assert (str(policy.adopted_from), policy.published_by.username, policy.state) == (
        "2012-05-01",
        "reviewer",
        "published",
    )
    revision = policy.revisions.get()
    assert (revision.reason, revision.account.username) == ("The gazette says May 2012.", "reviewer")
    assert client.get(change(copy), follow=True).status_code == 200


@pytest.mark.parametrize("role", ["analyst", "reviewer", "manager"])
@pytest.mark.parametrize("do", ["copy", "archive", "restore", "discard", "destroy", ""])
def test_what_is_done_beside_the_form(logged_in: LoggedIn, role: str, do: str) -> None:
    """By those who may, by POST, and where it makes sense; else it is refused with a word, and nothing changes."""
    policy = make.EventFactory(date="2010").policy
    client = logged_in(role)
    assert client.get(deed(policy)).status_code == 405
    response = client.post(deed(policy), {"do": do})
    policy.refresh_from_db()
    assert response.status_code == (302 if do in ("copy", "archive", "restore", "discard") else 404)
    assert Policy.objects.filter(copy_of=policy).exists() == (do == "copy")
    assert policy.state == ("archived" if do == "archive" and role != "analyst" else "published")


@pytest.mark.parametrize("asked", ["archive", "go back", "discard", "settle"])
def test_what_is_refused_beside_the_form_is_logged(
    logged_in: LoggedIn, asked: str, caplog: pytest.LogCaptureFixture
) -> None:
    policy = make.EventFactory(date="2010").policy
    logged_in("reviewer").post(deed(policy), {"do": "copy"})
    copy = Policy.objects.get(copy_of=policy)
    Policy.objects.filter(pk=copy.pk).update(state="in-review")
    Revision.objects.create(policy=policy, number=1, kind="first", role="seeds")
    Revision.objects.create(policy=policy, number=2, kind="changed", role="reviewer")
    client = logged_in("analyst")
    caplog.clear()
    sent = {
        "archive": lambda: client.post(deed(policy), {"do": "archive"}),
        "discard": lambda: client.post(deed(copy), {"do": "discard", "sure": "yes"}),
        "go back": lambda: client.post(reverse("admin:policies_policy_go_back", args=[policy.pk, 1])),
        "settle": lambda: client.post(reverse("admin:policies_policy_conflicts", args=[copy.pk]), {"take": "mine"}),
    }
    assert sent[asked]().status_code == 302
    assert f"account={User.objects.get(username='analyst').pk} POST" in caplog.text and "not allowed" in caplog.text
    assert Policy.objects.published().count() == 1 and Policy.objects.filter(copy_of=policy).exists()


def test_who_had_a_form_open_that_somebody_moved_on_is_told_what_happened(logged_in: LoggedIn) -> None:
    policy = make.EventFactory(policy__state="draft").policy
    client = logged_in("analyst")
    sent = sent_again(client, policy, title="Mine")
    for state, words in (("in-review", "This record is in review."), ("published", "Readers see this record")):
        Policy.objects.filter(pk=policy.pk).update(state=state)
        refused = client.post(change(policy), sent)
        page = refused.content.decode()
        assert refused.status_code == 403 and words in page and "Go back in your browser" in page


def test_a_working_copy_is_not_discarded_at_one_press(logged_in: LoggedIn) -> None:
    policy = make.EventFactory(date="2010").policy
    client = logged_in("analyst")
    client.post(deed(policy), {"do": "copy"})
    copy = Policy.objects.get(copy_of=policy)
    client.post(change(copy), sent_again(client, copy, title="Mine", **{"events-0-date": "2011"}))
    asked = client.post(deed(copy), {"do": "discard"})
    assert asked.status_code == 200 and "2 changes that were entered here are lost" in asked.content.decode()
    assert Policy.objects.filter(pk=copy.pk).exists()
    done = client.post(deed(copy), {"do": "discard", "sure": "yes"}, follow=True).content.decode()
    assert "readers see what they saw before" in done and not Policy.objects.filter(pk=copy.pk).exists()


def test_who_may_only_look_does_nothing_beside_the_form(logged_in: LoggedIn) -> None:
    policy = make.EventFactory(date="2010").policy
    client = logged_in("")
    assert client.post(deed(policy), {"do": "copy"}).status_code in (302, 403)
    assert not Policy.objects.filter(copy_of=policy).exists()


def test_an_earlier_revision_comes_back_through_a_working_copy(logged_in: LoggedIn) -> None:
    policy = make.EventFactory(date="2010", policy__title="First").policy
    reviewer, other = logged_in("reviewer"), logged_in("reviewer", "other")
    for title in ("Second", "Third"):
        reviewer.post(deed(policy), {"do": "copy"})
        copy = Policy.objects.get(copy_of=policy)
        reviewer.post(change(copy), sent_again(reviewer, copy, title=title))
        other.post(change(copy), sent_again(other, copy, _move="publish"))
    back = reverse("admin:policies_policy_go_back", args=[policy.pk, 1])
    assert reviewer.get(back).status_code == 405
    assert "says what revision 1 said" in reviewer.post(back, follow=True).content.decode()
    copy = Policy.objects.get(copy_of=policy)
    assert (copy.title, copy.state) == ("Second", "draft")
    other.post(change(copy), sent_again(other, copy, _move="publish"))
    policy.refresh_from_db()
    assert policy.title == "Second"
    assert [revision.kind for revision in policy.revisions.order_by("number")] == ["changed", "changed", "restored"]
    for number in (9, 3):
        assert reviewer.post(reverse("admin:policies_policy_go_back", args=[policy.pk, number])).status_code in (
            302,
            404,
        )
    assert not Policy.objects.filter(copy_of=policy).exists()


@pytest.mark.parametrize("name", FACTORIES)
@pytest.mark.parametrize(
    ("role", "state", "moves"),
    [
        ("analyst", "draft", ["submit"]),
        ("analyst", "in-review", []),
        ("analyst", "published", []),
        ("reviewer", "draft", ["submit", "publish"]),
        ("reviewer", "in-review", ["send_back", "publish"]),
        ("reviewer", "published", []),
        ("reviewer", "archived", []),
        ("manager", "published", []),
    ],
)
def test_the_page_offers_the_moves_that_are_allowed(
    logged_in: LoggedIn, name: str, role: str, state: str, moves: list[str]
) -> None:
    response = logged_in(role).get(change(FACTORIES[name](state=state)))
    assert [move for move, __ in response.context["moves"]] == moves
    for move in moves:
        assert f'name="_move" value="{move}"' in response.content.decode()


def test_own_work_is_saved_but_not_published(logged_in: LoggedIn, filled: dict[str, object]) -> None:
    logged_in("reviewer", "another")
    client = logged_in("reviewer")
    client.post(ADD, filled)
    policy = Policy.objects.get(slug="per-2017-national-migration-policy")
    response = client.post(change(policy), sent_again(client, policy, title="Renamed", _move="publish"), follow=True)
    assert "Saved, but: You worked on this record" in response.content.decode()
    policy.refresh_from_db()
    assert (policy.state, policy.title) == ("draft", "Renamed")


def test_a_button_that_is_not_there_says_why_it_does_not_work(logged_in: LoggedIn) -> None:
    policy = make.PolicyFactory(state="draft")
    client = logged_in("analyst")
    page = client.post(change(policy), sent_again(client, policy, _move="publish"), follow=True).content.decode()
    assert "Saved, but: Your account may not do this. A reviewer can." in page
    assert Policy.objects.get().state == "draft"


@pytest.mark.parametrize("name", FACTORIES)
@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("draft", ""),
        ("in-review", "This record is in review."),
        ("published", "Readers see this record"),
        ("archived", "This record is archived."),
    ],
)
def test_what_is_not_a_draft_is_locked_for_analysts_and_says_why(
    logged_in: LoggedIn, name: str, state: str, words: str
) -> None:
    record = FACTORIES[name](title="As it was", state=state)
    analyst, reviewer = logged_in("analyst"), logged_in("reviewer")
    pages = [client.get(change(record)).content.decode() for client in (analyst, reviewer)]
    assert [('class="locked"' in page, 'name="_save"' in page) for page in pages] == [
        (bool(words), not words),
        (state in OPEN_TO_NOBODY, state not in OPEN_TO_NOBODY),
    ]
    assert words in pages[0]
    if state in OPEN_TO_NOBODY:
        assert reviewer.post(change(record), {"title": "Changed"}).status_code == 403
        return
    sent = sent_again(reviewer, record, title="Changed")
    assert analyst.post(change(record), sent).status_code == (403 if words else 302)
    record.refresh_from_db()
    assert record.title == ("As it was" if words else "Changed")


@pytest.mark.parametrize("name", FACTORIES)
def test_everybody_who_worked_on_it_is_an_author(logged_in: LoggedIn, name: str) -> None:
    record = FACTORIES[name](state="draft", source=make.SourceFactory())
    for role, username in (("reviewer", "first"), ("analyst", "second")):
        client = logged_in(role, username)
        assert client.post(change(record), sent_again(client, record, title=f"By {username}")).status_code == 302
    reader = logged_in("reviewer", "reader")
    assert reader.post(change(record), sent_again(reader, record)).status_code == 302
    assert set(record.editors.values_list("username", flat=True)) == {"first", "second"}
    first = sign_in(Client(), User.objects.get(username="first"))
    refused = first.post(change(record), sent_again(first, record, _move="publish"), follow=True)
    assert "You worked on this record, so another reviewer publishes it." in refused.content.decode()
    reader.post(change(record), sent_again(reader, record, _move="publish"))
    record.refresh_from_db()
    assert (record.state, record.published_own_work, record.editors.count()) == ("published", False, 0)


def test_signing_an_alignment_is_no_authorship_but_mending_it_is(logged_in: LoggedIn) -> None:
    alignment = make.AlignmentFactory(policy__state="in-review")
    client = logged_in("reviewer")
    url = reverse("admin:policies_alignment_change", args=[alignment.pk])
    data = {
        "policy": alignment.policy_id, "framework": alignment.framework_id, "link": "explicit",
        "source_kind": "policy-text", "source": alignment.source_id, "coded_by": "tests", "reviewed_by": "reviewer",
    }  # fmt: skip
    assert client.post(url, data).status_code == 302
    assert not alignment.policy.editors.exists()
    assert client.post(url, {**data, "link": "implicit"}).status_code == 302
    assert alignment.policy.editors.get().username == "reviewer"


def test_an_alignment_of_a_published_policy_is_signed_and_nothing_else(logged_in: LoggedIn) -> None:
    """By a reviewer, as a revision; what was coded is changed in a working copy."""
    alignment = make.AlignmentFactory(link="implicit")
    url = reverse("admin:policies_alignment_change", args=[alignment.pk])
    assert logged_in("analyst").post(url, {"reviewed_by": "analyst"}).status_code == 403
    sent = {"reviewed_by": "reviewer", "reviewed_on": "2026-11", "link": "explicit"}
    assert logged_in("reviewer").post(url, sent).status_code == 302
    alignment.refresh_from_db()
    assert (alignment.reviewed_by, str(alignment.reviewed_on), alignment.link) == ("reviewer", "2026-11", "implicit")
    revision = alignment.policy.revisions.get()
    assert {change["field"] for change in revision.changes} == {"reviewed_by", "reviewed_on"}
    assert "reviewed" in revision.reason


def test_a_form_that_somebody_else_has_overtaken_is_not_saved(logged_in: LoggedIn) -> None:
    project = make.ProjectFactory(state="draft", title="As it was")
    mine, theirs = logged_in("analyst"), logged_in("analyst", "another")
    sent = sent_again(mine, project, title="Mine")
    assert theirs.post(change(project), sent_again(theirs, project, title="Theirs")).status_code == 302
    assert "another saved this record on " in mine.post(change(project), sent).content.decode()
    project.refresh_from_db()
    assert project.title == "Theirs"


def test_a_made_up_move_is_ignored(logged_in: LoggedIn) -> None:
    policy = make.PolicyFactory(state="draft")
    client = logged_in("reviewer")
    assert client.post(change(policy), sent_again(client, policy, _move="destroy")).status_code == 302
    assert Policy.objects.get().state == "draft"


def test_many_are_moved_from_the_list(logged_in: LoggedIn) -> None:
    ready = [make.EventFactory(policy__state="in-review").policy for __ in range(2)]
    bare = make.PolicyFactory(state="in-review", title="Bare")
    chosen = {"_selected_action": [p.pk for p in (*ready, bare)], "action": "publish_selected"}
    logged_in("analyst").post(changelist("policy"), chosen)
    assert not Policy.objects.published().exists()
    page = logged_in("reviewer").post(changelist("policy"), chosen, follow=True).content.decode()
    assert "2 records were moved on." in page
    assert "Bare: A record needs a source" in page
    assert set(Policy.objects.published()) == set(ready)


def test_not_too_many_are_moved_in_one_go(logged_in: LoggedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policies.admin.publishing.MOST_AT_ONCE", 3)
    monkeypatch.setattr("policies.admin.publishing.MOST_TOLD", 1)
    bare = [make.PolicyFactory(state="in-review", title=f"Bare {number}") for number in range(4)]
    client, chosen = logged_in("reviewer"), {"_selected_action": [p.pk for p in bare], "action": "publish_selected"}
    assert "More than 3 are chosen" in client.post(changelist("policy"), chosen, follow=True).content.decode()
    page = client.post(changelist("policy"), {**chosen, "_selected_action": [p.pk for p in bare[1:]]}, follow=True)
    assert "Bare 1: A record needs a source" in page.content.decode()
    assert "… and 2 more were not moved." in page.content.decode()

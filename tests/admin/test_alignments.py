"""Alignments, on the page of their policy and on their own: the same rules."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import models
from django.urls import reverse

from policies.models import Alignment, Policy
from policies.models.account import coder_name
from tests import factories as make
from tests.admin.pages import ADD, LoggedIn, change, changelist, form, sent_again, shown_again

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("coder", ["", "analyst"])
def test_two_same_alignments_are_refused(
    logged_in: LoggedIn, filled: dict[str, object], source: models.Model, whole: bool, coder: str
) -> None:
    component = make.ComponentFactory(framework__code="gcm", code="gcm-1")
    aligned = {"link": "implicit", "source_kind": "press", "source": source.pk, "coded_by": coder}
    aligned |= {"framework": component.framework_id} if whole else {"component": component.pk}
    twice = form({"alignments": [aligned, aligned]}, country=filled["country"], title="Act")
    response = logged_in("analyst").post(ADD, twice)
    assert response.status_code == 200
    assert response.context["errors"]
    assert not Alignment.objects.exists()
    assert not Policy.objects.filter(title="Act").exists()


def test_an_alignment_that_is_there_already_is_refused_with_the_coder_left_empty(
    logged_in: LoggedIn, filled: dict[str, object]
) -> None:
    """An empty coder means oneself, before the rule of one alignment a coder is asked."""
    client = logged_in("analyst")
    client.post(ADD, filled)
    policy = Policy.objects.get(created_by__username="analyst")
    again = {name.replace("-0-", "-1-"): value for name, value in filled.items() if name.startswith("alignments-0-")}
    again["alignments-TOTAL_FORMS"] = 2
    response = client.post(change(policy), {**sent_again(client, policy), **again})
    assert response.status_code == 200
    assert response.context["errors"]
    assert Alignment.objects.count() == 1


def test_an_analyst_does_not_change_an_alignment_of_what_is_published(logged_in: LoggedIn) -> None:
    """Alignments have a page of their own, to the same rules."""
    alignment = make.AlignmentFactory(link="explicit")
    client = logged_in("analyst")
    data = {
        "policy": alignment.policy_id, "framework": alignment.framework_id, "link": "implicit",
        "source_kind": "press", "source": alignment.source_id, "coded_by": "tests",
    }  # fmt: skip
    response = client.post(reverse("admin:policies_alignment_change", args=[alignment.pk]), data)
    alignment.refresh_from_db()
    assert (response.status_code, alignment.link) == (403, "explicit")


def test_an_analyst_does_not_add_an_alignment_to_what_is_published(logged_in: LoggedIn) -> None:
    policy, framework, source = make.PolicyFactory(), make.FrameworkFactory(), make.SourceFactory()
    data = {
        "policy": policy.pk,
        "framework": framework.pk,
        "link": "implicit",
        "source_kind": "press",
        "source": source.pk,
    }
    logged_in("analyst").post(reverse("admin:policies_alignment_add"), data)
    assert not Alignment.objects.exists()
    reviewer = logged_in("reviewer")
    refused = reviewer.post(reverse("admin:policies_alignment_add"), data)
    assert "it is changed through a working copy" in refused.content.decode()
    assert not Alignment.objects.exists(), "not even a reviewer: readers would see what nobody published"
    Policy.objects.update(state="draft")
    assert reviewer.post(reverse("admin:policies_alignment_add"), data).status_code == 302
    assert Alignment.objects.get().coded_by == coder_name(User.objects.get(username="reviewer"))


def test_nobody_moves_an_alignment_to_what_is_published(logged_in: LoggedIn) -> None:
    alignment, published = make.AlignmentFactory(policy__state="draft"), make.PolicyFactory()
    data = {
        "policy": published.pk, "framework": alignment.framework_id, "link": "explicit", "source_kind": "press",
        "source": alignment.source_id, "coded_by": "tests",
    }  # fmt: skip
    for role in ("analyst", "reviewer", "manager"):
        logged_in(role).post(reverse("admin:policies_alignment_change", args=[alignment.pk]), data)
        alignment.refresh_from_db()
        assert alignment.policy != published, role


def test_an_analyst_deletes_no_alignment_of_what_is_published(logged_in: LoggedIn) -> None:
    alignment = make.AlignmentFactory()
    client = logged_in("analyst")
    url = reverse("admin:policies_alignment_delete", args=[alignment.pk])
    assert client.post(url, {"post": "yes"}).status_code == 403
    chosen = {"_selected_action": [alignment.pk], "action": "delete_selected", "post": "yes"}
    client.post(changelist("alignment"), chosen)
    assert Alignment.objects.exists()


def test_nobody_reviews_their_own_coding_whatever_they_sign_with(logged_in: LoggedIn) -> None:
    client = logged_in("reviewer")
    mine = coder_name(User.objects.get(username="reviewer"))
    alignment = make.AlignmentFactory(policy__state="in-review", coded_by=mine)
    page = client.post(change(alignment), sent_again(client, alignment, reviewed_by="Somebody")).content.decode()
    assert "Somebody else than the coder reviews an alignment." in page
    other = logged_in("reviewer", "other")
    assert other.post(change(alignment), sent_again(other, alignment, reviewed_by="Somebody")).status_code == 302


@pytest.mark.parametrize(("field", "value", "kept"), [("quote", "Otra", ""), ("confidence", "low", "Somebody")])
def test_what_is_said_otherwise_than_it_was_reviewed_is_not_reviewed(
    logged_in: LoggedIn, field: str, value: str, kept: str
) -> None:
    policy = make.PolicyFactory(state="draft")
    alignment = make.AlignmentFactory(
        policy=policy, quote="Una", quote_language="es", reviewed_by="Somebody", reviewed_on="2026"
    )
    client = logged_in("analyst")
    assert (
        client.post(change(policy), sent_again(client, policy, **{f"alignments-0-{field}": value})).status_code == 302
    )
    alignment.refresh_from_db()
    assert (getattr(alignment, field), alignment.reviewed_by) == (value, kept)


def test_the_second_of_two_at_one_alignment_is_told(logged_in: LoggedIn) -> None:
    alignment = make.AlignmentFactory(policy__state="draft", rationale="As it was")
    mine, theirs = logged_in("analyst"), logged_in("analyst", "another")
    sent = sent_again(mine, alignment, rationale="Mine")
    assert theirs.post(change(alignment), sent_again(theirs, alignment, rationale="Theirs")).status_code == 302
    again = mine.post(change(alignment), sent)
    page = again.content.decode()
    assert "Somebody else saved this" in page and "Saved meanwhile: Theirs" in page and 'value="Mine"' in page
    alignment.refresh_from_db()
    assert alignment.rationale == "Theirs"
    assert mine.post(change(alignment), shown_again(again)).status_code == 302
    alignment.refresh_from_db()
    assert alignment.rationale == "Mine"


def test_a_coding_is_not_signed_unseen(logged_in: LoggedIn) -> None:
    """What was published since the page was opened is not what its reader has read."""
    alignment = make.AlignmentFactory(quote="Una", quote_language="es")
    client = logged_in("reviewer")
    sent = sent_again(client, alignment, reviewed_by="R")
    Alignment.objects.update(quote="Otra")
    assert "Somebody else saved this" in client.post(change(alignment), sent).content.decode()
    alignment.refresh_from_db()
    assert alignment.reviewed_by == ""

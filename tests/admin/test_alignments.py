"""Alignments, on the page of their policy and on their own: the same rules."""

from __future__ import annotations

import pytest
from django.db import models
from django.urls import reverse

from policies.models import Alignment, Policy
from tests import factories as make
from tests.admin.pages import ADD, LoggedIn, change, changelist, form, sent_again

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
    logged_in("reviewer").post(reverse("admin:policies_alignment_add"), data)
    assert Alignment.objects.get().coded_by == "reviewer"


def test_an_analyst_does_not_move_an_alignment_to_what_is_published(logged_in: LoggedIn) -> None:
    alignment, published = make.AlignmentFactory(policy__state="draft"), make.PolicyFactory()
    data = {
        "policy": published.pk, "framework": alignment.framework_id, "link": "explicit", "source_kind": "press",
        "source": alignment.source_id, "coded_by": "tests",
    }  # fmt: skip
    logged_in("analyst").post(reverse("admin:policies_alignment_change", args=[alignment.pk]), data)
    alignment.refresh_from_db()
    assert alignment.policy != published


def test_an_analyst_deletes_no_alignment_of_what_is_published(logged_in: LoggedIn) -> None:
    alignment = make.AlignmentFactory()
    client = logged_in("analyst")
    url = reverse("admin:policies_alignment_delete", args=[alignment.pk])
    assert client.post(url, {"post": "yes"}).status_code == 403
    chosen = {"_selected_action": [alignment.pk], "action": "delete_selected", "post": "yes"}
    client.post(changelist("alignment"), chosen)
    assert Alignment.objects.exists()

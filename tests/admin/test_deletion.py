"""What may be deleted, and what follows from it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from policies.actions import refresh_milestones, start_copy
from policies.models import Policy, PolicyRelation
from tests import factories as make
from tests.admin.pages import LoggedIn, change, sent_again

pytestmark = pytest.mark.django_db


def test_what_is_in_use_is_not_deleted_and_by_what_is_said(logged_in: LoggedIn) -> None:
    policy = make.PolicyFactory(title="In the way")
    url = reverse("admin:policies_country_delete", args=[policy.country_id])
    page = logged_in("manager").post(url, {"post": "yes"}).content.decode()
    assert "In the way" in page
    assert Policy.objects.exists()


def test_analysts_do_not_delete_records(logged_in: LoggedIn) -> None:
    policy = make.PolicyFactory(state="draft")
    for role in ("analyst", "reviewer"):
        url = reverse("admin:policies_policy_delete", args=[policy.pk])
        assert logged_in(role).post(url, {"post": "yes"}).status_code == 403
    assert Policy.objects.exists()


def test_deleting_the_successor_brings_the_older_policy_back(logged_in: LoggedIn) -> None:
    old, new = make.EventFactory(date="2010").policy, make.EventFactory(date="2015").policy
    make.RelationFactory(policy=new, other=old)
    refresh_milestones([new.pk])
    response = logged_in("manager").post(reverse("admin:policies_policy_delete", args=[new.pk]), {"post": "yes"})
    assert response.status_code == 302
    old.refresh_from_db()
    assert (old.final_status, old.final_from) == ("", None)


def test_a_relation_taken_out_brings_the_older_policy_back(logged_in: LoggedIn) -> None:
    old, new = make.EventFactory(date="2010").policy, make.EventFactory(date="2015").policy
    make.RelationFactory(policy=new, other=old)
    refresh_milestones([new.pk])
    client = logged_in("reviewer")
    copy = start_copy(new, User.objects.get(username="reviewer"))
    data = sent_again(client, copy, **{"relations_out-0-DELETE": "on"})
    response = client.post(change(copy), data)
    old.refresh_from_db()
    assert old.final_status == "replaced", "readers see it once the working copy is published"
    client.post(change(copy), sent_again(client, copy, _move="publish"))
    assert response.status_code == 302, response.context["errors"]
    assert not PolicyRelation.objects.exists()
    old.refresh_from_db()
    assert (old.final_status, old.final_from) == ("", None)

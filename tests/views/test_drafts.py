"""What a draft changes for readers, which is nothing; staff may look at it before."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from policies.actions import refresh
from policies.models import Policy
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_country_with_a_draft_only_is_not_assessed(client: Client) -> None:
    hidden = make.PolicyFactory(state="draft")
    make.EventFactory(policy=hidden)
    refresh([hidden.pk])
    assert client.get("/countries/peru/").context["page"].state == "not-assessed"
    assert dict(client.get("/countries/").context["counts"])["not-assessed"] == 1
    assert client.get("/map/").context["chart"].sentence.startswith("0 of 1 countries")


def test_no_heading_of_related_policies_for_hidden_ones(client: Client) -> None:
    relation = make.RelationFactory(type="amends", policy__state="draft")
    assert "Related policies" not in client.get(relation.other.get_absolute_url()).content.decode()
    Policy.objects.update(state="published")
    assert "Related policies" in client.get(relation.other.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("role", "status"), [("analyst", 200), ("reviewer", 200), ("manager", 200), ("", 404)])
def test_staff_preview_a_draft(logged_in: Callable[..., Client], role: str, status: int) -> None:
    make.PolicyFactory(slug="coming", state="in-review")
    response = logged_in(role).get("/policies/coming/")
    assert response.status_code == status
    assert ("Preview for staff: this record is not public (In review)." in response.content.decode()) == (status == 200)


def test_a_published_record_has_no_preview_notice(logged_in: Callable[..., Client]) -> None:
    make.PolicyFactory(slug="public")
    assert b"Preview for staff" not in logged_in("analyst").get("/policies/public/").content

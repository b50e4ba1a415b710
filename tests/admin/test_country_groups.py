"""Members of a group are entered on its page, each with its own dates."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from policies.models import CountryGroup
from tests.factories import CountryFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def form(**fields: str) -> dict[str, str]:
    rows = {"TOTAL_FORMS": "1", "INITIAL_FORMS": "0", "0-country": "", "0-since": "", "0-until": "", "0-source": ""}
    return {
        "code": "can",
        "name": "Andean Community",
        "source": "",
        **{f"memberships-{name}": value for name, value in {**rows, **fields}.items()},
    }


def test_a_member_is_entered_with_its_dates(logged_in: Callable[..., Client]) -> None:
    country = CountryFactory()
    page = reverse("admin:policies_countrygroup_add")
    client = logged_in("manager")
    assert "memberships-0-since" not in client.get(page).content.decode()
    fields = {"0-country": str(country.pk), "0-since": "1996", "0-until": "1992"}
    assert "The membership ends before it begins" in client.post(page, form(**fields)).content.decode()
    assert client.post(page, form(**{**fields, "0-until": ""})).status_code == 302
    membership = CountryGroup.objects.get(code="can").memberships.get()
    assert (str(membership.since), membership.until, membership.country) == ("1996", None, country)


def test_an_analyst_sees_members_and_changes_none(logged_in: Callable[..., Client]) -> None:
    membership = MembershipFactory()
    page = reverse("admin:policies_countrygroup_change", args=[membership.group.pk])
    client = logged_in("analyst")
    assert "1996" in client.get(page).content.decode()
    assert client.post(page, form()).status_code == 403

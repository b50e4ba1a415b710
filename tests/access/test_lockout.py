"""Failures to sign in lock out a name from an address, for a while."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client, RequestFactory

from policies.access.addresses import address_of
from tests.access.conftest import enter_password, is_in

pytestmark = pytest.mark.django_db

Person = Callable[..., User]


def fail(times: int, username: str = "analyst", **more: Any) -> Any:
    client = Client()
    for number in range(times):
        response = enter_password(client, username, f"wrong password {number}", **more)
    return response


def test_five_failures_lock_out_for_a_quarter_of_an_hour(
    client: Client, with_password: Person, caplog: pytest.LogCaptureFixture
) -> None:
    with_password("analyst")
    assert fail(4).status_code == 200
    with caplog.at_level(logging.WARNING, "policies.refused"):
        answer = fail(1)
    page = answer.content.decode()
    assert answer.status_code == 429
    assert "Try again in 15 minutes." in page and 'style="' not in page
    assert 890 <= int(answer["Retry-After"]) <= 900
    assert "POST /admin/login/: locked out" in caplog.text
    assert enter_password(client, "analyst").status_code == 429  # the right one
    assert not is_in(client)


def test_it_ends(client: Client, with_password: Person) -> None:
    with_password("analyst")
    fail(5)
    AccessAttempt.objects.update(attempt_time=dt.datetime.now(dt.UTC) - dt.timedelta(minutes=14, seconds=30))
    assert "Try again in 1 minute." in enter_password(client, "analyst").content.decode()
    # To try meanwhile makes it no longer.
    AccessAttempt.objects.update(attempt_time=dt.datetime.now(dt.UTC) - dt.timedelta(minutes=15, seconds=1))
    assert enter_password(client, "analyst").status_code == 302
    assert is_in(client)


def test_a_right_password_forgets_the_failures(client: Client, with_password: Person) -> None:
    with_password("analyst")
    fail(4)
    assert enter_password(client, "analyst").status_code == 302
    assert not AccessAttempt.objects.exists()
    assert fail(4).status_code == 200


def test_others_are_not_locked_out(client: Client, with_password: Person) -> None:
    """Neither another name from this address, nor this name from another."""
    with_password("analyst")
    with_password("analyst", "other")
    fail(5)
    assert enter_password(client, "other").status_code == 302
    assert enter_password(Client(REMOTE_ADDR="198.51.100.7"), "analyst").status_code == 302


def test_a_name_that_nobody_has_is_answered_alike() -> None:
    """Or one could find out who has an account."""
    assert fail(4, "nobody").status_code == 200
    assert fail(1, "nobody").status_code == 429


@pytest.mark.parametrize("name", ["x" * 151, "x" * 5000, "💥", "' OR 1=1"])
def test_strange_names_are_answered(name: str) -> None:
    assert fail(1, name, headers={"user-agent": "x" * 1000, "accept": "y" * 3000}).status_code == 200


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "", "192.0.2.1"),
        (0, "203.0.113.9", "192.0.2.1"),  # nobody stands before us who could have written it
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.2.3.4, 203.0.113.9", "203.0.113.9"),  # the first part is whatever the client sent
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "", "192.0.2.1"),
        (1, "unknown", None),
        (1, "1.2.3.4, ", "192.0.2.1"),
        # The last one is the outer proxy, as the inner one saw it.
        (2, "1.2.3.4, 203.0.113.9, 10.0.0.7", "203.0.113.9"),
        (2, "203.0.113.9", "203.0.113.9"),  # past the outer proxy
        (3, "", "192.0.2.1"),
    ],
)
def test_where_a_request_comes_from(settings: Any, proxies: int, forwarded: str, address: str | None) -> None:
    settings.TRUSTED_PROXIES = proxies
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    assert address_of(RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers=headers)) == address

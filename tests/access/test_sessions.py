"""How long a session lasts, and what a role that was taken away does to it."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from policies.access.middleware import BEGAN, SEEN
from policies.models import Policy
from tests import factories as make
from tests.access.conftest import enter_password, is_in
from tests.admin.pages import change, sent_again

pytestmark = pytest.mark.django_db

LoggedIn = Callable[..., Client]


def age(client: Client, name: str, seconds: int) -> None:
    """Lets the session be so much older."""
    session = client.session
    session[name] = int(time.time()) - seconds
    session.save()


def test_it_ends_with_the_browser(client: Client, with_password: Callable[..., User]) -> None:
    with_password("analyst")
    cookie = enter_password(client, "analyst").cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["max-age"], cookie["expires"], cookie["httponly"]) == ("", "", True)


def test_it_ends_when_nobody_uses_it_for_eight_hours(logged_in: LoggedIn) -> None:
    client = logged_in("analyst")
    assert is_in(client)
    left = Session.objects.get().expire_date - timezone.now()
    assert 7.9 * 3600 < left.total_seconds() <= 8 * 3600
    Session.objects.update(expire_date=timezone.now() - timezone.timedelta(seconds=1))
    assert not is_in(client)


def test_using_it_keeps_it_awake(logged_in: LoggedIn) -> None:
    client = logged_in("analyst")
    assert is_in(client)
    age(client, SEEN, 3600)
    soon = timezone.now() + timezone.timedelta(minutes=5)
    Session.objects.update(expire_date=soon)
    assert is_in(client)
    assert Session.objects.get().expire_date > soon


def test_it_ends_a_day_after_signing_in_however_used(logged_in: LoggedIn) -> None:
    client = logged_in("analyst")
    assert is_in(client)
    age(client, BEGAN, settings.SESSION_LONGEST_AGE - 60)
    assert is_in(client)
    age(client, BEGAN, settings.SESSION_LONGEST_AGE + 1)
    assert client.get("/admin/policies/policy/")["Location"].startswith("/admin/login/")
    assert not Session.objects.exists()


def test_a_role_that_is_taken_away_is_gone_at_once(logged_in: LoggedIn, caplog: pytest.LogCaptureFixture) -> None:
    policy = make.PolicyFactory(state="in-review", title="As it was")
    client = logged_in("reviewer")
    sent = sent_again(client, policy, title="Changed", _move="publish")
    reviewer = User.objects.get(username="reviewer")
    reviewer.groups.clear()
    assert client.post(change(policy), sent).status_code == 403
    assert f"account={reviewer.pk} POST {change(policy)}: permission denied" in caplog.text
    User.objects.filter(pk=reviewer.pk).update(is_staff=False)
    assert client.post(change(policy), sent)["Location"].startswith("/admin/login/")
    assert "not, or no longer, an account of the staff" in caplog.text
    assert (Policy.objects.get().title, Policy.objects.get().state) == ("As it was", "in-review")


def test_an_account_that_is_switched_off_is_out(logged_in: LoggedIn) -> None:
    client = logged_in("reviewer")
    User.objects.update(is_active=False)
    assert not is_in(client)


def test_a_role_that_needs_a_second_factor_asks_for_it_in_the_open_session(logged_in: LoggedIn) -> None:
    client = logged_in("analyst")
    assert is_in(client)
    make_reviewer = User.objects.get(username="analyst")
    make_reviewer.is_superuser = True
    make_reviewer.save()
    assert client.get("/admin/policies/policy/")["Location"].startswith("/admin/two-factor/")

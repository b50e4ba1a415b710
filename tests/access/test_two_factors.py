"""Signing in with two factors: what is asked of whom, and which codes are taken."""

from __future__ import annotations

import logging
import re
from base64 import b32decode
from collections.abc import Callable

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from policies.access import proof
from tests import factories as make
from tests.access.conftest import CODE, SETUP, enter_code, enter_password, is_in
from tests.signing_in import app_of, code_of, sign_in

pytestmark = pytest.mark.django_db

Person = Callable[..., User]


def test_an_analyst_signs_in_with_a_password_alone(client: Client, with_password: Person) -> None:
    with_password("analyst")
    assert enter_password(client, "analyst")["Location"] == "/admin/policies/policy/"
    assert is_in(client)
    assert "Set up two-factor sign-in" in client.get(SETUP).content.decode()


@pytest.mark.parametrize("role", ["reviewer", "manager", "superuser"])
def test_who_may_more_sees_only_the_set_up_page_until_an_app_is_confirmed(
    client: Client, with_password: Person, role: str
) -> None:
    user = with_password("" if role == "superuser" else role, role, is_superuser=role == "superuser")
    draft = make.PolicyFactory(slug="a-draft", state="draft")
    enter_password(client, role)
    for address in ("/admin/", "/admin/policies/policy/", "/admin/password_change/", "/admin/two-factor/code/"):
        response = client.get(address, follow=True)
        assert response.request["PATH_INFO"] == SETUP, address
    assert client.post("/admin/policies/policy/add/", {"title": "x"}).status_code == 302
    assert client.get(draft.get_absolute_url()).status_code == 404  # which staff would see
    page = client.get(SETUP).content.decode()
    assert page.count('<div class="qr"') == 1 and "style=" not in page
    secret = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', page)
    assert secret is not None
    device = TOTPDevice.objects.get(user=user)
    assert b32decode(secret[1].replace(" ", "")) == device.bin_key
    assert client.get(SETUP).content.decode().count(secret[1]) == 1  # the same when opened again
    assert "This code is not right" in client.post(SETUP, {"code": "000000"}).content.decode()
    TOTPDevice.objects.update(throttling_failure_count=0)
    answer = client.post(SETUP, {"code": code_of(device)}).content.decode()
    assert len(re.findall(r"<li><code>[a-z2-7]{4}-[a-z2-7]{4}</code></li>", answer)) == proof.RECOVERY_CODES
    assert is_in(client)
    assert client.get(draft.get_absolute_url()).status_code == 200
    assert "An app was set up" in LogEntry.objects.get(user=user).change_message


def test_afterwards_every_session_needs_a_code(client: Client, with_password: Person) -> None:
    device = app_of(with_password("reviewer"))
    enter_password(client, "reviewer")
    assert client.get("/admin/policies/policy/")["Location"] == f"{CODE}?next=%2Fadmin%2Fpolicies%2Fpolicy%2F"
    assert not is_in(client)
    assert client.get(SETUP)["Location"].startswith(CODE)  # no new secret without the old one
    assert client.post("/admin/two-factor/another/", {"code": code_of(device)})["Location"].startswith(CODE)
    assert client.post("/admin/two-factor/recovery-codes/")["Location"].startswith(CODE)
    key = client.session.session_key
    answer = enter_code(client, code_of(device), next="/admin/policies/policy/")
    assert answer["Location"] == "/admin/policies/policy/"
    assert is_in(client)
    assert client.session.session_key != key


def test_an_analyst_who_chose_it_is_asked_too(client: Client, with_password: Person) -> None:
    device = app_of(with_password("analyst"))
    enter_password(client, "analyst")
    assert not is_in(client)
    enter_code(client, f" {code_of(device)[:3]} {code_of(device)[3:]} ")
    assert is_in(client)


@pytest.mark.parametrize("steps", [-10, -3, 3, 10])
def test_a_late_or_an_early_code_is_refused(client: Client, with_password: Person, steps: int) -> None:
    device = app_of(with_password("reviewer"))
    enter_password(client, "reviewer")
    assert "This code is not right, or no longer" in enter_code(client, code_of(device, steps)).content.decode()
    assert not is_in(client)


def test_a_code_is_good_once(client: Client, with_password: Person) -> None:
    device = app_of(with_password("reviewer"))
    code = code_of(device)
    enter_password(client, "reviewer")
    enter_code(client, code)
    second = Client()
    enter_password(second, "reviewer")
    assert enter_code(second, code).status_code == 200
    assert not is_in(second)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "x" * 40, "x" * 41, "١٢٣٤٥٦", "-1", "💥", "0x1234"])
def test_whatever_is_entered_gets_an_answer(client: Client, with_password: Person, code: str) -> None:
    user = with_password("reviewer")
    app_of(user)
    proof.new_recovery_codes(user)
    enter_password(client, "reviewer")
    assert enter_code(client, code).status_code == 200
    assert not is_in(client)


def test_after_wrong_codes_none_is_looked_at_for_a_while(
    client: Client, with_password: Person, caplog: pytest.LogCaptureFixture
) -> None:
    user = with_password("reviewer")
    device = app_of(user)
    enter_password(client, "reviewer")
    TOTPDevice.objects.update(throttling_failure_count=5, throttling_failure_timestamp=timezone.now())
    with caplog.at_level(logging.WARNING, "policies.refused"):
        page = enter_code(client, code_of(device)).content.decode()
    assert re.search(r"none is looked at for a while: wait 1\d seconds and try again\.", page)
    assert f"account={user.pk} POST {CODE}: wrong code at sign-in, while waiting" in caplog.text
    assert not is_in(client)
    TOTPDevice.objects.update(throttling_failure_timestamp=timezone.now() - timezone.timedelta(seconds=17))
    enter_code(client, code_of(device))
    assert is_in(client)


def test_each_wrong_code_doubles_the_wait(client: Client, with_password: Person) -> None:
    app_of(with_password("reviewer"))
    enter_password(client, "reviewer")
    enter_code(client, "000000")
    assert TOTPDevice.objects.get().throttling_failure_count == 1
    assert "Wrong code at sign-in." in LogEntry.objects.get().change_message


def test_a_recovery_code_lets_in_once(client: Client, with_password: Person) -> None:
    user = with_password("manager")
    app_of(user)
    codes = proof.new_recovery_codes(user)
    enter_password(client, "manager")
    assert "9 recovery codes are left" in client.post(CODE, {"code": codes[0].upper()}, follow=True).content.decode()
    assert is_in(client)
    second = Client()
    enter_password(second, "manager")
    enter_code(second, codes[0])
    assert not is_in(second)
    StaticDevice.objects.update(throttling_failure_count=0)
    enter_code(second, codes[1])
    assert is_in(second)


def test_new_recovery_codes_void_those_before(logged_in: Callable[..., Client]) -> None:
    client = logged_in("reviewer")
    user = User.objects.get(username="reviewer")
    old = proof.new_recovery_codes(user)
    page = client.post("/admin/two-factor/recovery-codes/").content.decode()
    assert old[0] not in page
    assert proof.check_any(user, old[0]).device is None
    assert client.get("/admin/two-factor/recovery-codes/")["Location"] == SETUP  # a page of them is not opened again


def test_another_app_takes_the_place_of_the_one_before(logged_in: Callable[..., Client]) -> None:
    client = logged_in("reviewer")
    user = User.objects.get(username="reviewer")
    before = app_of(user)
    other_session = sign_in(Client(), user)
    assert "take the place" in client.get("/admin/two-factor/another/").content.decode().replace("takes", "take")
    pending = TOTPDevice.objects.get(user=user, confirmed=False)
    client.post("/admin/two-factor/another/", {"code": code_of(pending)})
    assert TOTPDevice.objects.get(user=user) == pending != before
    assert is_in(client)
    assert not is_in(other_session)  # it was opened with an app that is no longer the account's


def test_a_manager_takes_away_the_factor_of_who_lost_it(
    logged_in: Callable[..., Client], with_password: Person
) -> None:
    manager, reviewer = logged_in("manager"), with_password("reviewer")
    session = sign_in(Client(), reviewer)
    address = f"/admin/auth/user/{reviewer.pk}/second-factor/"
    assert "Take away the second factor of reviewer?" in manager.get(address).content.decode()
    assert TOTPDevice.objects.filter(user=reviewer).exists()
    assert manager.post(address, follow=True).status_code == 200
    assert not TOTPDevice.objects.filter(user=reviewer).exists()
    assert not is_in(session)
    entry = LogEntry.objects.get(object_id=str(reviewer.pk))
    assert (entry.user.username, entry.change_message) == ("manager", "The second factor was taken away.")


@pytest.mark.parametrize("role", ["analyst", "reviewer"])
def test_nobody_else_takes_a_factor_away(logged_in: Callable[..., Client], with_password: Person, role: str) -> None:
    other = with_password("manager")
    app_of(other)
    assert logged_in(role).post(f"/admin/auth/user/{other.pk}/second-factor/").status_code == 403
    assert TOTPDevice.objects.filter(user=other).exists()


def test_a_manager_takes_none_from_an_account_that_may_more(
    logged_in: Callable[..., Client], with_password: Person
) -> None:
    root = with_password("", "root", is_superuser=True)
    app_of(root)
    manager = logged_in("manager")
    assert manager.post(f"/admin/auth/user/{root.pk}/second-factor/").status_code == 403
    assert manager.get("/admin/auth/user/999999/second-factor/").status_code == 404
    assert TOTPDevice.objects.filter(user=root).exists()


def test_secrets_are_on_no_other_page(logged_in: Callable[..., Client], with_password: Person) -> None:
    user = with_password("reviewer")
    key = app_of(user).key
    root = sign_in(Client(), with_password("", "root", is_superuser=True))
    assert root.get("/admin/otp_totp/totpdevice/").status_code == 404
    assert key not in root.get(f"/admin/auth/user/{user.pk}/change/").content.decode()


def test_half_signed_in_one_can_leave(client: Client, with_password: Person) -> None:
    with_password("reviewer")
    enter_password(client, "reviewer")
    assert client.get("/admin/login/")["Location"].startswith(SETUP)
    client.post("/admin/logout/")
    assert client.get("/admin/login/").status_code == 200
    assert client.get(SETUP)["Location"] == "/admin/login/"


def test_nobody_is_led_to_another_site(client: Client, with_password: Person) -> None:
    device = app_of(with_password("reviewer"))
    enter_password(client, "reviewer")
    assert enter_code(client, code_of(device), next="https://evil.example/")["Location"] == "/admin/"

"""What is refused is logged, and answered with a page that helps, under the Content Security Policy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from policies.models import Policy
from tests import factories as make
from tests.access.conftest import PASSWORD
from tests.admin.pages import change
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db

LoggedIn = Callable[..., Client]


def test_an_analyst_at_a_managers_page_reads_why_and_is_logged(
    logged_in: LoggedIn, caplog: pytest.LogCaptureFixture
) -> None:
    client = logged_in("analyst")
    response = client.get("/admin/auth/user/")
    page = response.content.decode()
    assert response.status_code == 403
    assert "Your account may not do this" in page and "ask a manager" in page
    assert "default-src 'none'" in response["Content-Security-Policy"]
    analyst = User.objects.get()
    assert f"account={analyst.pk} GET /admin/auth/user/: permission denied" in caplog.text
    assert "analyst" not in caplog.text  # its id, not its name


def test_an_analyst_who_sends_a_reviewers_form_is_refused_and_logged(
    logged_in: LoggedIn, caplog: pytest.LogCaptureFixture
) -> None:
    policy = make.PolicyFactory(state="in-review")
    assert logged_in("analyst").post(change(policy), {"_move": "publish"}).status_code == 403
    assert "permission denied" in caplog.text
    assert Policy.objects.get().state == "in-review"


def test_a_forged_form_is_refused_and_logged(caplog: pytest.LogCaptureFixture, person: Callable[..., User]) -> None:
    client = sign_in(Client(enforce_csrf_checks=True), person("reviewer"))
    policy = make.EventFactory(policy__state="in-review").policy
    for address, sent in ((change(policy), {"_move": "publish"}), ("/admin/two-factor/recovery-codes/", {})):
        response = client.post(address, sent)
        assert response.status_code == 403
        assert "This form was not accepted" in response.content.decode()
        assert f"POST {address}: form refused: CSRF cookie not set." in caplog.text
    assert Policy.objects.get().state == "in-review"


def test_a_forged_sign_in_is_refused(person: Callable[..., User]) -> None:
    person("analyst", password=PASSWORD)
    client = Client(enforce_csrf_checks=True)
    assert client.post("/admin/login/", {"username": "analyst", "password": PASSWORD}).status_code == 403
    assert client.get("/admin/policies/policy/").status_code == 302


def patterns(found: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, str]]:
    """(name, route) of every address of the admin."""
    for each in found:
        route = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from patterns(each.url_patterns, route)
        elif each.name:
            yield each.name, route


#: Every address of the admin with numbers for what varies; the two that take anything else are Django's own.
ADDRESSES = sorted(
    {
        "/admin/" + re.sub(r"<[a-z:_]+>", "1", route)
        for name, route in patterns(admin.site.urls[0])
        if name not in {"view_on_site", "app_list"}
    }
    # Of the admin, by a module that knows the public page too.
    | {"/admin/policies/policy/1/preview/"}
)
#: What anybody may ask for: to sign in and out.
OPEN = {"/admin/login/", "/admin/logout/"}
#: What every account of the staff may ask for, whatever its role.
OF_ALL = {
    *("/admin/", "/admin/password_change/", "/admin/password_change/done/", "/admin/jsi18n/", "/admin/autocomplete/"),
    *(address for address in ADDRESSES if address.startswith("/admin/two-factor/")),
}
OF_MANAGERS = ("/admin/auth/", "/admin/admin/")
NOT_EVEN_MANAGERS = ("/delete/", "/history/", "/logentry/add/")


def test_the_addresses_are_all_there() -> None:
    assert {"/admin/policies/policy/1/change/", "/admin/auth/user/1/second-factor/", "/admin/two-factor/"} < {
        *ADDRESSES
    }
    assert reverse("admin:admin_logentry_csv") in ADDRESSES
    assert {"/admin/policies/policy/1/grid/", "/admin/policies/source/look-up/"} < {*ADDRESSES}
    assert len(ADDRESSES) > 80


def test_nobody_sees_any_page_without_signing_in(client: Client) -> None:
    for address in set(ADDRESSES) - OPEN:
        for response in (client.get(address), client.post(address)):
            assert response.status_code == 302, address
            assert response["Location"].startswith("/admin/login/"), address


@pytest.mark.parametrize("role", ["reviewer", "manager"])
def test_a_password_alone_opens_no_page_to_who_needs_more(
    client: Client, person: Callable[..., User], role: str
) -> None:
    client.force_login(person(role))
    for address in sorted(set(ADDRESSES) - {"/admin/logout/"}):
        if address in ("/admin/two-factor/", "/admin/two-factor/another/"):
            continue
        for response in (client.get(address), *([] if address == "/admin/login/" else [client.post(address)])):
            assert response.status_code == 302, address
            assert response["Location"].startswith("/admin/two-factor/"), address


@pytest.mark.parametrize("role", ["", "analyst", "reviewer", "manager"])
def test_each_address_answers_each_role(logged_in: LoggedIn, role: str, caplog: pytest.LogCaptureFixture) -> None:
    """As its permissions say: allowed, refused and logged, or no such record; never a server error."""
    client = logged_in(role)
    user = User.objects.get()
    for address in set(ADDRESSES) - OPEN - OF_ALL:
        app, model = address.split("/")[2:4]
        caplog.clear()
        status = client.get(address).status_code
        may_look = user.has_perm(f"{app}.view_{model}") or user.has_perm(f"{app}.change_{model}")
        if address.endswith("/history/") and not may_look:
            assert status in (302, 403), address  # Django says first that there is no such record
        elif not may_look:
            assert status == 403, address
            assert f"account={user.pk} GET {address}: permission denied" in caplog.text
        elif address.endswith(("/do/", "/revisions/1/", "/look-up/", "/conflicts/")):
            assert status == 405, address  # buttons
        elif address.endswith(("/add/", "/delete/", "/password/", "/second-factor/")):
            assert status in (200, 302, 403, 404), address
        else:
            assert status in (200, 302, 404), address
        if address.startswith(OF_MANAGERS) and not address.endswith(NOT_EVEN_MANAGERS):
            assert (status == 403) == (role != "manager"), address

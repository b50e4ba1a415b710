"""“Look it up” on the form of a source."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from policies.models import Source
from tests import factories as make
from tests.admin.pages import LoggedIn, change
from tests.links import conftest as links
from tests.links.conftest import HASTY, Opened, Site
from tests.signing_in import sign_in

#: The fixture that starts a server on this machine.
opened = links.opened
pytestmark = pytest.mark.django_db

ADDRESS = "/admin/policies/source/look-up/"
PAGE = b"""<html lang="es"><head><title>&lt;script&gt;alert(1)&lt;/script&gt; Decreto</title>
<meta name="DC.publisher" content="El Peruano"><meta name="DC.date" content="2017-04">"""


@pytest.fixture
def page(opened: Opened, settings: Any) -> Site:
    settings.CHECK_LINKS = HASTY
    site = opened()
    site.pages["decree"] = (PAGE, {"Content-Type": "text/html; charset=utf-8"})
    return site


def ask(client: Client, url: str) -> Any:
    return client.post(ADDRESS, {"url": url}, headers={"Accept": "application/json"}).json()


def test_what_the_page_says_is_proposed(logged_in: LoggedIn, page: Site) -> None:
    answer = ask(logged_in("analyst"), f"{page.url}/decree")
    title = "<script>alert(1)</script> Decreto"
    assert answer["found"] == {"title": title, "publisher": "El Peruano", "published": "2017-04", "language": "es"}
    assert "check it before you save" in answer["said"]
    assert not Source.objects.exists()


def test_without_script_the_form_comes_back_filled_and_keeps_what_was_typed(logged_in: LoggedIn, page: Site) -> None:
    client, url = logged_in("analyst"), f"{page.url}/decree"
    response = client.post(ADDRESS, {"url": url, "publisher": "Mine", "citation": "", "_popup": "1"})
    given = parse_qs(urlsplit(response["Location"]).query)
    assert (given["publisher"], given["published"], given["_popup"]) == (["Mine"], ["2017-04"], ["1"])
    form = client.get(response["Location"])
    content = form.content.decode()
    assert 'value="Mine"' in content and 'value="2017-04"' in content and f'value="{url}"' in content
    assert "&lt;script&gt;alert(1)" in content and "<script>alert(1)" not in content
    assert "check it before you save" in content


def test_an_address_that_is_recorded_says_where(logged_in: LoggedIn, page: Site) -> None:
    site, client = page, logged_in("analyst")
    there = make.SourceFactory(url=f"{site.url}/decree", title="<b>Decree</b>")
    answer = ask(client, there.url)
    assert (answer["recorded"], answer["record"], answer["found"]) == (change(there), "<b>Decree</b>", {})
    assert site.asked == []  # nobody was asked
    site.pages["moved"] = (b"", {"Location": "/decree"})
    assert ask(client, f"{site.url}/moved")["recorded"] == change(there)
    plain = client.post(ADDRESS, {"url": there.url}, follow=True).content.decode()
    assert f'<a href="{change(there)}">&lt;b&gt;Decree&lt;/b&gt;</a>' in plain


def test_a_date_that_is_not_clear_is_named(logged_in: LoggedIn, page: Site) -> None:
    page.pages["unclear"] = (b'<meta name="DC.date" content="04/05/2017"><title>T</title>', {})
    answer = ask(logged_in("analyst"), f"{page.url}/unclear")
    assert "“04/05/2017”" in answer["said"] and "published" not in answer["found"]


@pytest.mark.parametrize("url", ["", "ftp://example.org/", "javascript:alert(1)", "x" * 3000, "http://[", "\x01"])
def test_nonsense_is_answered_with_words(logged_in: LoggedIn, url: str) -> None:
    client = logged_in("analyst")
    answer = ask(client, url)
    assert answer["said"] and not answer["found"]
    assert client.post(ADDRESS, {"url": url}, follow=True).status_code == 200


def test_this_machine_is_not_asked_outside_tests(logged_in: LoggedIn, page: Site, settings: Any) -> None:
    settings.CHECK_LINKS = {}
    assert "private network" in ask(logged_in("analyst"), f"{page.url}/decree")["said"]
    assert page.asked == []


def test_who_may_ask(logged_in: LoggedIn, client: Client, person: Any) -> None:
    assert client.post(ADDRESS, {"url": "https://example.org"}).status_code == 302
    assert logged_in("").post(ADDRESS, {"url": "https://example.org"}).status_code == 403
    analyst = logged_in("analyst")
    assert analyst.get(ADDRESS).status_code == 405
    strict = sign_in(Client(enforce_csrf_checks=True), person("analyst", "strict"))
    assert strict.post(ADDRESS, {"url": "https://example.org"}).status_code == 403

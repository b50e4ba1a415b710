"""Answers are made once for each version of the data, may be read from any site, and only so often by one address."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from policies.api import throttle
from policies.models import DataVersion, Policy
from policies.views import freshness
from tests import factories as make
from tests.api.conftest import Ask
from tests.views.test_each_page import CSP

pytestmark = pytest.mark.django_db

ADDRESSES = (
    "policies/",
    "policies/?include=events",
    "policies/the-policy/",
    "countries/",
    "events/",
    "openapi.json",
    "",
)


@pytest.fixture(autouse=True)
def record(kept: None) -> None:
    make.EventFactory(policy__slug="the-policy", policy__title="The first title")


@pytest.mark.parametrize("address", [*ADDRESSES, "policies.ndjson"])
def test_whoever_has_the_answer_gets_304_for_one_read_of_the_version(ask: Ask, address: str) -> None:
    first = ask(address)
    first.getvalue()
    for headers in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": later(first["Last-Modified"])}):
        with CaptureQueriesContext(connection) as queries:
            again = ask(address, headers=headers)
        assert (again.status_code, again.getvalue()) == (304, b"")
        assert again["ETag"] == first["ETag"]
        assert len(queries) == 1


def later(date: str) -> str:
    """A second after: what was just made is dated before its last change, so that a second change of this second shows."""
    form = "%a, %d %b %Y %H:%M:%S GMT"
    return (dt.datetime.strptime(date, form) + dt.timedelta(seconds=1)).strftime(form)


def test_what_changed_since_is_answered(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ask("policies/")
    Policy.objects.update(title="The second title")
    for headers in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        assert b"The second title" in ask("policies/", headers=headers).content
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    monkeypatch.setattr(freshness.timezone, "localtime", lambda *moment: tomorrow)
    assert ask("policies/", headers={"If-Modified-Since": later(first["Last-Modified"])}).status_code == 200


def test_the_day_of_the_last_change(ask: Ask) -> None:
    raised = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    DataVersion.objects.update(raised_at=raised)
    today = dt.datetime.now(dt.UTC).replace(hour=0, minute=0, second=0)
    assert ask("policies/")["Last-Modified"] == today.strftime("%a, %d %b %Y %H:%M:%S GMT")


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_answer_is_made_once(ask: Ask, address: str) -> None:
    first = ask(address)
    with CaptureQueriesContext(connection) as queries:
        second = ask(address)
    assert second.content == first.content
    assert len(queries) == 1
    assert second["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert {"Accept", "Accept-Encoding"} <= set(second["Vary"].replace(" ", "").split(","))
    assert "Cookie" not in second["Vary"]


def test_what_is_refused_is_not_kept(ask: Ask) -> None:
    for address, more in (("policies/to-come/", {}), ("policies/", {"headers": {"Accept": "text/csv"}})):
        answer = ask(address, **more)
        assert answer["Cache-Control"] == "no-store"
        assert not answer.has_header("ETag")
    make.PolicyFactory(slug="to-come")
    assert ask("policies/to-come/").status_code == 200
    assert ask("policies/").status_code == 200


def test_one_compression_serves_all(ask: Ask) -> None:
    small = ask("policies/", headers={"Accept-Encoding": "gzip"})
    assert small["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.content) == ask("policies/").content


def test_who_is_signed_in_is_nobody_here(logged_in: Callable[..., Client]) -> None:
    make.PolicyFactory(slug="draft", state="draft")
    manager = logged_in("manager")
    assert manager.get("/policies/draft/").status_code == 200
    assert manager.get("/api/v1/policies/draft/").status_code == 404
    answer = manager.get("/api/v1/policies/")
    assert (answer.json()["count"], answer.has_header("ETag")) == (1, True)


@pytest.mark.parametrize("address", ["", "policies/", "policies.ndjson", "nothing/", "policies/?x=1", "openapi.yaml"])
def test_any_site_may_read_it(ask: Ask, address: str) -> None:
    answer = ask(address, headers={"Origin": "https://elsewhere.example"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.has_header("Access-Control-Allow-Credentials")
    assert {"etag", "link", "ratelimit-remaining"} <= {
        name.strip().lower() for name in answer["Access-Control-Expose-Headers"].split(",")
    }
    assert sorted(answer["Content-Security-Policy"].split("; ")) == sorted(CSP.split("; "))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert not ask.client.cookies


def test_a_browser_may_ask_before(client: Client) -> None:
    headers = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    answer = client.options("/api/v1/policies/", headers=headers)
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", ["/", "/policies.json", "/admin/login/", "/data/api/"])
def test_no_other_site_may_read_pages(client: Client, path: str) -> None:
    answer = client.get(path, headers={"Origin": "https://elsewhere.example"})
    assert not answer.has_header("Access-Control-Allow-Origin")


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock of the throttle, in a list of one."""
    clock = [1_800_000_000.0]
    monkeypatch.setattr(throttle.time, "time", lambda: clock[0])
    return clock


def test_one_address_is_answered_so_often_a_minute(ask: Ask, settings: Any, noon: list[float]) -> None:
    settings.API_REQUESTS_PER_MINUTE = 3
    first = ask("policies/")
    assert (first["RateLimit-Limit"], first["RateLimit-Remaining"], first["RateLimit-Reset"]) == ("3", "2", "60")
    assert ask("policies/", headers={"If-None-Match": first["ETag"]})["RateLimit-Remaining"] == "1"
    assert ask("policies/?x=1")["RateLimit-Remaining"] == "0"
    noon[0] += 20
    spent = ask("policies/")
    assert (spent.status_code, spent["Content-Type"]) == (429, "application/problem+json")
    assert (spent["Retry-After"], spent["RateLimit-Remaining"], spent["Cache-Control"]) == ("40", "0", "no-store")
    assert "ask again in 40 seconds" in spent.json()["detail"]
    assert ask("policies/", REMOTE_ADDR="192.0.2.7").status_code == 200
    assert ask.client.get("/policies/").status_code == 200
    noon[0] += 40
    assert ask("policies/").status_code == 200


def test_it_can_be_switched_off(ask: Ask, settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 0
    assert not ask("policies/").has_header("RateLimit-Limit")
    assert "not limited here" in ask.client.get("/data/api/").content.decode()

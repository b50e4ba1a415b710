"""A public page is made once for each version of the data, and never shown when it is old."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from policies.views import freshness
from tests import factories as make

pytestmark = pytest.mark.django_db

PATHS = (
    "/",
    "/policies/",
    "/policies/?status=in-force",
    "/map/",
    "/countries/peru/",
    "/policies/the-policy/",
    "/about/",
)


@pytest.fixture(autouse=True)
def record(nothing_kept: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freshness, "cache", cache)
    policy = make.PolicyFactory(slug="the-policy", title="The first title", state="published")
    make.EventFactory(policy=policy, date="2017", type="adopted")


def queries_of(ask: Callable[[], Any]) -> tuple[Any, list[str]]:
    with CaptureQueriesContext(connection) as queries:
        response = ask()
    return response, [query["sql"] for query in queries]


@pytest.mark.parametrize("path", [*PATHS, "/policies.csv", "/charts/map-status.svg"])
def test_a_reader_who_has_the_page_gets_304_for_one_read_of_the_version(client: Client, path: str) -> None:
    tag = client.get(path)["ETag"]
    response, queries = queries_of(lambda: client.get(path, headers={"If-None-Match": tag}))
    assert (response.status_code, response.content) == (304, b"")
    assert response["ETag"] == tag
    assert len(queries) == 1
    assert "policies_dataversion" in queries[0]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_made_once(client: Client, path: str) -> None:
    first = client.get(path)
    second, queries = queries_of(lambda: client.get(path))
    assert second.content == first.content
    assert second.headers == first.headers
    assert len(queries) == 1


@pytest.mark.parametrize("path", PATHS)
def test_what_is_published_is_shown_at_once(client: Client, path: str) -> None:
    tag = client.get(path)["ETag"]
    make.PolicyFactory(state="published")
    response = client.get(path, headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert response["ETag"] != tag


def test_what_is_edited_is_shown_at_once(client: Client) -> None:
    assert b"The first title" in client.get("/policies/").content
    policy = make.PolicyFactory._meta.model.objects.get(slug="the-policy")
    policy.title = "The second title"
    policy.save()
    shown = client.get("/policies/").content
    assert b"The second title" in shown
    assert b"The first title" not in shown


def test_a_draft_changes_no_tag(client: Client) -> None:
    tag = client.get("/policies/")["ETag"]
    make.PolicyFactory(state="draft")
    assert client.get("/policies/")["ETag"] == tag


def test_a_new_day_is_a_new_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    tag = client.get("/policies/")["ETag"]
    monkeypatch.setattr(freshness.timezone, "localdate", lambda *moment: dt.date(2031, 1, 1))
    assert client.get("/policies/")["ETag"] != tag


def test_new_code_is_a_new_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    tag = client.get("/policies/")["ETag"]
    monkeypatch.setattr(freshness, "RELEASE", "another")
    assert client.get("/policies/")["ETag"] != tag


@pytest.mark.parametrize("path", PATHS)
def test_without_a_cache_the_answer_is_the_same(client: Client, settings: Any, path: str) -> None:
    client.get(path)
    kept = client.get(path)
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    made, queries = queries_of(lambda: client.get(path))
    assert len(queries) > 1 or path == "/about/"
    assert made.content == kept.content
    assert made.headers == kept.headers


def test_parts_for_htmx_are_kept_apart(client: Client) -> None:
    whole = client.get("/policies/").content
    part = client.get("/policies/", headers={"HX-Request": "true"})
    assert len(part.content) < len(whole)
    assert client.get("/policies/").content == whole
    # A browser that kept the part asks with its tag when the page is opened: 304 would show the part as a page.
    assert client.get("/policies/", headers={"If-None-Match": part["ETag"]}).content == whole
    again = client.get("/policies/", headers={"If-None-Match": part["ETag"], "HX-Request": "true"})
    assert again.status_code == 304


def test_one_compression_serves_all(client: Client) -> None:
    small = client.get("/policies/", headers={"Accept-Encoding": "gzip, br"})
    assert small["Content-Encoding"] == "gzip"
    for refused in ("", "br", "identity"):
        plain = client.get("/policies/", headers={"Accept-Encoding": refused})
        assert not plain.has_header("Content-Encoding")
        assert plain.content == gzip.decompress(small.content)
        assert plain["Content-Length"] == str(len(plain.content))
    assert {"Accept-Encoding", "Cookie", "HX-Request"} <= set(small["Vary"].split(", "))


def test_staff_see_their_drafts_and_leave_nothing_behind(client: Client, logged_in: Callable[..., Client]) -> None:
    make.PolicyFactory(slug="a-draft", state="draft")
    preview = logged_in("analyst").get("/policies/a-draft/")
    assert preview.status_code == 200
    assert preview["Cache-Control"] == "private, no-store"
    assert not preview.has_header("ETag")
    assert client.get("/policies/a-draft/").status_code == 404


def test_a_page_that_is_not_there_is_not_kept(client: Client) -> None:
    missing = client.get("/policies/to-come/")
    assert missing.status_code == 404
    assert not missing.has_header("ETag")
    make.PolicyFactory(slug="to-come", state="published")
    assert client.get("/policies/to-come/").status_code == 200


def test_embeds_keep_their_own_policy(client: Client) -> None:
    for __ in range(2):
        response = client.get("/embed/map-status/")
        assert "frame-ancestors *" in response["Content-Security-Policy"]
        assert not response.has_header("X-Frame-Options")


def test_an_embed_that_has_not_changed_may_still_stand_in_a_frame(client: Client) -> None:
    tag = client.get("/embed/map-status/")["ETag"]
    response = client.get("/embed/map-status/", HTTP_IF_NONE_MATCH=tag)
    assert response.status_code == 304
    assert "X-Frame-Options" not in response
    assert "frame-ancestors *" in response["Content-Security-Policy"]

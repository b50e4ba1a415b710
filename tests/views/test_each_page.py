"""Each public page, of a record with three of everything: who it answers, and with what security."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.views.test_pages import FORMS, OPEN, PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@pytest.fixture(scope="module")
def record(lasting: None, world: Callable[[int], None]) -> None:
    world(3)


@pytest.mark.parametrize("path", [path for path in OPEN if path not in FORMS])
def test_a_page_answers_to_readers_only(client: Client, path: str) -> None:
    whole = client.get(path)
    assert whole.status_code == 200
    assert whole["Content-Type"] == "text/html; charset=utf-8"
    head = client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    for method in ("post", "put", "delete", "patch"):
        refused = getattr(client, method)(path)
        assert refused.status_code == 405
        assert refused["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("path", [*PAGES, "/healthz", "/readyz", "/admin/login/"])
def test_security_headers(client: Client, path: str) -> None:
    response = client.get(path)
    assert sorted(response["Content-Security-Policy"].split("; ")) == sorted(CSP.split("; "))
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert not client.cookies or path in ("/admin/login/", *FORMS)


@pytest.mark.parametrize("path", OPEN)
def test_pages_keep_their_own_content_security_policy(client: Client, path: str) -> None:
    """No inline script, style or handler, and nothing from another host."""
    page = client.get(path).content.decode()
    for tag in re.findall(r"<script\b[^>]*>", page):
        assert re.search(r'src="/static/|type="application/(ld\+)?json"', tag), tag
    assert "<style" not in page
    assert not re.findall(r"<[^>]+\s(style|on\w+)=", page)
    assert not re.findall(r'<(?:script|img|link|iframe|source)\b[^>]*(?:src|href)="(?!/|data:)', page)

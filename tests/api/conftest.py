"""The API is asked as a program would ask it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from policies.views import freshness
from tests.views.conftest import world

__all__ = ["Ask", "kept", "world"]


class Ask:
    """Asks addresses below /api/v1/ and hands back what they say."""

    def __init__(self) -> None:
        self.client = Client()

    def __call__(self, address: str, **more: Any) -> Any:
        return self.client.get(f"/api/v1/{address}", **more)

    def rows(self, address: str) -> list[dict[str, Any]]:
        answer = self(address)
        assert answer.status_code == 200, answer.content
        rows: list[dict[str, Any]] = answer.json()["results"]
        return rows

    def names(self, address: str, column: str = "slug") -> list[Any]:
        return [row[column] for row in self.rows(address)]

    def all(self, address: str) -> list[dict[str, Any]]:
        """Page after page, as links.next leads."""
        rows = []
        while address:
            answer = self.client.get(address).json()
            rows += answer["results"]
            address = (answer["links"]["next"] or "").replace("http://127.0.0.1:8000", "")
        return rows

    def refused(self, address: str, status: int = 400) -> dict[str, Any]:
        """The problem, which is one of RFC 9457 and names an address where it is explained."""
        answer = self(address)
        assert answer.status_code == status, (address, answer.status_code)
        assert answer["Content-Type"] == "application/problem+json"
        told: dict[str, Any] = answer.json()
        assert told["status"] == status
        assert told["instance"] == answer.wsgi_request.path
        assert {"type", "title", "detail"} <= told.keys()
        return told

    def said_of(self, address: str, status: int = 400) -> dict[str, str]:
        """Parameter -> what is said of it."""
        return {error["parameter"]: error["detail"] for error in self.refused(address, status)["errors"]}


@pytest.fixture
def ask(settings: Any) -> Ask:
    settings.SITE_URL = "http://127.0.0.1:8000"
    return Ask()


@pytest.fixture
def kept(nothing_kept: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole answers are kept, as on a server."""
    monkeypatch.setattr(freshness, "cache", cache)

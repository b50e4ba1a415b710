"""Real pages in headless Chromium, on the project's own seeds."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from policies.importers.seeds import load_seeds
from policies.views import freshness

# Playwright's event loop lives in the test's thread; Django's own guard against it does not apply to a test.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SEEDS = settings.BASE_DIR / "seeds"
PASSWORD = "a long password for tests"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.fail("Chromium was not found: install the package chromium.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def record(django_db_setup: None, django_db_blocker: Any) -> Iterator[sqlite3.Connection]:
    """A copy of a database with the seeds and two accounts, made once for each process of the tests."""
    with django_db_blocker.unblock():
        if connection.vendor != "sqlite":
            pytest.fail("The tests in a browser are for SQLite, which can copy a whole database in a moment.")
        load_seeds(SEEDS)
        for role in ("analyst", "reviewer"):
            user = get_user_model().objects.create_user(username=role, password=PASSWORD, is_staff=True)
            user.groups.add(Group.objects.get(name=role))
        copy = sqlite3.connect(":memory:", check_same_thread=False)
        connection.connection.backup(copy)
    yield copy
    copy.close()


@pytest.fixture(scope="session")
def server(record: sqlite3.Connection) -> Iterator[LiveServer]:
    running = LiveServer("127.0.0.1")
    yield running
    running.stop()


@pytest.fixture
def db(record: sqlite3.Connection, django_db_blocker: Any) -> Iterator[None]:
    """That record, whatever an earlier test did to it. No transaction holds it, for the site answers in threads of its own."""
    with django_db_blocker.unblock():
        record.backup(connection.connection)
        yield


@pytest.fixture
def site(db: None, server: LiveServer, settings: Any, nothing_kept: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """Address of a running site with that record. It keeps its pages, as on a server."""
    settings.ALLOWED_HOSTS = ["*"]
    monkeypatch.setattr(freshness, "cache", cache)
    return str(server.url)


class Watch:
    """What went wrong in a page: errors, policy violations, and requests that left the site."""

    def __init__(self, page: Page, site: str) -> None:
        self.trouble: list[str] = []
        page.on("console", lambda m: self.trouble.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        page.on("request", lambda request: self.check(request.url, site))

    def check(self, url: str, site: str) -> None:
        if not url.startswith((site, "data:", "blob:")):
            self.trouble.append(f"request to {url}")


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Any]:
    """``open_page(path, **context options)`` gives a page and its Watch."""
    contexts: list[BrowserContext] = []

    def open_it(path: str, **options: Any) -> tuple[Page, Watch]:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        watch = Watch(page, site)
        page.goto(site + path)
        return page, watch

    yield open_it
    for context in contexts:
        context.close()

"""Fixtures of the whole suite."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.cache.backends.dummy import DummyCache
from django.db import transaction
from django.db.utils import ConnectionHandler
from django.test import Client, override_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from migpol.environment import SQLITE
from policies import bitmaps
from policies.queries import kept
from policies.views import freshness
from tests.own_database import drop_the_copy, keep_a_copy
from tests.signing_in import account, sign_in

# The same examples in every run, so that a red suite is red for everybody; HYPOTHESIS_PROFILE=random explores.
common = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]}
hypothesis_settings.register_profile("steady", derandomize=True, database=None, **common)
hypothesis_settings.register_profile("random", print_blob=True, **common)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture(scope="session", autouse=True)
def plain_pages(django_test_environment: None) -> Iterator[None]:
    """Tests speak plain HTTP, need no collected static files and hash passwords fast, whatever the settings of the machine."""
    with override_settings(
        SECURE_SSL_REDIRECT=False,
        STORAGES={
            **settings.STORAGES,
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        # Without it every new client looks through all folders of static files before its first answer.
        WHITENOISE_AUTOREFRESH=True,
    ):
        yield


def asks_database(item: pytest.Item) -> bool:
    return item.get_closest_marker("django_db") is not None or "db" in getattr(item, "fixturenames", ())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL without what no database takes part in, which no_database sees to: that is tested on SQLite."""
    refuse_half_lasting(items)
    if settings.DATABASES["default"]["ENGINE"] != SQLITE:
        config.hook.pytest_deselected(items=[item for item in items if not asks_database(item)])
        items[:] = [item for item in items if asks_database(item)]


@pytest.fixture(autouse=True)
def no_database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that does not ask for the database has no connection, and the processes that it starts have no address of it."""
    if not asks_database(request.node):
        monkeypatch.delenv("DATABASE_URL", raising=False)
        monkeypatch.setattr(ConnectionHandler, "all", lambda *args, **options: [])
        monkeypatch.setattr(ConnectionHandler, "__getitem__", refuse_database)


def refuse_database(handler: ConnectionHandler, alias: str) -> NoReturn:
    raise RuntimeError("This test has no database: give it the mark django_db")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """pytest-django's, and a copy of it for tests that need a database of their own."""
    with django_db_blocker.unblock():
        keep_a_copy()
    yield
    with django_db_blocker.unblock():
        drop_the_copy()


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test has left in the cache is of data that was rolled back.

    Whole pages are not kept at all, so that each request of a test makes its page; tests/views/test_freshness.py keeps them.
    """
    monkeypatch.setattr(freshness, "cache", DummyCache("", {}))
    forget_all()


def forget_all() -> None:
    cache.clear()
    bitmaps.forget()
    kept.forget()


@pytest.fixture(scope="module")
def lasting(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database for fixtures of a module: each of its tests begins with what they have made, and in the end it is undone.

    All tests of the module ask for it (``usefixtures``), or what one of them finds would depend on their order.
    """
    forget_all()
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def refuse_half_lasting(items: list[pytest.Item]) -> None:
    for path, own in itertools.groupby(items, key=lambda item: item.path):
        asked = {"lasting" in getattr(item, "fixturenames", ()) for item in own if asks_database(item)}
        if len(asked) > 1:
            raise pytest.UsageError(f"{path}: a lasting fixture is for all tests of a module (usefixtures) or for none")


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """Makes a staff account in one of the groups that the migration makes, or in none."""
    return account


@pytest.fixture
def logged_in(person: Callable[..., User]) -> Callable[..., Client]:
    """A test client of a new account with a role."""

    def make(role: str, username: str = "") -> Client:
        return sign_in(Client(), person(role, username))

    return make


@pytest.fixture
def admin_client(admin_user: User) -> Client:
    """pytest-django's, signed in with both factors."""
    return sign_in(Client(), admin_user)

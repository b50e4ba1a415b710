"""People who sign in as people do: by the forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

PASSWORD = "a long password for tests"
LOGIN, CODE, SETUP = "/admin/login/", "/admin/two-factor/code/", "/admin/two-factor/"


@pytest.fixture
def with_password(person: Callable[..., User]) -> Callable[..., User]:
    """Makes an account with a role and PASSWORD."""
    return lambda role, username="", **fields: person(role, username, password=PASSWORD, **fields)


def enter_password(client: Client, username: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post(LOGIN, {"username": username, "password": password, "next": "/admin/policies/policy/"}, **more)


def enter_code(client: Client, code: str, **more: str) -> Any:
    return client.post(CODE, {"code": code, **more})


def is_in(client: Client) -> bool:
    """Whether the session opens the pages of the admin."""
    return client.get("/admin/policies/policy/").status_code == 200

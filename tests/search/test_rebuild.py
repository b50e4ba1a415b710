"""The index is made anew while readers search and analysts write, each over a connection of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

NAME = f"migpol_rebuild_{os.getpid()}"


@pytest.fixture
def empty_database(db: None, tmp_path: Path) -> Iterator[str]:
    """The address of a database of the kind that the tests run on, which several processes can read and write."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'migpol.sqlite3'}"
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {NAME}")
    yield urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{NAME}").geturl()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {NAME}")


def test_readers_find_what_they_found_until_all_is_there(empty_database: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.search.rebuild_beside"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "migpol.settings", "DATABASE_URL": empty_database},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    # On PostgreSQL one comes in after the first two, and is found at once.
    new = int(connection.vendor == "postgresql")
    assert json.loads(done.stdout) == {
        "done": 5 + new,
        "meanwhile": [[5, 0, new]] * 3,
        "then": [0, 5, new],
    }

"""The index is made anew while readers search and analysts write, each over a connection of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.own_database import database_of_its_own


@pytest.fixture
def address(db: None, tmp_path: Path) -> Iterator[str]:
    """Of a database which several processes can read and write."""
    with database_of_its_own(tmp_path) as address:
        yield address


def test_readers_find_what_they_found_until_all_is_there(address: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.search.rebuild_beside"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "migpol.settings", "DATABASE_URL": address},
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

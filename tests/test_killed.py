"""A process that is killed in the middle of an import or a publication leaves the database as it was."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection


@contextlib.contextmanager
def database_of_its_own(folder: Path) -> Iterator[str]:
    """The address of a new database beside that of the tests, for what other processes commit. On PostgreSQL it is empty."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        file = folder / "killed.sqlite3"
        file.write_bytes(connection.connection.serialize())  # as the migrations have left it
        yield f"sqlite:///{file}"
        return
    given, name = connection.settings_dict, f"killed_{os.getpid()}"
    account = quote(given["USER"]) + (f":{quote(given['PASSWORD'])}" if given["PASSWORD"] else "")
    server = f"postgres://{account}@{given['HOST']}:{given['PORT'] or 5432}"
    with connection._nodb_cursor() as cursor:  # as Django makes the database of the tests
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        yield f"{server}/{name}"
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def told(db: None, tmp_path: Path) -> dict[str, Any]:
    """What the program that kills says of what it did: see tests/killing.py."""
    with database_of_its_own(tmp_path) as address:
        environment = {
            **os.environ,
            "DEBUG": "1",
            "DJANGO_SETTINGS_MODULE": "migpol.settings",
            "DATABASE_URL": address,
        }
        done = subprocess.run(
            [sys.executable, "-m", "tests.killing"],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_nothing_is_left_of_what_was_killed_and_it_can_be_done_again(told: dict[str, Any]) -> None:
    jobs = {name: job for name, job in told.items() if name != "end"}
    assert set(jobs) == {"import", "publish", "publish a batch", "undo a batch"}
    for name, job in jobs.items():
        assert job["writes"] > 8, (name, job)
        assert len(job["kills"]) >= 5, (name, job)
        for fatal, kill in job["kills"].items():
            assert kill == {"ended": -signal.SIGKILL, "differs": []}, (name, fatal, kill)
        assert job["done"] == 0, name
    assert {"policies_importbatch", "policies_importrow", "policies_policy", "policies_policyevent"} <= set(
        jobs["import"]["wrote"]
    )
    for name in ("publish", "publish a batch"):
        assert {"policies_policy", "policies_revision", "django_admin_log"} <= set(jobs[name]["wrote"]), name
    assert told["end"] == {
        "titles": [
            ["Another title", "published"],
            ["Migration Act", "published"],
            ["Plan of Action", "published"],
            ["Policy draft", "draft"],
            ["Policy one", "published"],
            ["Policy two", "published"],
        ],
        "copies": 0,
        "revisions": 7,
        "batches": [["first.csv", "published"], ["second.csv", "undone"]],
    }

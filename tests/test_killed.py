"""A process that is killed in the middle of an import or a publication leaves the database as it was."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.own_database import database_of_its_own


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

"""A process that is killed in the middle of an import leaves the database as it was."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from tests.importers.sheet.conftest import ROW, csv_bytes

PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests import factories as make
make.CountryFactory()
"""
#: Rows, sources and the batch are written; the texts of the search are next.
KILLED = """
import os, sys
import django; django.setup()
from policies import actions
from policies.models import Policy
def die(keys):
    assert Policy.objects.count() == 2
    os._exit(9)
actions.refresh = die
from django.core.management import call_command
call_command("import_policies", sys.argv[1], "--commit")
"""
COUNT = """
import django; django.setup()
from policies.models import ImportBatch, ImportRow, Policy, PolicyEvent, Source
print([model.objects.count() for model in (ImportBatch, ImportRow, Policy, PolicyEvent, Source)])
"""


def test_nothing_is_left_of_a_killed_import(tmp_path: Path) -> None:
    file = tmp_path / "two.csv"
    file.write_bytes(
        csv_bytes(
            (*ROW, "2017"),
            ("PER", "Migration Act", *ROW[2:], "2018"),
            headers=["country", "title", "instrument", "source", "adopted"],
        )
    )
    environment = {
        **os.environ,
        "DEBUG": "1",
        "DJANGO_SETTINGS_MODULE": "migpol.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'killed.sqlite3'}",
    }

    def run(program: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", program, str(file)],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
        )

    prepared = run(PREPARE)
    assert prepared.returncode == 0, prepared.stderr
    killed = run(KILLED)
    assert killed.returncode == 9, killed.stderr
    assert run(COUNT).stdout.strip() == "[0, 0, 0, 0, 0]"

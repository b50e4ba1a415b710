"""Kills processes in the middle of what they write: ``python -m tests.killing``, on the migrated database of DATABASE_URL.

For each job: a process is forked that does it for good, and kills itself with SIGKILL right after its n-th statement that
writes, for several n from the first to the last; after each the whole database is compared with what it was. Then the same
job is done to its end. Prints as JSON what became of it. Nothing of this is known to the code that is killed.
"""

from __future__ import annotations

import io
import json
import os
import re
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from django.contrib.auth.models import Group, User  # noqa: E402 - after the settings are read
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from policies import actions  # noqa: E402
from policies.importers.sheet import publishing, undoing  # noqa: E402
from policies.importers.sheet.writing import import_file  # noqa: E402
from policies.models import ImportBatch, Policy, Revision  # noqa: E402
from tests import factories as make  # noqa: E402

WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
HEADERS = "slug,country,title,instrument,source,adopted,notes\r\n"
FIRST = f"{HEADERS}one,,,,,2001,changed\r\n,PER,Migration Act,law,https://example.org/act,2018,\r\n,PER,Plan of Action,action-plan,https://example.org/plan,2019,\r\n"
SECOND = f"{HEADERS}two,,,,,2002,changed\r\ndraft,,,,,2003,changed\r\n,PER,Decree on Visas,decree,https://example.org/visas,2020,\r\n"


class Counter:
    """Counts the statements that write, and ends the process for good right after the one numbered ``fatal``."""

    def __init__(self, fatal: int = 0) -> None:
        self.fatal, self.seen = fatal, 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if WRITES.match(sql):
            self.seen += 1
            if self.seen == self.fatal:
                os.kill(os.getpid(), signal.SIGKILL)
        return result


def account(role: str) -> User:
    user = User.objects.create_user(username=role, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def prepare() -> None:
    """Published policies with their first revisions, one of them with a working copy, a draft, and a batch to be published."""
    make.CountryFactory()
    analyst, reviewer = account("analyst"), account("reviewer")
    for name in ("one", "two", "three", "draft"):
        policy = make.PolicyFactory(slug=name, title=f"Policy {name}", state="draft", source=make.SourceFactory())
        make.EventFactory(policy=policy, date="2010")
        if name != "draft":
            actions.move(policy, "publish", reviewer)
    copy = actions.start_copy(Policy.objects.get(slug="three"), analyst)
    copy.title = "Another title"
    copy.save()
    make.EventFactory(policy=copy, date="2020")
    actions.edited(copy, analyst)
    __, batch = import_file(FIRST.encode(), "first.csv", user=analyst)
    assert batch is not None


def imports(folder: Path) -> None:
    file = folder / "second.csv"
    file.write_text(SECOND)
    call_command("import_policies", str(file), "--commit", "--user", "analyst", stdout=io.StringIO())


def publishes(folder: Path) -> None:
    copy = Policy.objects.get(copy_of__slug="three")
    actions.move(copy, "publish", User.objects.get(username="reviewer"), "Read in the gazette.")


def publishes_a_batch(folder: Path) -> None:
    publishing.publish(ImportBatch.objects.get(file_name="first.csv"), User.objects.get(username="reviewer"))


def undoes_a_batch(folder: Path) -> None:
    undoing.undo(ImportBatch.objects.get(file_name="second.csv"), User.objects.get(username="analyst"))


JOBS: dict[str, Callable[[Path], None]] = {
    "import": imports,
    "publish": publishes,
    "publish a batch": publishes_a_batch,
    "undo a batch": undoes_a_batch,
}


def everything() -> dict[str, list[str]]:
    """All rows of all tables."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own tables
            found[table] = sorted(repr(row) for row in cursor.fetchall())
    return found


def apart(work: Callable[[], None]) -> int:
    """What became of a process of its own that does this: 0, or the number of the signal that ended it, below zero."""
    connection.close()
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        try:
            if connection.vendor == "sqlite":
                with connection.cursor() as cursor:
                    # What is written goes to the file soon, and not only when all of it is done.
                    cursor.execute("PRAGMA cache_size = 10")
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def count_writes(job: Callable[[Path], None], folder: Path) -> int:
    counter = Counter()
    told = folder / "count"

    def work() -> None:
        with transaction.atomic(), connection.execute_wrapper(counter):
            job(folder)
            transaction.set_rollback(True)
        told.write_text(str(counter.seen))

    assert apart(work) == 0
    return int(told.read_text())


def killed_at(job: Callable[[Path], None], folder: Path, fatal: int) -> int:
    def work() -> None:
        with connection.execute_wrapper(Counter(fatal)):
            job(folder)

    return apart(work)


def try_job(job: Callable[[Path], None], folder: Path) -> dict[str, Any]:
    writes = count_writes(job, folder)
    before = everything()
    kills = {}
    for fatal in sorted({1, 2, writes // 3, writes // 2, writes - 1, writes} - {0}):
        ended = killed_at(job, folder, fatal)
        after = everything()
        kills[fatal] = {"ended": ended, "differs": [table for table in before if before[table] != after.get(table)]}
    done = apart(lambda: job(folder))
    after = everything()
    return {
        "writes": writes,
        "kills": kills,
        "done": done,
        "wrote": sorted(table for table in before if before[table] != after[table]),
    }


def main() -> None:
    prepare()
    with tempfile.TemporaryDirectory() as folder:
        told: dict[str, Any] = {name: try_job(job, Path(folder)) for name, job in JOBS.items()}
    told["end"] = {
        "titles": sorted(Policy.objects.records().values_list("title", "state")),
        "copies": Policy.objects.filter(copy_of__isnull=False).count(),
        "revisions": Revision.objects.count(),
        "batches": sorted(ImportBatch.objects.values_list("file_name", "state")),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()

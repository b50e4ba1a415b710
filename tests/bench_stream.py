"""How much memory a long list takes as a file: ``python -m tests.bench_stream [--rows 1000000] [--format csv]``.

Fills a throw-away database with copies of one policy of the seeds, each with an event and an alignment, then has a process
of its own answer one request for the whole list, and prints the peak of that process's resident memory: as it is
before the request, and with it. SQLite by default; with an empty PostgreSQL in ``DATABASE_URL``
(``python tests/with_postgres.py python -m tests.bench_stream``) the rows come through a cursor of the server.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.db import connection
from django.test import Client

ROOT = Path(__file__).resolve().parent.parent
COPIED = "per-2017-national-migration-policy"
MOST_MEGABYTES = 100
#: How a line ends, in formats that have lines.
ENDS = {"csv": b"\r\n", "ndjson": b"\n"}


def peak() -> float:
    """Megabytes (of 10⁶ bytes) of resident memory at most, so far."""
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kilobytes * (1 if sys.platform == "darwin" else 1024) / 1e6


def fill(rows: int) -> None:
    """Copies of one policy, each with an event and an alignment, made inside the database."""
    Policy, PolicyEvent, Alignment = (
        apps.get_model("policies", name) for name in ("Policy", "PolicyEvent", "Alignment")
    )

    def insert(model: Any, other: str, where: str, **changed: str) -> str:
        table = model._meta.db_table
        names = [field.column for field in model._meta.concrete_fields if not field.primary_key]
        quoted = [connection.ops.quote_name(name) for name in names]
        values = (changed.get(name, f"o.{column}") for name, column in zip(names, quoted, strict=True))
        return f"INSERT INTO {table} ({', '.join(quoted)}) {other} SELECT {', '.join(values)} FROM {table} o, {where}"

    last = rows - Policy.objects.published().count()
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {last})"
    with connection.cursor() as cursor:
        cursor.execute(insert(Policy, numbers, f"n WHERE o.slug = '{COPIED}'", slug="'copy-' || n.i"))
        for model in (PolicyEvent, Alignment):
            one = model.objects.filter(policy__slug=COPIED).first().pk
            where = f"policies_policy p WHERE o.id = {one} AND p.slug LIKE 'copy-%'"
            cursor.execute(insert(model, "", where, policy_id="p.id"))
        cursor.execute("ANALYZE")


def stream(suffix: str) -> int:
    """One request for the whole list, read and thrown away piece by piece. 1 if it took too much memory."""
    client = Client(HTTP_HOST="127.0.0.1")
    address = "/api/v1/policies.ndjson" if suffix == "ndjson" else f"/policies.{suffix}"
    b"".join(client.get(f"{address}?country=AND").streaming_content)  # what any first request loads
    before, size, lines, begun = peak(), 0, 0, time.monotonic()
    for piece in client.get(address).streaming_content:
        size += len(piece)
        lines += piece.count(ENDS[suffix]) if suffix in ENDS else 0
    after, seconds = peak(), time.monotonic() - begun
    print(
        f"{connection.vendor}, {suffix}: {size / 1e6:.0f} MB of file{f', {lines:,} lines' if lines else ''}, {seconds:.0f} s"
    )
    print(
        f"peak memory of the process: {before:.0f} MB before, {after:.0f} MB after; the list took {after - before:.0f} MB"
    )
    return int(after - before >= MOST_MEGABYTES)


def main() -> int | str:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--format", default="csv")
    options.add_argument("--step", choices=["empty", "fill", "stream"], help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.step:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "migpol.settings")
        django.setup()
        if asked.step == "empty":
            return (
                "The database in DATABASE_URL is not empty: name a throw-away one."
                if connection.introspection.table_names()
                else 0
            )
        if asked.step == "fill":
            fill(asked.rows)
            return 0
        return stream(asked.format)
    with tempfile.TemporaryDirectory(prefix="migpol-bench-") as folder:
        # Without DEBUG, which would keep every query that was asked.
        environment = {
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            **os.environ,
            "DEBUG": "0",
            "SECRET_KEY": "b" * 60,
            "SITE_URL": "http://127.0.0.1",
        }
        rows = ["--rows", str(asked.rows), "--format", asked.format]
        step = [sys.executable, "-m", "tests.bench_stream", *rows, "--step"]
        subprocess.run([*step, "empty"], cwd=ROOT, env=environment, check=True)
        for command in (["migrate", "-v0"], ["seed"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
        subprocess.run([*step, "fill"], cwd=ROOT, env=environment, check=True)
        return subprocess.run([*step, "stream"], cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

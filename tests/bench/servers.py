"""The servers that are measured, each on loopback and a free port, and stopped by who started it."""

from __future__ import annotations

import http.client
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.with_postgres import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
WORKERS, THREADS = 2, 4
#: For a server of threads: they share two heaps, and what was large goes back to the system once it is free.
MEMORY = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TRIM_THRESHOLD_": "65536"}
#: So many at once at most, dealt out evenly.
CONNECTIONS = 16
#: Datasette gives up counting a facet after 200 ms; here it is to finish.
PATIENCE = 600_000


@dataclass(frozen=True, slots=True)
class Server:
    port: int
    process: subprocess.Popen[bytes]

    @property
    def workers(self) -> list[int]:
        """Process ids of those that answer."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(child) for child in path.read_text().split()] or [self.process.pid]

    def memory(self) -> float:
        """MiB of the largest worker, pages that it shares with others counted in part."""
        return max(pss(pid) for pid in self.workers)


def pss(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def environment(port: int, database: str, cache: str = "locmem://") -> dict[str, str]:
    return {
        **os.environ,
        "DEBUG": "0",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": database,
        "CACHE_URL": cache,
        **MEMORY,
        # All requests come from one address.
        "API_REQUESTS_PER_MINUTE": "0",
    }


def manage(database: str, *command: str) -> None:
    subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment(80, database), check=True)


def asked(database: str, *command: str) -> str:
    """What a command prints."""
    env = environment(80, database)
    done = subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True, capture_output=True)
    return done.stdout.decode()


@contextmanager
def running(command: list[str], port: int, env: dict[str, str] | None, ready: str) -> Iterator[Server]:
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        wait_for(port, ready)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def migpol(database: str) -> Iterator[Server]:
    port = free_port()
    command = [
        str(Path(sys.executable).with_name("gunicorn")),
        "migpol.wsgi",
        f"--workers={WORKERS}",
        f"--threads={THREADS}",
        "--worker-class=gthread",
        # Else the first worker that wakes may take all connections, and a rate is now that of one worker and now of two.
        f"--worker-connections={CONNECTIONS // WORKERS}",
        f"--bind=127.0.0.1:{port}",
        "--log-level=warning",
    ]
    with running(command, port, environment(port, database), "/healthz") as server:
        yield server


@contextmanager
def datasette(file: Path) -> Iterator[Server]:
    port = free_port()
    command = [
        str(Path(sys.executable).with_name("datasette")),
        "serve",
        "--immutable",
        str(file),
        f"--port={port}",
        *("--setting", "sql_time_limit_ms", str(PATIENCE)),
        *("--setting", "facet_time_limit_ms", str(PATIENCE)),
        *("--setting", "default_page_size", "50"),
        *("--setting", "default_facet_size", "100"),
    ]
    with running(command, port, None, "/-/versions.json") as server:
        yield server


def wait_for(port: int, path: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", path)
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The server did not start.")

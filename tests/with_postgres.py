"""Runs a command with DATABASE_URL set: to the one in the environment, or to a throw-away server on a free port.

python tests/with_postgres.py pytest ...
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path


def binaries() -> Path:
    """The folder of initdb and pg_ctl: of the newest version under Debian's path, else of the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    sys.exit("PostgreSQL's initdb was not found: install postgresql, or set DATABASE_URL.")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def throw_away_server(*settings: str) -> Iterator[str]:
    """A PostgreSQL server on loopback, without durability, gone afterwards. Gives its DATABASE_URL.

    ``settings`` are further ones of postgresql.conf, as "shared_buffers=1GB".
    """
    folder = Path(tempfile.mkdtemp(prefix="migpol-pg-"))
    # The server refuses to run as root.
    as_owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_owner:
        shutil.chown(folder, "postgres")
    data, port, bin_dir = folder / "data", free_port(), binaries()

    def run(*command: object) -> None:
        subprocess.run([*as_owner, *map(str, command)], check=True, cwd=folder, stdout=subprocess.DEVNULL)

    try:
        run(
            bin_dir / "initdb", "-D", data, "-U", "migpol", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"
        )
        options = (
            f"-h 127.0.0.1 -p {port} -k {folder} -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
            # Plans that do not depend on when the statistics were last gathered; and a query that takes minutes is an error.
            " -c max_connections=50 -c autovacuum=off -c statement_timeout=120s"
            # No query of a test is long enough to be worth compiling, nothing is replicated, and nothing outlives the server.
            " -c jit=off -c wal_level=minimal -c max_wal_senders=0 -c checkpoint_timeout=1d -c max_wal_size=8GB"
        ) + "".join(f" -c {setting}" for setting in settings)
        run(bin_dir / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgres://migpol@127.0.0.1:{port}/postgres"
        finally:
            run(bin_dir / "pg_ctl", "-D", data, "-w", "-m", "fast", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def end(signum: int, frame: object) -> None:
    """Asked to stop, leave as after an error, so that the server is stopped too."""
    sys.exit(128 + signum)


def main() -> int:
    command = sys.argv[1:]
    if os.environ.get("DATABASE_URL"):
        return subprocess.run(command).returncode
    signal.signal(signal.SIGTERM, end)
    with throw_away_server() as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main())

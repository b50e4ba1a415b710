"""``make bench``: time to first byte of each public page in production mode, as a ratio to the cheapest page.

Serves the project's seeds from a throw-away SQLite file with gunicorn on loopback, asks for each page one request at a
time, and stops what it started. The floor is ``/healthz``, which does nothing but answer.
"""

from __future__ import annotations

import http.client
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.with_postgres import free_port

ROOT = Path(__file__).resolve().parent.parent
ROUNDS, WARM_UP = 30, 5
FLOOR = "/healthz"
PAGES = (
    FLOOR,
    "/",
    "/countries/",
    "/countries/peru/",
    "/policies/",
    "/policies/?framework=migof&status=in-force&as_of=2020",
    "/policies/per-2017-national-migration-policy/",
    "/map/",
    "/frameworks/",
    "/frameworks/migof/",
    "/frameworks/csr51/",
    "/projects/",
    "/funders/",
    "/funders/iom-development-fund/",
    "/about/",
    "/about/coverage/",
    "/data/dictionary/",
    "/policies.csv",
    "/policies.atom",
    "/countries/peru.atom",
)


def first_byte(port: int, path: str) -> float:
    """Milliseconds from the request to the first byte of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.connect()
    begun = time.perf_counter()
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    response.read(1)
    taken = (time.perf_counter() - begun) * 1000
    assert response.status == 200, (path, response.status)
    connection.close()
    return taken


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="migpol-bench-") as folder:
        port = free_port()
        environment = {
            **os.environ,
            "DEBUG": "0",
            "SECRET_KEY": secrets.token_urlsafe(60),
            "SITE_URL": f"http://127.0.0.1:{port}",
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
        }
        for command in (["migrate", "-v0"], ["seed"], ["collectstatic", "--noinput", "-v0"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
        server = subprocess.Popen(
            [
                str(Path(sys.executable).with_name("gunicorn")),
                "migpol.wsgi",
                "--workers=2",
                "--threads=4",
                "--worker-class=gthread",
                f"--bind=127.0.0.1:{port}",
                "--log-level=warning",
            ],
            cwd=ROOT,
            env=environment,
        )
        try:
            wait_for(port)
            medians = {}
            for path in PAGES:
                times = [first_byte(port, path) for __ in range(ROUNDS + WARM_UP)][WARM_UP:]
                medians[path] = (statistics.median(times), statistics.quantiles(times, n=20)[-1])
        finally:
            server.terminate()
            server.wait(20)
    floor = medians[FLOOR][0]
    print(f"{'page':<58}{'median ms':>10}{'p95 ms':>10}{'x floor':>10}")
    for path, (median, p95) in medians.items():
        print(f"{path:<58}{median:>10.1f}{p95:>10.1f}{median / floor:>10.1f}")
    return 0


def wait_for(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            first_byte(port, FLOOR)
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The server did not start.")


if __name__ == "__main__":
    sys.exit(main())

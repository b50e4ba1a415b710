"""Time to first byte of each public page on this project's seeds, as a ratio to the cheapest answer there is.

``made`` is a page that nobody has asked for since the data changed, ``kept`` one that somebody has. One request at a time.
The floor is ``/healthz``, which does nothing but answer.
"""

from __future__ import annotations

import http.client
import statistics
import tempfile
import time

from tests.bench.servers import manage, migpol

ROUNDS, WARM_UP = 30, 5
FLOOR = "/healthz"
PAGES = (
    FLOOR,
    "/",
    "/countries/",
    "/countries/peru/",
    "/policies/",
    "/policies/?framework=migof&status=in-force&as_of=2020",
    "/policies/?q=migration+policy",
    "/policies/?q=politica+migratoria",
    "/suggest/?q=per",
    "/policies/per-2017-national-migration-policy/",
    "/map/",
    "/map/?layer=alignment&of=migof",
    "/map/?layer=score",
    "/timeline/",
    "/timeline/?by=country",
    "/matrix/",
    "/matrix/?frame=mgi&rows=policies&mapping=on",
    "/matrix/passages/?of=migof-p1",
    "/curve/",
    "/curve/?of=treaty&by=group&share=on",
    "/funding/",
    "/funding/?currency=USD",
    "/compare/?country=PER&country=ECU&country=BRA&country=ARG",
    "/frameworks/",
    "/frameworks/migof/",
    "/frameworks/csr51/",
    "/projects/",
    "/funders/",
    "/funders/iom-development-fund/",
    "/suggest-correction/?of=countries/peru",
    "/about/",
    "/changes/",
    "/about/coverage/",
    "/data/dictionary/",
    "/data/api/",
    "/api/v1/policies/?page_size=50",
    "/api/v1/policies/?include=events,alignments&country=PER",
    "/api/v1/policies.ndjson",
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
    if response.status != 200:
        raise SystemExit(f"{path} answered {response.status}")
    connection.close()
    return taken


def fresh(path: str, number: int) -> str:
    """The same page at an address that nobody has asked for."""
    return f"{path}{'&' if '?' in path else '?'}utm_n={number}"


def measure() -> list[str]:
    """Lines of a table."""
    lines = [f"{'page':<58}{'made ms':>9}{'p95':>8}{'x floor':>9}{'kept ms':>9}"]
    with tempfile.TemporaryDirectory(prefix="migpol-bench-") as folder:
        database = f"sqlite:///{folder}/pages.sqlite3"
        for command in (["migrate", "-v0"], ["seed"], ["collectstatic", "--noinput", "-v0"]):
            manage(database, *command)
        with migpol(database) as server:
            floor = 0.0
            for path in PAGES:
                made = [first_byte(server.port, fresh(path, n)) for n in range(ROUNDS + WARM_UP)][WARM_UP:]
                kept = [first_byte(server.port, path) for __ in range(ROUNDS + WARM_UP)][WARM_UP:]
                median, p95 = statistics.median(made), statistics.quantiles(made, n=20)[-1]
                floor = floor or median
                lines.append(
                    f"{path:<58}{median:>9.1f}{p95:>8.1f}{median / floor:>9.1f}{statistics.median(kept):>9.1f}"
                )
    return lines

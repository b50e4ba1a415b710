"""How the site carries ten and a hundred times the data, next to Datasette with the same rows and the same facets.

Each size is measured on SQLite and on PostgreSQL, all in one run on one machine, so that ratios mean something.
"""

from __future__ import annotations

import datetime as dt
import http.client
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.load import Answer, load
from tests.bench.rows import address, write_table
from tests.bench.servers import CONNECTIONS, asked, datasette, manage, migpol
from tests.with_postgres import throw_away_server

LIST = "/policies/?region=americas"
API = "/api/v1/policies/"
#: What readers look at, each at addresses that nobody has asked for before.
LIVE = {
    "list, 13 facets": LIST,
    "list, three names": "/policies/?framework=migof&status=in-force&as_of=2020",
    "list, search": "/policies/?q=migration+policy",
    "map": "/map/",
    "map, alignment": "/map/?layer=alignment&of=migof&region=americas",
    "timeline": "/timeline/",
    "timeline, by country": "/timeline/?by=country&region=americas",
    "matrix": "/matrix/",
    "matrix, policies": "/matrix/?frame=mgi&rows=policies&mapping=on",
    "curve": "/curve/",
    "funding": "/funding/?region=americas",
    "country": "/countries/peru/",
    "CSV of a country": "/policies.csv?country=PER",
    "API, list of 50": API,
}
DATASETTE = "Datasette: list, 13 facets"
KEPT, KEPT_API, UNCHANGED, FLOOR = "list, kept", "API, list of 50, kept", "list, unchanged (304)", "empty answer"
SECONDS = 3.0
#: A server of its own would have more: what PostgreSQL sets by itself (128 MB) holds a quarter of 100,000 texts.
SHARED_BUFFERS = "shared_buffers=1GB"
#: As many at once as the workers take, and one after the other for the time that a reader waits.
BUSY, ALONE = CONNECTIONS, 1


@dataclass
class Row:
    """What was measured of one thing at one size on one database."""

    size: int
    database: str
    what: str
    busy: Answer
    alone: Answer


@dataclass
class Result:
    rows: list[Row] = field(default_factory=list)
    #: (size, database) -> MiB of a worker after all of it.
    memory: dict[tuple[int, str], float] = field(default_factory=dict)

    def per_second(self, size: int, database: str, what: str) -> float:
        return next(r.busy.per_second for r in self.rows if (r.size, r.database, r.what) == (size, database, what))

    def alone(self, size: int, database: str, what: str) -> Answer:
        return next(r.alone for r in self.rows if (r.size, r.database, r.what) == (size, database, what))


def measure(sizes: list[int]) -> Result:
    result = Result()
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="migpol-bench-") as folder:
            record = Path(folder) / "record.sqlite3"
            with filled(f"sqlite:///{record}", size) as database:
                measure_site(result, size, "SQLite", database)
            table = Path(folder) / "rows.db"
            write_table(record, table, dt.date.today().isoformat())
            measure_datasette(result, size, table)
        with throw_away_server(SHARED_BUFFERS) as url, filled(url, size) as database:
            measure_site(result, size, "PostgreSQL", database)
    return result


@contextmanager
def filled(database: str, size: int) -> Iterator[str]:
    """A database with the seeds, and synthetic policies up to a size."""
    for command in (["migrate", "-v0"], ["seed"], ["collectstatic", "--noinput", "-v0"]):
        manage(database, *command)
    seeded = int(
        asked(database, "shell", "-v0", "-c", "from policies.models import Policy; print(Policy.objects.count())")
    )
    manage(database, "generate", str(size - seeded))
    yield database


def measure_site(result: Result, size: int, name: str, database: str) -> None:
    with migpol(database) as server:
        warm(server.port, LIST)
        for what, path in LIVE.items():
            result.rows.append(measured(size, name, what, server.port, path, fresh=True))
        result.rows.append(measured(size, name, KEPT, server.port, LIST))
        result.rows.append(measured(size, name, KEPT_API, server.port, API))
        tag = warm(server.port, LIST)
        result.rows.append(measured(size, name, UNCHANGED, server.port, LIST, tag=tag))
        result.rows.append(measured(size, name, FLOOR, server.port, "/healthz"))
        result.memory[size, name] = server.memory()


def measure_datasette(result: Result, size: int, table: Path) -> None:
    with datasette(table) as server:
        path = address("region=americas")
        warm(server.port, path)
        # It keeps no answers; a name that it does not know would be a column by which nothing is found.
        result.rows.append(measured(size, "SQLite", DATASETTE, server.port, path))
        result.memory[size, "Datasette"] = server.memory()


def measured(size: int, database: str, what: str, port: int, path: str, *, fresh: bool = False, tag: str = "") -> Row:
    busy = load(port, path, connections=BUSY, seconds=SECONDS, fresh=fresh, tag=tag)
    alone = load(port, path, connections=ALONE, seconds=SECONDS, fresh=fresh, tag=tag)
    return Row(size, database, what, busy, alone)


def warm(port: int, path: str) -> str:
    """Asks often enough that each worker has begun; answers with the ETag, if there is one."""
    tag = ""
    for __ in range(12):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise SystemExit(f"{path} answered {response.status}")
        tag = response.headers.get("ETag", "")
        connection.close()
    return tag

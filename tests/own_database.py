"""Databases beside that of the tests, as the migrations have left it: for processes that a test starts, which commit."""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from django.db import connection

_numbers = itertools.count(1)


def keep_a_copy() -> None:
    """On PostgreSQL, where a database that somebody is connected to cannot be copied: now nobody is."""
    if connection.vendor == "postgresql":
        connection.close()
        drop_the_copy()
        with connection._nodb_cursor() as cursor:  # as Django makes the database of the tests
            cursor.execute(f'CREATE DATABASE "{_copy()}" TEMPLATE "{connection.settings_dict["NAME"]}"')


def drop_the_copy() -> None:
    if connection.vendor == "postgresql":
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{_copy()}"')


def _copy() -> str:
    return f"{connection.settings_dict['NAME']}_copy"


@contextlib.contextmanager
def database_of_its_own(folder: Path) -> Iterator[str]:
    """The DATABASE_URL of a new database of the kind that the tests run on, migrated and empty; gone afterwards."""
    name = f"own_{os.getpid()}_{next(_numbers)}"
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        file = folder / f"{name}.sqlite3"
        file.write_bytes(connection.connection.serialize())
        yield f"sqlite:///{file}"
        return
    given = connection.settings_dict
    account = quote(given["USER"], safe="") + (f":{quote(given['PASSWORD'], safe='')}" if given["PASSWORD"] else "")
    server = f"postgres://{account}@{quote(given['HOST'], safe='')}:{given['PORT'] or 5432}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE {name} TEMPLATE "{_copy()}"')
    try:
        yield f"{server}/{name}"
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")

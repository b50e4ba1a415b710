"""What load balancers ask."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client


def test_healthz_asks_nothing_of_the_database(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_readyz_when_all_is_well(client: Client) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (200, b"ok")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_readyz_when_a_migration_is_missing(client: Client) -> None:
    (newest,) = MigrationLoader(connection).graph.leaf_nodes("policies")
    MigrationRecorder(connection).record_unapplied(*newest)
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"migrations are not applied")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_they_are_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


WITHOUT_DATABASE = """
import django
django.setup()
from django.test import Client
for path in ("/healthz", "/readyz"):
    response = Client().get(path, headers={"host": "localhost"})
    print(response.status_code, response.content.decode())
"""


@pytest.mark.parametrize(
    "url", ["postgres://nobody@127.0.0.1:1/nothing", "sqlite:////nonexistent/folder/migpol.sqlite3"]
)
def test_readyz_when_the_database_does_not_answer(url: str) -> None:
    environment = {**os.environ, "DEBUG": "1", "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "migpol.settings"}
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_DATABASE], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True
    )
    assert done.stdout.splitlines() == ["200 ok", "503 the database does not answer"], done.stderr[-2000:]

"""Settings come from the environment; a bad one is refused at start by its name."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import plotly.offline
import pytest
from django.conf import settings

KEY = "k3y-" * 20
OURS = (
    "DEBUG", "SECRET_KEY", "DATABASE_URL", "DATABASE_REPLICA_URL", "CACHE_URL", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS",
    "SITE_URL", "EMAIL_URL", "SENTRY_DSN", "LOG_LEVEL", "TIME_ZONE", "DJANGO_SETTINGS_MODULE",
)  # fmt: skip


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """manage.py with nothing in the environment but what is given."""
    clean = {name: value for name, value in os.environ.items() if name not in OURS}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={**clean, **environment},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("command", [["makemigrations", "--check", "--dry-run"], ["migrate"], ["seed"]])
def test_every_command_names_the_setting_that_is_missing(command: list[str]) -> None:
    bare = {"PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=settings.BASE_DIR, env=bare, capture_output=True, text=True
    )
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("django.core.exceptions.ImproperlyConfigured: Setting SECRET_KEY: "), last


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"DEBUG": "0"}, "SECRET_KEY"),
        ({"DEBUG": "maybe"}, "DEBUG"),
        ({"DEBUG": "1", "DATABASE_URL": "nonsense"}, "DATABASE_URL"),
        ({"DEBUG": "1", "DATABASE_URL": "oracle-of-delphi://x/y"}, "DATABASE_URL"),
        ({"DEBUG": "1", "LOG_LEVEL": "LOUD"}, "LOG_LEVEL"),
        ({"DEBUG": "1", "TIME_ZONE": "Mars"}, "TIME_ZONE"),
        ({"DEBUG": "1", "SITE_URL": "foo"}, "SITE_URL"),
        ({"DEBUG": "1", "SITE_URL": "https://migpol.example/path"}, "SITE_URL"),
        ({"DEBUG": "1", "CACHE_URL": "bad"}, "CACHE_URL"),
        ({"DEBUG": "1", "EMAIL_URL": "bad"}, "EMAIL_URL"),
        ({"DEBUG": "1", "CSRF_TRUSTED_ORIGINS": "migpol.example"}, "CSRF_TRUSTED_ORIGINS"),
    ],
    ids=lambda value: "-".join(f"{k}={v}" for k, v in value.items()) if isinstance(value, dict) else "",
)
def test_a_bad_setting_is_refused_by_name(environment: dict[str, str], name: str) -> None:
    done = manage("check", **environment)
    last = done.stderr.strip().splitlines()[-1]
    assert done.returncode != 0
    assert last.startswith(f"django.core.exceptions.ImproperlyConfigured: Setting {name}: "), last


@pytest.mark.parametrize(
    "environment",
    [
        {"DEBUG": "1"},
        {"SECRET_KEY": KEY},
        {"SECRET_KEY": KEY, "SITE_URL": "https://migpol.example", "LOG_LEVEL": "WARNING", "TIME_ZONE": "America/Lima",
         "DATABASE_URL": "postgres://a:b@db/c", "CACHE_URL": "locmem://", "EMAIL_URL": "smtp://u:p@mail:587/?tls=True",
         "ALLOWED_HOSTS": "migpol.example,www.migpol.example"},
    ],
)  # fmt: skip
def test_good_settings_are_taken(environment: dict[str, str]) -> None:
    done = manage("check", **environment)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "System check identified no issues (0 silenced).\n"


def test_ready_for_deployment() -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING", SECRET_KEY=os.urandom(40).hex(), DEBUG="0")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_no_migration_is_missing() -> None:
    done = manage("makemigrations", "--check", "--dry-run", DEBUG="1")
    assert (done.returncode, done.stdout.strip()) == (0, "No changes detected")


def test_plotly_js_is_the_version_that_plotly_bundles() -> None:
    package = json.loads(Path(settings.BASE_DIR, "package.json").read_text(encoding="utf-8"))
    pinned = {**package.get("dependencies", {}), **package.get("devDependencies", {})}["plotly.js"]
    assert pinned == plotly.offline.get_plotlyjs_version()

"""Settings come from the environment; a bad one is refused at start by its name."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path

import plotly.offline
import pytest
from django.conf import settings
from django.core.management import call_command

from tests.with_postgres import free_port

KEY = "k3y-" * 20
OURS = (
    "DEBUG", "SECRET_KEY", "DATABASE_URL", "DATABASE_REPLICA_URL", "CACHE_URL", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS",
    "SITE_URL", "EMAIL_URL", "SENTRY_DSN", "LOG_LEVEL", "TIME_ZONE", "API_REQUESTS_PER_MINUTE", "DJANGO_SETTINGS_MODULE",
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


def run(code: str, told: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Python with our settings, and nothing in the environment but what is given. It is ``told`` that on its way."""
    clean = {name: value for name, value in os.environ.items() if name not in OURS}
    given = {**clean, "DJANGO_SETTINGS_MODULE": "migpol.settings", **environment}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=given, input=told, capture_output=True, text=True)


READ_SETTINGS_WITH_EACH = """
import importlib, json, os, sys
from django.core.exceptions import ImproperlyConfigured
bare = dict(os.environ)
for environment in json.load(sys.stdin):
    os.environ.clear()
    os.environ.update(bare, **environment)
    sys.modules.pop("migpol.settings", None)
    try:
        importlib.import_module("migpol.settings")
    except ImproperlyConfigured as error:
        print(error)
    else:
        print("taken:", environment)
"""


def read_with_each(environments: list[dict[str, str]]) -> list[str]:
    """What is said of each, when settings are read with it: in one process, which reads them again and again."""
    done = run(READ_SETTINGS_WITH_EACH, json.dumps(environments))
    answers = done.stdout.splitlines()
    assert len(answers) == len(environments), done.stderr
    return answers


@pytest.mark.parametrize("command", [["makemigrations", "--check", "--dry-run"], ["migrate"], ["seed"]])
def test_every_command_names_the_setting_that_is_missing(command: list[str]) -> None:
    bare = {"PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=settings.BASE_DIR, env=bare, capture_output=True, text=True
    )
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("django.core.exceptions.ImproperlyConfigured: Setting SECRET_KEY: "), last


BAD = [
    ({}, "SECRET_KEY"),
    ({"SECRET_KEY": "short"}, "SECRET_KEY"),
    ({"DEBUG": "0"}, "SECRET_KEY"),
    ({"DEBUG": "maybe"}, "DEBUG"),
    ({"DEBUG": "1", "DATABASE_URL": "nonsense"}, "DATABASE_URL"),
    ({"DEBUG": "1", "DATABASE_URL": "oracle-of-delphi://x/y"}, "DATABASE_URL"),
    ({"DEBUG": "1", "LOG_LEVEL": "LOUD"}, "LOG_LEVEL"),
    ({"DEBUG": "1", "TIME_ZONE": "Mars"}, "TIME_ZONE"),
    ({"DEBUG": "1", "API_REQUESTS_PER_MINUTE": "many"}, "API_REQUESTS_PER_MINUTE"),
    ({"DEBUG": "1", "API_REQUESTS_PER_MINUTE": "-1"}, "API_REQUESTS_PER_MINUTE"),
    ({"DEBUG": "1", "SITE_URL": "foo"}, "SITE_URL"),
    ({"DEBUG": "1", "SITE_URL": "https://migpol.example/path"}, "SITE_URL"),
    ({"DEBUG": "1", "CSRF_TRUSTED_ORIGINS": "migpol.example"}, "CSRF_TRUSTED_ORIGINS"),
    ({"DEBUG": "1", "CSRF_TRUSTED_ORIGINS": "https://a.example,https://[x"}, "CSRF_TRUSTED_ORIGINS"),
]
NO_ADDRESSES = {
        "SITE_URL": ["http://[x", "https://", "https://a b", "https://u@h", "https://h:port", "https://h:99999",
                      "https://h?q", "https://h/path", "//h", "", "ftp://h", "https://-"],
        "DATABASE_URL": ["", "nonsense", "mysql://u:p@h/d", "postgres://[x/d", "postgres://h:port/d"],
        "DATABASE_REPLICA_URL": ["nonsense", "mysql://u:p@h/d", "postgres://[x/d", "postgres://h:port/d"],
        "CACHE_URL": ["", "bad", "bogus://x", "memcached://h", "hiredis://h", "redis://[x", "redis://h:port"],
        "EMAIL_URL": ["", "bad", "bogus://x", "smtp://h:port", "smtp://[x", "http://h"],
        "SENTRY_DSN": ["bad", "https://sentry.example/1", "https://key@sentry.example/x", "https://key@/1",
                        "https://[x", "key@sentry.example/1"],
}  # fmt: skip


def test_a_bad_setting_is_refused_by_name() -> None:
    asked = [*BAD, *(({"DEBUG": "1", name: value}, name) for name, values in NO_ADDRESSES.items() for value in values)]
    answers = read_with_each([environment for environment, __ in asked])
    for (environment, name), answer in zip(asked, answers, strict=True):
        assert answer.startswith(f"Setting {name}: "), (environment, answer)


def test_a_second_database_is_checked_and_otherwise_left_alone() -> None:
    done = run("from django.conf import settings; print(*settings.DATABASES, settings.DATABASE_REPLICA['NAME'])",
               DEBUG="1", DATABASE_REPLICA_URL="postgres://a:b@replica/c")  # fmt: skip
    assert done.stdout.split() == ["default", "c"], done.stderr


SENTRY = "import sentry_sdk; from django.conf import settings; settings.DEBUG; print(sentry_sdk.is_initialized())"


@pytest.mark.parametrize(("dsn", "started"), [("", "False"), ("https://key@sentry.example/1", "True")])
def test_errors_are_sent_only_where_it_is_asked_for(dsn: str, started: str) -> None:
    done = run(SENTRY, DEBUG="1", SENTRY_DSN=dsn)
    assert done.stdout.strip() == started, done.stderr


KEEP_IN_CACHE = (
    "import django; django.setup(); from django.core.cache import cache; cache.set('a', [1]); print(cache.get('a'))"
)


def test_a_cache_in_redis(tmp_path: Path) -> None:
    """With a real server where the machine has one; without, the client says that nobody answers."""
    server = shutil.which("redis-server")
    port = free_port()
    if server is None:
        done = run(KEEP_IN_CACHE, DEBUG="1", CACHE_URL=f"redis://127.0.0.1:{port}/1")
        assert "redis.exceptions.ConnectionError" in done.stderr
        return
    command = [server, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as running:
        try:
            for __ in range(50):
                done = run(KEEP_IN_CACHE, DEBUG="1", CACHE_URL=f"redis://127.0.0.1:{port}/1")
                if "ConnectionError" not in done.stderr:
                    break
        finally:
            running.terminate()
    assert done.stdout.strip() == "[1]", done.stderr


@pytest.mark.parametrize(
    "environment",
    [
        {"DEBUG": "1"},
        {"SECRET_KEY": KEY},
        {"SECRET_KEY": KEY, "SITE_URL": "https://migpol.example", "LOG_LEVEL": "WARNING", "TIME_ZONE": "America/Lima",
         "DATABASE_URL": "postgres://a:b@db/c", "CACHE_URL": "locmem://", "EMAIL_URL": "smtp://u:p@mail:587/?tls=True",
         "ALLOWED_HOSTS": "migpol.example,www.migpol.example", "DATABASE_REPLICA_URL": "postgres://a:b@replica/c",
         "CSRF_TRUSTED_ORIGINS": "https://migpol.example,https://*.migpol.example:8443"},
        {"SECRET_KEY": KEY, "SITE_URL": "http://[::1]:8000", "CACHE_URL": "rediss://:p@cache:6380/1", "DATABASE_REPLICA_URL": "",
         "SENTRY_DSN": ""},
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


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    said = StringIO()
    call_command("makemigrations", check_changes=True, dry_run=True, stdout=said)
    assert said.getvalue().strip() == "No changes detected"


def test_plotly_js_is_the_version_that_plotly_bundles() -> None:
    package = json.loads(Path(settings.BASE_DIR, "package.json").read_text(encoding="utf-8"))
    pinned = {**package.get("dependencies", {}), **package.get("devDependencies", {})}["plotly.js"]
    assert pinned == plotly.offline.get_plotlyjs_version()

"""Reads settings from the environment; a bad or missing one is refused at start, by its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
SQLITE, POSTGRESQL = "django.db.backends.sqlite3", "django.db.backends.postgresql"
#: Caches that need nothing but what requirements.txt names.
CACHES = ("locmem", "redis", "rediss", "file", "db", "dummy")
#: A host name or an address in figures, and perhaps a port.
HOST = re.compile(r"([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:[0-9]{1,5})?", re.IGNORECASE)


def setting(read: Callable[..., Any], name: str, *default: Any, **options: Any) -> Any:
    """One setting through one of environs' readers; ImproperlyConfigured names it when it will not do."""
    try:
        return read(name, *default, **options)
    except (EnvError, ValueError) as error:
        raise ImproperlyConfigured(f"Setting {name}: {error}") from error


def choice(env: Env, name: str, default: str, allowed: Any) -> str:
    value = setting(env.str, name, default)
    if value not in allowed:
        shown = ", ".join(sorted(allowed)[:8])
        raise ImproperlyConfigured(f"Setting {name}: “{value}” is not one of {shown}{' …' if len(allowed) > 8 else ''}")
    return str(value)


def whole_number(env: Env, name: str, default: int) -> int:
    """A number from 0 on."""
    value: int = setting(env.int, name, default)
    if value < 0:
        raise ImproperlyConfigured(f"Setting {name}: {value} is less than 0")
    return value


def is_origin(value: str) -> bool:
    """Whether a text is an address of scheme and host, perhaps a port, and nothing else."""
    try:
        parts = urlsplit(value)
        bare = f"{parts.scheme}://{parts.netloc}" == value and parts.port != 0
    except ValueError:  # not an address at all: a bracket without its other, a port of letters
        return False
    return bare and parts.scheme in ("http", "https") and HOST.fullmatch(parts.netloc) is not None


def origin(env: Env, name: str, default: str) -> str:
    """An address such as https://migpol.example."""
    value = str(setting(env.str, name, default)).rstrip("/")
    if not is_origin(value):
        raise ImproperlyConfigured(f"Setting {name}: “{value}” is not an address such as https://migpol.example")
    return value


def origins(env: Env, name: str, default: list[str]) -> list[str]:
    """Such addresses with commas between them; a host may begin with ``*.``, as Django allows."""
    values: list[str] = setting(env.list, name, default)
    for value in values:
        if not is_origin(value.replace("://*.", "://", 1)):
            raise ImproperlyConfigured(f"Setting {name}: “{value}” is not an address such as https://migpol.example")
    return values


def database(env: Env, name: str, default: str) -> dict[str, Any]:
    """Connection settings of a database, SQLite or PostgreSQL; empty when there is none."""
    if not default and not setting(env.str, name, ""):
        return {}
    config: dict[str, Any] = setting(env.dj_db_url, name, default, conn_max_age=60)
    engine = config.get("ENGINE")
    if engine == SQLITE:
        # Readers do not wait for a writer, and a writer waits for its turn instead of failing.
        config["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    elif engine == POSTGRESQL:
        config["CONN_HEALTH_CHECKS"] = True
    else:
        raise ImproperlyConfigured(f"Setting {name}: give an address that begins with sqlite:// or postgres://")
    return config


def cache(env: Env) -> dict[str, Any]:
    """Where pages and counts are kept for a while."""
    scheme = setting(env.str, "CACHE_URL", "locmem://").partition("://")[0]
    if scheme not in CACHES:
        raise ImproperlyConfigured(f"Setting CACHE_URL: “{scheme}” is not one of {', '.join(CACHES)}")
    config: dict[str, Any] = setting(env.dj_cache_url, "CACHE_URL", "locmem://")
    return config


def email(env: Env) -> dict[str, Any]:
    """Where mail goes."""
    config: dict[str, Any] = setting(env.dj_email_url, "EMAIL_URL", "console://")
    if not config.get("EMAIL_BACKEND"):
        raise ImproperlyConfigured(
            "Setting EMAIL_URL: give an address such as smtp://user:password@host:587 or console://"
        )
    return config


def sentry_dsn(env: Env) -> str:
    """The address errors are sent to, https://key@host/project; empty when there is none."""
    value = setting(env.str, "SENTRY_DSN", "").strip()
    try:
        parts = urlsplit(value)
        good = parts.scheme in ("http", "https") and parts.username and parts.hostname and parts.port != 0
        good = good and parts.path.rpartition("/")[2].isdigit()
    except ValueError:
        good = False
    if value and not good:
        raise ImproperlyConfigured("Setting SENTRY_DSN: give an address such as https://key@sentry.example/1")
    return str(value)


def time_zone(env: Env) -> str:
    return choice(env, "TIME_ZONE", "UTC", available_timezones())

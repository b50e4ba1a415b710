"""Reads settings from the environment; a bad or missing one is refused at start, by its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


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


def origin(env: Env, name: str, default: str) -> str:
    """An address such as https://migpol.example: scheme and host, no path."""
    value = setting(env.str, name, default).rstrip("/")
    scheme, separator, host = value.partition("://")
    if scheme not in ("http", "https") or not separator or not host or "/" in host or " " in host:
        raise ImproperlyConfigured(f"Setting {name}: “{value}” is not an address such as https://migpol.example")
    return str(value)


def time_zone(env: Env) -> str:
    return choice(env, "TIME_ZONE", "UTC", available_timezones())

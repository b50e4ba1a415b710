"""Small vocabularies that many pages need and few people change, kept in memory for one data version."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from policies.models import DataVersion
from policies.models.version import Version, keeps_nothing

T = TypeVar("T")

_lock = threading.Lock()
_kept: tuple[Version | None, dict[Callable[[], Any], Any]] = (None, {})


def kept(make: Callable[[], T]) -> T:
    """What ``make`` answers, made once for each version of the data. Nobody may change it: all share it."""
    global _kept
    if keeps_nothing():
        return make()
    version = DataVersion.objects.current()
    with _lock:
        if _kept[0] != version:
            _kept = (version, {})
        values = _kept[1]
    if make not in values:
        values[make] = make()
    return values[make]


def forget() -> None:
    """For tests, whose data is rolled back."""
    global _kept
    _kept = (None, {})

"""Small vocabularies that many pages need and few people change, kept in memory for one data version."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any, ParamSpec, TypeVar

from policies.models import DataVersion
from policies.models.version import Version, keeps_nothing

P = ParamSpec("P")
T = TypeVar("T")

_lock = threading.Lock()
_kept: tuple[Version | None, dict[Hashable, Any]] = (None, {})


def kept(make: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """What ``make`` answers to these arguments, which are hashable, made once for each version of the data.

    Nobody may change it: all share it. A page that is still made of an older version than others keeps nothing.
    """
    global _kept
    if keeps_nothing():
        return make(*arguments, **named)
    version = DataVersion.objects.current()
    with _lock:
        if _kept[0] is None or version.number > _kept[0].number:
            _kept = (version, {})
        values = _kept[1] if _kept[0] == version else {}
    key = (make, arguments, tuple(named.items()))
    if key not in values:
        values[key] = make(*arguments, **named)
    found: T = values[key]
    return found


def forget() -> None:
    """For tests, whose data is rolled back."""
    global _kept
    _kept = (None, {})

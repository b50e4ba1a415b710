"""The index of this process, built anew when the data version has risen."""

from __future__ import annotations

import threading

from policies.bitmaps.build import build
from policies.bitmaps.index import Index
from policies.models import DataVersion
from policies.models.version import Version, keeps_nothing

#: So often a build begins again because the data changed under it; the last one is used, and not kept.
MOST_TRIES = 3

_lock = threading.Lock()
_held: tuple[Version, Index] | None = None


def current() -> Index:
    """The index of the published policies as they are now. One query if it is held, none while a page is made; else some twenty.

    With the cache switched off (CACHE_URL=dummy://) nothing is held either.
    """
    global _held
    if keeps_nothing():
        return build()
    version = DataVersion.objects.current()
    held = _held
    if held and held[0] == version:
        return held[1]
    with _lock:
        version = DataVersion.objects.latest()
        for __ in range(MOST_TRIES):
            if _held and _held[0] == version:
                return _held[1]
            index = build()
            after = DataVersion.objects.latest()
            if after == version:
                _held = (version, index)
                return index
            version = after
    return index


def forget() -> None:
    """For tests, whose data is rolled back."""
    global _held
    _held = None

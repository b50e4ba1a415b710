"""How often one address may ask: so many requests in each minute of the clock, counted in the cache (API_REQUESTS_PER_MINUTE; 0 counts nothing).

With several processes on local memory each counts for itself, as with corrections.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase

from policies.access.addresses import address_of

WINDOW = 60


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left to an address in this minute; ``reset`` in seconds from now."""

    limit: int
    used: int
    reset: int

    @property
    def is_spent(self) -> bool:
        return self.used > self.limit

    def tell(self, response: HttpResponseBase) -> None:
        response["RateLimit-Policy"] = f"{self.limit};w={WINDOW}"
        response["RateLimit-Limit"] = str(self.limit)
        response["RateLimit-Remaining"] = str(max(0, self.limit - self.used))
        response["RateLimit-Reset"] = str(self.reset)
        if self.is_spent:
            response["Retry-After"] = str(self.reset)


def count(request: HttpRequest) -> Allowance | None:
    """Counts this request; None where nothing is counted."""
    limit: int = settings.API_REQUESTS_PER_MINUTE
    if not limit:
        return None
    now = int(time.time())
    key = f"api-{address_of(request)}-{now // WINDOW}"
    cache.add(key, 0, 2 * WINDOW)
    try:
        used = cache.incr(key)
    except ValueError:  # a cache that keeps nothing, or that had no room for it
        used = 1
    return Allowance(limit, used, WINDOW - now % WINDOW)

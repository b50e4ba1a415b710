"""Where a request comes from, for counting: failures to sign in, requests of the API, messages of readers."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """The address of whoever asks; None if the server was told none that is one.

    Before the server stand TRUSTED_PROXIES proxies, each of which writes the address that it was asked from at the end of
    X-Forwarded-For. The first of them wrote that of the reader; all before it may have been sent by anybody, and is not read.
    """
    said = request.META.get("REMOTE_ADDR", "")
    trusted: int = settings.TRUSTED_PROXIES
    if trusted:
        by_proxies = request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", trusted)[-trusted:]
        said = by_proxies[0].strip() or said
    try:
        return str(ipaddress.ip_address(said.partition("%")[0]))
    except ValueError:
        return None

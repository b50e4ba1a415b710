"""Where a request comes from, for counting failures to sign in."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """The address of whoever asks; None if the server was told none that is one.

    A site on https stands behind one proxy that ends TLS (SECURE_PROXY_SSL_HEADER says so too). That proxy writes the
    address that it was asked from at the end of X-Forwarded-For: all before it may have been sent by anybody, and is not read.
    """
    said = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        said = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or said
    try:
        return str(ipaddress.ip_address(said.partition("%")[0]))
    except ValueError:
        return None

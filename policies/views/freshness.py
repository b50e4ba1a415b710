"""Public pages by data version: an ETag that answers before the page is made, and the page kept while nothing has changed.

A page depends on the data, on the day (statuses are as of today), on the language, and on this code. All of them are in
its tag, so what is kept is never stale and nothing has to be thrown away. So is whether htmx asks for a part of it: a
browser keeps one answer for an address, and asks with that one's tag for the other. Who is signed in may see drafts: for them
nothing is kept.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import re_accepts_gzip
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language

from policies.models import DataVersion
from policies.models.version import reading_at

View = Callable[..., HttpResponseBase]

#: A page is in use for a day at most: then its tag is another.
SECONDS_KEPT = 24 * 60 * 60
#: Below this many bytes compressing gains nothing.
WORTH_COMPRESSING = 200
VARIES_BY = ("Accept-Encoding", "Cookie", "HX-Request")


def code_digest(folders: tuple[Path, ...]) -> str:
    """Tells one release of the code and its templates from another, the same on every machine that runs it."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(
            path for path in folder.rglob("*") if path.suffix in (".py", ".html", ".mo", ".css", ".js", ".json")
        ):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


RELEASE = code_digest(tuple(settings.BASE_DIR / name for name in ("migpol", "policies", "templates", "static/dist")))


def by_data_version(view: View) -> View:
    """A public view that answers 304 where the reader has the page already, and that is made once for each version."""

    @wraps(view)
    def fresh(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD") or settings.DEBUG:
            return view(request, *args, **kwargs)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response = view(request, *args, **kwargs)
            patch_cache_control(response, private=True, no_store=True)
            return response
        version = DataVersion.objects.latest()
        parts = [settings.SITE_URL, RELEASE, version.number, version.raised_at, timezone.localdate(), get_language()]
        parts.append("HX-Request" in request.headers)
        state = hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
        tag = f'W/"{version.number}-{state}"'
        response = get_conditional_response(request, etag=tag)
        if response is None:
            key = page_key(request, state)
            response = cache.get(key)
        if response is None:
            with reading_at(version):
                response = view(request, *args, **kwargs)
            if response.status_code != 200:
                return response
            if not response.streaming:
                compress(response)
                cache.set(key, response, SECONDS_KEPT)
        response["ETag"] = tag
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
        patch_vary_headers(response, VARIES_BY)
        encodings = request.headers.get("Accept-Encoding", "")
        if response.get("Content-Encoding") == "gzip" and not re_accepts_gzip.search(encodings):
            decompress(response)
        return response

    return fresh


def page_key(request: HttpRequest, state: str) -> str:
    return f"page-{state}-{hashlib.sha256(request.get_full_path().encode()).hexdigest()}"


def compress(response: Any) -> None:
    """Once for all who ask. No page holds a secret, so its length may be known (BREACH)."""
    if len(response.content) >= WORTH_COMPRESSING and not response.has_header("Content-Encoding"):
        response.content = gzip.compress(response.content, compresslevel=6, mtime=0)
        response["Content-Encoding"] = "gzip"
        response["Content-Length"] = str(len(response.content))


def decompress(response: Any) -> None:
    response.content = gzip.decompress(response.content)
    del response["Content-Encoding"]
    response["Content-Length"] = str(len(response.content))

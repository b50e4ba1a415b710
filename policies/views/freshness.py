"""Public pages by data version: an ETag that answers before the page is made, and the page kept while nothing has changed.

A page depends on the data, on the day (statuses are as of today), on the language, and on this code. All of them are in
its tag, so what is kept is never stale and nothing has to be thrown away. So is whether htmx asks for a part of it: a
browser keeps one answer for an address, and asks with that one's tag for the other. Who is signed in may see drafts: for them
nothing is kept.
"""

from __future__ import annotations

import gzip
import hashlib
import time
from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import re_accepts_gzip
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import get_language

from policies.models import DataVersion
from policies.models.version import Version, reading_at

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
        is_part = "HX-Request" in request.headers
        return kept_answer(request, partial(view, request, *args, **kwargs), VARIES_BY, is_part)

    return fresh


def kept_answer(
    request: HttpRequest,
    make: Callable[[], HttpResponseBase],
    varies_by: tuple[str, ...],
    *otherwise: object,
    by_time: bool = False,
) -> HttpResponseBase:
    """304, or the answer that is kept, or the one that ``make`` gives, which is kept for the next who asks.

    ``otherwise`` is what an answer depends on beside the address, the data, the day, the language and the code.
    With ``by_time`` it says when it last changed, and whoever keeps no tags may ask whether it has changed since.
    """
    version = DataVersion.objects.latest()
    today = timezone.localdate()
    parts = [settings.SITE_URL, RELEASE, version.number, version.raised_at, today, get_language(), *otherwise]
    state = hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
    tag = f'W/"{version.number}-{state}"'
    modified = last_modified(version) if by_time else None
    response = get_conditional_response(request, etag=tag, last_modified=modified)
    if response is None:
        key = page_key(request, state)
        response = cache.get(key)
    if response is None:
        with reading_at(version):
            response = make()
        if response.status_code != 200:
            return response
        if not response.streaming:
            compress(response)
            cache.set(key, response, SECONDS_KEPT)
    response["ETag"] = tag
    if modified is not None:
        # A change may still come in the second of the last one: then it must not look like the same.
        response["Last-Modified"] = http_date(modified if time.time() >= modified + 1 else modified - 1)
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    patch_vary_headers(response, varies_by)
    encodings = request.headers.get("Accept-Encoding", "")
    if response.get("Content-Encoding") == "gzip" and not re_accepts_gzip.search(encodings):
        decompress(response)
    return response


def last_modified(version: Version) -> int:
    """Seconds since 1970: when the data changed or, as statuses are as of today, when today began if that is later."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return int(max(version.raised_at or midnight, midnight).timestamp())


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

"""Pages for requests that lead nowhere: they say why, and suggest what was perhaps meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from rapidfuzz import process

from policies.exporters import EXPORTERS
from policies.exporters.citations import CITATIONS
from policies.models import Country, Framework, Organisation, Policy, Project
from policies.views.moved import moved

#: First part of the path -> rows as (slug, address); names near the wrong one are offered.
SECTIONS: dict[str, Any] = {
    "countries": lambda: Country.objects.only("slug", "iso2", "iso3", "note"),
    "policies": lambda: Policy.objects.published().only("slug", "title"),
    "frameworks": lambda: Framework.objects.only("code", "short_name"),
    "projects": lambda: Project.objects.published().only("slug", "title"),
    "funders": lambda: Organisation.objects.funders().only("slug", "name", "acronym"),
}
#: Formats of the pages that are no lists of records, by the first part of the path.
FORMATS: dict[str, tuple[str, ...]] = {"compare": ("csv",), "timeline": (*EXPORTERS,), "matrix": (*EXPORTERS,)}
#: Sections of which a page has a feed of events.
WITH_FEED = ("policies", "countries", "frameworks")
NEAR_ENOUGH = 60  # of 100, rapidfuzz's weighted ratio
MOST_ROWS = 20_000  # beyond this a guess costs more than it helps


class RefuseNul:
    """No record holds the NUL character, and databases fail on it, so a request that has one is refused at the door.

    Not the query string of public pages: they name each value that they do not understand, and show the rest. Nor the
    API, which reads nothing else, and says in its own way that it takes nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.entry = reverse("admin:index")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/api/"):
            return self.get_response(request)
        sent = [request.POST]
        if request.path_info.startswith(self.entry):
            sent.append(request.GET)
        texts = [text for data in sent for name, values in data.lists() for text in (name, *values)]
        if any("\x00" in text for text in (*texts, *request.COOKIES.values())):
            return bad_request(request, None, gettext("It holds a character, NUL, that no text may hold."))
        return self.get_response(request)


def bad_request(request: HttpRequest, exception: Exception | None, why: str = "") -> HttpResponse:
    return render(request, "400.html", {"why": why}, status=400)


class HelpfulNotFound:
    """Shows this page also with DEBUG on, where Django would show its own to developers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # An address that no pattern matches never came to a view.
        unmatched = settings.DEBUG and response.status_code == 404 and request.resolver_match is None
        return not_found(request, Http404()) if unmatched else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return not_found(request, exception) if isinstance(exception, Http404) else None


def near(section: str, slug: str) -> list[Any]:
    """The records of a section whose slugs are most like one that does not exist."""
    rows = {(getattr(row, "slug", "") or row.code): row for row in SECTIONS[section]()[:MOST_ROWS]}
    found = process.extract(slug[:120].lower(), rows.keys(), limit=5, score_cutoff=NEAR_ENOUGH)
    return [rows[slug] for slug, __, __ in found]


def formats_of(request: HttpRequest, page: str, suffixes: Iterable[str]) -> list[tuple[str, str]]:
    """(label, address) of a page in each format, with the query string that was asked with."""
    asked = f"?{request.GET.urlencode()}" if request.GET else ""
    labels = {suffix: known.label for suffix, known in (*EXPORTERS.items(), *CITATIONS.items())}
    return [(labels.get(suffix, gettext("Atom feed")), f"{page}.{suffix}{asked}") for suffix in suffixes]


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if elsewhere := moved(request):
        return elsewhere
    parts = [part for part in request.path.split("/") if part]
    # A format that does not exist stands behind a point.
    names = [part.partition(".")[0] for part in parts]
    suggestions, formats = [], []
    if len(names) == 2 and names[0] in SECTIONS:
        rows = near(names[0], names[1])
        suggestions = [(row, row.get_absolute_url()) for row in rows]
        page = f"/{names[0]}/{names[1]}"
        if "." in parts[1] and any(row.get_absolute_url() == f"{page}/" for row in rows):
            formats = formats_of(request, page, [*(["atom"] if names[0] in WITH_FEED else []), *CITATIONS])
    elif len(names) == 1 and names[0] in SECTIONS:
        feed = ["atom"] if names[0] == "policies" else []
        formats = formats_of(request, f"/{names[0]}", [*EXPORTERS, *feed, *CITATIONS])
    elif len(names) == 1 and names[0] in FORMATS:
        formats = formats_of(request, f"/{names[0]}", FORMATS[names[0]])
    elif len(names) == 1:
        found = process.extract(names[0][:120].lower(), list(SECTIONS), limit=1, score_cutoff=NEAR_ENOUGH)
        suggestions = [(f"/{section}/", f"/{section}/") for section, __, __ in found]
    words = re.sub(r"[\W_]+", " ", names[-1])[:200].strip() if names else ""
    context = {"suggestions": suggestions, "formats": formats, "words": words}
    return render(request, "404.html", context, status=404)

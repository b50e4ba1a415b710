"""Pages for addresses that lead nowhere: they say so, and suggest what was perhaps meant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from rapidfuzz import process

from policies.models import Country, Framework, Organisation, Policy, Project

#: First part of the path -> rows as (slug, address); names near the wrong one are offered.
SECTIONS: dict[str, Any] = {
    "countries": lambda: Country.objects.only("slug", "iso2", "iso3"),
    "policies": lambda: Policy.objects.published().only("slug", "title"),
    "frameworks": lambda: Framework.objects.only("code", "short_name"),
    "projects": lambda: Project.objects.only("slug", "title"),
    "funders": lambda: Organisation.objects.funders().only("slug", "name", "acronym"),
}
NEAR_ENOUGH = 60  # of 100, rapidfuzz's weighted ratio
MOST_ROWS = 20_000  # beyond this a guess costs more than it helps


class HelpfulNotFound:
    """Shows this page also with DEBUG on, where Django would show its own to developers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return not_found(request, exception) if isinstance(exception, Http404) else None


def near(section: str, slug: str) -> list[Any]:
    """The records of a section whose slugs are most like one that does not exist."""
    rows = {(getattr(row, "slug", "") or row.code): row for row in SECTIONS[section]()[:MOST_ROWS]}
    found = process.extract(slug[:120].lower(), rows.keys(), limit=5, score_cutoff=NEAR_ENOUGH)
    return [rows[slug] for slug, __, __ in found]


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    parts = [part for part in request.path.split("/") if part]
    suggestions = near(parts[0], parts[1]) if len(parts) == 2 and parts[0] in SECTIONS else []
    context = {"suggestions": suggestions, "section": parts[0] if parts and parts[0] in SECTIONS else ""}
    return render(request, "404.html", context, status=404)

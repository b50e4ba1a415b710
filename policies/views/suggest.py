"""Suggestions while a reader types. A fragment for the list under a search field (static/src/js/suggest.js)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from policies.filters.policies import MOST_LETTERS
from policies.queries.suggestions import suggestions


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """``q`` is what was typed; of too much of it the beginning counts."""
    groups = suggestions(request.GET.get("q", "")[:MOST_LETTERS])
    context = {"groups": groups, "number": sum(len(group.suggestions) for group in groups)}
    return render(request, "_fragments/suggestions.html", context)

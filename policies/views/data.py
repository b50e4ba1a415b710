"""About the data as a whole."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from policies.columns import KINDS, TABLES
from policies.views.changes import CHANGES
from policies.views.common import unknown_names
from policies.views.lists import LISTS


@require_safe
def dictionary(request: HttpRequest) -> HttpResponse:
    """Every table and column with what it means, from ``columns`` itself, and what lists add to them."""
    context = {
        "tables": TABLES.values(),
        "kinds": KINDS,
        "lists": {**LISTS, CHANGES.address: CHANGES},
        "problems": unknown_names(request),
    }
    return render(request, "policies/data_dictionary.html", context)

"""What every view of one selection of policies has: its facets, what was not understood, and the ways to the other views."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from policies.filters import AsOf, PolicyFilterSet, facets_of

#: The views of a selection, by the name of their address, in the order of their tabs.
VIEWS: Final = {
    "policy-list": _("List"),
    "map": _("Map"),
    "timeline": _("Timeline"),
    "matrix": _("Matrix"),
    "curve": _("Curve"),
    "funding": _("Funding"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    address: str
    is_current: bool


def selection_context(request: HttpRequest, filters: PolicyFilterSet, current: str, *own: str) -> dict[str, Any]:
    """The context that templates of a selection share.

    ``current`` is the address name of this view. ``own`` are the names that this view's own form sets, such as the
    year of a map: that form keeps all others as hidden fields.
    """
    return {
        "filters": filters,
        "facets": facets_of(filters),
        "problems": filters.problems,
        # The list has its filters beside it, every other view below.
        "filters_below": current != "policy-list",
        "day": AsOf(filters.on, filters.has_as_of),
        "tabs": [
            Tab(str(label), reverse(name) + filters.selection_query, name == current) for name, label in VIEWS.items()
        ],
        # What this view reads beside the selection, such as its layer, stays when a filter is chosen.
        "beside_query": filters.beside_pairs,
        "kept_query": [
            (name, value)
            for name, values in request.GET.lists()
            if name not in own and name != "page"
            for value in values
        ],
    }

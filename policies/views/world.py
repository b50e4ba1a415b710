"""The world: home, map, and the words about the site."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from policies.bitmaps import published
from policies.choices import NATIONAL_POLICY_FAMILY, CheckScope
from policies.filters import AsOf, PolicyFilterSet, query, understood
from policies.models import CountryCheck, Framework, Policy, Project, Source
from policies.queries.coverage import coverage as coverage_rows
from policies.queries.kept import kept
from policies.queries.pages import alignment_counts, figures_of_policies, latest_events
from policies.queries.participations import ends_early
from policies.views.common import unknown_names
from policies.views.map_layers import LAYERS, NAMES, map_page, zoom_labels
from policies.views.selection import Tab, selection_context
from policies.views.status_map import Scope, map_of


def query_of_day(day: AsOf) -> str:
    return query([("as_of", day.on.isoformat())]) if day.chosen else ""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    day = AsOf.read(request.GET)
    family = published().of("instrument", NATIONAL_POLICY_FAMILY)
    context = {
        "day": day,
        "problems": [*day.problems, *unknown_names(request, "as_of")],
        "chart": map_of(family, day.on, timezone.localdate(), scope=Scope(query=query_of_day(day))),
        "as_of_query": query_of_day(day),
        "totals": figures_of_policies(day.on),
        "alignments": kept(alignment_counts),
        "projects": Project.objects.published().count(),
        "events": latest_events(day.on),
    }
    return render(request, "policies/home.html", context)


@require_safe
def policy_map(request: HttpRequest) -> HttpResponse:
    """The selection as a map. Beside the selection it reads ``layer``, ``of`` and ``zoom``: see views.map_layers."""
    filters = PolicyFilterSet(request.GET, Policy.objects.published(), beside=NAMES)
    shown = map_page(filters, request.GET)
    # The slider's form, which works without script, keeps the other choices.
    context = selection_context(request, filters, "map", "as_of")
    context |= {
        "map": shown,
        "chart": shown.chart,
        "beside_query": shown.pairs,
        "clear_query": query(shown.pairs) if shown.pairs else "",
        "problems": [*context["problems"], *shown.problems],
        # Without a choice of instruments these layers are of national policies and strategies.
        "not_counted": shown.layer in ("status", "first-adoption") and not filters.chosen.get("instrument"),
        "list_ends_early": shown.layer == "participation"
        and isinstance(shown.target, Framework)
        and ends_early(shown.target, filters.today),
        "layers": links_to(request, "layer", [(name, layer.label) for name, layer in LAYERS.items()], shown.layer),
        "zooms": links_to(request, "zoom", zoom_labels(), shown.zoom),
        "places_query": places_query(filters) if shown.of_policies and filters.narrows else "",
        "kept_beside_of": [pair for pair in context["kept_query"] if pair[0] != "of"],
    }
    return render(request, "policies/map.html", context)


def places_query(filters: PolicyFilterSet) -> str:
    """The list of the selection, to which a link adds the country."""
    return reverse("policy-list") + query(pair for pair in understood(filters) if pair[0] != "country")


def links_to(request: HttpRequest, name: str, choices: list[tuple[str, Any]], current: str) -> list[Tab]:
    """The same page with another value of ``name``. Another layer is of something else."""
    kept = [
        (key, value)
        for key, values in request.GET.lists()
        if key not in (name, "page") and not (name == "layer" and key == "of")
        for value in values
    ]
    return [Tab(str(label), query([*kept, (name, value)]), value == current) for value, label in choices]


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "policies/about.html",
        {
            "changes_url": reverse("changes"),
            "sources": Source.objects.count(),
            "alignments": alignment_counts(),
            "problems": unknown_names(request),
        },
    )


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    rows, world = coverage_rows()
    context = {
        "rows": rows,
        "world": world,
        "today": timezone.localdate(),
        "asylum_checks": CountryCheck.objects.filter(scope=CheckScope.ASYLUM_LAW).values("country").distinct().count(),
        "problems": unknown_names(request),
    }
    return render(request, "policies/coverage.html", context)


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it on pages, such as the admin's, that name no icon."""
    return redirect(static("favicon.svg"), permanent=False)

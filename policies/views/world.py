"""The world: home, map, and the words about the site."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_safe

from policies.choices import NATIONAL_POLICY_FAMILY, CheckScope, Status
from policies.filters import AsOf, PolicyFilterSet
from policies.models import CountryCheck, Policy, Project, Source
from policies.queries.coverage import coverage as coverage_rows
from policies.queries.pages import alignment_counts, latest_events
from policies.views.charts import map_of, map_of_selection
from policies.views.common import unknown_names
from policies.views.selection import selection_context


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    day = AsOf.read(request.GET)
    family = Policy.objects.published().filter(instrument__in=NATIONAL_POLICY_FAMILY)
    totals = (
        Policy.objects.published()
        .with_status(day.on)
        .known_by(day.on)
        .aggregate(
            policies=Count("pk"),
            countries=Count("country", distinct=True),
            in_force=Count("pk", filter=Q(status_then=Status.IN_FORCE)),
        )
    )
    context = {
        "day": day,
        "problems": [*day.problems, *unknown_names(request, "as_of")],
        "chart": map_of(family, day.on, timezone.localdate()),
        "totals": totals,
        "alignments": alignment_counts(),
        "projects": Project.objects.published().count(),
        "events": latest_events(day.on),
    }
    return render(request, "policies/home.html", context)


@require_safe
def policy_map(request: HttpRequest) -> HttpResponse:
    filters = PolicyFilterSet(request.GET, Policy.objects.published())
    # The slider's form, which works without script, keeps the other choices.
    context = selection_context(request, filters, "map", "as_of") | {"chart": map_of_selection(filters)}
    return render(request, "policies/map.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(
        request, "policies/about.html", {"sources": Source.objects.count(), "problems": unknown_names(request)}
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

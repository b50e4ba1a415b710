"""All frameworks, and one framework."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from policies.filters import AsOf
from policies.models import Alignment, ComponentMapping, Framework, Policy
from policies.queries.adoptions import adoptions_by_year
from policies.queries.pages import alignment_matrix, frameworks_with_counts
from policies.views.charts import adoption_chart


@require_safe
def framework_list(request: HttpRequest) -> HttpResponse:
    return render(request, "policies/framework_list.html", {"frameworks": frameworks_with_counts()})


@require_safe
def framework(request: HttpRequest, code: str) -> HttpResponse:
    if code != code.lower():
        return redirect("framework", code=code.lower(), permanent=True)
    day = AsOf.read(request.GET)
    found = get_object_or_404(Framework.objects.select_related("source"), code=code)
    components = list(found.components.select_related("source"))
    mappings = ComponentMapping.objects.select_related("component__framework", "other__framework", "source")
    mapped: dict[int, list[object]] = {}
    for mapping in mappings.filter(component__framework=found):
        mapped.setdefault(mapping.component_id, []).append((mapping.get_relation_display(), mapping.other))
    for mapping in mappings.filter(other__framework=found):
        mapped.setdefault(mapping.other_id, []).append((mapping.get_relation_display(), mapping.component))
    matrix = alignment_matrix(found, components, day.on)
    aligned = Policy.objects.published().filter(
        Exists(Alignment.objects.filter(framework=found, policy=OuterRef("pk")))
    )
    context = {
        "framework": found,
        "day": day,
        "problems": day.problems,
        "components": [(component, mapped.get(component.pk, [])) for component in components],
        "participations": found.participations.select_related("country", "source"),
        "matrix": matrix,
        "countries": len({row.policy.country_id for row in matrix}),
        "chart": adoption_chart(adoptions_by_year(aligned, day.on), found, day.on),
    }
    return render(request, "policies/framework.html", context)

"""All frameworks, and one framework."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from policies import bitmaps
from policies.choices import EvidenceKind, ParticipationAction
from policies.filters import AsOf
from policies.models import Framework, FrameworkComponent, Policy
from policies.queries.adoptions import adoptions_of_framework
from policies.queries.alignments import alignments_of_framework, frameworks_that_follow, mappings_shown
from policies.queries.evidence import Evidence
from policies.queries.kept import kept
from policies.queries.mappings import Mappings
from policies.queries.matrix import Frame
from policies.queries.pages import frameworks_with_counts
from policies.queries.participations import ends_early, participants_of, participations_of
from policies.queries.scores import scores_of
from policies.views.charts import adoption_chart
from policies.views.common import PER_PAGE, unknown_names
from policies.views.matrix import MOST_TITLES, policy_rows
from policies.views.participation_map import participation_chart


@require_safe
def framework_list(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "policies/framework_list.html",
        {"frameworks": frameworks_with_counts(), "problems": unknown_names(request)},
    )


@require_safe
def framework(request: HttpRequest, code: str) -> HttpResponse:
    if code != code.lower():
        return redirect("framework", code=code.lower(), permanent=True)
    day = AsOf.read(request.GET)
    found = get_object_or_404(Framework.objects.select_related("source"), code=code)
    components = list(found.components.select_related("source"))
    mapped: dict[int, list[tuple[str, FrameworkComponent]]] = {}
    for mapping in kept(mappings_shown):
        ours, theirs = mapping.component, mapping.other
        if theirs.framework_id == found.pk:
            ours, theirs = theirs, ours
        if ours.framework_id == found.pk:
            mapped.setdefault(ours.pk, []).append((mapping.get_relation_display(), theirs))
    evidence = Evidence(Frame.of(found, components, kept(Mappings.load)), bitmaps.published().known_by(day.on))
    participations = participations_of(found)
    known = participants_of(found, participations, day.on, timezone.localdate())
    context = {
        "framework": found,
        "day": day,
        "problems": [*day.problems, *unknown_names(request, "as_of")],
        "components": [(component, mapped.get(component.pk, [])) for component in components],
        "topics": list(found.topics.all()),
        "follows": alignments_of_framework(found),
        "followed_by": frameworks_that_follow(found),
        "participations": participations,
        "participation_map": participation_chart(known, found),
        "list_ends_early": ends_early(found, timezone.localdate()),
        "participation_day": AsOf(known.on, day.chosen) if known else day,
        "action_labels": {code: str(label) for code, label in ParticipationAction.choices},
        "participation_sources": list(dict.fromkeys(row.source for row in participations)),
        "followers": evidence.followers(),
        "table": policy_rows(first_policies(evidence, day.on), evidence, [("mapping", "on")]),
        "columns": components,
        "with_titles": len(components) <= MOST_TITLES,
        "kinds": list(EvidenceKind),
        "scores": scores_of(found),
        "chart": adoption_chart(adoptions_of_framework(found, day.on), found, day.on),
    }
    return render(request, "policies/framework.html", context)


def first_policies(evidence: Evidence, on: dt.date) -> list[Policy]:
    """Those with evidence that fit one page, as the matrix orders them, with their status on a day. One query."""
    coded, by_mapping, __ = evidence.parts
    places = [*coded[:PER_PAGE], *by_mapping[:PER_PAGE]][:PER_PAGE]
    keys = [evidence.index.keys[place] for place in places]
    policies = Policy.objects.with_status(on).select_related("country").in_bulk(keys)
    return [policies[key] for key in keys if key in policies]

"""The list of policies, and one policy."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from policies import lifecycle, search
from policies.filters import AsOf, PolicyFilterSet, Rows, members_of
from policies.history.listing import history_of
from policies.models import Framework, Policy, PolicyProject, PolicyRelation, Source
from policies.queries.alignments import Evidence, evidence_of_policy
from policies.queries.pages import bodies_of, policies_for_list, policy_for_page, project_links_of, read_relations
from policies.queries.standings import explain, label_of, term_of
from policies.views.charts import policy_chart
from policies.views.common import in_small_letters, page_of, past_the_end, unknown_names
from policies.views.legislation import linked_data
from policies.views.selection import selection_context


@require_safe
@vary_on_headers("HX-Request")
def policy_list(request: HttpRequest) -> HttpResponse:
    filters = PolicyFilterSet(request.GET, Policy.objects.published())
    members = members_of(filters)
    page = page_of(Rows(members, policies_for_list), request)
    context = selection_context(request, filters, "policy-list") | {
        "page": page,
        "problems": [*filters.problems, *past_the_end(page, request)],
        "sorts": filters.sorts.items(),
        "reasons": search.reasons(filters.question, page),
    }
    whole = "HX-Request" not in request.headers
    context["swapped"] = not whole
    return render(request, "policies/policy_list.html" if whole else "policies/_policy_results.html", context)


@require_safe
def policy(request: HttpRequest, slug: str) -> HttpResponse:
    if moved := in_small_letters(request, slug):
        return moved
    return policy_page(request, get_object_or_404(policy_for_page(Policy.objects.visible_to(request.user)), slug=slug))


def policy_page(request: HttpRequest, found: Policy, preview: str = "") -> HttpResponse:
    """The page of a policy that ``policy_for_page`` has read. ``preview`` says on top that it is none for readers, and why."""
    day = AsOf.read(request.GET)
    read_relations(found)
    milestones = lifecycle.milestones(found.facts())
    standing = lifecycle.standing(milestones, day.on)
    why = explain(standing, found)
    said_status, said_why = said_once(label_of(standing.status), why)
    issuing, lead = bodies_of(found)
    related_out = [relation for relation in found.relations_out.all() if relation.other.is_published]
    related_in = [relation for relation in found.relations_in.all() if relation.policy.is_published]
    evidence = evidence_of_policy(found)
    links = list(project_links_of(found))
    sources = sources_of(found, evidence, [*links, *related_out, *related_in])
    context = {
        "policy": found,
        "preview": preview,
        "day": day,
        "problems": [*day.problems, *unknown_names(request, "as_of")],
        "status": standing.status,
        "why": why,
        "said_status": said_status,
        "said_why": said_why,
        "term": term_of(found),
        "issuing": issuing,
        "lead": lead,
        "related_out": related_out,
        "related_in": related_in,
        "evidence": evidence,
        "project_links": links,
        "chart": policy_chart(found, day),
        "sources": sources,
        "history": history_of(found) if found.is_published else [],
        "linked_data": linked_data(found, standing.status, issuing, lead, related_out, sources),
    }
    return render(request, "policies/policy.html", context)


def said_once(label: str, why: str) -> tuple[str, str]:
    """The label of a status and what is said of it: sentences begin with the label, and it stands before them already.

    ``Term ended``, ``Term ended 2025: ...`` → ``Term ended``, ``2025: ...``; a colon stays with the label.
    """
    rest = why.removeprefix(label) if why.startswith(label) else f" {why}"
    colon = ":" if rest.startswith(":") else ""
    return label + colon, rest.removeprefix(":").strip()


def sources_of(
    found: Policy,
    evidence: list[tuple[Framework, list[Evidence], list[Evidence]]],
    links: list[PolicyProject | PolicyRelation],
) -> list[Source]:
    """Every source that the page rests on, once, the main one first."""
    sources = [
        found.source,
        *(event.source for event in found.events.all()),
        *(row.alignment.source for __, coded, __ in evidence for row in coded),
        *(link.source for link in links),
    ]
    return list(dict.fromkeys(source for source in sources if source))

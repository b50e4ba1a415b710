"""Projects and funders, both ways to the policies."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from policies.filters import AsOf
from policies.history.listing import history_of
from policies.models import Organisation, Project
from policies.queries.funders import funders, projects_of, reached_by
from policies.queries.pages import (
    ListedProjects,
    money_by_currency,
    policies_for_list,
    policies_of_body,
    projects_with_links,
)
from policies.views.common import in_small_letters, page_of, past_the_end, unknown_names
from policies.views.funding import funding_of_funder


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    page = page_of(ListedProjects(), request)
    problems = [*unknown_names(request, "page"), *past_the_end(page, request)]
    return render(request, "policies/project_list.html", {"page": page, "problems": problems})


@require_safe
def project(request: HttpRequest, slug: str) -> HttpResponse:
    if moved := in_small_letters(request, slug):
        return moved
    found = get_object_or_404(projects_with_links(Project.objects.visible_to(request.user)), slug=slug)
    fundings = list(found.fundings.select_related("funder", "source"))
    context = {"project": found, "fundings": fundings, "totals": money_by_currency(fundings)}
    context["history"] = history_of(found) if found.is_published else []
    context["problems"] = unknown_names(request)
    return render(request, "policies/project.html", context)


@require_safe
def funder_list(request: HttpRequest) -> HttpResponse:
    return render(request, "policies/funder_list.html", {"funders": funders(), "problems": unknown_names(request)})


@require_safe
def funder(request: HttpRequest, slug: str) -> HttpResponse:
    if moved := in_small_letters(request, slug):
        return moved
    found = get_object_or_404(Organisation.objects.named_by_published().select_related("country"), slug=slug)
    day = AsOf.read(request.GET)
    funding = funding_of_funder(request.GET, found, day)
    funded, others = projects_of(found, funding.money, day.on, cut=day.chosen)
    policies, countries = reached_by(funding.money)
    page = page_of(policies_for_list(policies_of_body(found, day.on, known_only=day.chosen)), request)
    context = {
        "organisation": found,
        "page": page,
        "day": day,
        "funding": funding,
        "chart": funding.chart,
        "beside_query": funding.query,
        "kept_query": [("as_of", day.on.isoformat())] if day.chosen else [],
        "problems": [
            *funding.problems,
            *past_the_end(page, request),
            *unknown_names(request, "as_of", "currency", "page"),
        ],
        "projects": funded.listed,
        "project_total": funded.total,
        "other_projects": others.listed,
        "other_total": others.total,
        "totals": funding.totals,
        "countries": countries,
        "policy_count": policies,
    }
    return render(request, "policies/funder.html", context)

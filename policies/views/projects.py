"""Projects and funders, both ways to the policies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from policies.filters import AsOf
from policies.history.listing import history_of
from policies.models import Country, Organisation, Project
from policies.queries.funders import funders
from policies.queries.pages import (
    listed_projects,
    money_by_currency,
    policies_for_list,
    policies_of_body,
    projects_of,
    projects_with_links,
)
from policies.views.common import in_small_letters, page_of, past_the_end, unknown_names
from policies.views.funding import funding_of_funder


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    page = page_of(listed_projects(), request)
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
    funded, others = projects_of(found)
    projects, other = known_by(day, funded, "start"), known_by(day, others, "start")
    countries = {country for p in projects for country in reached(p)}
    funding = funding_of_funder(request.GET, found, day)
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
        "projects": projects,
        "other_projects": other,
        "totals": funding.totals,
        "countries": sorted(countries, key=lambda country: country.sort_key),
        "policy_count": len({link.policy_id for p in projects for link in p.policy_links.all()}),
    }
    return render(request, "policies/funder.html", context)


def reached(project: Project) -> list[Country]:
    """The countries of the policies that a project worked on; of one without any, those that it names. As in its flow."""
    return [link.policy.country for link in project.policy_links.all()] or list(project.countries.all())


def known_by(day: AsOf, rows: Iterable[Any], name: str) -> list[Any]:
    """The rows that had begun by the day, if a reader chose one, by their date of that name; those without one stay."""
    dates = ((row, getattr(row, name)) for row in rows)
    return [row for row, date in dates if not day.chosen or date is None or date.earliest <= day.on]

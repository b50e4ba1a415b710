"""All countries with their state, and one country."""

from __future__ import annotations

from django.db.models import Count, F, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from policies.choices import CONTINENTS, NATIONAL_POLICY_FAMILY, CheckScope, CountryState, PublicationState
from policies.filters import AsOf
from policies.models import Country, Policy, PolicyRelation
from policies.queries.country_states import country_states, none_before, state_on
from policies.queries.pages import policies_for_list, projects_of_country
from policies.queries.timelines import country_lanes
from policies.views.charts import country_chart


@require_safe
def country_list(request: HttpRequest) -> HttpResponse:
    day = AsOf.read(request.GET)
    family = Policy.objects.published().filter(instrument__in=NATIONAL_POLICY_FAMILY)
    states = {row.iso3: CountryState(row.changes[-1][1]) for row in country_states(family, {day.on.year: day.on})}
    published = Q(policies__state=PublicationState.PUBLISHED)
    countries = sorted(
        Country.objects.annotate(policy_count=Count("policies", filter=published)), key=lambda c: c.sort_key
    )
    rows = [(country, states[country.iso3]) for country in countries]
    by_continent = [(continent, [row for row in rows if row[0].region == continent.value]) for continent in CONTINENTS]
    elsewhere = [row for row in rows if not row[0].region]
    counts = [(state, sum(1 for row in rows if row[1] == state)) for state in CountryState]
    context = {
        "day": day,
        "problems": day.problems,
        "by_continent": by_continent,
        "elsewhere": elsewhere,
        "counts": counts,
        "total": len(rows),
    }
    return render(request, "policies/country_list.html", context)


#: The score of the whole before those of its parts.
ORDER_OF_SCORES = ("framework__code", "-year", F("component__order").asc(nulls_first=True))


@require_safe
def country(request: HttpRequest, slug: str) -> HttpResponse:
    by_code = {"iso3": slug.upper()} if len(slug) == 3 else {"iso2": slug.upper()} if len(slug) == 2 else None
    if by_code:
        return redirect(get_object_or_404(Country, **by_code), permanent=True)
    day = AsOf.read(request.GET)
    found = get_object_or_404(Country, slug=slug)
    policies = list(
        policies_for_list(found.policies.published().with_status(day.on))
        .prefetch_related("events", Prefetch("relations_in", PolicyRelation.objects.select_related("policy")))
        .order_by(F("adopted_from").asc(nulls_last=True), "slug")
    )
    # Policies and strategies first: they are what the page is about; laws and other instruments after them.
    policies.sort(key=lambda policy: policy.instrument not in NATIONAL_POLICY_FAMILY)
    shown = [p for p in policies if not day.chosen or p.status_then != "not-begun"]
    projects = list(projects_of_country(found))
    checks = list(found.checks.select_related("source").order_by("-date"))
    participations = list(found.participations.select_related("framework", "source"))
    outcomes = {check.outcome for check in checks if check.scope == CheckScope.NATIONAL_POLICY}
    family = [p.milestones for p in policies if p.instrument in NATIONAL_POLICY_FAMILY]
    state = state_on(family, none_before(family, outcomes), day.on)
    undated = sum(1 for policy in shown for event in policy.events.all() if event.date is None)
    context = {
        "country": found,
        "day": day,
        "problems": day.problems,
        "state": state,
        "has_family": any(policy.instrument in NATIONAL_POLICY_FAMILY for policy in shown),
        "policies": shown,
        "projects": projects,
        "checks": checks,
        "looked": bool(outcomes),
        "participations": participations,
        "scores": list(found.scores.select_related("framework", "component", "source").order_by(*ORDER_OF_SCORES)),
        "aligned": aligned_frameworks(shown),
        "chart": country_chart(country_lanes(shown, projects, participations), found, day.on, undated),
    }
    return render(request, "policies/country.html", context)


def aligned_frameworks(policies: list[Policy]) -> list[tuple[object, int, int]]:
    """(framework, policies with an explicit link, policies with only implicit ones), most followed first."""
    links: dict[object, dict[int, bool]] = {}
    for policy in policies:
        for alignment in policy.alignments.all():
            of_framework = links.setdefault(alignment.framework, {})
            of_framework[policy.pk] = of_framework.get(policy.pk, False) or alignment.link == "explicit"
    rows = [(f, sum(by.values()), len(by) - sum(by.values())) for f, by in links.items()]
    return sorted(rows, key=lambda row: (-row[1] - row[2], str(row[0])))

"""All countries with their state, and one country."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from policies.choices import CONTINENTS, CountryState
from policies.filters import AsOf
from policies.models import Country
from policies.queries.country_page import country_page
from policies.queries.country_states import countries_with_states
from policies.queries.country_summary import countries_by_slug, facts_of, summary
from policies.queries.kept import kept
from policies.queries.similar import similar_countries
from policies.views.charts import country_chart
from policies.views.common import unknown_names


@require_safe
def country_list(request: HttpRequest) -> HttpResponse:
    day = AsOf.read(request.GET)
    rows = countries_with_states(day.on)
    by_continent = [(continent, [row for row in rows if row[0].region == continent.value]) for continent in CONTINENTS]
    elsewhere = [row for row in rows if row[0].region not in set(CONTINENTS)]
    counts = [(state, sum(1 for row in rows if row[1] == state)) for state in CountryState]
    context = {
        "day": day,
        "problems": [*day.problems, *unknown_names(request, "as_of")],
        "by_continent": by_continent,
        "elsewhere": elsewhere,
        "counts": counts,
        "total": len(rows),
    }
    return render(request, "policies/country_list.html", context)


@require_safe
def country(request: HttpRequest, slug: str) -> HttpResponse:
    by_code = {"iso3": slug.upper()} if len(slug) == 3 else {"iso2": slug.upper()} if len(slug) == 2 else None
    if by_code:
        return redirect(get_object_or_404(Country, **by_code), permanent=True)
    day = AsOf.read(request.GET)
    found = kept(countries_by_slug).get(slug)
    if found is None:
        raise Http404
    page = country_page(found, day.on, cut=day.chosen)
    context = {
        "country": found,
        "day": day,
        "problems": [*day.problems, *unknown_names(request, "as_of")],
        "page": page,
        "similar": similar_countries(found, day.on),
        "summary": summary(facts_of(page, day.on)),
        "chart": country_chart(page, day.on),
    }
    return render(request, "policies/country.html", context)

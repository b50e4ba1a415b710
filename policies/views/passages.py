"""The passages behind a cell of the matrix, or behind a column of a selection.

Beside the selection it reads ``of`` (the code of a component, or of a framework as a whole) and ``policy`` (a slug).
Asked for by the page's script it answers with the passages alone, for a dialog.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from pyroaring import BitMap

from policies.filters import AsOf, PolicyFilterSet, Problem, members_of, shorten
from policies.models import Framework, FrameworkComponent, Policy
from policies.queries.evidence import Evidence
from policies.queries.matrix import Frame
from policies.queries.passages import Passages
from policies.views.common import page_of, past_the_end

NO_COLUMN = gettext_noop("name a component such as migof-o2, or a framework such as migof")
#: No code and no slug is longer.
MOST_LETTERS = 120


@require_safe
@vary_on_headers("HX-Request")
def passages(request: HttpRequest) -> HttpResponse:
    filters = PolicyFilterSet(request.GET, Policy.objects.published(), beside=("of", "policy", "frame", "rows"))
    problems = [*filters.problems]
    policies = members_of(filters).selected
    framework, component = column_named(request.GET.get("of", ""))
    if framework is None:
        problems.append(Problem("of", shorten(request.GET.get("of", "")), gettext(NO_COLUMN)))
    policy = policy_named(request.GET.get("policy", ""))
    if policy:
        policies = policies.among(policies.index.of_keys([policy.pk]))
    elif request.GET.get("policy"):
        problems.append(Problem("policy", shorten(request.GET["policy"]), gettext("no such policy")))
        policies = policies.among(BitMap())
    context = {
        "filters": filters,
        "day": AsOf(filters.on, filters.has_as_of),
        "framework": framework,
        "component": component,
        "policy": policy,
        "place": place_of(filters, policy),
        "swapped": "HX-Request" in request.headers,
    }
    if framework:
        mappings = filters.mappings if filters.chosen.get("mapping") else None
        frame = Frame.of(framework, [component] if component else [], mappings)
        context["page"] = page_of(Passages(Evidence(frame, policies), component.pk if component else None), request)
        problems += past_the_end(context["page"], request)
    template = "policies/_passages.html" if context["swapped"] else "policies/passages.html"
    return render(request, template, context | {"problems": problems})


def column_named(code: str) -> tuple[Framework | None, FrameworkComponent | None]:
    """The component of that code with its framework, or the framework of that code as a whole; two queries at most."""
    code = code.lower()
    if not code or len(code) > MOST_LETTERS or not code.isprintable():
        return None, None
    component = FrameworkComponent.objects.select_related("framework").filter(code=code).first()
    if component:
        return component.framework, component
    return Framework.objects.filter(code=code).first(), None


def place_of(filters: PolicyFilterSet, policy: Policy | None) -> str:
    """The country that all passages are of, if the address says so."""
    if policy:
        return policy.country.name
    countries: list[str] = filters.chosen.get("country") or []
    labels: Any = filters.form.fields["country"]
    return labels.labels[countries[0]] if len(countries) == 1 else ""


def policy_named(slug: str) -> Policy | None:
    if not slug or len(slug) > MOST_LETTERS or not slug.isprintable():
        return None
    return Policy.objects.published().select_related("country").filter(slug=slug).first()

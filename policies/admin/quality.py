"""The quality queue: what is missing, old or doubtful, counted, listed and one click from where it is mended.

The query string: ``country`` (ISO alpha-3) and ``region`` (M49, as a slug) narrow it; ``page`` is that of a list.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from policies.choices import Region
from policies.exporters.csv import CONTENT_TYPE, csv_file
from policies.models import Country
from policies.queries.quality import CHECKS, Place, Scope

PER_PAGE = 50
View = Callable[..., HttpResponse]


def urls() -> list[URLPattern]:
    """The pages, for ``path("admin/quality/", include(quality.urls()))`` before the admin's own addresses."""

    def page(route: str, view: View, name: str) -> URLPattern:
        return path(route, admin.site.admin_view(for_those_who_see_policies(require_safe(view))), name=name)

    return [
        page("", index, "quality"),
        page("<slug:key>/", listing, "quality-list"),
        page("<slug:key>.csv", file, "quality-file"),
    ]


def for_those_who_see_policies(view: View) -> View:
    def allowed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("policies.view_policy"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return allowed


def index(request: HttpRequest) -> HttpResponse:
    context = common(request, gettext("What to mend in the record"))
    scope = context["scope"]
    context["checks"] = [(key, check, check.count(scope)) for key, check in CHECKS.items()]
    return TemplateResponse(request, "admin/quality/index.html", context)


def listing(request: HttpRequest, key: str) -> HttpResponse:
    check = CHECKS.get(key)
    if check is None:
        raise Http404
    context = common(request, str(check.title))
    page = Paginator(check.find(context["scope"]), PER_PAGE).get_page(request.GET.get("page", "1")[:10])
    rows = [(row, [(place.words, address_of(place)) for place in row.mend]) for row in check.rows(page.object_list)]
    context |= {"key": key, "check": check, "page": page, "rows": rows}
    return TemplateResponse(request, "admin/quality/list.html", context)


def file(request: HttpRequest, key: str) -> HttpResponse:
    """All of a list as CSV."""
    check = CHECKS.get(key)
    if check is None:
        raise Http404
    scope, __ = scope_of(request)
    rows = [
        (
            row.country.iso3 if row.country else "",
            row.label,
            row.detail,
            *(request.build_absolute_uri(address_of(place)) for place in row.mend[:1]),
        )
        for row in check.rows(check.find(scope))
    ]
    response = HttpResponse(csv_file(("country", "what", "detail", "mend"), rows), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="migpol-quality-{key}-{scope.on.isoformat()}.csv"'
    return response


def common(request: HttpRequest, title: str) -> dict[str, Any]:
    scope, problems = scope_of(request)
    chosen = [(name, value) for name, value in (("country", scope.country), ("region", scope.region)) if value]
    return {
        **admin.site.each_context(request),
        "title": title,
        "scope": scope,
        "problems": problems,
        "kept": f"?{urlencode(chosen)}" if chosen else "",
        "countries": sorted(Country.objects.only("iso3", "iso2", "note"), key=lambda country: country.sort_key),
        "regions": Region.choices,
    }


def scope_of(request: HttpRequest) -> tuple[Scope, list[str]]:
    """The part of the record that is asked for, and what was not understood of it."""
    country, region = request.GET.get("country", "").strip().upper(), request.GET.get("region", "").strip().lower()
    problems = []
    if country and not Country.objects.filter(iso3=country).exists():
        problems.append(gettext("There is no country “%s”: choose one of the list.") % country[:40])
        country = ""
    if region and region not in Region.values:
        problems.append(gettext("There is no region “%s”: choose one of the list.") % region[:40])
        region = ""
    return Scope(timezone.localdate(), country, region), problems


def address_of(place: Place) -> str:
    """The form where something is mended, at the part of it."""
    name = f"admin:policies_{place.model}"
    part = f"#{place.part}" if place.part else ""
    if place.key is None:
        given = f"?{urlencode(place.given)}" if place.given else ""
        return f"{reverse(f'{name}_add')}{given}{part}"
    return f"{reverse(f'{name}_change', args=[place.key])}{part}"

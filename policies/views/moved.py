"""Addresses that a record had before answer 301 with the one that it has now.

Asked only where nothing was found: a page that is there costs no query for it.
"""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from policies.charts.funding_flow import KEY as FUNDING_FLOW
from policies.charts.timeline import POLICY_KEY
from policies.choices import RecordKind
from policies.models import Organisation, Policy, Project
from policies.models.address import RECORD_OF

#: Pages of records by the name of their address: the kind of record; the slug is the argument ``slug``.
PAGES: Final = {"policy": RecordKind.POLICY, "project": RecordKind.PROJECT, "funder": RecordKind.FUNDER}
#: Charts of one record, embedded or as files.
CHARTS: Final = {POLICY_KEY: RecordKind.POLICY, FUNDING_FLOW: RecordKind.FUNDER}


def slug_now(kind: str, slug: str, user: Any = None) -> str | None:
    """The slug of the record that had this one before, if the user may see it. One query."""
    if kind not in RECORD_OF:
        return None
    if kind == RecordKind.FUNDER:
        seen: Any = Organisation.objects.named_by_published()
    else:
        records = (Policy if kind == RecordKind.POLICY else Project).objects
        seen = records.visible_to(user) if user is not None else records.published()
    found: str | None = (
        seen.filter(past_addresses__kind=kind, past_addresses__slug=slug)
        .order_by()
        .values_list("slug", flat=True)
        .first()
    )
    return found


def asked_for(name: str | None, arguments: dict[str, Any]) -> tuple[str, str] | None:
    """The kind of record that an address is about, and which of its arguments is the slug."""
    if name in PAGES:
        return PAGES[name], "slug"
    if name == "record-file":
        return arguments["section"], "name"
    if name in ("embed", "chart-file") and "subject" in arguments and arguments["key"] in CHARTS:
        return CHARTS[arguments["key"]], "subject"
    return None


def moved(request: HttpRequest) -> HttpResponse | None:
    """The way to the present address of what was asked for; None where it never was anywhere else."""
    match = request.resolver_match
    if match is None or match.namespaces or request.method not in ("GET", "HEAD"):
        return None
    found = asked_for(match.url_name, match.kwargs)
    if found is None:
        return None
    kind, argument = found
    slug = slug_now(kind, match.kwargs[argument], request.user)
    if slug is None:
        return None
    address = reverse(match.url_name, kwargs={**match.kwargs, argument: slug})
    query = request.META.get("QUERY_STRING", "")
    response = HttpResponsePermanentRedirect(f"{address}{'?' if query else ''}{query}")
    # An address that is given back to its record must not send browsers in a circle.
    response["Cache-Control"] = "no-cache"
    return response

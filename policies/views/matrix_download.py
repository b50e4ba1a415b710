"""The matrix as a file: the same query string, the rows of all its pages, a column a component."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from policies.citing import cite
from policies.exporters import EXPORTERS, Document
from policies.filters import Members, PolicyFilterSet, members_of
from policies.filters.matrix import NAMES, read_frame, read_rows
from policies.models import Policy
from policies.queries.evidence import Evidence
from policies.queries.matrix import Cells, Frame
from policies.views.lists.about import about_list
from policies.views.lists.base import CHUNK, LICENCE
from policies.views.matrix import frame_of, frameworks_with_components, rows_in_order, usual_rows

#: What stands before and behind the columns of the components. An empty cell is "not assessed".
COUNTRY = ("country", "country_name", "policies")
POLICY = ("country", "country_name", "slug", "title", "status")
BEHIND = ("status_as_of", "permalink", "licence")


@require_safe
def matrix(request: HttpRequest, suffix: str) -> StreamingHttpResponse:
    exporter = EXPORTERS.get(suffix)
    filters = PolicyFilterSet(request.GET, Policy.objects.published(), beside=NAMES)
    framework, __ = read_frame(request.GET, filters, offered := frameworks_with_components())
    if exporter is None or framework is None:
        raise Http404
    frame = frame_of(framework, offered, filters)
    members = members_of(filters)
    by, __ = read_rows(request.GET, "")
    by = by or usual_rows(len(members.all()))
    headers = (*(COUNTRY if by == "countries" else POLICY), *column_names(frame), *BEHIND)
    rows = (rows_of_countries if by == "countries" else rows_of_policies)(members, Evidence(frame, members.selected))
    citation = cite(gettext("Alignment matrix"), reverse("matrix"), filters, beside=filters.beside_pairs)
    numbers = frozenset({"policies"} & set(headers))
    document = Document(citation.name, headers, rows, about_list(citation, filters), numbers)
    response = StreamingHttpResponse(exporter.write(document), content_type=exporter.content_type)
    name = f"migpol-matrix-{framework.code}-{by}-{filters.on.isoformat()}.{suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def column_names(frame: Frame) -> tuple[str, ...]:
    return (frame.framework.code, *(component.code for component in frame.components))


def rows_of_countries(members: Members, evidence: Evidence) -> Iterator[tuple[str, ...]]:
    for row in evidence.countries():
        before = (row.country.iso3, row.country.name, str(row.policies))
        yield (*before, *texts(row.cells), *behind(members.filters, row.country.get_absolute_url()))


def rows_of_policies(members: Members, evidence: Evidence) -> Iterator[tuple[str, ...]]:
    policies = rows_in_order(members, evidence)
    for first in range(0, len(policies), CHUNK):
        chunk = policies[first : first + CHUNK]
        cells = evidence.cells([policy.pk for policy in chunk])
        for policy in chunk:
            country = policy.country
            before = (country.iso3, country.name, policy.slug, policy.title, policy.status_then)
            found = cells.get(policy.pk, evidence.frame.nothing)
            yield (*before, *texts(found), *behind(members.filters, policy.get_absolute_url()))


def texts(cells: Cells) -> list[str]:
    return [kind.value if kind else "" for kind in cells]


def behind(filters: PolicyFilterSet, path: str) -> tuple[str, str, str]:
    return filters.on.isoformat(), settings.SITE_URL + path, LICENCE

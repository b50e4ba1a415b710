"""Lists as files: the same query string, the same rows as the screen, all pages of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from policies.columns import LIST_SEPARATOR, TABLES
from policies.exporters import EXPORTERS
from policies.filters import PolicyFilterSet

LICENCE = "CC BY 4.0"
#: So many records are in memory at a time.
CHUNK = 500
#: What a row of the list has beside the columns of the table. ``evidence`` is the best for the framework or component
#: chosen (choices.EvidenceKind), and empty if none is.
BESIDE = ("country_name", "status", "status_as_of", "frameworks", "evidence", "permalink", "licence")


@require_safe
def policies(request: HttpRequest, suffix: str) -> StreamingHttpResponse:
    exporter = EXPORTERS.get(suffix)
    if exporter is None:
        raise Http404
    table = TABLES["policies"]
    filters = PolicyFilterSet(request.GET, table.rows().prefetch_related("alignments__framework"))
    headers = (*(column.name for column in table.columns), *BESIDE)
    day = filters.on.isoformat()

    def rows() -> Iterator[tuple[str, ...]]:
        for policy in filters.qs.iterator(chunk_size=CHUNK):
            yield (
                *(column.read(policy) for column in table.columns),
                *beside(policy, day, filters.evidence_of(policy) or ""),
            )

    response = StreamingHttpResponse(exporter.write(headers, rows()), content_type=exporter.content_type)
    response["Content-Disposition"] = f'attachment; filename="migpol-policies-{day}.{suffix}"'
    return response


def beside(policy: Any, day: str, evidence: str) -> tuple[str, ...]:
    frameworks = sorted({alignment.framework.code for alignment in policy.alignments.all()})
    address = settings.SITE_URL + policy.get_absolute_url()
    return policy.country.name, policy.status_then, day, LIST_SEPARATOR.join(frameworks), evidence, address, LICENCE

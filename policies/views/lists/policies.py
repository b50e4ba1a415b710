"""The selection of policies as a file."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from policies.columns import TABLES
from policies.filters import PolicyFilterSet
from policies.queries.pages import events_by
from policies.queries.standings import label_of
from policies.views.lists.base import CHUNK, Cells, Rows, Shape, together

SHAPE = Shape(
    TABLES["policies"],
    {
        "country_name": _("Name of the country."),
        "status": _("Status on the day of the list, by the rules of this site."),
        "status_name": _("The status in words."),
        "status_as_of": _("The day of the list."),
        "issuing_body_names": _("Names of those who issued it."),
        "lead_body_names": _("Names of those who lead its work."),
        "topic_names": _("Its topics in words."),
        "target_group_names": _("Its target groups in words."),
        "frameworks": _("Codes of the frameworks that it is aligned to."),
        "framework_names": _("Their names."),
        "evidence": _(
            "The best evidence for the framework or component chosen: explicit, implicit or by-mapping; empty if none is chosen."
        ),
        "sources": _("Address or citation of every source of the policy, its events and its alignments."),
    },
)
#: What a row reads beside the columns of its table.
READS = ("alignments__framework", "alignments__source", "events__source")


def rows(data: QueryDict) -> Rows:
    filters = PolicyFilterSet(data, SHAPE.table.rows().prefetch_related(*READS))
    day = filters.on.isoformat()

    def beside(policy: Any) -> Cells:
        alignments = sorted(policy.alignments.all(), key=lambda alignment: alignment.framework.code)
        read_in = [policy.source, *(row.source for row in (*policy.events.all(), *alignments))]
        return (
            policy.country.name,
            policy.status_then,
            label_of(policy.status_then),
            day,
            together(body.name for body in policy.issuing_bodies.all()),
            together(body.name for body in policy.lead_bodies.all()),
            together(topic.label for topic in policy.topics.all()),
            together(group.label for group in policy.target_groups.all()),
            together(alignment.framework.code for alignment in alignments),
            together(alignment.framework.short_name for alignment in alignments),
            filters.evidence_of(policy) or "",
            together(source.reference for source in read_in if source),
        )

    return Rows(
        cells=SHAPE.cells(filters.qs.iterator(chunk_size=CHUNK), beside),
        count=filters.qs.count,
        chosen=filters,
        events=events_by(filters.on).filter(policy__in=filters.qs.order_by().values("pk")),
    )


POLICIES = SHAPE.listed(_("Policies"), "policy-list", rows)

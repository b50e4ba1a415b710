"""Alignments that nobody but their coder has read."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext

from policies.choices import PublicationState
from policies.models import Alignment
from policies.queries.quality.base import Place, Row, Scope
from policies.queries.standings import show_date


def unreviewed(scope: Scope) -> QuerySet[Alignment]:
    """Of records: the alignments of a working copy are those of its record once more."""
    of_records = Alignment.objects.filter(policy__copy_of__isnull=True, reviewed_by="")
    found = of_records.filter(scope.of_country("policy__country__"))
    joined = found.select_related("policy__country", "framework", "component__framework")
    return joined.exclude(policy__state=PublicationState.ARCHIVED).order_by(
        "policy__country__slug", "policy__slug", "pk"
    )


def rows(found: Iterable[Alignment]) -> list[Row]:
    return [
        Row(
            alignment.policy.title,
            what(alignment),
            alignment.policy.country,
            (Place(gettext("Review the alignment"), "alignment", alignment.pk, "id_reviewed_by"),),
        )
        for alignment in found
    ]


def what(alignment: Alignment) -> str:
    to = alignment.component.label if alignment.component else gettext("the framework as a whole")
    said = f"{alignment.framework.short_name}: {to}"
    if not alignment.coded_on:
        return said
    return gettext("%(what)s; coded %(date)s") % {"what": said, "date": show_date(alignment.coded_on)}

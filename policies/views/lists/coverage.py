"""Coverage by region as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.queries.coverage import coverage
from policies.views.lists.base import LAST, LICENCE, Added, Cells, Listed, Rows

COUNTS: Final[Added] = {
    "countries": _("How many countries and areas it has."),
    "with_policy": _("How many of them have a recorded national policy or strategy."),
    "with_record": _("How many of them have any record."),
    "checked": _("How many of them somebody checked for national policies."),
    "policies": _("How many policies and other instruments are recorded."),
    "sourced": _("How many of these have a source."),
    "alignments": _("How many alignments are coded."),
    "explicit": _("How many of these are explicit."),
    "reviewed": _("How many of these somebody else than their coder reviewed."),
}
ADDED: Final[Added] = {
    "region": _("M49 region or sub-region; empty for what has none."),
    "region_name": _("Its name."),
    "level": _("Region or sub-region: the rows of sub-regions are counted in their region, too."),
    **COUNTS,
    "newest_check": _("The latest day on which a record or a country was checked."),
    **LAST,
}


def rows(data: QueryDict) -> Rows:
    of_regions, __ = coverage()
    page = settings.SITE_URL + reverse("coverage")

    def cells() -> Iterator[Cells]:
        for row in of_regions:
            label = row.label or gettext("Without an M49 region")
            counts = (str(getattr(row, name)) for name in COUNTS)
            newest = str(row.newest_check or "")
            yield row.region, label, "sub-region" if row.is_part else "region", *counts, newest, page, LICENCE

    return Rows(cells(), lambda: len(of_regions))


COVERAGE = Listed(_("Coverage by region"), "coverage", tuple(ADDED), rows, ADDED, frozenset(COUNTS))

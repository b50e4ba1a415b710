"""Coverage by region as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from policies.queries.coverage import coverage
from policies.views.lists.base import LAST, LICENCE, Cells, Listed, Rows

COUNTS: Final = (
    "countries", "with_policy", "with_record", "checked", "policies", "sourced", "alignments", "explicit", "reviewed",
)  # fmt: skip
HEADERS: Final = ("region", "region_name", "level", *COUNTS, "newest_check", *LAST)


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


COVERAGE = Listed(gettext_lazy("Coverage by region"), "coverage", HEADERS, rows, frozenset(COUNTS))

"""All frameworks with the policies that follow them, as a file."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from policies.columns import TABLES
from policies.models import Framework
from policies.queries.pages import frameworks_with_counts
from policies.views.lists.base import Cells, Rows, Shape

SHAPE = Shape(
    TABLES["frameworks"],
    {
        "policies": _("How many published policies are aligned to it."),
        "countries": _("How many countries these policies are of."),
    },
)


def rows(data: QueryDict) -> Rows:
    found = frameworks_with_counts(Framework.objects.select_related("source").prefetch_related("topics"))

    def beside(framework: Any) -> Cells:
        return str(framework.policies), str(framework.countries)

    return Rows(SHAPE.cells(found, beside), found.__len__)


FRAMEWORKS = SHAPE.listed(_("Frameworks"), "framework-list", rows, counts=SHAPE.beside)

"""All frameworks with the policies that follow them, as a file."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from policies.columns import TABLES
from policies.queries.pages import frameworks_with_counts
from policies.views.lists.base import Cells, Listed, Rows, Shape

SHAPE = Shape(TABLES["frameworks"], ("policies", "countries"))


def rows(data: QueryDict) -> Rows:
    found = frameworks_with_counts().select_related("source")

    def beside(framework: Any) -> Cells:
        return str(framework.policies), str(framework.countries)

    return Rows(SHAPE.cells(found, beside), found.count)


FRAMEWORKS = Listed(_("Frameworks"), "framework-list", SHAPE.headers, rows, SHAPE.numbers | {"policies", "countries"})

"""The alignment matrix of a selection: policies or countries x components of one framework.

Beside the selection it reads ``frame`` (the framework whose components are the columns) and ``rows`` (``countries`` or
``policies``); ``mapping=on``, of the selection, puts evidence by mapping into its cells.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from policies.choices import EvidenceKind
from policies.exporters import EXPORTERS
from policies.filters import Members, PolicyFilterSet, Rows, members_of, query, understood
from policies.filters.matrix import NAMES, ROWS, Offered, read_frame, read_rows
from policies.models import Framework, FrameworkComponent, Policy
from policies.queries.evidence import Evidence
from policies.queries.matrix import Cells, CountryRow, Frame, is_older, totals_of
from policies.views.common import PER_PAGE, page_of, past_the_end
from policies.views.matrix_chart import matrix_chart
from policies.views.selection import selection_context

#: With more components than this their titles do not fit above the columns.
MOST_TITLES = 8


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table. ``policy`` or ``country`` is what it is of; ``of`` names it in the query of its passages."""

    cells: list[tuple[str, EvidenceKind | None]]  # with the code of the column
    of: str
    policy: Any = None
    country: Any = None
    policies: int = 0
    is_older: bool = False


@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    filters = PolicyFilterSet(request.GET, Policy.objects.published(), beside=NAMES)
    members = members_of(filters)
    total = len(members.all())
    framework, problems = read_frame(request.GET, filters, offered := frameworks_with_components())
    rows, row_problems = read_rows(request.GET, usual_rows(total))
    context = selection_context(request, filters, "matrix", *NAMES, "mapping") | {
        "total": total,
        "frames": list(offered),
        "framework": framework,
        "rows": rows,
        "row_choices": list(ROWS.items()),
        "kinds": list(EvidenceKind),
        "formats": list(EXPORTERS),
    }
    problems = [*filters.problems, *problems, *row_problems]
    if framework:
        frame = frame_of(framework, offered, filters)
        table = table_of_countries if rows == "countries" else table_of_policies
        context |= table(request, members, Evidence(frame, members.selected)) | columns_of(frame)
        problems += past_the_end(context["page"], request)
    return render(request, "policies/matrix.html", context | {"problems": problems})


def usual_rows(total: int) -> str:
    """Policies where they fit on one page, else countries."""
    return "policies" if total <= PER_PAGE else "countries"


def frameworks_with_components() -> Offered:
    """In the order of their names. One query."""
    offered: dict[Framework, list[FrameworkComponent]] = {}
    components = FrameworkComponent.objects.select_related("framework")
    for component in components.order_by("framework__short_name", "framework", "order", "code"):
        offered.setdefault(component.framework, []).append(component)
    return offered


def frame_of(framework: Framework, offered: Offered, filters: PolicyFilterSet) -> Frame:
    return Frame.of(framework, offered[framework], filters.mappings if filters.chosen.get("mapping") else None)


def columns_of(frame: Frame) -> dict[str, Any]:
    return {
        "columns": frame.components,
        "with_titles": len(frame.components) <= MOST_TITLES,
        "is_mapped": bool(frame.by_mapping),
    }


def codes_of(frame: Frame) -> list[str]:
    """What names each column in ``of``."""
    return [frame.framework.code, *(component.code for component in frame.components)]


def table_of_countries(request: HttpRequest, members: Members, evidence: Evidence) -> dict[str, Any]:
    filters, frame = members.filters, evidence.frame
    found = evidence.countries()
    page = page_of(found, request)
    rest = [pair for pair in [*understood(filters), *filters.beside_pairs] if pair[0] != "country"]

    def shown(row: CountryRow) -> Row:
        of = query([*rest, ("country", row.country.iso3)])
        return Row(labelled(frame, row.cells), of, country=row.country, policies=row.policies)

    return {
        "page": page,
        "chart": matrix_chart(found, frame, filters.on),
        "table": [shown(row) for row in page],
        "totals": totals_of((row.cells for row in found), len(frame.columns)),
        "assessed": sum(any(row.cells) for row in found),
    }


def table_of_policies(request: HttpRequest, members: Members, evidence: Evidence) -> dict[str, Any]:
    page = page_of(rows_in_order(members, evidence), request)
    rest = [*understood(members.filters), *members.filters.beside_pairs]
    return {
        "page": page,
        "table": policy_rows(list(page), evidence, rest),
        "totals": evidence.totals(),
        "assessed": len(evidence.assessed),
    }


def rows_in_order(members: Members, evidence: Evidence) -> Rows:
    """The policies with their countries as a reader asked; else those with any evidence before the others."""
    parts = [] if members.filters.asked_sort else evidence.parts
    return Rows(members, lambda policies: policies.select_related("country"), parts)


def policy_rows(policies: list[Policy], evidence: Evidence, rest: list[tuple[str, str]]) -> list[Row]:
    """The rows of these policies, with their countries; ``rest`` is the query of their passages but for the policy."""
    frame = evidence.frame
    cells = evidence.cells([policy.pk for policy in policies])
    return [
        Row(
            labelled(frame, cells.get(policy.pk, frame.nothing)),
            query([*rest, ("policy", policy.slug)]),
            policy=policy,
            is_older=is_older(policy, frame.framework),
        )
        for policy in policies
    ]


def labelled(frame: Frame, cells: Cells) -> list[tuple[str, EvidenceKind | None]]:
    return list(zip(codes_of(frame), cells, strict=True))

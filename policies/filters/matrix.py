"""What the matrix reads of the query string beside the selection: ``frame``, ``rows``, and ``of`` for one cell's passages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.filters.policies import PolicyFilterSet
from policies.filters.words import Problem, shorten
from policies.models import Framework, FrameworkComponent

#: ``frame`` is the code of the framework whose components are the columns, ``rows`` one of ROWS.
NAMES: Final = ("frame", "rows")
ROWS: Final = {"countries": _("Countries"), "policies": _("Policies")}
DEFAULT_FRAME: Final = "migof"

#: Frameworks that have components, with them.
Offered = Mapping[Framework, Sequence[FrameworkComponent]]


def read_frame(data: QueryDict, filters: PolicyFilterSet, offered: Offered) -> tuple[Framework | None, list[Problem]]:
    """The framework of the columns, and what was not understood of ``frame``.

    Unless it is named, it is the one framework that the selection is about, else MiGOF, else the first that there is;
    None if no framework has components.
    """
    by_code = {framework.code: framework for framework in offered}
    asked = data.get("frame", "")
    if asked.lower() in by_code:
        return by_code[asked.lower()], []
    problems = []
    if asked:
        message = gettext("choose one of %s") % ", ".join(sorted(by_code))
        problems.append(Problem("frame", shorten(asked), message))
    chosen = set(filters.chosen.get("framework") or [])
    if not chosen:
        named = set(filters.chosen.get("component") or [])
        chosen = {framework.code for framework, of in offered.items() if any(row.code in named for row in of)}
    usual = chosen.pop() if len(chosen) == 1 else DEFAULT_FRAME
    return by_code.get(usual) or by_code.get(DEFAULT_FRAME) or next(iter(offered), None), problems


def read_rows(data: QueryDict, usual: str) -> tuple[str, list[Problem]]:
    """``countries`` or ``policies``, and what was not understood of ``rows``."""
    asked = data.get("rows", "")
    if asked.lower() in ROWS:
        return asked.lower(), []
    problem = Problem("rows", shorten(asked), gettext("choose one of %s") % ", ".join(ROWS))
    return usual, [problem] if asked else []

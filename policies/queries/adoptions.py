"""How adoption grew."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from django.db.models import Exists, Min, OuterRef, QuerySet

from policies.models import Alignment, Framework, Policy
from policies.rows import AdoptionsRow


def adoptions_of_framework(framework: Framework, on: dt.date) -> list[AdoptionsRow]:
    """Of the published policies aligned to a framework, those adopted since it was. One query."""
    alignments = Alignment.objects.filter(framework=framework, policy=OuterRef("pk"))
    since = framework.adopted.earliest if framework.adopted else None
    return adoptions_by_year(Policy.objects.published().filter(Exists(alignments)), on, since)


def adoptions_by_year(policies: QuerySet[Policy], on: dt.date, since: dt.date | None = None) -> list[AdoptionsRow]:
    """Cumulative countries by the year of their first adoption among these policies, up to ``on``. One query.

    Policies whose adoption is not dated are not counted, nor those adopted before ``since`` (a policy cannot have
    followed a framework that did not exist yet). The rows are empty when none is left.
    """
    if since is not None:
        policies = policies.filter(adopted_from__gte=since)
    firsts = policies.filter(adopted_from__lte=on).order_by().values("country").annotate(first=Min("adopted_from"))
    new = Counter(row["first"].year for row in firsts)
    if not new:
        return []
    rows, total = [], 0
    for year in range(min(new), on.year + 1):
        total += new[year]
        rows.append(AdoptionsRow(year, total))
    return rows

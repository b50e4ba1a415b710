"""How adoption grew."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import numpy as np

from policies import bitmaps
from policies.bitmaps import NEVER, Selected
from policies.models import Framework
from policies.rows import AdoptionsRow


def adoptions_of_framework(framework: Framework, on: dt.date) -> list[AdoptionsRow]:
    """Of the published policies aligned to a framework, those adopted since it was."""
    published = bitmaps.published()
    aligned = published.among(published.index.aligned_to([framework.code], [], []))
    return adoptions_by_year(aligned, on, framework.adopted.earliest if framework.adopted else None)


def adoptions_by_year(policies: Selected, on: dt.date, since: dt.date | None = None) -> list[AdoptionsRow]:
    """Cumulative countries by the year of their first adoption among these policies, up to ``on``.

    Policies whose adoption is not dated are not counted, nor those adopted before ``since`` (a policy cannot have
    followed a framework that did not exist yet). The rows are empty when none is left.
    """
    adopted = policies.day("adopted_from")
    counting = adopted <= min(on.toordinal(), NEVER - 1)
    if since is not None:
        counting &= adopted >= since.toordinal()
    firsts = np.full(len(policies.countries), NEVER, dtype=adopted.dtype)
    np.minimum.at(firsts, policies.country[counting], adopted[counting])
    new = Counter(dt.date.fromordinal(first).year for first in firsts[firsts != NEVER].tolist())
    if not new:
        return []
    rows, total = [], 0
    for year in range(min(new), on.year + 1):
        total += new[year]
        rows.append(AdoptionsRow(year, total))
    return rows

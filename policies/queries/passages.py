"""What the cells of a matrix rest on."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from django.db.models import Case, Q, Value, When

from policies.bitmaps.index import union
from policies.models import Alignment
from policies.queries.evidence import Evidence
from policies.queries.matrix import Column
from policies.queries.pages import PUBLISHED

#: So many policies are asked for by their keys; beyond, reading the whole column is quicker or not much slower.
FEW: Final = 5_000
#: What a page shows of a passage.
SHOWN: Final = ("policy__country", "framework", "component__framework", "source")


class Passages:
    """The alignments behind a column of a selection, for a paginator: explicit, implicit, by mapping.

    Two queries: one of keys alone, as many as there are, and one of those on the page with all that it says of them.
    """

    def __init__(self, evidence: Evidence, column: Column) -> None:
        self.evidence = evidence
        self.column = column

    @cached_property
    def keys(self) -> list[int]:
        """Their primary keys in order."""
        frame, index = self.evidence.frame, self.evidence.index
        found = union(self.evidence.columns[frame.columns.index(self.column)].values())
        policies = {index.keys[place] for place in found}
        if not policies:
            return []
        of_them = Q(policy__in=policies) if len(policies) <= FEW else PUBLISHED
        elsewhere = Case(When(framework=frame.framework, then=Value(0)), default=Value(1))
        rows = (
            Alignment.objects.filter(frame.evidence_in(self.column), of_them)
            .order_by(elsewhere, "link", "policy__country__slug", "policy__slug", "pk")
            .values_list("pk", "policy")
        )
        return [key for key, policy in rows.iterator() if policy in policies]

    def __len__(self) -> int:
        return len(self.keys)

    def __getitem__(self, part: slice) -> list[Alignment]:
        keys = self.keys[part]
        found = Alignment.objects.select_related(*SHOWN).in_bulk(keys)
        return [found[key] for key in keys if key in found]

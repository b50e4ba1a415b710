"""Policies or countries x components of one framework: what a cell is.

An empty cell is "not assessed": nobody has coded it, which is not to say that there is no such alignment. Which policies
have which evidence is told from the index (queries.evidence), and what it rests on is read (queries.passages).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from policies.choices import EvidenceKind
from policies.models import Country, Framework, FrameworkComponent, Policy
from policies.queries.mappings import Mappings

#: Best evidence first.
RANK = {kind: rank for rank, kind in enumerate(EvidenceKind)}
#: A column: a component, by id, or None for the framework as a whole.
Column = int | None
#: The best evidence of one row in each column; None is "not assessed".
Cells = tuple[EvidenceKind | None, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """The framework whose components are the columns.

    ``by_mapping`` has for each component of another framework, by id, the columns that it corresponds to; it is empty
    when evidence by mapping is not asked for.
    """

    framework: Framework
    components: tuple[FrameworkComponent, ...]
    by_mapping: Mapping[int, frozenset[int]]

    @classmethod
    def of(
        cls, framework: Framework, components: Sequence[FrameworkComponent], mappings: Mappings | None = None
    ) -> Frame:
        own = {component.pk for component in components}
        elsewhere: dict[int, frozenset[int]] = {}
        for pk, others in mappings.pairs.items() if mappings else ():
            here = frozenset(other.pk for other in others) & own
            if here and pk not in own:
                elsewhere[pk] = here
        return cls(framework, tuple(components), elsewhere)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The whole framework first."""
        return (None, *(component.pk for component in self.components))

    def evidence_in(self, column: Column) -> Q:
        """The alignments that count in one column."""
        coded = Q(framework=self.framework, component=column)
        return coded | Q(component__in=[pk for pk, here in self.by_mapping.items() if column in here])

    @property
    def nothing(self) -> Cells:
        return (None,) * len(self.columns)


@dataclass(frozen=True, slots=True)
class Total:
    """So many rows of the whole selection have this as their best evidence in a column."""

    explicit: int = 0
    implicit: int = 0
    by_mapping: int = 0

    @property
    def any(self) -> int:
        return self.explicit + self.implicit + self.by_mapping


@dataclass(frozen=True, slots=True)
class CountryRow:
    country: Country
    policies: int  # of the selection
    cells: Cells


def totals_of(rows: Iterable[Cells], columns: int) -> list[Total]:
    """By column, from all rows."""
    counts: list[dict[EvidenceKind | None, int]] = [defaultdict(int) for __ in range(columns)]
    for cells in rows:
        for count, kind in zip(counts, cells, strict=True):
            count[kind] += 1
    return [Total(*(count[kind] for kind in EvidenceKind)) for count in counts]


def is_older(policy: Policy, framework: Framework) -> bool:
    """Whether the policy was adopted before the framework was: then it can only share its themes."""
    begun = policy.adopted_from or policy.force_from
    return bool(begun and framework.adopted and begun < framework.adopted.earliest)

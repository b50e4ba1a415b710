"""Policies or countries x components of one framework: the best evidence in each cell, and what it rests on.

An empty cell is "not assessed": nobody has coded it, which is not to say that there is no such alignment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from policies.choices import EvidenceKind, Link
from policies.models import Alignment, Country, Framework, FrameworkComponent, Policy
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

    @property
    def evidence(self) -> Q:
        """The alignments that count in this matrix."""
        return Q(framework=self.framework) | Q(component__in=list(self.by_mapping))

    def evidence_in(self, column: Column) -> Q:
        """The alignments that count in one column."""
        coded = Q(framework=self.framework, component=column)
        return coded | Q(component__in=[pk for pk, here in self.by_mapping.items() if column in here])

    def shown(self, framework: int, component: Column, link: str) -> Iterator[tuple[Column, EvidenceKind]]:
        """Where an alignment stands in this matrix, and as what."""
        if framework == self.framework.pk:
            yield component, EvidenceKind(link)
        else:
            for column in self.by_mapping.get(component or 0, ()):
                yield column, EvidenceKind.BY_MAPPING

    def cells(self, alignments: Iterable[tuple[int, int, Column, str]]) -> dict[int, Cells]:
        """Cells by row, from (row, framework, component, link). A row without any evidence is not in it."""
        best: dict[int, dict[Column, EvidenceKind]] = defaultdict(dict)
        for row, *alignment in alignments:
            for column, kind in self.shown(*alignment):
                best[row][column] = min(best[row].get(column, kind), kind, key=RANK.__getitem__)
        return {row: tuple(of.get(column) for column in self.columns) for row, of in best.items()}

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


# Countries


def countries_by_components(policies: QuerySet[Policy], frame: Frame) -> list[CountryRow]:
    """Every country with a policy in the selection, those with evidence first, then by address. Two queries.

    Both group in the database: there are as many rows as countries, and countries with components.
    """
    counted = policies.order_by().values_list(*(f"country__{name}" for name in COUNTRY_NAMES)).annotate(n=Count("pk"))
    found = alignments_of(policies, frame).values_list("policy__country", "framework", "component", "link").distinct()
    cells = frame.cells(found)
    rows = [
        CountryRow(country, row[-1], cells.get(country.pk, frame.nothing))
        for row in counted
        for country in [Country(**dict(zip(COUNTRY_NAMES, row, strict=False)))]
    ]
    return sorted(rows, key=lambda row: (not any(row.cells), row.country.slug))


#: What a row shows of a country.
COUNTRY_NAMES = ("pk", "iso3", "iso2", "slug", "note")


def totals_of(rows: Iterable[Cells], columns: int) -> list[Total]:
    """By column, from all rows."""
    counts: list[dict[EvidenceKind | None, int]] = [defaultdict(int) for __ in range(columns)]
    for cells in rows:
        for count, kind in zip(counts, cells, strict=True):
            count[kind] += 1
    return [Total(*(count[kind] for kind in EvidenceKind)) for count in counts]


# Policies


def assessed_first(policies: Any, frame: Frame) -> Any:
    """Annotates ``is_coded``, whether a policy has evidence of the framework itself, and ``assessed``, whether it has any.

    Those that have stand before the others, each part in the order that there was.
    """
    of_policy = Alignment.objects.filter(policy=OuterRef("pk"))
    coded = Exists(of_policy.filter(framework=frame.framework))
    any_evidence = Exists(of_policy.filter(frame.evidence)) if frame.by_mapping else coded
    before = ("-is_coded", "-assessed") if frame.by_mapping else ("-is_coded",)
    return policies.annotate(is_coded=coded, assessed=any_evidence).order_by(*before, *policies.query.order_by)


def cells_of_policies(frame: Frame, policies: Collection[int]) -> dict[int, Cells]:
    """Of these policies, by id. One query."""
    found = Alignment.objects.filter(frame.evidence, policy__in=policies).order_by()
    return frame.cells(found.values_list("policy", "framework", "component", "link"))


def totals_of_policies(policies: QuerySet[Policy], frame: Frame) -> list[Total]:
    """By column, over the whole selection. One query, and one more if evidence by mapping is asked for."""
    coded = {
        column: (explicit, any_link)
        for column, explicit, any_link in Alignment.objects.filter(framework=frame.framework, policy__in=policies)
        .order_by()
        .values_list("component")
        .annotate(
            explicit=Count("policy", filter=Q(link=Link.EXPLICIT), distinct=True),
            any_link=Count("policy", distinct=True),
        )
    }
    counts = {
        f"n{component.pk}": Count("policy", filter=frame.evidence_in(component.pk), distinct=True)
        for component in frame.components
    }
    everything = alignments_of(policies, frame).aggregate(**counts) if frame.by_mapping else {}
    totals = []
    for column in frame.columns:
        explicit, any_link = coded.get(column, (0, 0))
        totals.append(Total(explicit, any_link - explicit, everything.get(f"n{column}", any_link) - any_link))
    return totals


@dataclass(frozen=True, slots=True)
class Followers:
    """How many policies and countries have evidence for a framework, or part of it."""

    policies: int
    countries: int
    coded: int  # policies coded for the framework itself
    older: int  # policies adopted before it: they can only share its themes

    @property
    def only_by_mapping(self) -> int:
        return self.policies - self.coded


def followers(policies: Any, frame: Frame) -> Followers:
    """Counts over policies that ``assessed_first`` has annotated. One query."""
    begun = frame.framework.adopted.earliest if frame.framework.adopted else None
    older = Q(begun__lt=begun) if begun else Q(pk__isnull=True)
    counts = (
        policies.filter(assessed=True)
        .annotate(begun=Coalesce("adopted_from", "force_from"))
        .order_by()
        .aggregate(
            policies=Count("pk"),
            countries=Count("country", distinct=True),
            coded=Count("pk", filter=Q(is_coded=True)),
            older=Count("pk", filter=older),
        )
    )
    return Followers(**counts)


def is_older(policy: Policy, framework: Framework) -> bool:
    """Whether the policy was adopted before the framework was: then it can only share its themes."""
    begun = policy.adopted_from or policy.force_from
    return bool(begun and framework.adopted and begun < framework.adopted.earliest)


# Passages


def alignments_of(policies: QuerySet[Policy], frame: Frame) -> QuerySet[Alignment]:
    """The alignments of a selection that count in the matrix."""
    return Alignment.objects.filter(frame.evidence, policy__in=policies.order_by().values("pk")).order_by()


def passages(policies: QuerySet[Policy], frame: Frame, column: Column) -> QuerySet[Alignment]:
    """What a cell, or a column, rests on: explicit, implicit, by mapping; each with all that a page says of it."""
    found = Alignment.objects.filter(frame.evidence_in(column), policy__in=policies.order_by().values("pk"))
    elsewhere = Case(When(framework=frame.framework, then=Value(0)), default=Value(1))
    return found.select_related("policy__country", "framework", "component__framework", "source").order_by(
        elsewhere, "link", "policy__country__slug", "policy__slug", "pk"
    )

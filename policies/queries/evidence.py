"""Which policies of a selection have which evidence in a matrix, told from the index: nothing here asks the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from pyroaring import BitMap

from policies.bitmaps import NEVER, Index, Selected
from policies.bitmaps.index import union
from policies.choices import EvidenceKind, Link
from policies.queries.matrix import RANK, Cells, Column, CountryRow, Frame, Total

#: Kind of evidence -> the policies of which it is the best in a column. A policy is in one of the sets only.
Best = dict[EvidenceKind, BitMap]


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


@dataclass(frozen=True)
class Evidence:
    """The cells of a matrix over all policies of a selection."""

    frame: Frame
    selected: Selected

    @property
    def index(self) -> Index:
        return self.selected.index

    @cached_property
    def columns(self) -> list[Best]:
        """In the order of the frame's columns."""
        own = self.frame.framework.code
        by_component: dict[str, list[BitMap]] = defaultdict(list)
        for (framework, component, __), places in self.index.aligned.items():
            if framework != own:
                by_component[component].append(places)
        codes = ["", *(component.code for component in self.frame.components)]
        found = []
        for column, code in zip(self.frame.columns, codes, strict=True):
            explicit, implicit = (
                self.index.aligned.get((own, code, link), BitMap()) & self.selected.places
                for link in (Link.EXPLICIT.value, Link.IMPLICIT.value)
            )
            mapped = union(places for other in self.mapped_to(column) for places in by_component[other])
            found.append(
                {
                    EvidenceKind.EXPLICIT: explicit,
                    EvidenceKind.IMPLICIT: implicit - explicit,
                    EvidenceKind.BY_MAPPING: (mapped & self.selected.places) - (explicit | implicit),
                }
            )
        return found

    def mapped_to(self, column: Column) -> Iterator[str]:
        """Codes of the components elsewhere that count in a column."""
        for pk, here in self.frame.by_mapping.items():
            if column in here and pk in self.index.component_codes:
                yield self.index.component_codes[pk]

    @cached_property
    def coded(self) -> BitMap:
        """Those with evidence of the framework itself."""
        return self.index.aligned_to([self.frame.framework.code], [], []) & self.selected.places

    @cached_property
    def assessed(self) -> BitMap:
        """Those with any evidence."""
        counting = self.frame.by_mapping.keys()
        return self.index.aligned_to([self.frame.framework.code], [], [], counting) & self.selected.places

    @property
    def parts(self) -> list[BitMap]:
        """The selection as its rows are ordered: those coded for the framework, those by mapping only, the others."""
        return [self.coded, self.assessed - self.coded, self.selected.places - self.assessed]

    def totals(self) -> list[Total]:
        """By column, over the whole selection."""
        return [Total(*(len(best[kind]) for kind in EvidenceKind)) for best in self.columns]

    def cells(self, policies: Collection[int]) -> dict[int, Cells]:
        """Of these policies, by id. One without any evidence is not among them."""
        wanted = self.index.of_keys(policies)
        found: dict[int, list[EvidenceKind | None]] = defaultdict(lambda: [*self.frame.nothing])
        for column, best in enumerate(self.columns):
            for kind, places in best.items():
                for place in places & wanted:
                    found[place][column] = kind
        return {self.index.keys[place]: tuple(cells) for place, cells in found.items()}

    def countries(self) -> list[CountryRow]:
        """Every country with a policy in the selection, those with evidence first, then by address."""
        countries = self.selected.countries
        kinds = [*EvidenceKind, None]
        ranks = np.full((len(countries), len(self.columns)), kinds.index(None), dtype=np.int8)
        for column, best in enumerate(self.columns):
            for kind in reversed(EvidenceKind):  # the best comes last and stays
                ranks[self.selected.among(best[kind]).country, column] = RANK[kind]
        policies = np.bincount(self.selected.country, minlength=len(countries))
        rows = [
            CountryRow(countries[at], int(policies[at]), tuple(kinds[rank] for rank in ranks[at].tolist()))
            for at in np.flatnonzero(policies).tolist()
        ]
        return sorted(rows, key=lambda row: (not any(row.cells), row.country.slug))

    def followers(self) -> Followers:
        following = self.selected.among(self.assessed)
        begun = following.day("adopted_from")
        begun = np.where(begun == NEVER, following.day("force_from"), begun)
        adopted = self.frame.framework.adopted
        older = np.count_nonzero(begun < adopted.earliest.toordinal()) if adopted else 0
        return Followers(len(following), following.number_of_countries, len(self.coded), int(older))

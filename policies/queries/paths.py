"""Ways that money takes, from funders through projects and policies to countries, as arrays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from policies.queries.numbered_sets import EMPTY, Keys, Numbers, Sets

#: The funder of a path of which none is known.
UNKNOWN = 0


@dataclass(frozen=True, slots=True)
class Path:
    """What flows one way. ``funder`` None: not known. Without ``policies`` none is recorded of the project."""

    funder: int | None
    project: int
    policies: frozenset[int]
    countries: frozenset[int]
    value: Decimal


@dataclass(frozen=True, slots=True)
class Ends:
    """Where the money of projects goes: an element an end. ``policies`` and ``countries`` are numbers of sets."""

    project: Keys
    policies: Numbers
    policy_sets: Sets
    countries: Numbers
    country_sets: Sets


@dataclass(frozen=True, slots=True)
class Paths:
    """One element a path, by project and funder, unless they were put in another order. ``value`` counts what there are
    ``parts`` of in one."""

    ends: Ends
    end: Numbers  # positions in ``ends``
    funder: Keys
    value: NDArray[Any]
    parts: int

    def __len__(self) -> int:
        return len(self.end)

    def __iter__(self) -> Iterator[Path]:
        return map(self.path, range(len(self)))

    @property
    def project(self) -> Keys:
        return self.ends.project[self.end]

    @property
    def policies(self) -> Numbers:
        return self.ends.policies[self.end]

    @property
    def countries(self) -> Numbers:
        return self.ends.countries[self.end]

    @property
    def without_policy(self) -> NDArray[np.bool_]:
        return np.asarray(self.policies == EMPTY)

    def path(self, at: int) -> Path:
        end, ends, funder = self.end[at], self.ends, int(self.funder[at])
        return Path(
            None if funder == UNKNOWN else funder,
            int(ends.project[end]),
            ends.policy_sets.of(ends.policies[end]),
            ends.country_sets.of(ends.countries[end]),
            self.whole(self.value[at]),
        )

    def whole(self, value: Any) -> Decimal:
        """A value, or a sum of some, as it is shown: the number of links, or the amount."""
        return Decimal(int(value)) / self.parts

    def sums(self, group: Numbers, groups: int) -> NDArray[Any]:
        """What flows in each of so many groups, of which ``group`` names one for each path."""
        sums = np.zeros(groups, dtype=self.value.dtype)
        np.add.at(sums, group, self.value)
        return sums

    def largest_first(self) -> Paths:
        """In the order of their funders: those through whom most flows come first, and what has none comes last."""
        funders, at = np.unique(self.funder, return_inverse=True)
        rows = zip(funders.tolist(), self.sums(at, len(funders)).tolist(), range(len(funders)), strict=True)
        order = [n for funder, total, n in sorted(rows, key=lambda row: (row[0] == UNKNOWN, -row[1], row[0]))]
        rank = np.empty(len(funders), dtype=np.int32)
        rank[order] = np.arange(len(funders), dtype=np.int32)
        to = np.argsort(rank[at], kind="stable")
        return replace(self, end=self.end[to], funder=self.funder[to], value=self.value[to])

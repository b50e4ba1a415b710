"""Sets of records, each with a number: tens of thousands are told apart and counted without making one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.int64]  # primary keys
Numbers = NDArray[np.intp]

#: The number of the set without members.
EMPTY: Final = 0


@dataclass(frozen=True, slots=True)
class Sets:
    """Set ``n`` has the members ``member[start[n]:start[n + 1]]``, ascending. No two are equal."""

    start: Numbers
    member: Keys

    @property
    def sizes(self) -> Numbers:
        return np.diff(self.start)

    def of(self, number: int) -> frozenset[int]:
        return frozenset(self.member[self.start[number] : self.start[number + 1]].tolist())

    def members(self, numbers: Numbers) -> tuple[Numbers, Keys]:
        """Of these sets, one after the other, every member, and beside it the position in ``numbers`` of its set."""
        sizes = self.sizes[numbers]
        return np.repeat(np.arange(len(numbers)), sizes), self.member[runs(self.start[numbers], sizes)]

    def union(self, numbers: Numbers) -> Keys:
        """Every member of these sets once, ascending."""
        return np.unique(self.members(np.unique(numbers))[1])


def runs(starts: Numbers, sizes: Numbers) -> Numbers:
    """From each start so many numbers upwards, one run after the other: (3, 8) and (2, 1) make 3, 4, 8."""
    return np.arange(int(sizes.sum())) + np.repeat(starts - np.cumsum(sizes) + sizes, sizes)


def in_pairs(one: NDArray[np.signedinteger], other: NDArray[np.signedinteger]) -> tuple[Numbers, Numbers]:
    """How to put pairs in order, by the one and then by the other, and where in that order each pair stands first."""
    order = np.lexsort((other, one))
    one, other = one[order], other[order]
    differs = (one[1:] != one[:-1]) | (other[1:] != other[:-1])
    return order, np.flatnonzero(np.concatenate([np.ones(min(len(one), 1), dtype=np.bool_), differs]))


def distinct(one: NDArray[np.signedinteger], other: NDArray[np.signedinteger]) -> tuple[Any, Any]:
    """Pairs, each once, by the one and then by the other."""
    order, first = in_pairs(one, other)
    return one[order[first]], other[order[first]]


def numbered(group: Numbers, member: Keys, groups: int) -> tuple[Numbers, Sets]:
    """The number of the set of each of so many groups, and the sets. ``group`` and ``member`` are pairs, in any order.

    Most sets have no member or one: only the others are looked at one by one.
    """
    group, member = distinct(group, member)
    sizes = np.bincount(group, minlength=groups)
    start = np.cumsum(sizes) - sizes
    number = np.full(groups, EMPTY, dtype=np.intp)
    alone = sizes == 1
    singles, at = np.unique(member[start[alone]], return_inverse=True)
    number[alone] = 1 + at
    larger: list[Keys] = []
    known: dict[bytes, int] = {}
    for n in np.flatnonzero(sizes > 1).tolist():
        own = member[start[n] : start[n] + sizes[n]]
        place = known.setdefault(own.tobytes(), len(larger))
        if place == len(larger):
            larger.append(own)
        number[n] = 1 + len(singles) + place
    lengths = [0, *[1] * len(singles), *map(len, larger)]
    return number, Sets(np.cumsum([0, *lengths]), np.concatenate([singles, *larger]))

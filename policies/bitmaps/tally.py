"""How many of some policies have each value of a name that has thousands of values, such as a project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from pyroaring import BitMap


class Tally:
    """The pairs of value and policy as two columns: counting them all takes one pass, an intersection for each value many."""

    def __init__(self, labels: Sequence[tuple[str, str]], by_value: Mapping[str, BitMap]) -> None:
        """``labels`` are (value, label) in the order in which they are counted."""
        self.labels = labels
        places = [by_value.get(value, BitMap()) for value, __ in labels]
        self.number = np.repeat(np.arange(len(labels)), [len(of_value) for of_value in places])
        self.place = np.concatenate([np.empty(0, np.uint32), *(np.asarray(p.to_array(), np.uint32) for p in places)])

    def among(self, chosen: BitMap) -> list[tuple[str, str, int]]:
        """(value, label, count) of each, those of none among them."""
        last = max(self.place.max(initial=0), chosen.max() if chosen else 0)
        is_chosen = np.zeros(int(last) + 1, dtype=np.bool_)
        is_chosen[np.asarray(chosen.to_array(), dtype=np.intp)] = True
        counts = np.bincount(self.number[is_chosen[self.place]], minlength=len(self.labels))
        return [(*row, count) for row, count in zip(self.labels, counts.tolist(), strict=True)]

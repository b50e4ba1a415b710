"""What the cells of a matrix rest on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from policies.bitmaps.table import Alignments
from policies.choices import Link
from policies.models import Alignment, Policy
from policies.queries.evidence import Evidence
from policies.queries.kept import kept
from policies.queries.matrix import Column

#: What a page shows of a passage.
SHOWN: Final = ("policy__country", "framework", "component__framework", "source")
#: The links in the order in which they follow each other.
LINKS: Final = tuple(sorted(Link.values))
Keys = NDArray[np.int64]


class Passages:
    """The alignments behind a column of a selection, for a paginator: explicit, implicit, by mapping; in each part by
    the addresses of country and policy.

    Counted and ordered in the index. One query, of those on the page with all that it says of them.
    """

    def __init__(self, evidence: Evidence, column: Column) -> None:
        self.evidence = evidence
        self.column = column

    @cached_property
    def parts(self) -> list[Alignments]:
        """Those that follow each other, each part in no order."""
        index, chosen = self.evidence.index, np.zeros(len(self.evidence.index.keys), dtype=np.bool_)
        chosen[self.evidence.selected.at] = True
        parts = []
        for components in self.components():
            for link in LINKS:
                found = [
                    own
                    for (framework, component, named), own in index.alignments.items()
                    if named == link and (framework, component) in components
                ]
                place = np.concatenate([np.array([], dtype=np.int32), *(own.place for own in found)])
                key = np.concatenate([np.array([], dtype=np.int64), *(own.key for own in found)])
                parts.append(Alignments(place[chosen[place]], key[chosen[place]]))
        return parts

    def components(self) -> Iterator[set[tuple[str, str]]]:
        """(framework code, component code) of the column, and of what counts in it by mapping."""
        frame, index = self.evidence.frame, self.evidence.index
        own = frame.framework.code
        codes = dict(zip(frame.columns, ["", *(component.code for component in frame.components)], strict=True))
        yield {(own, codes[self.column])}
        mapped = set(self.evidence.mapped_to(self.column))
        yield {(framework, code) for framework, code, __ in index.alignments if code in mapped and framework != own}

    def __len__(self) -> int:
        return sum(len(part.key) for part in self.parts)

    def __getitem__(self, part: slice) -> list[Alignment]:
        keys = self.keys(part.start or 0, len(self) if part.stop is None else part.stop)
        found = Alignment.objects.select_related(*SHOWN).in_bulk(keys)
        return [found[key] for key in keys if key in found]

    def keys(self, start: int, stop: int) -> list[int]:
        """Primary keys of those at these positions. Only the parts that they are in are put in order."""
        keys: list[int] = []
        for part in self.parts:
            size = len(part.key)
            if start < size and stop > 0:
                keys += self.in_order(part)[max(start, 0) : stop].tolist()
            start, stop = start - size, stop - size
        return keys

    def in_order(self, part: Alignments) -> Keys:
        policy = np.asarray(self.evidence.index.keys, dtype=np.int64)[part.place]
        known, rank = kept(ranks_by_address)
        # The index may have been built a moment later than the ranks were read.
        at = np.minimum(np.searchsorted(known, policy), max(len(known) - 1, 0))
        return part.key[np.lexsort((part.key, rank[at]))]


def ranks_by_address() -> tuple[Keys, Keys]:
    """Primary keys of the published policies, ascending, and the place of each by the addresses of country and policy.

    One query.
    """
    in_order = Policy.objects.published().order_by("country__slug", "slug").values_list("pk", flat=True)
    keys = np.fromiter(in_order.iterator(), dtype=np.int64)
    ascending = np.argsort(keys)
    return keys[ascending], ascending

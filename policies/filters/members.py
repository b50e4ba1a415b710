"""The selection in the index: which policies it has, under all choices or under all but one, and in which order."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from pyroaring import BitMap

from policies import bitmaps, lifecycle, search
from policies.bitmaps import Index, Selected
from policies.choices import Link
from policies.filters.policies import PolicyFilterSet
from policies.models import Policy

#: These hold on one and the same alignment, so they are one condition.
OF_ALIGNMENT = ("framework", "component", "link")


class Members:
    """A selection as places in the index."""

    def __init__(self, filters: PolicyFilterSet, index: Index | None = None) -> None:
        self.filters = filters
        self.chosen = filters.chosen
        self.index = index or bitmaps.current()
        self.parts = {name: self.part(name, value) for name, value in self.chosen.items() if value}
        if any(self.chosen.get(name) for name in OF_ALIGNMENT):
            self.parts["alignment"] = self.aligned_to(*self.wanted())

    def aligned_to(self, frameworks: list[str], components: list[str], links: list[str]) -> BitMap:
        """Policies of which one alignment satisfies all three, by mapping too if that is on."""
        by_mapping = self.filters.mappings.coded_for(frameworks, components) if self.chosen.get("mapping") else ()
        return self.index.aligned_to(frameworks, components, links, by_mapping)

    def wanted(self, but: str = "") -> list[list[str]]:
        """What one alignment must satisfy: frameworks, components, links; without the choices of one name."""
        return [[] if name == but else self.chosen.get(name) or [] for name in OF_ALIGNMENT]

    def part(self, name: str, value: Any) -> BitMap:
        """The policies that satisfy the choice of one name."""
        how = HOW.get(name)
        if how:
            return how(self, value)
        if name in self.index.by:
            return self.index.any_of(name, value)
        if name == "q" and self.filters.sort == "relevance":
            return BitMap(self.ranked)
        # Words are found by the database.
        fitting: Any = self.filters.filters[name].filter(Policy.objects.published().order_by(), value)
        return self.index.of_keys(fitting.values_list("pk", flat=True))

    def all(self) -> BitMap:
        return self.without("")

    @cached_property
    def selected(self) -> Selected:
        return Selected(self.index, self.all())

    def on_any_day(self, without: Collection[str] = ()) -> Selected:
        """The selection for views of many days, which tell themselves what had begun by each: without ``as_of``.

        Where a status is chosen it is that of the selection's day, and what had begun by then counts. ``without`` are
        names that the view answers itself; of those that hold on one alignment it is all or none.
        """
        own_alignments = set(OF_ALIGNMENT) <= set(without)
        parts = [
            places
            for name, places in self.parts.items()
            if name not in without and not (own_alignments and name == "alignment")
        ]
        if self.chosen.get("status") and self.filters.has_as_of:
            parts.append(self.index.everything - self.statuses()[lifecycle.NOT_BEGUN])
        return Selected(
            self.index, BitMap.intersection(self.index.everything, *parts) if parts else self.index.everything
        )

    def without(self, but: str) -> BitMap:
        """The selection under all choices but those of one name: what that name's facet counts."""
        parts = [places for name, places in self.parts.items() if name not in (but, "alignment")]
        wanted = self.wanted(but)
        if any(wanted):
            parts.append(self.parts["alignment"] if but not in OF_ALIGNMENT else self.aligned_to(*wanted))
        if self.filters.has_as_of:
            not_begun = self.statuses()[lifecycle.NOT_BEGUN]
            parts.append(self.index.everything - not_begun)
        return BitMap.intersection(self.index.everything, *parts) if parts else self.index.everything

    def statuses(self) -> dict[str, BitMap]:
        return self.index.milestones.statuses(self.filters.on)

    def keys(self, first: int, last: int, parts: Sequence[BitMap] = ()) -> list[int]:
        """Primary keys of the selection's policies from one position to before another, in the order asked for.

        With ``parts``, which divide the selection, they are those of the first part, then of the next, each in that order.
        """
        parts = parts or [self.all()]
        if self.filters.sort == "evidence":
            parts = [group for part in parts for group in self.by_evidence(part)]
        places: list[int] = []
        for part in parts:
            if last > 0 and first < len(part):
                places += self.in_order(part, max(first, 0), last)
            first, last = first - len(part), last - len(part)
        return [self.index.keys[place] for place in places]

    def in_order(self, found: BitMap, first: int, last: int) -> Iterable[int]:
        """Places among ``found``; where the order is by evidence, one group of by_evidence."""
        order = self.ranked if self.filters.sort == "relevance" else self.index.orders.get(self.filters.sort)
        if order is None:
            return found[first:last]
        chosen = np.zeros(len(self.index.keys), dtype=np.bool_)
        chosen[Selected(self.index, found).at] = True
        places = np.frombuffer(order, dtype=np.uintc)
        in_order: list[int] = places[chosen[places]][first:last].tolist()
        return in_order

    @cached_property
    def ranked(self) -> array[int]:
        """The places of all that has the words, the best match first and then the newest adoption. One query."""
        places = self.index.places
        found = [(places[key], rank) for key, rank in search.ranks(self.filters.question) if key in places]
        place, rank = np.array(found, dtype=np.uintc).reshape(-1, 2).T
        newest = np.empty(len(self.index.keys), dtype=np.uintc)
        newest[np.frombuffer(self.index.orders["-adopted"], dtype=np.uintc)] = np.arange(len(newest), dtype=np.uintc)
        return array("I", place[np.lexsort((newest[place], rank))].tobytes())

    def by_evidence(self, found: BitMap) -> Iterator[BitMap]:
        """The selection in parts by the best evidence for what is chosen, best first, as PolicyFilterSet.with_evidence."""
        frameworks, components, __ = self.wanted()
        left = found
        for links in ([Link.EXPLICIT.value], []):
            best = self.index.aligned_to(frameworks, components, links) & left
            yield best
            left = left - best
        yield left


def members_of(filters: PolicyFilterSet) -> Members:
    """Those of a selection, found once, for all that a page shows of it."""
    if filters.members is None:
        filters.members = Members(filters)
    found: Members = filters.members
    return found


class Rows:
    """The policies of a selection, of which only those of a slice are read: for a paginator."""

    def __init__(self, members: Members, prepare: Callable[[Any], Any], parts: Sequence[BitMap] = ()) -> None:
        """``prepare`` adds to a QuerySet what a row shows. ``parts`` of the selection follow each other, as in Members.keys."""
        self.members = members
        self.prepare = prepare
        self.parts = parts

    def __len__(self) -> int:
        return len(self.members.all())

    def __getitem__(self, part: slice) -> list[Policy]:
        keys = self.members.keys(part.start, part.stop, self.parts)
        filters = self.members.filters
        policies: Any = Policy.objects.with_status(filters.on)
        if filters.follows:
            policies = filters.with_evidence(policies)
        policies = self.prepare(policies).in_bulk(keys)
        return [policies[key] for key in keys if key in policies]


def with_statuses(members: Members, values: list[str]) -> BitMap:
    statuses = members.statuses()
    return BitMap.union(BitMap(), *(statuses.get(value, BitMap()) for value in values))


def in_groups(members: Members, values: list[str]) -> BitMap:
    groups = members.index.groups(members.filters.on)
    return BitMap.union(BitMap(), *(groups.get(value, BitMap()) for value in values))


#: Choices that are more than a look-up.
HOW: dict[str, Callable[[Members, Any], BitMap]] = {
    "status": with_statuses,
    "group": in_groups,
    "adopted_from": lambda members, value: members.index.milestones.adopted(value.earliest, None),
    "adopted_to": lambda members, value: members.index.milestones.adopted(None, value.latest),
    **dict.fromkeys(
        ("framework", "component", "link", "mapping", "as_of"), lambda members, value: members.index.everything
    ),
}

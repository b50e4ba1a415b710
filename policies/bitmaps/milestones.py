"""Which policies had which status on a day."""

from __future__ import annotations

import datetime as dt
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable

from pyroaring import BitMap

from policies import lifecycle

#: So many days are remembered; a map asks for one a year.
MOST_DAYS = 120


class Sorted:
    """The places of policies in the order of one of their days."""

    def __init__(self, pairs: Iterable[tuple[dt.date, int]]) -> None:
        in_order = sorted(pairs)
        self.days = [day for day, __ in in_order]
        self.places = array("I", (place for __, place in in_order))

    def until(self, on: dt.date) -> BitMap:
        """Those whose day is ``on`` or before."""
        return BitMap(self.places[: bisect_right(self.days, on)])

    def before(self, on: dt.date) -> BitMap:
        return BitMap(self.places[: bisect_left(self.days, on)])


class Milestones:
    """The stored milestones of policies, by which their status on any day is told, as PolicyQuerySet.with_status does."""

    NAMES = ("development_from", "adopted_from", "force_from", "force_until", "final_from")

    def __init__(self, rows: Iterable[tuple[dt.date | None, ...]], final_statuses: Iterable[str]) -> None:
        """``rows`` has for each policy, in the order of places, its days by NAMES."""
        pairs: dict[str, list[tuple[dt.date, int]]] = {name: [] for name in self.NAMES}
        undated = []
        place = -1
        for place, row in enumerate(rows):
            for name, day in zip(self.NAMES, row, strict=True):
                if day is not None:
                    pairs[name].append((day, place))
            if row[0] is None and row[1] is None and row[2] is None:
                undated.append(place)
        self.by = {name: Sorted(pairs[name]) for name in self.NAMES}
        self.undated = BitMap(undated)
        self.everything = BitMap(range(place + 1))
        finals: dict[str, list[int]] = defaultdict(list)
        for at, status in enumerate(final_statuses):
            finals[status].append(at)
        self.finals = {status: BitMap(places) for status, places in finals.items() if status}
        self.known: dict[dt.date, dict[str, BitMap]] = {}

    def statuses(self, on: dt.date) -> dict[str, BitMap]:
        """Status code, NOT_BEGUN among them, to the places of the policies that have it on a day."""
        if on not in self.known:
            if len(self.known) >= MOST_DAYS:
                self.known.clear()
            self.known[on] = self.told(on)
        return self.known[on]

    def told(self, on: dt.date) -> dict[str, BitMap]:
        statuses: dict[str, BitMap] = defaultdict(BitMap)
        left = self.everything.copy()
        ended = self.by["final_from"].until(on)
        rules = [
            *((status, ended & places) for status, places in self.finals.items()),
            (lifecycle.TERM_ENDED, self.by["force_until"].before(on)),
            (lifecycle.IN_FORCE, self.by["force_from"].until(on)),
            (lifecycle.ADOPTED, self.by["adopted_from"].until(on)),
            (lifecycle.IN_DEVELOPMENT, self.by["development_from"].until(on)),
            (lifecycle.UNDATED, self.undated),
        ]
        for status, places in rules:
            statuses[status] |= places & left
            left -= places
        statuses[lifecycle.NOT_BEGUN] = left
        return dict(statuses)

    def adopted(self, first: dt.date | None, last: dt.date | None) -> BitMap:
        """Those adopted between two days, both of them counting; None leaves an end open."""
        sorted_by_adoption = self.by["adopted_from"]
        found = sorted_by_adoption.until(last or dt.date.max)
        return found - sorted_by_adoption.before(first) if first else found

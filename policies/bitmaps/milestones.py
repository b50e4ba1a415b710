"""Which policies had which status on a day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

import numpy as np
from pyroaring import BitMap

from policies import lifecycle
from policies.bitmaps.table import MILESTONES, NEVER, Days, PolicyTable

#: So many days are remembered; a map asks for one a year.
MOST_DAYS = 120


class Sorted:
    """The places of policies in the order of one of their days; those without it are left out."""

    def __init__(self, days: Days) -> None:
        order = np.argsort(days, kind="stable")
        self.places = order[: np.count_nonzero(days != NEVER)].astype(np.uint32)
        self.days = days[self.places]

    def until(self, on: dt.date) -> BitMap:
        """Those whose day is ``on`` or before."""
        return BitMap(self.places[: np.searchsorted(self.days, on.toordinal(), "right")])

    def before(self, on: dt.date) -> BitMap:
        return BitMap(self.places[: np.searchsorted(self.days, on.toordinal(), "left")])


class Milestones:
    """The stored milestones of policies, by which their status on any day is told, as PolicyQuerySet.with_status does."""

    def __init__(self, policies: PolicyTable, finals: dict[str, BitMap]) -> None:
        """``finals`` has the policies that each final status ends, by its code."""
        self.by = {name: Sorted(getattr(policies, name)) for name in MILESTONES}
        self.undated = BitMap(np.flatnonzero(policies.is_undated).astype(np.uint32))
        self.everything = BitMap(range(len(policies.country)))
        self.finals = finals
        self.known: dict[dt.date, dict[str, BitMap]] = {}

    def statuses(self, on: dt.date) -> dict[str, BitMap]:
        """Status code, NOT_BEGUN among them, to the places of the policies that have it on a day."""
        held = self.known.get(on)
        if held is None:
            if len(self.known) >= MOST_DAYS:
                self.known.clear()
            # Another thread may forget it at any time: what is returned is not read again.
            held = self.known[on] = self.told(on)
        return held

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

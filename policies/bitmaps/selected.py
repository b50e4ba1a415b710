"""Some of the published policies, in the index: what views group and count without asking the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray
from pyroaring import BitMap

from policies import lifecycle
from policies.bitmaps.holder import current
from policies.bitmaps.index import Index
from policies.bitmaps.table import Days, Places
from policies.models import Country, Policy


@dataclass(frozen=True)
class Selected:
    index: Index
    places: BitMap

    def __len__(self) -> int:
        return len(self.places)

    @cached_property
    def at(self) -> Places:
        """Their places as an array, ascending: an index into the columns of the tables."""
        return np.asarray(self.places.to_array()).astype(np.intp)

    @property
    def keys(self) -> list[int]:
        """Their primary keys, in the usual order of the list."""
        return [self.index.keys[place] for place in self.places]

    @property
    def countries(self) -> list[Country]:
        """All that ``country`` numbers, not only theirs."""
        return self.index.countries

    @property
    def country(self) -> NDArray[np.intp]:
        """Of each, in the order of ``at``, the position of its country in ``countries``."""
        return self.index.policies.country[self.at]

    @property
    def number_of_countries(self) -> int:
        return int(np.count_nonzero(np.bincount(self.country)))

    def day(self, name: str) -> Days:
        """Of each, in the order of ``at``, one of its milestones."""
        days: Days = getattr(self.index.policies, name)[self.at]
        return days

    def among(self, places: BitMap) -> Selected:
        """Those that are in a set too."""
        return Selected(self.index, self.places & places)

    def known_by(self, on: dt.date) -> Selected:
        """Those that had begun by a day, and those of which no date is known, as PolicyQuerySet.known_by."""
        return Selected(self.index, self.places - self.index.milestones.statuses(on)[lifecycle.NOT_BEGUN])

    def of(self, name: str, values: Iterable[str]) -> Selected:
        """Those with one of the values of a name of the query string, of the names of Index.by."""
        return self.among(self.index.any_of(name, values))

    @cached_property
    def events(self) -> NDArray[np.intp]:
        """Positions in Index.events of their events, those without a date among them."""
        chosen = np.zeros(len(self.index.keys), dtype=np.bool_)
        chosen[self.at] = True
        return np.flatnonzero(chosen[self.index.events.place])


def published() -> Selected:
    """All of them."""
    index = current()
    return Selected(index, index.everything)


def selected(policies: QuerySet[Any] | QuerySet[Policy]) -> Selected:
    """The published ones among these. One query, of their primary keys."""
    index = current()
    return Selected(index, index.of_keys(policies.order_by().values_list("pk", flat=True)))

"""Columns of the published policies and of their events, as arrays by place: for views that group all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from policies.choices import EventType
from policies.dates import HonestDate

#: Days are proleptic ordinals, as date.toordinal gives them; what has no day comes after every day.
NEVER: Final = dt.date.max.toordinal()

Days = NDArray[np.int32]
Places = NDArray[np.intp]

#: Columns of PolicyTable that are Days, as the stored milestones are called.
MILESTONES: Final = ("development_from", "adopted_from", "force_from", "force_until", "final_from")


def ordinal_of(day: dt.date | None) -> int:
    return day.toordinal() if day else NEVER


def day_of(ordinal: Any) -> dt.date | None:
    """The day that an element of Days stands for."""
    return None if ordinal == NEVER else dt.date.fromordinal(int(ordinal))


@dataclass(frozen=True, slots=True)
class PolicyTable:
    """One element a policy, by its place. ``country`` is the position in Index.countries; the others are Days."""

    country: NDArray[np.int16]
    development_from: Days
    adopted_from: Days
    force_from: Days
    force_until: Days
    final_from: Days

    @classmethod
    def of(cls, rows: Iterable[tuple[Any, ...]]) -> PolicyTable:
        """``rows`` have the position of the country and, in the order of MILESTONES, days or None. They are not kept."""
        kinds = [("country", np.int16), *((name, np.int32) for name in MILESTONES)]
        table = np.fromiter(((country, *map(ordinal_of, days)) for country, *days in rows), dtype=kinds)
        return cls(*(np.ascontiguousarray(table[name]) for name, __ in kinds))

    @property
    def is_undated(self) -> NDArray[np.bool_]:
        """Those without any dated beginning, as models.policy.NO_BEGINNING."""
        begins = np.minimum(np.minimum(self.development_from, self.adopted_from), self.force_from)
        return np.asarray(begins == NEVER)


#: The number of each type of event in EventTable.type.
NUMBER_OF_TYPE: Final = {kind: number for number, kind in enumerate(EventType.values)}


@dataclass(frozen=True, slots=True)
class EventTable:
    """One element an event of a published policy. ``day`` is the first that its date can mean, ``year`` that of it (0: no
    date), ``type`` a number of NUMBER_OF_TYPE, ``key`` the primary key."""

    key: NDArray[np.int64]
    place: NDArray[np.int32]
    type: NDArray[np.int8]
    day: Days
    year: NDArray[np.int16]

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, str, str | None]], places: dict[int, int]) -> EventTable:
        """``rows`` are (primary key, policy, type, date as it is stored). They are not kept."""
        kinds = [("key", np.int64), ("place", np.int32), ("type", np.int8), ("day", np.int32), ("year", np.int16)]
        first_days: dict[str, tuple[int, int]] = {"": (NEVER, 0)}

        def first_day(written: str) -> tuple[int, int]:
            if written not in first_days:
                day = HonestDate.parse(written).earliest
                first_days[written] = day.toordinal(), day.year
            return first_days[written]

        found = (
            (key, places[policy], NUMBER_OF_TYPE[kind], *first_day(date or ""))
            for key, policy, kind, date in rows
            if policy in places
        )
        table = np.fromiter(found, dtype=kinds)
        return cls(*(np.ascontiguousarray(table[name]) for name, __ in kinds))


@dataclass(frozen=True, slots=True)
class Alignments:
    """One element an alignment: ``place`` that of its policy, ``key`` its own primary key."""

    place: NDArray[np.int32]
    key: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Which policies have which values of a list without end, such as projects: an element a pair. ``value`` is a
    position in ``values`` and in ``keys``, the primary keys of the records; ``place`` that of the policy."""

    values: list[tuple[str, str]]  # value of the query string, label
    keys: NDArray[np.int64]
    value: NDArray[np.int32]
    place: NDArray[np.int32]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, int]], by_value: Mapping[str, BitMap]) -> Pairs:
        """``rows`` are (value, label, primary key); those without a policy are left out."""
        rows = [row for row in rows if row[0] in by_value]
        places = [np.asarray(by_value[value].to_array()) for value, __, __ in rows]
        value = np.repeat(np.arange(len(rows), dtype=np.int32), [len(own) for own in places])
        values, keys = [row[:2] for row in rows], np.array([row[2] for row in rows], dtype=np.int64)
        return cls(values, keys, value, np.concatenate([np.array([], dtype=np.int32), *places]).astype(np.int32))

    def among(self, places: BitMap, number: int) -> NDArray[np.intp]:
        """Positions of the pairs of these policies. ``number`` is that of all policies."""
        chosen = np.zeros(number, dtype=np.bool_)
        chosen[np.asarray(places.to_array())] = True
        return np.flatnonzero(chosen[self.place])

    def counts(self, places: BitMap, number: int) -> NDArray[np.intp]:
        """By value, how many of these policies have it. ``number`` is that of all policies."""
        return np.bincount(self.value[self.among(places, number)], minlength=len(self.values))

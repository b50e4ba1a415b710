"""The rows that queries hand to charts and tables: frozen, plain, and free of Django.

A row carries words that are ready to show (already translated), honest dates, and the address of
the page that tells more. Days are ``datetime.date``; a missing day is None and means "not known".
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from policies.dates import HonestDate


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of time drawn as a bar. ``end`` None means that it goes on."""

    start: dt.date
    end: dt.date | None
    css_class: str  # a status code such as "in-force", or "project"
    label: str  # "In force 27 April 2017 – 31 December 2025"
    #: The dates that ``start`` and ``end`` come from, as exactly as they are known; None where there is none to tell.
    starts: HonestDate | None = None
    ends: HonestDate | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """An event drawn as a mark at its honest date."""

    date: HonestDate
    date_label: str  # "September 2015"
    group: str  # EventGroup code: decides shape and colour
    type_label: str  # "Drafting started"
    title: str
    planned: bool = False
    source: str = ""  # full address of where it was read


@dataclass(frozen=True, slots=True)
class Tie:
    """What the record of one lane does to that of another, drawn as a link between the two."""

    kind: str  # RelationType code: "replaces"
    label: str  # "replaces"
    other: str  # title of the other record
    other_url: str  # its address, by which its lane is found
    date: HonestDate | None
    date_label: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One row of a timeline: a policy, a project, an institution, a framework."""

    kind: str  # one of charts.theme.LANE_KINDS
    label: str
    url: str
    intervals: tuple[Interval, ...] = ()
    marks: tuple[Mark, ...] = ()
    ties: tuple[Tie, ...] = ()


@dataclass(frozen=True, slots=True)
class Happening:
    """An event on a timeline of many policies, with the policy it belongs to."""

    mark: Mark
    policy: str
    url: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A policy in force, on a timeline of many policies."""

    interval: Interval
    policy: str
    url: str


@dataclass(frozen=True, slots=True)
class Bin:
    """How many events there were in some years, by group, and how many policies were in force at their end."""

    first: int  # year
    years: int
    counts: tuple[tuple[str, int], ...]  # (EventGroup code, events), without those of none
    in_force: int | None = None  # None: these years are still to come

    @property
    def events(self) -> int:
        return sum(count for _, count in self.counts)


@dataclass(frozen=True, slots=True)
class Strand:
    """One lane of the timeline across countries: a country or a region, with its events one by one or in bins."""

    label: str
    url: str
    heading: str  # of the lanes that it stands among, or an empty text
    policies: int
    in_force: int
    happenings: tuple[Happening, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    bins: tuple[Bin, ...] = ()


@dataclass(frozen=True, slots=True)
class CountryStateRow:
    """One country on the map.

    ``changes`` lists (year, state code) for each year in which the state as of 31 December (or as of
    the page's day, for its year) differs from the year before, oldest first; the first entry is the
    first year shown.
    """

    iso3: str
    name: str
    url: str
    latitude: float
    longitude: float
    changes: tuple[tuple[int, str], ...]

    def state_in(self, year: int) -> str:
        """The state code in a year: the last change up to it. Years before the first take the first."""
        state = self.changes[0][1]
        for changed, code in self.changes:
            if changed > year:
                break
            state = code
        return state


@dataclass(frozen=True, slots=True)
class AdoptionsRow:
    """A point of the adoption curve: how many countries had begun by the end of a year."""

    year: int
    countries: int


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """What one country's policies are coded for: in each column the kind of its best evidence, or "" for not assessed."""

    name: str
    url: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CurveLine:
    """One line of a curve by year: how many countries of a part of the world had begun.

    ``counts`` has a number for each year; ``of_whole`` those among the ``whole`` countries that a share is of.
    """

    code: str
    label: str
    short: str  # as it stands at the end of the line
    counts: tuple[int, ...]
    of_whole: tuple[int, ...]
    whole: int


@dataclass(frozen=True, slots=True)
class FlowNode:
    """A node of a flow: one record, or several of a kind that are drawn together. ``key`` is its own within its stage."""

    key: str
    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class FlowRow:
    """What flows through one node of each stage, from the first to the last."""

    nodes: tuple[FlowNode, ...]
    value: Decimal

"""What is held of the published policies: for each value of each name, the places of its policies."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from pyroaring import BitMap

from policies.bitmaps.milestones import Milestones
from policies.bitmaps.table import Alignments, EventTable, Pairs, PolicyTable
from policies.models import Country

#: Framework code, component code or "", link.
Reading = tuple[str, str, str]
#: Reading -> places of policies with such an alignment.
Aligned = dict[Reading, BitMap]


@dataclass(frozen=True, slots=True)
class Membership:
    """A country's time in a group; days as honest dates are stored."""

    iso3: str
    group: str
    since: str
    until: str

    def holds(self, on: str) -> bool:
        """As GroupMembershipQuerySet.on: an end counts to the latest day that it can mean."""
        return (not self.since or self.since <= on) and (not self.until or self.until >= on[: len(self.until)])


@dataclass(frozen=True, slots=True)
class ComponentName:
    framework: str  # its code
    framework_name: str
    order: int
    code: str
    title: str


@dataclass(slots=True)
class Index:
    """A policy's place is its position in ``keys``, which has primary keys in the usual order of the list."""

    keys: array[int]
    milestones: Milestones
    policies: PolicyTable
    events: EventTable
    #: Name of the query string -> value -> places: country, region, income, instrument, topic, target, project, funder.
    by: dict[str, dict[str, BitMap]]
    aligned: Aligned
    #: Reading -> the alignments themselves, which may be several of one policy.
    alignments: dict[Reading, Alignments]
    memberships: list[Membership]
    #: Key of an order other than the usual -> all places in that order.
    orders: dict[str, array[int]]
    countries: list[Country]
    components: list[ComponentName]
    component_codes: dict[int, str]
    #: Name -> (value, label) in the order in which they are offered.
    labels: dict[str, list[tuple[str, str]]]
    #: project and funder again, to count them all at once.
    open_lists: dict[str, Pairs]
    places: dict[int, int] = field(init=False)
    names_in: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    groups_on: dict[dt.date, dict[str, BitMap]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.places = {key: place for place, key in enumerate(self.keys)}

    @property
    def everything(self) -> BitMap:
        return self.milestones.everything

    def country_names(self, language: str) -> list[tuple[str, str]]:
        """(ISO alpha-3, name) of the countries that have policies, sorted by name, in the language that is active."""
        if language not in self.names_in:
            rows = sorted(self.countries, key=lambda country: country.sort_key)
            self.names_in[language] = [(country.iso3, country.name) for country in rows]
        return self.names_in[language]

    def any_of(self, name: str, values: Iterable[str]) -> BitMap:
        by_value = self.by[name]
        return union(by_value[value] for value in values if value in by_value)

    def of_keys(self, keys: Iterable[int]) -> BitMap:
        """The places of policies by primary key; what is not published any more has none."""
        places = self.places
        return BitMap([places[key] for key in keys if key in places])

    def groups(self, on: dt.date) -> dict[str, BitMap]:
        """Group code -> places of policies of its members on a day."""
        held = self.groups_on.get(on)
        if held is None:
            members: dict[str, list[BitMap]] = {}
            day = on.isoformat()
            for membership in self.memberships:
                places = self.by["country"].get(membership.iso3)
                if places is not None and membership.holds(day):
                    members.setdefault(membership.group, []).append(places)
            if len(self.groups_on) > 100:
                self.groups_on.clear()
            # Another thread may forget it at any time: what is returned is not read again.
            held = self.groups_on[on] = {group: union(parts) for group, parts in members.items()}
        return held

    def aligned_to(
        self, frameworks: list[str], components: list[str], links: list[str], by_mapping: Collection[int] = ()
    ) -> BitMap:
        """Policies of which one alignment satisfies all that is given, as Alignment.objects.matching.

        ``by_mapping`` are components, by primary key, whose alignments count too.
        """
        counting = {self.component_codes[key] for key in by_mapping if key in self.component_codes}
        return union(
            places
            for (framework, component, link), places in self.aligned.items()
            if (not links or link in links)
            and (
                component in counting
                or ((not frameworks or framework in frameworks) and (not components or component in components))
            )
        )

    def coded_for(self, components: Collection[int], links: Collection[str]) -> BitMap:
        """Policies aligned to one of these components, by primary key, by one of these links; all links without any."""
        codes = {self.component_codes[key] for key in components if key in self.component_codes}
        return union(
            places
            for (_, component, link), places in self.aligned.items()
            if component in codes and (not links or link in links)
        )


def union(parts: Iterable[BitMap]) -> BitMap:
    parts = list(parts)
    return BitMap.union(*parts) if parts else BitMap()

"""All published policies of a country, counted in the index, and those few of them that are read and drawn."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from django.db.models import F, Prefetch
from pyroaring import BitMap

from policies import lifecycle
from policies.bitmaps import NEVER, Index, Selected
from policies.choices import NATIONAL_POLICY_FAMILY, CountryState, Link, PublicationState
from policies.models import Country, Framework, Policy, PolicyProject, PolicyRelation, Project
from policies.queries.country_states import none_before, state_of
from policies.queries.kept import kept
from policies.queries.pages import policies_of_countries

#: So many policies, and so many projects, are drawn and listed on the page of a country.
MOST_DRAWN = 60


@dataclass(frozen=True)
class CountryRecord:
    """``policies`` are those that the page speaks of on a day; ``family`` are all national policies and strategies,
    those to come among them."""

    policies: Selected
    family: Selected
    on: dt.date

    @classmethod
    def of(cls, country: Country, on: dt.date, index: Index, *, cut: bool) -> CountryRecord:
        """With ``cut`` without the policies that had not begun by then. No query."""
        everything = Selected(index, index.everything).of("country", [country.iso3])
        begun = index.everything - index.milestones.statuses(on)[lifecycle.NOT_BEGUN]
        family = everything.of("instrument", map(str, NATIONAL_POLICY_FAMILY))
        return cls(everything.among(begun) if cut else everything, family, on)

    def __len__(self) -> int:
        return len(self.policies)

    def drawn(self, most: int) -> list[int]:
        """Primary keys of so many: those in force first, national policies and strategies before other instruments,
        then the newest."""
        at = self.policies.at
        if len(at) <= most:
            return self.policies.keys
        in_force = np.isin(at, self.in_force.at)
        day = self.policies.day("adopted_from")
        for name in ("force_from", "development_from"):
            day = np.where(day == NEVER, self.policies.day(name), day)
        newest = np.where(day == NEVER, 0, day)
        # The last is what is sorted by first.
        order = np.lexsort((-newest, in_force & ~np.isin(at, self.family.at), ~in_force))
        return [self.policies.index.keys[place] for place in at[order[:most]]]

    @property
    def in_force(self) -> Selected:
        return self.policies.among(self.policies.index.milestones.statuses(self.on)[lifecycle.IN_FORCE])

    @property
    def family_in_force(self) -> int:
        return len(self.in_force.among(self.family.places))

    @property
    def has_family(self) -> bool:
        return bool(self.policies.among(self.family.places))

    @property
    def statuses(self) -> Counter[str]:
        """Policies by status code."""
        return counts_of(self.policies, self.on)

    def state(self, outcomes: Collection[str]) -> CountryState:
        """That of the national policies and strategies; ``outcomes`` are those of checks of them."""
        undated = bool(self.family.among(self.policies.index.milestones.undated))
        return state_of(counts_of(self.family, self.on), undated, none_before(bool(self.family), outcomes))

    def alignments(self) -> Iterator[tuple[str, str, str, BitMap]]:
        """(framework code, component code or an empty text, link, places of its policies)"""
        for (framework, component, link), places in self.policies.index.aligned.items():
            if here := places & self.policies.places:
                yield framework, component, link, here

    @property
    def aligned(self) -> list[tuple[Framework, int, int]]:
        """(framework, policies with an explicit link, policies with only implicit ones), most followed first."""
        of: dict[str, tuple[BitMap, BitMap]] = defaultdict(lambda: (BitMap(), BitMap()))
        for code, __, link, places in self.alignments():
            of[code][link != Link.EXPLICIT].update(places)
        frameworks = kept(frameworks_by_code)
        rows = [
            (frameworks[code], len(explicit), len(implicit - explicit)) for code, (explicit, implicit) in of.items()
        ]
        return sorted(rows, key=lambda row: (-row[1] - row[2], str(row[0])))

    @property
    def only_themes(self) -> int:
        """How many are coded but name no framework."""
        explicit, others = BitMap(), BitMap()
        for __, __, link, places in self.alignments():
            (explicit if link == Link.EXPLICIT else others).update(places)
        return len(others - explicit)


def counts_of(policies: Selected, on: dt.date) -> Counter[str]:
    statuses = policies.index.milestones.statuses(on)
    counts = {status: places.intersection_cardinality(policies.places) for status, places in statuses.items()}
    return Counter({status: count for status, count in counts.items() if count})


def frameworks_by_code() -> dict[str, Framework]:
    """One query."""
    return {framework.code: framework for framework in Framework.objects.all()}


def drawn_policies(keys: Collection[int], on: dt.date) -> list[Policy]:
    """The policies with all that their lanes and rows show, oldest first. Four queries."""
    return list(
        policies_of_countries(Policy.objects.filter(pk__in=keys).with_status(on))
        .prefetch_related("events", Prefetch("relations_in", PolicyRelation.objects.select_related("policy")))
        .order_by(F("adopted_from").asc(nulls_last=True), "slug")
    )


@dataclass(frozen=True, slots=True)
class DrawnProjects:
    """Primary keys of those of a country's projects that are drawn, and how many it has."""

    keys: list[int]
    total: int


def drawn_projects(ids: Iterable[int], most: int, until: dt.date | None) -> dict[int, DrawnProjects]:
    """The newest published projects of each country, by its primary key: those that name it as recipient, or that
    worked on one of its published policies. With ``until`` without those that began later. One query."""
    ids = list(ids)
    of_policies = PolicyProject.objects.filter(policy__state=PublicationState.PUBLISHED, policy__country__in=ids)
    named = Project.countries.through.objects.filter(country__in=ids)
    published = {"project__state": PublicationState.PUBLISHED}
    rows = of_policies.filter(**published).order_by().values_list("policy__country", "project", "project__start")
    rows = rows.union(named.filter(**published).order_by().values_list("country", "project", "project__start"))
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for country, project, start in rows:
        if until is None or start is None or start.earliest <= until:
            found[country].append((str(start or ""), project))
    return {
        country: DrawnProjects([key for __, key in sorted(own, reverse=True)[:most]], len(own))
        for country, own in found.items()
    }

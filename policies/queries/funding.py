"""Where money goes: from funders through projects and policies to countries.

Two measures, never mixed. Links: a unit for each funder of a project and each policy that the project worked on. Amounts: what
funders committed, or disbursed, in one currency; an amount is never divided, because no source says how.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from policies.bitmaps import Selected
from policies.choices import FundingType
from policies.models import Organisation
from policies.queries.kept import kept
from policies.queries.ledger import PARTS, Ledger, Measure, ledger
from policies.queries.numbered_sets import Keys, Numbers, distinct, in_pairs, numbered, runs
from policies.queries.paths import UNKNOWN, Ends, Paths


@dataclass(frozen=True, slots=True)
class Links:
    """One element for each policy that a project worked on, by project and policy."""

    project: Numbers
    policy: Keys
    country: Keys


@dataclass(frozen=True, slots=True)
class Amounts:
    """One element for each project and funder, by both; ``sum`` is a whole number of PARTS."""

    project: Numbers
    funder: Keys
    sum: NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Money:
    """All that is known of a set of projects, which are numbers of the ledger.

    ``unlinked`` are those of which no policy is recorded; ``funded`` and ``funder`` are pairs, by both.
    """

    ledger: Ledger
    links: Links
    unlinked: Numbers
    funded: Numbers
    funder: Keys
    amounts: Mapping[Measure, Amounts]

    @property
    def numbers(self) -> Numbers:
        """The projects."""
        return np.unique(np.concatenate([self.links.project, self.unlinked]))

    @property
    def projects(self) -> Keys:
        """Their primary keys."""
        return self.ledger.key[self.numbers]

    @property
    def totals(self) -> list[tuple[str, str, Decimal]]:
        """(type label, currency, total): amounts in different currencies are never added."""
        labels = dict(FundingType.choices)
        return sorted(
            (str(labels[kind]), currency, Decimal(sum(own.sum.tolist())) / PARTS)
            for (kind, currency), own in self.amounts.items()
        )

    @property
    def measures(self) -> dict[Measure, int]:
        """In how many projects each kind of amount is known; that of most projects first."""
        counts = {measure: len(np.unique(own.project)) for measure, own in self.amounts.items()}
        return dict(sorted(counts.items(), key=lambda row: (-row[1], row[0])))

    def by_link(self) -> Paths:
        """One path for each funder of a project and each of its policies; without any, one to all its recipients."""
        links, number = self.links, len(self.links.project)
        project = np.concatenate([links.project, self.unlinked])
        order = np.argsort(project, kind="stable")
        project = project[order]
        place = np.argsort(order)  # of each link, and of each project without any, among the ends
        ends = self.ends(project, place[:number], np.arange(number), place[number:], self.unlinked)
        unfunded = np.setdiff1d(self.numbers, self.funded)
        funded = np.concatenate([self.funded, unfunded])
        funder = np.concatenate([self.funder, np.full(len(unfunded), UNKNOWN)])
        funded, funder = distinct(funded, funder)
        first = np.searchsorted(project, funded)
        sizes = np.searchsorted(project, funded, side="right") - first
        end = runs(first, sizes)
        return Paths(ends, end, np.repeat(funder, sizes), np.ones(len(end), dtype=np.int64), 1)

    def by_amount(self, measure: Measure) -> Paths:
        """One path for each funder and project with such an amount, whole, to all of the project's policies together."""
        own = self.amounts.get(measure, NOTHING)
        some = np.flatnonzero(own.sum != 0)
        projects, end = np.unique(own.project[some], return_inverse=True)
        place = np.full(len(self.ledger.key), -1, dtype=np.intp)
        place[projects] = np.arange(len(projects))
        link = np.flatnonzero(place[self.links.project] >= 0)
        unlinked = np.intersect1d(self.unlinked, projects)
        ends = self.ends(projects, place[self.links.project[link]], link, place[unlinked], unlinked)
        return Paths(ends, end, own.funder[some], own.sum[some], PARTS)

    def ends(self, project: Numbers, end: Numbers, link: Numbers, other_end: Numbers, unlinked: Numbers) -> Ends:
        """Ends of these projects: ``end`` is where each ``link`` leads, ``other_end`` where each of ``unlinked``."""
        place = np.full(len(self.ledger.key), -1, dtype=np.intp)
        place[unlinked] = other_end
        at = place[self.ledger.share_project]
        shares = np.flatnonzero(at >= 0)
        policies, policy_sets = numbered(end, self.links.policy[link], len(project))
        countries, country_sets = numbered(
            np.concatenate([end, at[shares]]),
            np.concatenate([self.links.country[link], self.ledger.share_country[shares]]),
            len(project),
        )
        return Ends(self.ledger.key[project], policies, policy_sets, countries, country_sets)


NO_NUMBERS, NO_KEYS = np.array([], dtype=np.intp), np.array([], dtype=np.int64)
NOTHING = Amounts(NO_NUMBERS, NO_KEYS, np.array([], dtype=object))


def money_of(policies: Selected, on: dt.date, *, cut: bool, whole: bool, funder: Organisation | None = None) -> Money:
    """The money of the projects that worked on these policies; of one funder only what is its own.

    With ``whole`` also of published projects of which no policy is recorded. With ``cut`` without projects and amounts of
    which the start or the date is after ``on``. No query, but after a change.
    """
    all_money, day = kept(ledger), on.toordinal()
    ours = np.ones(len(all_money.key), dtype=np.bool_)
    if cut:
        ours &= all_money.start <= day
    if funder is not None:
        ours &= all_money.funded_by(funder.pk)
    links, linked = links_of(policies, all_money, ours)
    unlinked = np.flatnonzero(ours & ~linked) if whole else NO_NUMBERS
    known = np.zeros(len(all_money.key), dtype=np.bool_)
    known[links.project] = known[unlinked] = True
    given, role = known[all_money.given_project], known[all_money.role_project]
    if cut:
        given &= all_money.given_on <= day
    if funder is not None:
        given &= all_money.given_funder == funder.pk
        role &= all_money.role_funder == funder.pk
    funded = np.concatenate([all_money.role_project[role], all_money.given_project[given]])
    funders = np.concatenate([all_money.role_funder[role], all_money.given_funder[given]])
    return Money(all_money, links, unlinked, *distinct(funded, funders), amounts_of(all_money, given))


def links_of(policies: Selected, of: Ledger, ours: NDArray[np.bool_]) -> tuple[Links, NDArray[np.bool_]]:
    """Which of our projects worked on which of these policies; and of each project, whether it worked on any policy."""
    index = policies.index
    pairs = index.open_lists["project"]
    numbers = of.numbers(pairs.keys)
    linked = np.zeros(len(of.key), dtype=np.bool_)
    linked[numbers[numbers >= 0]] = True
    at = pairs.among(policies.places, len(index.keys))
    project, place = numbers[pairs.value[at]], pairs.place[at]
    # The index may have been built a moment later than the ledger was read.
    counted = project >= 0
    counted[counted] = ours[project[counted]]
    project, place = project[counted], place[counted]
    policy = np.asarray(index.keys, dtype=np.int64)[place]
    countries = np.array([country.pk for country in index.countries], dtype=np.int64)
    order = np.lexsort((policy, project))
    return Links(project[order], policy[order], countries[index.policies.country[place[order]]]), linked


def amounts_of(of: Ledger, counted: NDArray[np.bool_]) -> dict[Measure, Amounts]:
    """The sums of these rows of money, by measure, project and funder."""
    found = {}
    for number, measure in enumerate(of.measures):
        rows = np.flatnonzero(counted & (of.given_as == number))
        if len(rows):
            project, funder = of.given_project[rows], of.given_funder[rows]
            order, first = in_pairs(project, funder)
            sums = np.add.reduceat(of.given[rows[order]], first)
            found[measure] = Amounts(project[order[first]], funder[order[first]], sums)
    return found

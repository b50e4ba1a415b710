"""Funders, and how far the money of each reaches."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from policies.bitmaps import published
from policies.models import Country, Organisation, Project
from policies.queries.funding import Money, money_of
from policies.queries.funding_names import countries_by_id
from policies.queries.kept import kept
from policies.queries.numbered_sets import Keys, Numbers, distinct
from policies.queries.pages import projects_with_links
from policies.queries.paths import UNKNOWN

#: So many projects that an organisation funds, and so many others of it, are listed on its page.
MOST_LISTED = 60


@dataclass(frozen=True, slots=True)
class FunderRow:
    """How many published projects and policies a funder's money reaches, and countries: those of the policies, and of a
    project without any those that it names, as in its flow."""

    organisation: Organisation
    projects: int
    policies: int
    countries: int


def funders() -> list[FunderRow]:
    """Every funder, by its role in a project or by money it gave; those of most projects first. One query, but after a
    change."""
    reach = kept(reach_of_funders)
    found = Organisation.objects.filter(pk__in=reach).select_related("country")
    rows = [FunderRow(organisation, *reach[organisation.pk]) for organisation in found]
    return sorted(rows, key=lambda row: (-row.projects, row.organisation.name))


def reach_of_funders() -> dict[int, tuple[int, int, int]]:
    """Projects, policies and countries, by primary key of the funder."""
    # Without a cut the day does not matter.
    paths = money_of(published(), dt.date.max, cut=False, whole=True).by_link()
    funders, at = np.unique(paths.funder, return_inverse=True)
    of, __ = distinct(at, paths.project)
    projects = np.bincount(of, minlength=len(funders)).tolist()

    def reached(sets: Numbers, members: Keys) -> list[int]:
        of, __ = distinct(at[sets], members)
        counts: list[int] = np.bincount(of, minlength=len(funders)).tolist()
        return counts

    policies = reached(*paths.ends.policy_sets.members(paths.policies))
    countries = reached(*paths.ends.country_sets.members(paths.countries))
    rows = zip(funders.tolist(), zip(projects, policies, countries, strict=True), strict=True)
    return {funder: row for funder, row in rows if funder != UNKNOWN}


@dataclass(frozen=True, slots=True)
class Projects:
    """Projects of an organisation: the newest, by their titles, and how many there are."""

    listed: list[Project]
    total: int


def projects_of(organisation: Organisation, money: Money, on: dt.date, *, cut: bool) -> tuple[Projects, Projects]:
    """The projects that it funds, which its ``money`` is of, and those that it takes part in otherwise; with ``cut``
    without those that start after ``on``. Four queries at most, whatever their number."""
    ledger, funded = money.ledger, money.numbers
    others = ledger.with_part_of(organisation.pk) & ~ledger.funded_by(organisation.pk)
    if cut:
        others &= ledger.start <= on.toordinal()
    groups = funded, np.flatnonzero(others)
    keys = [set(ledger.newest(numbers, MOST_LISTED)) for numbers in groups]
    rows = list(projects_with_links(Project.objects.filter(pk__in=set.union(*keys))).order_by("title", "slug"))
    one, other = (
        Projects([row for row in rows if row.pk in own], len(numbers))
        for own, numbers in zip(keys, groups, strict=True)
    )
    return one, other


def reached_by(money: Money) -> tuple[int, list[Country]]:
    """How many policies money reaches, and the countries, sorted by name. No query, but after a change."""
    ends = money.by_link().ends
    by_id = kept(countries_by_id)
    countries = [by_id[key] for key in ends.country_sets.union(ends.countries).tolist()]
    return len(np.unique(money.links.policy)), sorted(countries, key=lambda country: country.sort_key)

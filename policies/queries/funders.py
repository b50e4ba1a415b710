"""All funders, and how far the money of each reaches."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from policies.bitmaps import published
from policies.models import Organisation
from policies.queries.funding import money_of
from policies.queries.kept import kept
from policies.queries.numbered_sets import Keys, Numbers, distinct
from policies.queries.paths import UNKNOWN


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

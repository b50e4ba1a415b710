"""One country: everything that its page shows, as of a day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, F, Max, Min

from policies import bitmaps
from policies.choices import NATIONAL_POLICY_FAMILY, CheckScope, CountryState
from policies.dates import HonestDate
from policies.models import (
    ComponentScore,
    Country,
    CountryCheck,
    Framework,
    GroupMembership,
    Participation,
    Policy,
    Project,
)
from policies.queries.country_lanes import Body, bodies_of, cut_after, institution_lanes, with_ties
from policies.queries.country_record import (
    MOST_DRAWN,
    CountryRecord,
    DrawnProjects,
    drawn_policies,
    drawn_projects,
)
from policies.queries.kept import kept
from policies.queries.pages import projects_of_country
from policies.queries.timelines import country_lanes
from policies.rows import Lane

NO_PROJECTS = DrawnProjects([], 0)
#: The score of the whole before those of its parts.
ORDER_OF_SCORES = ("framework__code", "-year", F("component__order").asc(nulls_first=True))


@dataclass(frozen=True, slots=True)
class CountryPage:
    """What a reader sees of a country. Nothing that happened after the day is in it when the day was chosen.

    ``policies`` and ``projects`` are those that are drawn and listed, ``record`` counts all policies. ``adoptions`` has
    every dated adoption, oldest first, or of many only the first and the last.
    """

    country: Country
    state: CountryState
    policies: list[Policy]
    projects: list[Project]
    participations: list[Participation]
    memberships: list[GroupMembership]
    scores: list[ComponentScore]
    checks: list[CountryCheck]
    lanes: list[Lane]
    record: CountryRecord
    project_total: int
    adoptions: tuple[HonestDate, ...]

    @property
    def policy_total(self) -> int:
        return len(self.record)

    @property
    def has_family(self) -> bool:
        """Whether a national policy or strategy is recorded, and not only other instruments."""
        return self.record.has_family

    @property
    def looked(self) -> bool:
        """Whether somebody looked for national policies."""
        return any(check.scope == CheckScope.NATIONAL_POLICY for check in self.checks)

    @property
    def undated_events(self) -> int:
        return sum(event.date is None for policy in self.policies for event in policy.events.all())

    @property
    def aligned(self) -> list[tuple[Framework, int, int]]:
        """(framework, policies with an explicit link, policies with only implicit ones), most followed first."""
        return self.record.aligned


def country_page(country: Country, on: dt.date, *, cut: bool) -> CountryPage:
    """The page of a country as of ``on``; with ``cut`` without what came later. Thirteen queries at most, and one more where there are too many policies to be drawn.

    What has no date is kept: it may have been there.
    """
    record = CountryRecord.of(country, on, bitmaps.current(), cut=cut)
    policies = drawn_policies(record.drawn(MOST_DRAWN), on)
    # Policies and strategies first: they are what the page is about; laws and other instruments after them.
    policies.sort(key=lambda policy: policy.instrument not in NATIONAL_POLICY_FAMILY)
    drawn = drawn_projects([country.pk], MOST_DRAWN, on if cut else None).get(country.pk, NO_PROJECTS)
    projects = list(projects_of_country(drawn.keys))
    parts = country.participations.select_related("framework", "source").order_by("framework__short_name", "date")
    participations = list(parts)
    memberships = kept(memberships_by_country)[country.pk]
    scores = list(country.scores.select_related("framework", "component", "source").order_by(*ORDER_OF_SCORES))
    checks = kept(checks_by_country)[country.pk]
    bodies = bodies_of(policies)
    return page_as_of(
        country, policies, projects, participations, memberships, scores, checks, record, drawn.total, bodies, cut=cut
    )


def adoptions_of(record: CountryRecord, policies: list[Policy]) -> tuple[HonestDate, ...]:
    """Of the policies that are read, if these are all; else the first and the last, of one query."""
    on = record.on
    if len(record) <= len(policies):
        return tuple(sorted(p.adopted_date for p in policies if p.adopted_date and p.adopted_date.earliest <= on))
    country = policies[0].country_id
    dated = Policy.objects.published().filter(country=country, adopted_date__lte=on.isoformat())
    found = dated.aggregate(n=Count("pk"), first=Min("adopted_date"), last=Max("adopted_date"))
    return (found["first"], found["last"])[: found["n"]]


def checks_by_country() -> dict[int, list[CountryCheck]]:
    """By primary key of the country, newest first. One query."""
    checks: dict[int, list[CountryCheck]] = defaultdict(list)
    for check in CountryCheck.objects.select_related("source").order_by("-date"):
        checks[check.country_id].append(check)
    return checks


def memberships_by_country() -> dict[int, list[GroupMembership]]:
    """By primary key of the country, in the order of the groups' names. One query."""
    memberships: dict[int, list[GroupMembership]] = defaultdict(list)
    for row in GroupMembership.objects.select_related("group", "source").order_by("group__name", "since"):
        memberships[row.country_id].append(row)
    return memberships


def page_as_of(
    country: Country,
    policies: list[Policy],
    projects: list[Project],
    participations: list[Participation],
    memberships: list[GroupMembership],
    scores: list[ComponentScore],
    checks: list[CountryCheck],
    record: CountryRecord,
    project_total: int,
    bodies: list[Body] | None = None,
    *,
    cut: bool,
) -> CountryPage:
    """All that is recorded of a country, put together as of the day of the record; with ``cut`` without what came later. No
    query where all its policies are given.

    Institutions have lanes where their ``bodies`` are given.
    """
    on = record.on
    outcomes = {check.outcome for check in checks if check.scope == CheckScope.NATIONAL_POLICY}
    if cut:
        participations = [row for row in participations if row.date is None or row.date.earliest <= on]
        memberships = [row for row in memberships if row.since is None or row.since.earliest <= on]
        scores = [row for row in scores if row.year <= on.year]
        checks = [row for row in checks if row.date.earliest <= on]
    lanes = with_ties(policies, country_lanes(policies, projects, participations))
    shown = {policy.pk for policy in policies}
    lanes += institution_lanes(policies, [body for body in bodies or [] if body.policy in shown])
    if cut:
        lanes = cut_after(lanes, on)
    return CountryPage(
        country=country,
        state=record.state(outcomes),
        policies=policies,
        projects=projects,
        participations=participations,
        memberships=memberships,
        scores=scores,
        checks=checks,
        lanes=lanes,
        record=record,
        project_total=project_total,
        adoptions=adoptions_of(record, policies),
    )

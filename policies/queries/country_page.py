"""One country: everything that its page shows, as of a day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import F, Prefetch

from policies.choices import NATIONAL_POLICY_FAMILY, CheckScope, CountryState, Link
from policies.models import (
    ComponentScore,
    Country,
    CountryCheck,
    Framework,
    GroupMembership,
    Participation,
    Policy,
    PolicyRelation,
    Project,
)
from policies.queries.country_lanes import Body, bodies_of, cut_after, institution_lanes, with_ties
from policies.queries.country_states import none_before, state_on
from policies.queries.kept import kept
from policies.queries.pages import policies_of_countries, projects_of_country
from policies.queries.timelines import country_lanes
from policies.rows import Lane

#: The score of the whole before those of its parts.
ORDER_OF_SCORES = ("framework__code", "-year", F("component__order").asc(nulls_first=True))


@dataclass(frozen=True, slots=True)
class CountryPage:
    """What a reader sees of a country. Nothing that happened after the day is in it when the day was chosen."""

    country: Country
    state: CountryState
    policies: list[Policy]
    projects: list[Project]
    participations: list[Participation]
    memberships: list[GroupMembership]
    scores: list[ComponentScore]
    checks: list[CountryCheck]
    lanes: list[Lane]

    @property
    def has_family(self) -> bool:
        """Whether a national policy or strategy is recorded, and not only other instruments."""
        return any(policy.instrument in NATIONAL_POLICY_FAMILY for policy in self.policies)

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
        links: dict[Framework, dict[int, bool]] = {}
        for policy in self.policies:
            for alignment in policy.alignments.all():
                of_framework = links.setdefault(alignment.framework, {})
                of_framework[policy.pk] = of_framework.get(policy.pk, False) or alignment.link == Link.EXPLICIT
        rows = [(f, sum(by.values()), len(by) - sum(by.values())) for f, by in links.items()]
        return sorted(rows, key=lambda row: (-row[1] - row[2], str(row[0])))


def country_page(country: Country, on: dt.date, *, cut: bool) -> CountryPage:
    """The page of a country as of ``on``; with ``cut`` without what came later. Twelve queries.

    What has no date is kept: it may have been there.
    """
    policies = list(
        policies_of_countries(country.policies.published().with_status(on))
        .prefetch_related("events", Prefetch("relations_in", PolicyRelation.objects.select_related("policy")))
        .order_by(F("adopted_from").asc(nulls_last=True), "slug")
    )
    # Policies and strategies first: they are what the page is about; laws and other instruments after them.
    policies.sort(key=lambda policy: policy.instrument not in NATIONAL_POLICY_FAMILY)
    projects = list(projects_of_country(country))
    parts = country.participations.select_related("framework", "source").order_by("framework__short_name", "date")
    participations = list(parts)
    memberships = list(country.memberships.select_related("group", "source").order_by("group__name", "since"))
    scores = list(country.scores.select_related("framework", "component", "source").order_by(*ORDER_OF_SCORES))
    checks = kept(checks_by_country)[country.pk]
    bodies = bodies_of(policies)
    return page_as_of(country, policies, projects, participations, memberships, scores, checks, on, bodies, cut=cut)


def checks_by_country() -> dict[int, list[CountryCheck]]:
    """By primary key of the country, newest first. One query."""
    checks: dict[int, list[CountryCheck]] = defaultdict(list)
    for check in CountryCheck.objects.select_related("source").order_by("-date"):
        checks[check.country_id].append(check)
    return checks


def page_as_of(
    country: Country,
    policies: list[Policy],
    projects: list[Project],
    participations: list[Participation],
    memberships: list[GroupMembership],
    scores: list[ComponentScore],
    checks: list[CountryCheck],
    on: dt.date,
    bodies: list[Body] | None = None,
    *,
    cut: bool,
) -> CountryPage:
    """All that is recorded of a country, put together as of ``on``; with ``cut`` without what came later. No query.

    Institutions have lanes where their ``bodies`` are given.
    """
    family = [policy.milestones for policy in policies if policy.instrument in NATIONAL_POLICY_FAMILY]
    outcomes = {check.outcome for check in checks if check.scope == CheckScope.NATIONAL_POLICY}
    if cut:
        policies = [policy for policy in policies if policy.status_then != "not-begun"]
        projects = [row for row in projects if row.start is None or row.start.earliest <= on]
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
        state=state_on(family, none_before(bool(family), outcomes), on),
        policies=policies,
        projects=projects,
        participations=participations,
        memberships=memberships,
        scores=scores,
        checks=checks,
        lanes=lanes,
    )

"""A few countries side by side: everything that their pages show, in as many queries for two as for four."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, F, Q
from django.utils.translation import gettext

from policies import bitmaps
from policies.choices import CONSENT, EventGroup, Instrument, PublicationState
from policies.models import (
    ComponentScore,
    Country,
    CountryCheck,
    GroupMembership,
    Participation,
    Project,
)
from policies.queries.country_page import NO_PROJECTS, ORDER_OF_SCORES, CountryPage, page_as_of
from policies.queries.country_record import CountryRecord, drawn_policies, drawn_projects
from policies.queries.pages import projects_with_links
from policies.queries.standings import show_date
from policies.queries.timelines import policy_lane, project_lane
from policies.rows import Lane, Mark

#: So many policies, and so many projects, are drawn and named of a country.
MOST_DRAWN = 30
#: Instruments that set out a policy; each has a lane of its own. All others of a country share one.
WITH_OWN_LANE = (Instrument.POLICY, Instrument.STRATEGY, Instrument.ACTION_PLAN)


def country_pages(countries: Sequence[Country], on: dt.date, *, cut: bool) -> list[CountryPage]:
    """The pages of these countries as of ``on``, in their order; with ``cut`` without what came later. Thirteen queries,
    and one more for each country of which not all policies are drawn."""
    ids = [country.pk for country in countries]
    index = bitmaps.current()
    records = {country.pk: CountryRecord.of(country, on, index, cut=cut) for country in countries}
    keys = [key for record in records.values() for key in record.drawn(MOST_DRAWN)]
    policies = by_country(drawn_policies(keys, on))
    participations = by_country(
        Participation.objects.filter(country__in=ids)
        .select_related("framework", "source")
        .order_by("framework__short_name", "date")
    )
    memberships = by_country(
        GroupMembership.objects.filter(country__in=ids).select_related("group").order_by("group__name", "since")
    )
    scores = by_country(
        ComponentScore.objects.filter(country__in=ids)
        .select_related("framework", "component", "source")
        .order_by(*ORDER_OF_SCORES)
    )
    checks = by_country(CountryCheck.objects.filter(country__in=ids).order_by("-date"))
    drawn = defaultdict(lambda: NO_PROJECTS, drawn_projects(ids, MOST_DRAWN, on if cut else None))
    projects = list(projects_of_countries({key for own in drawn.values() for key in own.keys}))
    return [
        page_as_of(
            country,
            policies[country.pk],
            [project for project in projects if project.pk in drawn[country.pk].keys],
            participations[country.pk],
            memberships[country.pk],
            scores[country.pk],
            checks[country.pk],
            records[country.pk],
            drawn[country.pk].total,
            cut=cut,
        )
        for country in countries
    ]


def by_country(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.country_id].append(row)
    return found


def projects_of_countries(keys: Iterable[int]) -> Any:
    """The projects of these primary keys with all that a comparison shows, oldest first. Four queries."""
    projects = Project.objects.filter(pk__in=keys)
    return projects_with_links(projects).order_by(F("start").asc(nulls_last=True), "title")


def lanes_of(page: CountryPage) -> list[Lane]:
    """What a comparison draws of a country: policies, other instruments in one lane, projects, treaties in one lane.

    A project without a known start is not among them. Reads what country_pages has fetched. No query.
    """
    others = [policy for policy in page.policies if policy.instrument not in WITH_OWN_LANE]
    lanes = [policy_lane(policy) for policy in page.policies if policy.instrument in WITH_OWN_LANE]
    if others:
        label = gettext("Laws, decrees and other instruments (%d): adoption") % len(others)
        marks = [
            Mark(date, show_date(date), str(EventGroup.ADOPTION), gettext("Adopted"), policy.title)
            for policy in others
            if (date := policy.adopted_date)
        ]
        lanes.append(Lane("policy", label, page.country.get_absolute_url() + "#policies", (), tuple(marks)))
    lanes += [lane for lane in map(project_lane, page.projects) if lane.intervals]
    consents = [row for row in page.participations if row.action in CONSENT and row.date]
    if consents:
        marks = [
            Mark(
                row.date, show_date(row.date), str(EventGroup.FORCE), row.get_action_display(), row.framework.short_name
            )
            for row in consents
            if row.date
        ]
        label = gettext("Treaties (%d): consent to be bound") % len({row.framework_id for row in consents})
        lanes.append(Lane("participation", label, page.country.get_absolute_url() + "#treaties", (), tuple(marks)))
    if not lanes:
        lanes.append(Lane("policy", gettext("Nothing is recorded yet"), page.country.get_absolute_url()))
    return lanes


def countries_with_counts() -> list[Country]:
    """Every country in the order of their names, with its number of published policies as ``policy_count``. One query."""
    published = Q(policies__state=PublicationState.PUBLISHED)
    countries = Country.objects.annotate(policy_count=Count("policies", filter=published))
    return sorted(countries, key=lambda country: country.sort_key)


def examples(countries: Sequence[Any], most: int = 3) -> list[tuple[Country, Country]]:
    """Pairs of neighbours worth comparing: of each part of the world the two countries of most records. No query."""
    by_region: dict[str, list[Any]] = defaultdict(list)
    for country in countries:
        if country.policy_count:
            by_region[country.intermediate_region or country.sub_region].append(country)
    pairs = []
    for own in by_region.values():
        own.sort(key=lambda country: -country.policy_count)
        if len(own) > 1:
            pairs.append((own[0], own[1]))
    pairs.sort(key=lambda pair: -pair[0].policy_count - pair[1].policy_count)
    return pairs[:most]

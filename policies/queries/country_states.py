"""What the map says of each country, year by year."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Count, Q, QuerySet

from policies import lifecycle
from policies.choices import (
    CONTINENTS,
    NATIONAL_POLICY_FAMILY,
    CheckOutcome,
    CheckScope,
    CountryState,
    PublicationState,
)
from policies.models import Country, CountryCheck, Policy
from policies.rows import CountryStateRow

#: A country is shown by the best that any of its policies has: earlier in this list wins.
RANK = (CountryState.IN_FORCE, CountryState.IN_DEVELOPMENT, CountryState.ENDED)
STATE_OF_STATUS = {
    lifecycle.IN_FORCE: CountryState.IN_FORCE,
    lifecycle.ADOPTED: CountryState.IN_DEVELOPMENT,
    lifecycle.IN_DEVELOPMENT: CountryState.IN_DEVELOPMENT,
    lifecycle.TERM_ENDED: CountryState.ENDED,
    lifecycle.REPLACED: CountryState.ENDED,
    lifecycle.REPEALED: CountryState.ENDED,
}


def days_by_year(first: int, on: dt.date) -> dict[int, dt.date]:
    """The day that stands for each year: its last one, and ``on`` itself for the last year."""
    return {year: dt.date(year, 12, 31) for year in range(first, on.year)} | {on.year: on}


def state_on(policies: Iterable[lifecycle.Milestones], checked: bool, day: dt.date) -> CountryState:
    """A country's state on a day.

    Without a policy by that day it is "none found" only if somebody looked; an undated policy says
    nothing of any day.
    """
    policies = list(policies)
    states = {STATE_OF_STATUS.get(lifecycle.standing(milestones, day).status) for milestones in policies}
    for state in RANK:
        if state in states:
            return state
    if any(milestones.is_undated for milestones in policies):
        return CountryState.NOT_ASSESSED
    return CountryState.NONE_FOUND if checked else CountryState.NOT_ASSESSED


def country_states(
    policies: QuerySet[Policy], days: dict[int, dt.date], *, use_checks: bool = True
) -> list[CountryStateRow]:
    """One row for every country, in the order of their names. Three queries, whatever the number of policies.

    Checks are of national policies and strategies as such: of a narrower selection they say nothing, and
    ``use_checks`` is False.
    """
    by_country: dict[int, list[lifecycle.Milestones]] = defaultdict(list)
    stored = policies.order_by().values_list(
        "country_id", "development_from", "adopted_from", "force_from", "force_until", "final_from", "final_status"
    )
    for country_id, *values in stored:
        by_country[country_id].append(lifecycle.Milestones(*values))
    of_policies = CountryCheck.objects.filter(scope=CheckScope.NATIONAL_POLICY)
    checks = of_policies.values_list("country_id", "outcome") if use_checks else ()
    outcomes: dict[int, set[str]] = defaultdict(set)
    for country_id, outcome in checks:
        outcomes[country_id].add(outcome)
    rows = []
    for country in sorted(Country.objects.all(), key=lambda country: country.sort_key):
        own = by_country.get(country.pk, [])
        states = [(year, str(state_on(own, none_before(own, outcomes[country.pk]), day))) for year, day in days.items()]
        rows.append(
            CountryStateRow(
                iso3=country.iso3,
                name=country.name,
                url=country.get_absolute_url(),
                latitude=country.latitude,
                longitude=country.longitude,
                changes=changes_of(states),
            )
        )
    return rows


def countries_with_states(on: dt.date) -> list[tuple[Country, CountryState]]:
    """Every country with the state of its national policies and strategies on a day, and its ``policy_count``.

    In the order of the list: by continent, then by name; those without a region last. Four queries.
    """
    family = Policy.objects.published().filter(instrument__in=NATIONAL_POLICY_FAMILY)
    states = {row.iso3: CountryState(row.changes[-1][1]) for row in country_states(family, {on.year: on})}
    published = Q(policies__state=PublicationState.PUBLISHED)
    countries = Country.objects.annotate(policy_count=Count("policies", filter=published))
    places = [continent.value for continent in CONTINENTS]

    def place(country: Country) -> tuple[int, str]:
        return places.index(country.region) if country.region in places else len(places), country.sort_key

    return [(country, states[country.iso3]) for country in sorted(countries, key=place)]


def none_before(policies: Sequence[lifecycle.Milestones], outcomes: set[str]) -> bool:
    """Whether a day without a policy is one on which there was none, as far as somebody looked.

    A check that found policies says so of the days before the first of those that are recorded; where none is
    recorded it says that there is one, so "none found" would be wrong.
    """
    return CheckOutcome.NONE_FOUND in outcomes or (CheckOutcome.FOUND in outcomes and bool(policies))


def changes_of(states: Sequence[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    """Only those years in which the state differs from the year before."""
    return tuple(pair for index, pair in enumerate(states) if index == 0 or states[index - 1][1] != pair[1])

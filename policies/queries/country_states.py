"""What the map says of each country, year by year."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Max, Min, Q, QuerySet, Value
from django.db.models.functions import Least

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
from policies.models.policy import NO_BEGINNING
from policies.queries.kept import kept
from policies.queries.turning_days import NEVER, day_of, over_from, prepared_from, year_of
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
    statuses = {lifecycle.standing(milestones, day).status for milestones in policies}
    return state_of(statuses, any(milestones.is_undated for milestones in policies), checked)


def state_of(statuses: Iterable[str], undated: bool, checked: bool) -> CountryState:
    """A country's state by the statuses of its policies; ``undated`` says whether one of them has no date at all."""
    states = {STATE_OF_STATUS.get(status) for status in statuses}
    for state in RANK:
        if state in states:
            return state
    if undated:
        return CountryState.NOT_ASSESSED
    return CountryState.NONE_FOUND if checked else CountryState.NOT_ASSESSED


def country_states(
    policies: QuerySet[Policy], days: dict[int, dt.date], *, use_checks: bool = True
) -> list[CountryStateRow]:
    """One row for every country, in the order of their names. Three queries, whatever the number of policies.

    ``days`` is the day shown of each year, the years following one on another. Checks are of national policies and
    strategies as such: of a narrower selection they say nothing, and ``use_checks`` is False.
    """
    terms = terms_by_country(policies, days)
    checks = check_outcomes() if use_checks else {}
    rows = []
    for country in countries_in_order():
        own = terms.get(country.pk, Terms())
        checked = none_before(own.recorded, checks.get(country.pk, ()))
        states = own.states(days, CountryState.NONE_FOUND if checked else CountryState.NOT_ASSESSED)
        rows.append(row_of(country, states))
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


def countries_in_order() -> list[Country]:
    """Every country by name."""
    return sorted(kept(every_country), key=lambda country: country.sort_key)


def every_country() -> list[Country]:
    """One query."""
    return list(Country.objects.defer("search_text"))


def row_of(country: Country, states: Sequence[tuple[int, str]]) -> CountryStateRow:
    return CountryStateRow(
        iso3=country.iso3,
        name=country.name,
        url=country.get_absolute_url(),
        latitude=country.latitude,
        longitude=country.longitude,
        changes=changes_of(states),
    )


def check_outcomes() -> dict[int, set[str]]:
    """What the checks of national policies found, by country. One query."""
    outcomes: dict[int, set[str]] = defaultdict(set)
    of_policies = CountryCheck.objects.filter(scope=CheckScope.NATIONAL_POLICY)
    for country_id, outcome in of_policies.values_list("country_id", "outcome"):
        outcomes[country_id].add(outcome)
    return outcomes


@dataclass(slots=True)
class Terms:
    """What a country's state depends on, of all its policies together.

    Of the policies that entered a stage between the day shown of one year and that of the next, ``in_force`` and
    ``prepared`` have for that next year the last day on which one of them leaves it. On a day some policy is in a stage
    if, of all that entered it by then, the last leaves it later.
    """

    recorded: bool = False
    undated: bool = False
    over_from: dt.date = NEVER
    in_force: dict[int, dt.date] = field(default_factory=dict)
    prepared: dict[int, dt.date] = field(default_factory=dict)

    def states(self, days: dict[int, dt.date], none: CountryState) -> list[tuple[int, str]]:
        """As ``state_on`` of the policies one by one, for each day. ``none`` is said of a day before them all."""
        before = CountryState.NOT_ASSESSED if self.undated else none
        if not self.recorded:
            return [(min(days), str(before))]
        states, in_force, prepared = [], dt.date.min, dt.date.min
        for year, day in days.items():
            in_force = max(in_force, self.in_force.get(year, in_force))
            prepared = max(prepared, self.prepared.get(year, prepared))
            if in_force > day:
                state = CountryState.IN_FORCE
            elif prepared > day:
                state = CountryState.IN_DEVELOPMENT
            else:
                state = CountryState.ENDED if self.over_from <= day else before
            states.append((year, str(state)))
        return states


def terms_by_country(policies: QuerySet[Policy], days: dict[int, dt.date]) -> dict[int, Terms]:
    """By country id. One query, with a few rows for a country however many policies it has."""
    last = max(days.values())
    policies = policies.order_by().annotate(over_day=over_from(), begin=prepared_from())
    whole = policies.values("country_id").annotate(
        kind=Value("whole"), number=Count("pk", filter=NO_BEGINNING), until=Min("over_day")
    )
    in_force = (
        policies.filter(force_from__lte=last)
        .annotate(number=year_of("force_from", days))
        .values("country_id", "number")
        .annotate(kind=Value("in_force"), until=Max("over_day"))
    )
    prepared = (
        policies.filter(begin__lte=last)
        .annotate(number=year_of("begin", days), left=Least(day_of("force_from"), "over_day"))
        .values("country_id", "number")
        .annotate(kind=Value("prepared"), until=Max("left"))
    )
    names = ("country_id", "kind", "number", "until")
    terms: dict[int, Terms] = defaultdict(Terms)
    for country_id, kind, number, until in whole.values_list(*names).union(
        in_force.values_list(*names), prepared.values_list(*names), all=True
    ):
        own = terms[country_id]
        if kind == "whole":
            own.recorded, own.undated, own.over_from = True, number > 0, until
        elif kind == "in_force":
            own.in_force[number] = until
        else:
            own.prepared[number] = until
    return terms


def none_before(recorded: bool, outcomes: Collection[str]) -> bool:
    """Whether a day without a policy is one on which there was none, as far as somebody looked.

    ``recorded`` tells whether any policy is. A check that found policies says so of the days before the first of those that are recorded; where none is
    recorded it says that there is one, so "none found" would be wrong.
    """
    return CheckOutcome.NONE_FOUND in outcomes or (CheckOutcome.FOUND in outcomes and recorded)


def changes_of(states: Sequence[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    """Only those years in which the state differs from the year before."""
    return tuple(pair for index, pair in enumerate(states) if index == 0 or states[index - 1][1] != pair[1])

"""What the map says of each country, year by year."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np

from policies import lifecycle
from policies.bitmaps import Selected, published
from policies.choices import CONTINENTS, NATIONAL_POLICY_FAMILY, CheckOutcome, CheckScope, CountryState
from policies.models import Country, CountryCheck
from policies.queries.kept import kept
from policies.queries.turning_days import (
    ALWAYS,
    Years,
    by_country,
    first_by_country,
    known_from,
    over_from,
    prepared_from,
)
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


def country_states(policies: Selected, days: dict[int, dt.date], *, use_checks: bool = True) -> list[CountryStateRow]:
    """One row for every country, in the order of their names. Two queries, whatever the number of policies.

    ``days`` is the day shown of each year, the years following one on another. Checks are of national policies and
    strategies as such: of a narrower selection they say nothing, and ``use_checks`` is False.
    """
    terms = terms_by_country(policies, days)
    checks = check_outcomes() if use_checks else {}
    rows = []
    for country in countries_in_order():
        own = terms.get(country.pk)
        checked = none_before(own is not None, checks.get(country.pk, ()))
        none = CountryState.NONE_FOUND if checked else CountryState.NOT_ASSESSED
        rows.append(row_of(country, own.states(none) if own else [(min(days), str(none))]))
    return rows


def countries_with_states(on: dt.date) -> list[tuple[Country, CountryState]]:
    """Every country with the state of its national policies and strategies on a day, and its ``policy_count``.

    In the order of the list: by continent, then by name; those without a region last. Two queries.
    """
    policies = published()
    family = policies.of("instrument", NATIONAL_POLICY_FAMILY)
    states = {row.iso3: CountryState(row.changes[-1][1]) for row in country_states(family, {on.year: on})}
    counts = {country.pk: int(n) for country, n in zip(policies.countries, by_country(policies), strict=True)}
    countries = [copy(country) for country in kept(every_country)]
    for country in countries:
        country.policy_count = counts.get(country.pk, 0)  # type: ignore[attr-defined]
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


@dataclass(frozen=True, slots=True)
class Terms:
    """What a country's state depends on, of all its policies together; one element for each year shown."""

    years: Sequence[int]
    undated: bool
    in_force: Sequence[bool]
    prepared: Sequence[bool]
    over: Sequence[bool]

    def states(self, none: CountryState) -> list[tuple[int, str]]:
        """As ``state_on`` of the policies one by one, for each year's day. ``none`` is said of a day before them all."""
        before = CountryState.NOT_ASSESSED if self.undated else none
        states = []
        for year, in_force, prepared, over in zip(self.years, self.in_force, self.prepared, self.over, strict=True):
            if in_force:
                state = CountryState.IN_FORCE
            elif prepared:
                state = CountryState.IN_DEVELOPMENT
            else:
                state = CountryState.ENDED if over else before
            states.append((year, str(state)))
        return states


def terms_by_country(policies: Selected, days: dict[int, dt.date]) -> dict[int, Terms]:
    """By id, of the countries that have policies. No query."""
    years = Years(days)
    over = over_from(policies)
    in_force = years.in_stage(policies, policies.day("force_from"), over)
    prepared = years.in_stage(policies, prepared_from(policies), np.minimum(policies.day("force_from"), over))
    ended = first_by_country(policies, over)[:, None] <= years.shown
    undated = by_country(policies, known_from(policies) == ALWAYS)
    shown = tuple(days)
    return {
        policies.countries[at].pk: Terms(
            shown, bool(undated[at]), in_force[at].tolist(), prepared[at].tolist(), ended[at].tolist()
        )
        for at in np.flatnonzero(by_country(policies))
    }


def none_before(recorded: bool, outcomes: Collection[str]) -> bool:
    """Whether a day without a policy is one on which there was none, as far as somebody looked.

    ``recorded`` tells whether any policy is. A check that found policies says so of the days before the first of those that are recorded; where none is
    recorded it says that there is one, so "none found" would be wrong.
    """
    return CheckOutcome.NONE_FOUND in outcomes or (CheckOutcome.FOUND in outcomes and recorded)


def changes_of(states: Sequence[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    """Only those years in which the state differs from the year before."""
    return tuple(pair for index, pair in enumerate(states) if index == 0 or states[index - 1][1] != pair[1])

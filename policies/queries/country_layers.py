"""Layers of the map that count policies: first adoptions, numbers of policies, alignment, year by year.

Rows are of every country in the order of their names. What is said where nothing is recorded by a day is said as the
layer of states says it: "none found" only where somebody looked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from typing import Final

import numpy as np

from policies.bitmaps import NEVER, Selected
from policies.choices import CountryState, Link
from policies.models import Framework, FrameworkComponent
from policies.queries.country_states import check_outcomes, countries_in_order, none_before, row_of
from policies.queries.kept import kept
from policies.queries.mappings import Mappings
from policies.queries.turning_days import ALWAYS, Years, by_country, first_by_country, known_from, over_from
from policies.rows import CountryStateRow

#: A country whose policies are known by a day, and none of them to have been adopted, on whatever day.
PREPARED: Final = "in-development"
#: A country with a policy that was in force or over by a day, or is undated, but none whose adoption by then is dated.
UNDATED: Final = "undated"
#: An alignment that follows from one to a component of another framework.
BY_MAPPING: Final = "by-mapping"
#: A country with policies by a day, none of them coded for what is asked.
UNCODED: Final = "uncoded"

#: The state of one country, by its id, in a year, on the day shown of it (an ordinal).
StateOn = Callable[[int, int, int], str | None]


def first_adoptions(policies: Selected, days: dict[int, dt.date], *, use_checks: bool) -> list[CountryStateRow]:
    """The year of each country's first dated adoption, from then on: changes are (year, "2017"). At most two queries.

    Before it, PREPARED, UNDATED or nothing recorded.
    """
    over = over_from(policies)
    known = known_from(policies)
    begun = np.where(known == ALWAYS, ALWAYS, np.minimum(policies.day("force_from"), over))
    turns = [first_by_country(policies, days) for days in (policies.day("adopted_from"), known, begun)]
    of_country = {
        country.pk: own for country, *own in zip(policies.countries, *(turn.tolist() for turn in turns), strict=True)
    }

    def state(country_id: int, _: int, day: int) -> str | None:
        first, known, begun = of_country.get(country_id, (NEVER, NEVER, NEVER))
        if first <= day:
            return str(dt.date.fromordinal(first).year)
        if begun <= day:
            return UNDATED
        return PREPARED if known <= day else None

    return rows_of(state, recorded(policies), days, use_checks)


def policy_counts(policies: Selected, days: dict[int, dt.date], *, use_checks: bool) -> list[CountryStateRow]:
    """How many policies are known by the day of each year: changes are (year, "12"). At most two queries.

    As many as the list of the selection has of a country as of that day.
    """
    years = Years(days)
    counts = years.grid(policies)
    year = years.of(known_from(policies))
    shown = year < len(days)
    np.add.at(counts, (policies.country[shown], year[shown]), 1)
    totals = counts.cumsum(axis=1).tolist()
    of_country = {country.pk: own for country, own in zip(policies.countries, totals, strict=True)}
    first = min(days)

    def state(country_id: int, year: int, _: int) -> str | None:
        own = of_country.get(country_id)
        return str(own[year - first]) if own and own[year - first] else None

    # A country with nothing by the last day is one of which nothing is recorded.
    return rows_of(state, {pk for pk, own in of_country.items() if own[-1]}, days, use_checks)


def alignment_states(
    policies: Selected,
    target: Framework | FrameworkComponent,
    days: dict[int, dt.date],
    *,
    links: Collection[str] = (),
    use_checks: bool,
) -> list[CountryStateRow]:
    """The best that any policy of a country says of a framework, or of one component: explicit, implicit, BY_MAPPING,
    else UNCODED. A policy says it from the first day that is known of it. At most three queries.

    ``links`` are those that count, all without any. A framework is followed by an alignment to the whole of it or to any
    of its components; by mapping from a component of another framework that one of its own is mapped to.
    """
    of = ([target.code], []) if isinstance(target, Framework) else ([], [target.code])
    index = policies.index
    kinds = {link.value: index.aligned_to(*of, [link.value]) for link in Link if not links or link.value in links}
    kinds[BY_MAPPING] = index.coded_for(kept(Mappings.load).coded_for(*of), links)
    kinds[UNCODED] = index.everything
    firsts = []
    for places in kinds.values():
        own = policies.among(places)
        firsts.append(first_by_country(own, known_from(own)).tolist())
    of_country = {
        country.pk: dict(zip(kinds, own, strict=True))
        for country, *own in zip(policies.countries, *firsts, strict=True)
    }

    def state(country_id: int, _: int, day: int) -> str | None:
        own = of_country.get(country_id, {})
        return next((kind for kind, first in own.items() if first <= day), None)

    return rows_of(state, recorded(policies), days, use_checks)


def recorded(policies: Selected) -> set[int]:
    """The countries, by id, that have policies."""
    return {policies.countries[at].pk for at in np.flatnonzero(by_country(policies))}


def rows_of(
    state: StateOn, recorded: Collection[int], days: dict[int, dt.date], use_checks: bool
) -> list[CountryStateRow]:
    """One row for every country. ``state`` answers None where nothing is recorded by a day. Two queries, or one."""
    ordinals = {year: day.toordinal() for year, day in days.items()}
    checks = check_outcomes() if use_checks else {}
    rows = []
    for country in countries_in_order():
        found = none_before(country.pk in recorded, checks.get(country.pk, ()))
        none = str(CountryState.NONE_FOUND if found else CountryState.NOT_ASSESSED)
        shown = list(ordinals.items()) if country.pk in recorded else [min(ordinals.items())]
        rows.append(row_of(country, [(year, state(country.pk, year, day) or none) for year, day in shown]))
    return rows

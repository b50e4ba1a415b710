"""Layers of the map that count policies: first adoptions, numbers of policies, alignment, year by year.

Rows are of every country in the order of their names. What is said where nothing is recorded by a day is said as the
layer of states says it: "none found" only where somebody looked.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from typing import Final

from django.db.models import Count, Min, Q, QuerySet, Value
from django.db.models.functions import Least

from policies.choices import CountryState, Link
from policies.models import ComponentMapping, Framework, FrameworkComponent, Policy
from policies.models.policy import NO_BEGINNING
from policies.queries.country_states import check_outcomes, countries_in_order, none_before, row_of
from policies.queries.turning_days import ALWAYS, NEVER, day_of, known_from, over_from, year_of
from policies.rows import CountryStateRow

#: A country whose policies are known by a day, and none of them to have been adopted, on whatever day.
PREPARED: Final = "in-development"
#: A country with a policy that was in force or over by a day, or is undated, but none whose adoption by then is dated.
UNDATED: Final = "undated"
#: An alignment that follows from one to a component of another framework.
BY_MAPPING: Final = "by-mapping"
#: A country with policies by a day, none of them coded for what is asked.
UNCODED: Final = "uncoded"

#: The state on a day of one country, by its id.
StateOn = Callable[[int, int, dt.date], str | None]


def first_adoptions(policies: QuerySet[Policy], days: dict[int, dt.date], *, use_checks: bool) -> list[CountryStateRow]:
    """The year of each country's first dated adoption, from then on: changes are (year, "2017"). Three queries.

    Before it, PREPARED, UNDATED or nothing recorded.
    """
    dated = policies.order_by().annotate(known_day=known_from(), over_day=over_from(), begun_day=day_of("force_from"))
    aggregates = dated.values("country_id").annotate(
        first=Min("adopted_from"),
        known=Min("known_day"),
        begun=Least(Min("begun_day"), Min("over_day")),
        undated=Count("pk", filter=NO_BEGINNING),
    )
    by_country = {
        country_id: (first or NEVER, known, ALWAYS if undated else begun)
        for country_id, first, known, begun, undated in aggregates.values_list(
            "country_id", "first", "known", "begun", "undated"
        )
    }

    def state(country_id: int, _: int, day: dt.date) -> str | None:
        first, known, begun = by_country.get(country_id, (NEVER, NEVER, NEVER))
        if first <= day:
            return str(first.year)
        if begun <= day:
            return UNDATED
        return PREPARED if known <= day else None

    return rows_of(state, by_country, days, use_checks)


def policy_counts(policies: QuerySet[Policy], days: dict[int, dt.date], *, use_checks: bool) -> list[CountryStateRow]:
    """How many policies are known by the day of each year: changes are (year, "12"). Three queries.

    As many as the list of the selection has of a country as of that day.
    """
    known = policies.order_by().annotate(known=known_from()).filter(known__lte=max(days.values()))
    by_year = known.annotate(number=year_of("known", days)).values("country_id", "number")
    new: dict[int, dict[int, int]] = defaultdict(dict)
    for country_id, year, count in by_year.annotate(count=Count("pk")).values_list("country_id", "number", "count"):
        new[country_id][year] = count

    def state(country_id: int, year: int, _: dt.date) -> str | None:
        own = new.get(country_id, {})
        total = sum(count for begun, count in own.items() if begun <= year)
        return str(total) if total else None

    return rows_of(state, new, days, use_checks)


def alignment_states(
    policies: QuerySet[Policy],
    target: Framework | FrameworkComponent,
    days: dict[int, dt.date],
    *,
    links: Collection[str] = (),
    use_checks: bool,
) -> list[CountryStateRow]:
    """The best that any policy of a country says of a framework, or of one component: explicit, implicit, BY_MAPPING,
    else UNCODED. A policy says it from the first day that is known of it. Four queries.

    ``links`` are those that count, all without any. A framework is followed by an alignment to the whole of it or to any
    of its components; by mapping from a component of another framework that one of its own is mapped to.
    """
    own, mapped = of_target(target, links)
    known = policies.order_by().annotate(known=known_from())
    names = ("country_id", "kind", "first")
    parts = [
        *(
            known.filter(own & Q(alignments__link=link.value)).values("country_id").annotate(kind=Value(link.value))
            for link in Link
        ),
        known.filter(mapped).values("country_id").annotate(kind=Value(BY_MAPPING)),
        known.values("country_id").annotate(kind=Value(UNCODED)),
    ]
    first, *others = (part.annotate(first=Min("known")).values_list(*names) for part in parts)
    by_country: dict[int, dict[str, dt.date]] = defaultdict(dict)
    for country_id, kind, day in first.union(*others, all=True):
        by_country[country_id][kind] = day
    rank = (*(link.value for link in Link), BY_MAPPING, UNCODED)

    def state(country_id: int, _: int, day: dt.date) -> str | None:
        own = by_country.get(country_id, {})
        return next((kind for kind in rank if own.get(kind, NEVER) <= day), None)

    return rows_of(state, by_country, days, use_checks)


def of_target(target: Framework | FrameworkComponent, links: Collection[str]) -> tuple[Q, Q]:
    """Conditions on a policy: that it is coded for the target, and that it is so by mapping. One query."""
    of_framework = isinstance(target, Framework)
    field = "framework" if of_framework else "pk"
    own = Q(alignments__framework=target) if of_framework else Q(alignments__component=target)
    ours = Q(**{f"component__{field}": target.pk}) | Q(**{f"other__{field}": target.pk})
    pairs = ComponentMapping.objects.filter(ours).values_list(
        "component", f"component__{field}", "other", f"other__{field}"
    )
    theirs = {other if end == target.pk else component for component, end, other, __ in pairs}
    narrowed = Q(alignments__link__in=list(links)) if links else Q()
    return own & narrowed, Q(alignments__component__in=theirs) & narrowed


def rows_of(
    state: StateOn, recorded: Collection[int], days: dict[int, dt.date], use_checks: bool
) -> list[CountryStateRow]:
    """One row for every country. ``state`` answers None where nothing is recorded by a day. Two queries, or one."""
    checks = check_outcomes() if use_checks else {}
    rows = []
    for country in countries_in_order():
        found = none_before(country.pk in recorded, checks.get(country.pk, ()))
        none = str(CountryState.NONE_FOUND if found else CountryState.NOT_ASSESSED)
        shown: Sequence[tuple[int, dt.date]] = list(days.items()) if country.pk in recorded else [min(days.items())]
        rows.append(row_of(country, [(year, state(country.pk, year, day) or none) for year, day in shown]))
    return rows

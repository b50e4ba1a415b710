"""Countries whose policies are aligned to most of the same components."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from policies.choices import PublicationState
from policies.models import Alignment, Country, FrameworkComponent, Policy

#: So many are named; and what is shared must be so many components, and more than half of the country's own.
MOST, LEAST_SHARED = 5, 2

COUNTRY = ("pk", "iso3", "iso2", "slug", "note")
COMPONENT = ("pk", "code", "short_title", "order", "framework__short_name")


@dataclass(frozen=True, slots=True)
class SimilarCountry:
    """``shared`` components of ``own``, the number of those that the other country's policies are aligned to."""

    country: Country
    shared: tuple[tuple[str, FrameworkComponent], ...]  # with the short name of its framework
    own: int


@dataclass(frozen=True, slots=True)
class Similar:
    """``components`` is the number of those that the country itself is aligned to; with too few nothing is compared."""

    components: int
    countries: tuple[SimilarCountry, ...]


def similar_countries(country: Country, on: dt.date) -> Similar:
    """Those that share most components with ``country``, by what is coded of policies begun by ``on``. One query.

    Only what was coded counts, nothing by mapping. Of two that share as many, the one that has fewer others is nearer.
    The database gives each country's components once: there are no more rows than countries times components.
    """
    policies = Policy.objects.with_status(on).known_by(on).filter(state=PublicationState.PUBLISHED)
    names = (*(f"policy__country__{name}" for name in COUNTRY), *(f"component__{name}" for name in COMPONENT))
    pairs = (
        Alignment.objects.filter(component__isnull=False, policy__in=policies.order_by().values("pk"))
        .order_by()
        .values_list(*names)
        .distinct()
    )
    countries: dict[int, Country] = {}
    components: dict[int, tuple[str, FrameworkComponent]] = {}
    of: dict[int, set[int]] = defaultdict(set)
    for row in pairs:
        place, (pk, code, title, order, framework) = row[: len(COUNTRY)], row[len(COUNTRY) :]
        if place[0] not in countries:
            countries[place[0]] = Country(**dict(zip(COUNTRY, place, strict=True)))
        if pk not in components:
            components[pk] = framework, FrameworkComponent(pk=pk, code=code, short_title=title, order=order)
        of[place[0]].add(pk)
    own = of.pop(country.pk, set())
    near = sorted(
        (pk for pk, theirs in of.items() if is_near(own, theirs)),
        key=lambda pk: (-len(of[pk] & own), len(of[pk]), countries[pk].slug),
    )
    return Similar(
        len(own),
        tuple(
            SimilarCountry(countries[pk], in_order([components[c] for c in of[pk] & own]), len(of[pk]))
            for pk in near[:MOST]
        ),
    )


def is_near(own: set[int], theirs: set[int]) -> bool:
    shared = len(own & theirs)
    return shared >= LEAST_SHARED and 2 * shared > len(own)


def in_order(components: list[tuple[str, FrameworkComponent]]) -> tuple[tuple[str, FrameworkComponent], ...]:
    return tuple(sorted(components, key=lambda named: (named[0], named[1].order, named[1].code)))

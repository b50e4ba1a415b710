"""Countries whose policies are aligned to most of the same components."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from policies.choices import PublicationState
from policies.models import Alignment, Country, FrameworkComponent, Policy

#: So many are named; and what is shared must be so many components, and more than half of the country's own.
MOST, LEAST_SHARED = 5, 2


@dataclass(frozen=True, slots=True)
class SimilarCountry:
    """``shared`` components of ``own``, the number of those that the other country's policies are aligned to."""

    country: Country
    shared: tuple[FrameworkComponent, ...]  # by framework
    own: int


@dataclass(frozen=True, slots=True)
class Similar:
    """``components`` is the number of those that the country itself is aligned to; with too few nothing is compared."""

    components: int
    countries: tuple[SimilarCountry, ...]


def similar_countries(country: Country, on: dt.date) -> Similar:
    """Those that share most components with ``country``, by what is coded of policies begun by ``on``. Four queries.

    Only what was coded counts, nothing by mapping. Of two that share as many, the one that has fewer others is nearer.
    The database gives each country's components once: there are no more rows than countries times components.
    """
    policies = Policy.objects.with_status(on).known_by(on).filter(state=PublicationState.PUBLISHED)
    coded = Alignment.objects.filter(component__isnull=False, policy__in=policies.order_by().values("pk")).order_by()
    of: dict[int, set[int]] = defaultdict(set)
    for home, component in coded.values_list("policy__country", "component").distinct():
        of[home].add(component)
    own = of.pop(country.pk, set())
    slugs = dict(Country.objects.filter(pk__in=[country.pk, *of]).values_list("pk", "slug"))
    near = sorted(
        (pk for pk, theirs in of.items() if is_near(own, theirs)),
        key=lambda pk: (-len(of[pk] & own), len(of[pk]), slugs[pk]),
    )[:MOST]
    countries = Country.objects.in_bulk([country.pk, *near])
    components = {row.pk: row for row in FrameworkComponent.objects.select_related("framework")}
    found = (SimilarCountry(countries[pk], in_order([components[c] for c in of[pk] & own]), len(of[pk])) for pk in near)
    return Similar(len(own), tuple(found))


def is_near(own: set[int], theirs: set[int]) -> bool:
    shared = len(own & theirs)
    return shared >= LEAST_SHARED and 2 * shared > len(own)


def in_order(components: list[FrameworkComponent]) -> tuple[FrameworkComponent, ...]:
    return tuple(sorted(components, key=lambda row: (row.framework.short_name, row.order, row.code)))

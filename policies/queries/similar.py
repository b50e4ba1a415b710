"""Countries whose policies are aligned to most of the same components."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from policies import bitmaps, lifecycle
from policies.models import Country, FrameworkComponent
from policies.queries.kept import kept

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
    """Those that share most components with ``country``, by what is coded of policies begun by ``on``, ended ones too.

    Only what was coded counts, nothing by mapping. Of two that share as many, the one that has fewer others is nearer.
    No query, but after a change.
    """
    of = components_by_country(on)
    own = of.pop(country.iso3, set())
    countries = kept(countries_by_iso3)
    near = sorted(
        (iso3 for iso3, theirs in of.items() if is_near(own, theirs)),
        key=lambda iso3: (-len(of[iso3] & own), len(of[iso3]), countries[iso3].slug),
    )[:MOST]
    components = kept(components_by_code)
    found = (
        SimilarCountry(countries[iso3], in_order([components[code] for code in of[iso3] & own]), len(of[iso3]))
        for iso3 in near
    )
    return Similar(len(own), tuple(found))


def components_by_country(on: dt.date) -> dict[str, set[str]]:
    """Code of each country -> codes of the components that its policies, begun by ``on``, are aligned to."""
    index = bitmaps.current()
    begun = index.everything - index.milestones.statuses(on)[lifecycle.NOT_BEGUN]
    coded = [(component, places & begun) for (__, component, __), places in index.aligned.items() if component]
    of = {
        iso3: {component for component, places in coded if places.intersect(here)}
        for iso3, here in index.by["country"].items()
    }
    return {iso3: components for iso3, components in of.items() if components}


def countries_by_iso3() -> dict[str, Country]:
    """One query."""
    return {country.iso3: country for country in Country.objects.all()}


def components_by_code() -> dict[str, FrameworkComponent]:
    """One query."""
    return {row.code: row for row in FrameworkComponent.objects.select_related("framework")}


def is_near(own: set[int], theirs: set[int]) -> bool:
    shared = len(own & theirs)
    return shared >= LEAST_SHARED and 2 * shared > len(own)


def in_order(components: list[FrameworkComponent]) -> tuple[FrameworkComponent, ...]:
    return tuple(sorted(components, key=lambda row: (row.framework.short_name, row.order, row.code)))

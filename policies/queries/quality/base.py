"""What a check of the record's quality is, over which part of the record, and how what it finds is shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from policies.choices import PublicationState
from policies.models import Country, Policy
from policies.models.country import in_regions


@dataclass(frozen=True, slots=True)
class Scope:
    """Which part of the record is looked at, and the day that counts as today. ``country`` is an ISO alpha-3 code."""

    on: dt.date
    country: str = ""
    region: str = ""

    @property
    def narrowed(self) -> bool:
        return bool(self.country or self.region)

    def of_country(self, prefix: str = "") -> Q:
        """The condition on a country, which is reached by ``prefix`` (``policy__country__``)."""
        chosen = Q()
        if self.country:
            chosen &= Q(**{f"{prefix}iso3": self.country})
        if self.region:
            chosen &= in_regions([self.region], prefix)
        return chosen

    def policies(self) -> QuerySet[Policy]:
        """All that somebody works on or reads: archived records need no mending."""
        kept = Policy.objects.records().exclude(state=PublicationState.ARCHIVED)
        return kept.filter(self.of_country("country__")).order_by("country__slug", "slug")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is mended: the form of a record (``model`` and key; no key is a new one) and a part of it by its HTML id.

    ``given`` are fields that a new record begins with.
    """

    words: str
    model: str
    key: int | None = None
    part: str = ""
    given: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to mend. ``links`` are addresses outside that help, as (words, address)."""

    label: str
    detail: str
    country: Country | None
    mend: tuple[Place, ...]
    links: tuple[tuple[str, str], ...] = ()


#: A QuerySet, or a list: what can be counted and cut into pages.
Found = QuerySet[Any] | Sequence[Any]


@dataclass(frozen=True, slots=True)
class Check:
    """``find`` gives what is wrong in a part of the record, ``rows`` makes some of it into rows, in the same order.

    The number of queries of either does not depend on how much there is. ``by_country`` is False where what is found
    belongs to no country, so that a narrowed scope leaves it out.
    """

    title: str | Promise
    why: str | Promise
    how: str | Promise
    find: Callable[[Scope], Found]
    rows: Callable[[Iterable[Any]], list[Row]]

    def count(self, scope: Scope) -> int:
        found = self.find(scope)
        return found.count() if isinstance(found, QuerySet) else len(found)

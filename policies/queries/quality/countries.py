"""Countries of which nobody has said that they looked."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext

from policies.choices import CheckScope
from policies.models import Country, CountryCheck
from policies.queries.quality.base import Place, Row, Scope


def unchecked(scope: Scope) -> QuerySet[Country]:
    """A check of asylum law alone says nothing of national policies."""
    checks = CountryCheck.objects.filter(country=OuterRef("pk"), scope=CheckScope.NATIONAL_POLICY)
    return Country.objects.filter(scope.of_country(), ~Exists(checks)).order_by("slug")


def rows(found: Iterable[Country]) -> list[Row]:
    words = gettext("Record a check")
    return [Row(country.name, country.narrowest_region, country, (place(words, country),)) for country in found]


def place(words: str, country: Country) -> Place:
    given = (("country", str(country.pk)), ("scope", CheckScope.NATIONAL_POLICY.value))
    return Place(words, "countrycheck", given=given)

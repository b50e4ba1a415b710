"""The countries that a selection of policies is about."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from policies.filters.policies import PolicyFilterSet
from policies.models import Country, GroupMembership

#: Names of the query string that choose countries rather than policies.
OF_COUNTRIES = ("country", "region", "group", "income")


def countries_within(filters: PolicyFilterSet) -> QuerySet[Country]:
    """Every country that the choices of country, region, group and income leave, with a policy or without."""
    chosen, countries = filters.chosen, Country.objects.all()
    if chosen.get("country"):
        countries = countries.filter(iso3__in=chosen["country"])
    if chosen.get("region"):
        countries = countries.in_regions(chosen["region"])
    if chosen.get("group"):
        members = GroupMembership.objects.on(filters.on).filter(country=OuterRef("pk"), group__code__in=chosen["group"])
        countries = countries.filter(Exists(members))
    if chosen.get("income"):
        countries = countries.filter(income__in=chosen["income"])
    return countries

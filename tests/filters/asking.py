"""Asks the filters of policies as a query string does."""

from __future__ import annotations

import datetime as dt

from django.http import QueryDict

from policies.filters import PolicyFilterSet
from policies.models import Policy

TODAY = dt.date(2026, 11, 23)
NAMES = (
    "q", "country", "region", "group", "income", "instrument", "status", "framework", "component", "link", "topic",
    "target", "funder", "project", "adopted_from", "adopted_to", "as_of", "mapping",
)  # fmt: skip
EVERYTHING = ["ecu", "ken", "law", "per"]  # of the fixture record, by country, then adoption


def filtered(query_string: str) -> PolicyFilterSet:
    return PolicyFilterSet(QueryDict(query_string), Policy.objects.published(), today=TODAY)


def found(query_string: str) -> list[str]:
    return [policy.slug for policy in filtered(query_string).qs]

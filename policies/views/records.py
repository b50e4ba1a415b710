"""Pages about one thing, for their citations and feeds. ``RECORDS`` names each section by the first part of its address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from policies.models import Country, Framework, Organisation, Policy, PolicyEvent, Project
from policies.queries.pages import events_by


@dataclass(frozen=True, slots=True)
class Recorded:
    """``find`` raises Http404. ``is_dated`` tells whether its page knows ``as_of``; ``events`` are those of its policies."""

    find: Callable[[str], Any]
    is_dated: bool = False
    events: Callable[[Any, dt.date], QuerySet[PolicyEvent]] | None = None


def policy(slug: str) -> Policy:
    return get_object_or_404(Policy.objects.published().select_related("country"), slug=slug)


def country(slug: str) -> Country:
    return get_object_or_404(Country, slug=slug)


def framework(code: str) -> Framework:
    return get_object_or_404(Framework, code=code)


def project(slug: str) -> Project:
    return get_object_or_404(Project.objects.published(), slug=slug)


def funder(slug: str) -> Organisation:
    return get_object_or_404(Organisation.objects.named_by_published(), slug=slug)


def of_policy(found: Policy, on: dt.date) -> QuerySet[PolicyEvent]:
    return events_by(on).filter(policy=found)


def of_country(found: Country, on: dt.date) -> QuerySet[PolicyEvent]:
    return events_by(on).filter(policy__country=found)


def of_framework(found: Framework, on: dt.date) -> QuerySet[PolicyEvent]:
    return events_by(on).filter(policy__in=found.alignments.order_by().values("policy"))


RECORDS: Final[dict[str, Recorded]] = {
    "policies": Recorded(policy, is_dated=True, events=of_policy),
    "countries": Recorded(country, is_dated=True, events=of_country),
    "frameworks": Recorded(framework, is_dated=True, events=of_framework),
    "projects": Recorded(project),
    "funders": Recorded(funder, is_dated=True),
}

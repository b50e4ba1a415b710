"""Each chart by its key, the name of what it is of, and a query string: for embeds and for files.

``SUBJECTS`` has one function a chart, which answers with the chart that the page of that subject shows. A function
raises Http404 if there is no such subject.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from policies.charts import timeline
from policies.charts.adoption_curve import KEY as ADOPTION_CURVE
from policies.charts.base import Chart
from policies.charts.participation_map import KEY as PARTICIPATION_MAP
from policies.charts.status_map import KEY as STATUS_MAP
from policies.charts.world_timeline import KEY as TIMELINE
from policies.filters import AsOf, PolicyFilterSet, Problem
from policies.models import Country, Framework, Policy, PolicyRelation
from policies.queries.adoptions import adoptions_of_framework
from policies.queries.country_page import country_page
from policies.queries.participations import participants_of, participations_of
from policies.queries.timelines import policy_lane
from policies.views.charts import (
    adoption_chart,
    country_chart,
    filter_words,
    map_of_selection,
    participation_chart,
    policy_chart,
)
from policies.views.world_timeline import WorldTimeline


@dataclass(frozen=True, slots=True)
class Subject:
    """A chart with what is said around it where it stands alone."""

    chart: Chart | None  # None: there is nothing to draw
    name: str
    page: str  # path of the page that shows the chart
    day: AsOf
    problems: tuple[Problem, ...]
    filters: PolicyFilterSet | None = None

    @property
    def narrowed_by(self) -> str:
        return filter_words(self.filters) if self.filters else ""


def selection(data: QueryDict, name: str) -> Subject:
    if name:
        raise Http404
    filters = PolicyFilterSet(data, Policy.objects.published())
    chart = map_of_selection(filters)
    day = AsOf(filters.on, filters.has_as_of)
    return Subject(chart, chart.title, reverse("map"), day, tuple(filters.problems), filters)


def world_timeline(data: QueryDict, name: str) -> Subject:
    if name:
        raise Http404
    view = WorldTimeline(data)
    filters = view.filters
    day = AsOf(filters.on, filters.has_as_of)
    title = view.chart.title if view.chart else gettext("Timeline")
    return Subject(view.chart, title, reverse("timeline"), day, tuple(view.problems), filters)


def country(data: QueryDict, name: str) -> Subject:
    day = AsOf.read(data)
    found = get_object_or_404(Country, slug=name)
    page = country_page(found, day.on, cut=day.chosen)
    chart = country_chart(page.lanes, found, day.on, page.undated_events)
    return Subject(chart, found.name, found.get_absolute_url(), day, day.problems)


def policy(data: QueryDict, name: str) -> Subject:
    day = AsOf.read(data)
    found = get_object_or_404(with_events(Policy.objects), slug=name)
    chart = policy_chart(policy_lane(found), found, day.on, undated_events(found))
    return Subject(chart, found.title, found.get_absolute_url(), day, day.problems)


def framework(data: QueryDict, name: str) -> Subject:
    day = AsOf.read(data)
    found = get_object_or_404(Framework, code=name)
    chart = adoption_chart(adoptions_of_framework(found, day.on), found, day.on)
    return Subject(chart, found.name, found.get_absolute_url(), day, day.problems)


def participants(data: QueryDict, name: str) -> Subject:
    day = AsOf.read(data)
    found = get_object_or_404(Framework, code=name)
    known = participants_of(found, participations_of(found), day.on, timezone.localdate())
    chart = participation_chart(known, found)
    shown = AsOf(known.on, day.chosen) if known else day
    return Subject(chart, found.name, found.get_absolute_url(), shown, day.problems)


def with_events(policies: Any) -> Any:
    """Published policies with what their lanes are drawn from."""
    relations = Prefetch("relations_in", PolicyRelation.objects.select_related("policy"))
    return policies.published().prefetch_related("events", relations)


def undated_events(policy: Policy) -> int:
    return sum(1 for event in policy.events.all() if event.date is None)


SUBJECTS: Final[dict[str, Callable[[QueryDict, str], Subject]]] = {
    STATUS_MAP: selection,
    timeline.COUNTRY_KEY: country,
    timeline.POLICY_KEY: policy,
    ADOPTION_CURVE: framework,
    PARTICIPATION_MAP: participants,
    TIMELINE: world_timeline,
}

#: The section of the site (views.errors.SECTIONS) that has the subjects of a chart.
SECTION_OF: Final = {
    timeline.COUNTRY_KEY: "countries",
    timeline.POLICY_KEY: "policies",
    ADOPTION_CURVE: "frameworks",
    PARTICIPATION_MAP: "frameworks",
}

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
from policies.charts.alignment_map import KEY as ALIGNMENT_MAP
from policies.charts.alignment_matrix import KEY as ALIGNMENT_MATRIX
from policies.charts.base import Chart
from policies.charts.comparison import KEY as COMPARISON
from policies.charts.curves import KEY as CURVE
from policies.charts.first_adoption_map import KEY as FIRST_ADOPTION_MAP
from policies.charts.funding_flow import KEY as FUNDING_FLOW
from policies.charts.participation_map import KEY as PARTICIPATION_MAP
from policies.charts.policies_map import KEY as POLICIES_MAP
from policies.charts.score_map import KEY as SCORE_MAP
from policies.charts.status_map import KEY as STATUS_MAP
from policies.charts.world_timeline import KEY as TIMELINE
from policies.filters import AsOf, PolicyFilterSet, Problem
from policies.filters.matrix import NAMES as MATRIX_NAMES
from policies.filters.matrix import read_frame
from policies.models import Country, Framework, Organisation, Policy, PolicyEvent, PolicyRelation
from policies.queries.adoptions import adoptions_of_framework
from policies.queries.country_page import country_page
from policies.queries.matrix import countries_by_components
from policies.queries.participations import participants_of, participations_of
from policies.queries.timelines import policy_lane
from policies.views.charts import (
    adoption_chart,
    country_chart,
    filter_words,
    policy_chart,
)
from policies.views.compare import FEWEST, comparison_of
from policies.views.curve import curve_of
from policies.views.funding import funding_of, funding_of_funder, selection_of
from policies.views.map_layers import LAYERS, map_page
from policies.views.map_layers import NAMES as MAP_NAMES
from policies.views.matrix import frame_of, frameworks_with_components
from policies.views.matrix_chart import matrix_chart
from policies.views.participation_map import participation_chart
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
    beside: tuple[tuple[str, str], ...] = ()  # what the page's address has beside the selection

    @property
    def narrowed_by(self) -> str:
        return filter_words(self.filters) if self.filters else ""


def map_layer(layer: str) -> Callable[[QueryDict, str], Subject]:
    """A layer of the map, with the selection that the query string makes."""

    def subject(data: QueryDict, name: str) -> Subject:
        if name:
            raise Http404
        filters = PolicyFilterSet(data, Policy.objects.published(), beside=MAP_NAMES)
        shown = map_page(filters, data, layer)
        title = shown.chart.title if shown.chart else str(LAYERS[layer].label)
        problems = (*filters.problems, *shown.problems)
        return Subject(shown.chart, title, reverse("map"), shown.day, problems, filters, shown.pairs)

    return subject


def matrix(data: QueryDict, name: str) -> Subject:
    if name:
        raise Http404
    filters = PolicyFilterSet(data, Policy.objects.published(), beside=MATRIX_NAMES)
    framework, problems = read_frame(data, filters, offered := frameworks_with_components())
    chart = None
    if framework:
        frame = frame_of(framework, offered, filters)
        chart = matrix_chart(countries_by_components(filters.qs, frame), frame, filters.on)
    day = AsOf(filters.on, filters.has_as_of)
    found = (*filters.problems, *problems)
    # The picture is of countries, and so is the page that shows it.
    beside = (*((("frame", framework.code),) if framework else ()), ("rows", "countries"))
    return Subject(chart, gettext("Alignment matrix"), reverse("matrix"), day, found, filters, beside)


def adoption(data: QueryDict, name: str) -> Subject:
    if name:
        raise Http404
    found = curve_of(data)
    title = found.chart.title if found.chart else gettext("Adoption curve")
    return Subject(found.chart, title, reverse("curve"), found.day, tuple(found.problems), found.filters, found.query)


def flow(data: QueryDict, name: str) -> Subject:
    """The money of a selection, or of the funder that is named."""
    if name:
        funder = get_object_or_404(Organisation.objects.funders(), slug=name)
        found = funding_of_funder(data, funder, AsOf.read(data))
        title, page = funder.name, funder.get_absolute_url()
    else:
        found = funding_of(selection_of(data))
        title, page = gettext("Where money goes"), reverse("funding")
    return Subject(found.chart, title, page, found.day, tuple(found.problems), found.filters, found.query)


def world_timeline(data: QueryDict, name: str) -> Subject:
    if name:
        raise Http404
    view = WorldTimeline(data)
    filters = view.filters
    day = AsOf(filters.on, filters.has_as_of)
    title = view.chart.title if view.chart else gettext("Timeline")
    return Subject(
        view.chart, title, reverse("timeline"), day, tuple(view.problems), filters, tuple(view.choices.pairs())
    )


def country(data: QueryDict, name: str) -> Subject:
    day = AsOf.read(data)
    found = get_object_or_404(Country, slug=name)
    page = country_page(found, day.on, cut=day.chosen)
    chart = country_chart(page.lanes, found, day.on, page.undated_events)
    return Subject(chart, found.name, found.get_absolute_url(), day, day.problems)


def countries(data: QueryDict, name: str) -> Subject:
    """``name`` is the ISO alpha-3 codes with hyphens between them: PER-ECU."""
    asked = data.copy()
    asked.setlist("country", name.split("-"))
    found = comparison_of(asked)
    if len(found.countries) < FEWEST or any(problem.name == "country" for problem in found.problems):
        raise Http404
    return Subject(
        found.chart, found.name, reverse("compare"), found.day, tuple(found.day.problems), beside=found.chosen
    )


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
    """Of a framework, as on its page; without a name as a layer of the map."""
    if not name:
        return map_layer("participation")(data, name)
    day = AsOf.read(data)
    found = get_object_or_404(Framework, code=name)
    known = participants_of(found, participations_of(found), day.on, timezone.localdate())
    chart = participation_chart(known, found)
    shown = AsOf(known.on, day.chosen) if known else day
    return Subject(chart, found.name, found.get_absolute_url(), shown, day.problems)


def with_events(policies: Any) -> Any:
    """Published policies with what their lanes are drawn from."""
    relations = Prefetch("relations_in", PolicyRelation.objects.select_related("policy"))
    events = Prefetch("events", PolicyEvent.objects.select_related("source"))
    return policies.published().prefetch_related(events, relations)


def undated_events(policy: Policy) -> int:
    return sum(1 for event in policy.events.all() if event.date is None)


SUBJECTS: Final[dict[str, Callable[[QueryDict, str], Subject]]] = {
    ALIGNMENT_MATRIX: matrix,
    STATUS_MAP: map_layer("status"),
    timeline.COUNTRY_KEY: country,
    timeline.POLICY_KEY: policy,
    ADOPTION_CURVE: framework,
    PARTICIPATION_MAP: participants,
    CURVE: adoption,
    COMPARISON: countries,
    FUNDING_FLOW: flow,
    FIRST_ADOPTION_MAP: map_layer("first-adoption"),
    ALIGNMENT_MAP: map_layer("alignment"),
    SCORE_MAP: map_layer("score"),
    POLICIES_MAP: map_layer("policies"),
    TIMELINE: world_timeline,
}

#: The section of the site (views.errors.SECTIONS) that has the subjects of a chart.
SECTION_OF: Final = {
    timeline.COUNTRY_KEY: "countries",
    timeline.POLICY_KEY: "policies",
    ADOPTION_CURVE: "frameworks",
    PARTICIPATION_MAP: "frameworks",
    FUNDING_FLOW: "funders",
}

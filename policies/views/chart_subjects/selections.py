"""Charts of a selection of policies, or of projects."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext

from policies.filters import AsOf, PolicyFilterSet, members_of
from policies.filters.matrix import NAMES as MATRIX_NAMES
from policies.filters.matrix import read_frame
from policies.models import Organisation, Policy
from policies.queries.evidence import Evidence
from policies.views.chart_subjects.base import Subject
from policies.views.curve import curve_of
from policies.views.funding import funding_of, funding_of_funder, selection_of
from policies.views.map_layers import LAYERS, map_page
from policies.views.map_layers import NAMES as MAP_NAMES
from policies.views.matrix import frame_of, frameworks_with_components
from policies.views.matrix_chart import matrix_chart
from policies.views.world_timeline import WorldTimeline


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
        chart = matrix_chart(Evidence(frame, members_of(filters).selected).countries(), frame, filters.on)
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

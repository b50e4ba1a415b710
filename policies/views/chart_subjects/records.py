"""Charts of one record, or of a few that are named."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from policies.filters import AsOf
from policies.models import Country, Framework, Policy, PolicyEvent, PolicyRelation
from policies.queries.adoptions import adoptions_of_framework
from policies.queries.country_page import country_page
from policies.queries.participations import participants_of, participations_of
from policies.views.chart_subjects.base import Subject
from policies.views.chart_subjects.selections import map_layer
from policies.views.charts import adoption_chart, country_chart, policy_chart
from policies.views.compare import FEWEST, comparison_of
from policies.views.participation_map import participation_chart


def country(data: QueryDict, name: str) -> Subject:
    day = AsOf.read(data)
    found = get_object_or_404(Country, slug=name)
    page = country_page(found, day.on, cut=day.chosen)
    chart = country_chart(page, day.on)
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
    return Subject(policy_chart(found, day), found.title, found.get_absolute_url(), day, day.problems)


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

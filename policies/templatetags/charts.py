"""Addresses of a chart outside its page: its files, and its embed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html

from policies.charts.base import Chart
from policies.citing import citation_files, cite_chart
from policies.exporters import EXPORTERS
from policies.exporters.citations import Citation
from policies.filters import query, understood

register = template.Library()

#: Px that a frame needs beside the picture: title, sentence, legend, links.
ROOM_FOR_WORDS = 360


@dataclass(frozen=True, slots=True)
class Links:
    csv: str
    svg: str
    embed: str  # full address
    snippet: str  # HTML for another site
    files: list[tuple[str, str]]  # (format, address): the rows in formats beside CSV
    citation: Citation
    citation_files: list[tuple[str, str]]  # (format, address)


@register.simple_tag(takes_context=True)
def chart_links(context: dict[str, Any], chart: Chart) -> Links | None:
    """The addresses of a chart as its page shows it; None if it has none, as on the page of a draft.

    Reads the page's ``filters`` if the chart is of a selection, else its ``day``.
    """
    if chart.subject is None:
        return None
    subject = {"subject": chart.subject} if chart.subject else {}
    asked = query_of(context)
    asked = "" if asked == "?" else asked

    def file(suffix: str) -> str:
        return reverse("chart-file", kwargs={"key": chart.key, "suffix": suffix, **subject}) + asked

    embed = settings.SITE_URL + reverse("embed", kwargs={"key": chart.key, **subject}) + asked
    snippet = format_html(
        '<iframe src="{}" title="{}" width="100%" height="{}" frameborder="0" loading="lazy"></iframe>',
        embed,
        chart.title,
        chart.height + ROOM_FOR_WORDS,
    )
    files = [(exporter.label, file(suffix)) for suffix, exporter in EXPORTERS.items() if suffix != "csv"]
    # The chart of the start page is that of the map.
    request = context["request"]
    page = reverse("map") if request.path == reverse("home") else request.path
    chosen = context.get("filters") or context.get("day")
    citation = cite_chart(chart.key, chart.title, about_of(context), page, chosen)
    path = reverse("chart-file", kwargs={"key": chart.key, "suffix": "csv", **subject}).removesuffix(".csv")
    return Links(file("csv"), file("svg"), embed, str(snippet), files, citation, citation_files(path, asked))


def about_of(context: dict[str, Any]) -> str:
    """What the page, and so its chart, is about; an empty text for a page of many."""
    found = context.get("policy") or context.get("country") or context.get("framework")
    return str(getattr(found, "title", "") or found.name) if found else ""


@register.simple_tag(takes_context=True)
def query_of_chart(context: dict[str, Any]) -> str:
    """The query string that the chart of this page was drawn from; empty if there is none."""
    asked = query_of(context)
    return "" if asked == "?" else asked


def query_of(context: dict[str, Any]) -> str:
    filters, day = context.get("filters"), context.get("day")
    pairs = understood(filters) if filters else [("as_of", context["request"].GET.get("as_of", ""))]
    return query((name, value) for name, value in pairs if name != "as_of" or (day and day.chosen))

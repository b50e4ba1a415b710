"""Addresses of a chart outside its page: its files, and its embed."""

from __future__ import annotations

import datetime as dt
import html
from dataclasses import dataclass, replace
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from policies.charts.base import Chart, Table
from policies.citing import citation_files, cite_chart
from policies.exporters import EXPORTERS
from policies.exporters.citations import Citation
from policies.filters import query, understood
from policies.queries.standings import show_day

register = template.Library()

#: Px that a frame needs beside the picture: title, sentence, legend, links.
ROOM_FOR_WORDS = 360
#: Stands for whatever day the reader moves to; no record is of it.
ANY_DAY = dt.date(9998, 12, 31)


@dataclass(frozen=True, slots=True)
class Links:
    csv: str
    svg: str
    embed: str  # full address
    snippet: str  # HTML for another site
    files: list[tuple[str, str]]  # (format, address): the rows in formats beside CSV
    citation: Citation
    cites_day: str  # the same in words for any day: {date} is the day as it is read, {day} as addresses have it
    citation_files: list[tuple[str, str]]  # (format, address)


@register.simple_tag(takes_context=True)
def chart_links(context: dict[str, Any], chart: Chart) -> Links | None:
    """The addresses of a chart as its page shows it; None if it has none, as on the page of a draft.

    Reads the page's ``filters`` if the chart is of a selection, else its ``day``; and ``beside_query``, what the page asks
    beside them.
    """
    if chart.subject is None:
        return None
    subject = {"subject": chart.subject} if chart.subject else {}
    asked = query_of(context, chart)
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
    citation = cite_chart(chart.key, chart.title, about_of(context), page, chosen, context.get("beside_query", ()))
    path = reverse("chart-file", kwargs={"key": chart.key, "suffix": "csv", **subject}).removesuffix(".csv")
    return Links(
        file("csv"),
        file("svg"),
        embed,
        str(snippet),
        files,
        citation,
        citing_any_day(citation),
        citation_files(path, asked),
    )


def citing_any_day(citation: Citation) -> str:
    """A citation that the page's script can fill with the day that the reader moves to."""
    if citation.as_of is None:
        return ""
    url = citation.url.replace(f"as_of={citation.as_of.isoformat()}", "as_of={day}")
    words = replace(citation, as_of=ANY_DAY, url=url).text
    return words.replace(show_day(ANY_DAY), "{date}")


def about_of(context: dict[str, Any]) -> str:
    """What the page, and so its chart, is about; an empty text for a page of many."""
    found = context.get("policy") or context.get("country") or context.get("framework")
    return str(getattr(found, "title", "") or found.name) if found else ""


@register.simple_tag(takes_context=True)
def query_of_chart(context: dict[str, Any]) -> str:
    """The query string that the chart of this page was drawn from; empty if there is none."""
    asked = query_of(context, context.get("chart"))
    return "" if asked == "?" else asked


@register.simple_tag
def table_rows(table: Table) -> SafeString:
    """The body of a chart's table. Not a loop of the template: a map has a row for every country."""
    return mark_safe("\n".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in table.rows))  # noqa: S308 each cell is escaped


def _cell(cell: str | tuple[str, str]) -> str:
    # Not Django's escape, which looks for lazy texts first: these are thousands, and plain.
    if isinstance(cell, str):
        return f"<td>{html.escape(cell)}</td>"
    text, url = cell
    text = html.escape(text)
    return f'<td><a href="{html.escape(url)}">{text}</a></td>' if url else f"<td>{text}</td>"


def query_of(context: dict[str, Any], chart: Chart | None) -> str:
    """What was understood of the selection or the day, and of what the page asks beside (``beside_query``)."""
    filters, day = context.get("filters"), context.get("day")
    pairs = understood(filters) if filters else [("as_of", context["request"].GET.get("as_of", ""))]
    chosen = [(name, value) for name, value in pairs if name != "as_of" or (day and day.chosen)]
    return query([*chosen, *context.get("beside_query", ()), *(chart.query if chart else ())])

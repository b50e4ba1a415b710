"""Charts outside their pages: embedded in other sites, and as files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from policies.charts.base import Chart
from policies.charts.picture import Frame, picture
from policies.charts.records import records
from policies.citing import cite_chart
from policies.exporters import EXPORTERS, Document, Exporter
from policies.exporters.citations import CITATIONS, Citation, Style
from policies.filters import query, understood
from policies.views.chart_subjects import SECTION_OF, SUBJECTS, Subject
from policies.views.errors import near
from policies.views.lists.about import about_list
from policies.views.lists.base import LICENCE
from policies.views.moved import moved


@require_safe
def embed(request: HttpRequest, key: str, subject: str = "") -> HttpResponse:
    """A chart alone, for a frame in any other site: urls.py lets it."""
    try:
        shown = subject_of(request, key, subject)
    except Http404:
        return moved(request) or missing(request, key, subject)
    context: dict[str, Any] = {
        "shown": shown,
        "chart": in_new_windows(shown.chart) if shown.chart else None,
        "day": shown.day,
        "problems": shown.problems,
        "embedded": True,
        "beside_query": shown.beside,
        "licence": licence_words(),
        "kept_query": [
            (name, v) for name, values in request.GET.lists() if name not in ("as_of", "page") for v in values
        ],
    }
    if shown.filters:
        context["filters"] = shown.filters
        context["narrowed_by"] = shown.narrowed_by
    return render(request, "embed.html", context)


def missing(request: HttpRequest, key: str, subject: str) -> HttpResponse:
    """A page for the frame that says what is wrong, with what was perhaps meant."""
    suggestions = []
    if subject and key in SECTION_OF:
        for row in near(SECTION_OF[key], subject):
            name = getattr(row, "slug", "") or row.code
            suggestions.append((row, reverse("embed", kwargs={"key": key, "subject": name})))
    context = {"key": key, "known": key in SUBJECTS, "keys": list(SUBJECTS), "suggestions": suggestions}
    return render(request, "embed_missing.html", context, status=404)


@require_safe
def chart_file(request: HttpRequest, key: str, suffix: str, subject: str = "") -> HttpResponse:
    """A chart as a file, with the query string of its page."""
    write = FILES.get(suffix)
    if write is None:
        raise Http404
    shown = subject_of(request, key, subject)
    if shown.chart is None:
        raise Http404
    content, content_type = write(shown, shown.chart)
    name = "-".join(filter(None, ("migpol", key, subject, shown.day.on.isoformat())))
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}.{suffix}"'},
    )


def subject_of(request: HttpRequest, key: str, subject: str) -> Subject:
    if key not in SUBJECTS:
        raise Http404
    return SUBJECTS[key](request.GET, subject)


def rows_in(exporter: Exporter) -> Callable[[Subject, Chart], tuple[bytes, str]]:
    """The chart's rows in a format; each says of which day, where the chart is and under which licence, for rows get about
    alone. Columns are named in words that stay, as those of lists."""

    def write(shown: Subject, chart: Chart) -> tuple[bytes, str]:
        headers, rows = records(chart, settings.SITE_URL)
        citation = citation_of(shown, chart)
        document = Document(
            chart.title,
            (*headers, "as_of", "chart", "licence"),
            [(*row, shown.day.on.isoformat(), citation.url, LICENCE) for row in rows],
            about_list(citation, shown.filters or shown.day),
            numbers=frozenset(header for at, header in enumerate(headers) if all(row[at].isdecimal() for row in rows)),
        )
        return b"".join(exporter.write(document)), exporter.content_type

    return write


def svg_of(shown: Subject, chart: Chart) -> tuple[bytes, str]:
    frame = Frame(
        site=settings.SITE_URL,
        address=settings.SITE_URL + shown.page + query_of_day(shown),
        about=shown.name,
        filters=shown.narrowed_by,
        licence=licence_words(),
    )
    return picture(chart, frame).encode(), "image/svg+xml"


def citation_of(shown: Subject, chart: Chart) -> Citation:
    about = shown.name if chart.subject else ""
    return cite_chart(chart.key, chart.title, about, shown.page, shown.filters or shown.day, shown.beside)


def citation_in(style: Style) -> Callable[[Subject, Chart], tuple[bytes, str]]:
    def write(shown: Subject, chart: Chart) -> tuple[bytes, str]:
        return style.write(citation_of(shown, chart)), style.content_type

    return write


#: Formats of charts by the end of their address.
FILES: Final[dict[str, Callable[[Subject, Chart], tuple[bytes, str]]]] = {
    "svg": svg_of,
    **{suffix: rows_in(exporter) for suffix, exporter in EXPORTERS.items()},
    **{suffix: citation_in(style) for suffix, style in CITATIONS.items()},
}


def query_of_day(shown: Subject) -> str:
    """The query string of the very picture: the choices that were understood, and the day whether chosen or not."""
    pairs = [pair for pair in understood(shown.filters) if pair[0] != "as_of"] if shown.filters else []
    own = shown.chart.query if shown.chart else ()
    return query([*pairs, *shown.beside, *own, ("as_of", shown.day.on.isoformat())])


def in_new_windows(chart: Chart) -> Chart:
    """The chart whose still opens pages beside the site that it is embedded in: ours do not show in a frame."""
    return replace(chart, still=chart.still.replace('<a href="', '<a target="_blank" rel="noopener" href="'))


def licence_words() -> str:
    return gettext("Data: CC BY 4.0.")

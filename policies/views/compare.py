"""Two to four countries side by side.

The page reads ``country`` (ISO alpha-3, repeated; alpha-2 and the slug of the country's page do too) and ``as_of``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from policies.charts.base import Chart
from policies.charts.comparison import comparison
from policies.choices import FrameworkKind
from policies.exporters import csv
from policies.filters import AsOf, Problem, query, shorten
from policies.models import Country, Framework, FrameworkComponent
from policies.queries.alignments import mapped_components
from policies.queries.comparison import countries_with_counts, country_pages, examples, lanes_of
from policies.queries.comparison_cells import Section
from policies.queries.comparison_tables import sections_of
from policies.queries.country_page import CountryPage
from policies.views.charts import drawn_note, timeline_words
from policies.views.common import unknown_names

FEWEST, MOST = 2, 4
#: So many values of the name are looked at; nobody means more.
MOST_VALUES = 50


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared as of a day. Without at least two countries there are no pages and nothing to draw."""

    countries: list[Country]
    day: AsOf
    problems: list[Problem]
    everyone: list[Country]
    pages: list[CountryPage]
    sections: list[Section]
    chart: Chart | None

    @property
    def name(self) -> str:
        return gettext(" and ").join([", ".join(c.name for c in self.countries[:-1]), self.countries[-1].name])

    @property
    def selects(self) -> list[str]:
        """The value of each select of the form: the countries chosen, then empty ones."""
        codes = [country.iso3 for country in self.countries]
        return codes + [""] * (MOST - len(codes))

    @property
    def query(self) -> str:
        """The query string of this very comparison."""
        as_of = self.day.on.isoformat() if self.day.chosen else ""
        return query([*self.chosen, ("as_of", as_of)])

    @property
    def chosen(self) -> tuple[tuple[str, str], ...]:
        return tuple(("country", country.iso3) for country in self.countries)


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    found = comparison_of(request.GET)
    context = {
        "comparison": found,
        "chart": found.chart,
        "day": found.day,
        "problems": [*found.problems, *unknown_names(request, "country", "as_of")],
        "examples": [] if found.pages else examples(found.everyone),
        "wide": len(found.countries) > 2,
    }
    return render(request, "policies/compare.html", context)


@require_safe
def compare_file(request: HttpRequest) -> HttpResponse:
    """The tables of the page as one: a row for each fact and country."""
    found = comparison_of(request.GET)
    headers = ("section", "item", "country", "country_name", "value", "as_of", "licence")
    day = found.day.on.isoformat()
    rows = [
        (
            section.title,
            line.label,
            country.iso3,
            country.name,
            "; ".join(text for text, __ in cell.texts),
            day,
            "CC BY 4.0",
        )
        for section in found.sections
        for line in section.lines
        for country, cell in zip(found.countries, line.cells, strict=True)
    ]
    name = "-".join(["migpol-comparison", *(country.iso3.lower() for country in found.countries), day])
    return HttpResponse(
        csv.csv_file(headers, rows),
        content_type=csv.CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def comparison_of(data: QueryDict) -> Comparison:
    """The comparison that a query string asks for. One query for the form, fifteen more for two countries or four."""
    day = AsOf.read(data)
    problems = list(day.problems)
    everyone = countries_with_counts()
    countries = chosen_of(data.getlist("country"), everyone, problems)
    if len(countries) < FEWEST:
        return Comparison(countries, day, problems, everyone, [], [], None)
    pages = country_pages(countries, day.on, cut=day.chosen)
    components = list(FrameworkComponent.objects.select_related("framework"))
    with_participants = Framework.objects.filter(participations__isnull=False).distinct().order_by("short_name")
    frameworks = sorted(with_participants, key=lambda framework: framework.kind != FrameworkKind.TREATY)
    sections = sections_of(pages, components, mapped_components(), frameworks)
    return Comparison(countries, day, problems, everyone, pages, sections, chart_of(pages, day))


def chosen_of(asked: Sequence[str], everyone: Sequence[Country], problems: list[Problem]) -> list[Country]:
    """The countries asked for, each once, at most MOST; what is not known, or too much, is added to the problems."""
    by_name: dict[str, Country] = {}
    for country in everyone:
        for name in (country.iso3, country.iso2, country.slug):
            by_name.setdefault(name.lower(), country)
    found: dict[str, Country] = {}
    for value in asked[:MOST_VALUES]:
        name = value.strip().lower()
        if not name:
            continue
        if name not in by_name:
            message = gettext("no such country: write its ISO alpha-3 code, such as PER")
            problems.append(Problem("country", shorten(value), message))
        elif len(found) == MOST and by_name[name].iso3 not in found:
            message = gettext("at most four countries are compared; these are the first four")
            problems.append(Problem("country", shorten(value), message))
        else:
            found[by_name[name].iso3] = by_name[name]
    return list(found.values())


def chart_of(pages: Sequence[CountryPage], day: AsOf) -> Chart | None:
    words = timeline_words(gettext("Timelines on one axis"))
    lanes = [(page.country.name, lanes_of(page)) for page in pages]
    chart = comparison(lanes, day.on, words, gettext("Country"))
    if chart is None:
        return None
    notes = [*filter(None, map(drawn_note, pages)), *chart.notes]
    undated = sum(page.undated_events for page in pages)
    if undated:
        notes.append(gettext("Not drawn: events without a date (%d).") % undated)
    without_start = sum(project.start is None for page in pages for project in page.projects)
    if without_start:
        notes.append(
            gettext("Not drawn: projects of which no source gives the start (%d); they are below.") % without_start
        )
    subject = "-".join(page.country.iso3 for page in pages)
    return replace(chart, subject=subject, notes=tuple(notes))

"""The adoption curve of a selection: how many countries had begun, year by year.

Beside the selection the page reads ``of`` (policies, treaty, alignment), ``frame`` (code of the treaty, for
``of=treaty``), ``by`` (none, region, group) and ``share`` (on: per cent instead of numbers).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from policies.charts.base import Chart
from policies.charts.curves import Words, curves
from policies.choices import NATIONAL_POLICY_FAMILY
from policies.filters import OF_COUNTRIES, AsOf, PolicyFilterSet, Problem, countries_within, members_of, shorten
from policies.models import Country, Framework, Policy
from policies.queries.curves import (
    MOST_LINES,
    Firsts,
    Part,
    first_adoptions,
    first_alignments,
    first_consents,
    lines_of,
    parts_by_group,
    parts_by_region,
    parts_of_all,
    treaties_with_parties,
)
from policies.queries.kept import kept
from policies.queries.standings import show_day
from policies.rows import CurveLine
from policies.views import curve_words as say
from policies.views.charts import source_words
from policies.views.common import choice_of
from policies.views.selection import selection_context

OF: Final = {
    "policies": _("a national policy"),
    "treaty": _("a treaty"),
    "alignment": _("a policy aligned to a framework"),
}
BY: Final = {"none": _("all countries together"), "region": _("by region"), "group": _("by group of countries")}
OWN: Final = ("of", "frame", "by", "share")


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve with all that its page says of it. ``since`` gives the countries by their year, newest first."""

    chart: Chart | None
    of: str
    by: str
    share: bool
    treaty: Framework | None
    treaties: list[Framework]
    filters: PolicyFilterSet
    day: AsOf  # of a treaty: up to which its list is known
    problems: list[Problem]
    since: list[tuple[int, list[Country]]]
    undated: list[Country]
    told: say.Told

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        """What is asked beside the selection, without what is so unasked."""
        pairs = [("of", self.of if self.of != "policies" else ""), ("frame", self.treaty.code if self.treaty else "")]
        pairs += [("by", self.by if self.by != "none" else ""), ("share", "on" if self.share else "")]
        return tuple(pair for pair in pairs if pair[1])


@require_safe
def curve(request: HttpRequest) -> HttpResponse:
    found = curve_of(request.GET)
    # One framework is chosen here; several, beside each other, in the filters.
    frameworks = framework_choices(found) if found.of == "alignment" else []
    own = (*OWN, "framework") if frameworks else OWN
    context: dict[str, Any] = selection_context(request, found.filters, "curve", *own) | {
        "frameworks": frameworks,
        "curve": found,
        "chart": found.chart,
        "day": found.day,
        "problems": found.problems,
        "beside_query": found.query,
        "ofs": OF.items(),
        "bys": BY.items(),
    }
    return render(request, "policies/curve.html", context)


def framework_choices(found: Curve) -> list[tuple[str, str, bool]]:
    """(code, short name, whether it is chosen) of each framework; none where several are chosen already."""
    chosen = found.filters.chosen.get("framework") or []
    if len(chosen) > 1:
        return []
    return [(code, name, code in chosen) for code, name in kept(framework_names)]


def framework_names() -> list[tuple[str, str]]:
    """(code, short name) of every framework, by name."""
    return list(Framework.objects.order_by("short_name").values_list("code", "short_name"))


def curve_of(data: QueryDict) -> Curve:
    """The curve that a query string asks for. At most four queries and those of its choices."""
    filters = PolicyFilterSet(data, Policy.objects.published(), beside=OWN)
    problems = list(filters.problems)
    of = choice_of(data, "of", OF, "policies", problems)
    by = choice_of(data, "by", BY, "none", problems)
    share = choice_of(data, "share", ("on", "off"), "off", problems) == "on"
    treaties = treaties_with_parties() if of == "treaty" else []
    treaty = treaty_of(data, of, treaties, problems)
    day = AsOf(filters.on, filters.has_as_of)
    if treaty and treaty.participants_as_of:
        day = replace(day, on=min(day.on, treaty.participants_as_of.latest))
    countries = sorted(countries_within(filters), key=lambda country: country.sort_key)
    firsts = firsts_of(filters, of, treaty, day.on)
    parts, more = parts_of(filters, by, countries, day.on)
    years, lines = lines_of(parts, firsts, day.on.year)
    begun = {country.pk for country in countries} & firsts.years.keys()
    since: dict[int, list[Country]] = {}
    for country in countries:
        if country.pk in begun:
            since.setdefault(firsts.years[country.pk], []).append(country)
    told = say.Told(
        of=of,
        by=by,
        share=share,
        treaty=treaty.short_name if treaty else "",
        day=show_day(day.on),
        instruments=bool(filters.chosen.get("instrument")),
        narrowed=any(filters.chosen.get(name) for name in OF_COUNTRIES),
        narrowed_otherwise=any(
            value and name not in (*OF_COUNTRIES, "as_of") for name, value in filters.chosen.items()
        ),
        more_lines=more,
        in_no_line=len(begun.difference(*(part.countries for part in parts))),
        left=len(firsts.left & begun),
        undated=sum(country.pk in firsts.undated for country in countries),
        list_ends=bool(treaty and treaty.participants_as_of and day.on == treaty.participants_as_of.latest),
    )
    chart = curves(years, lines, words_of(told, lines, years), share=share)
    return Curve(
        chart=replace(chart, subject="") if chart else None,
        of=of,
        by=by,
        share=share,
        treaty=treaty,
        treaties=treaties,
        filters=filters,
        day=day,
        problems=problems,
        since=sorted(since.items(), reverse=True),
        undated=[country for country in countries if country.pk in firsts.undated],
        told=told,
    )


def words_of(told: say.Told, lines: list[CurveLine], years: list[int]) -> Words:
    return Words(
        title=say.title(told),
        sentence=say.sentence(told, lines, years),
        source=source_words(),
        year=gettext("Year"),
        above=gettext("% of countries, cumulative") if told.share else gettext("Countries, cumulative"),
        of_whole=gettext("{label} (of {whole})"),
        percent_of_whole=gettext("{label}, % of {whole}"),
        notes=tuple(say.notes(told, lines)),
    )


def treaty_of(data: QueryDict, of: str, treaties: list[Framework], problems: list[Problem]) -> Framework | None:
    by_code = {treaty.code: treaty for treaty in treaties}
    if of != "treaty":
        if data.get("frame"):
            problems.append(Problem("frame", shorten(data["frame"]), gettext("it is read with of=treaty only")))
        return None
    chosen = [code for code in data.getlist("framework") if code in by_code]
    usual = next(iter([*chosen, *by_code]), "")
    code = choice_of(data, "frame", by_code, usual, problems, most_shown=40)
    return by_code.get(code)


def firsts_of(filters: PolicyFilterSet, of: str, treaty: Framework | None, on: dt.date) -> Firsts:
    if of == "treaty":
        return first_consents(treaty, on) if treaty else Firsts({}, frozenset())
    policies = members_of(filters).on_any_day()
    if of == "alignment":
        wanted = [filters.chosen.get(name) or [] for name in ("framework", "component", "link")]
        return first_alignments(policies, wanted, on)
    if not filters.chosen.get("instrument"):
        policies = policies.of("instrument", NATIONAL_POLICY_FAMILY)
    return first_adoptions(policies, on)


def parts_of(filters: PolicyFilterSet, by: str, countries: list[Country], on: dt.date) -> tuple[list[Part], int]:
    """The parts of the world that have a line, and how many there are beyond those that can be told apart."""
    if by == "region":
        parts = parts_by_region(countries, filters.chosen.get("region") or [])
    elif by == "group":
        parts = parts_by_group(countries, filters.chosen.get("group") or [], on)
    else:
        parts = parts_of_all(countries, "")
    return parts[:MOST_LINES], max(len(parts) - MOST_LINES, 0)

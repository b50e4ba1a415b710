"""Charts of the pages: a query's rows, a chart, and its words in the language of the page."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.utils.translation import get_language, gettext, ngettext

from policies.charts import adoption_curve, country_timeline, policy_timeline
from policies.charts.adoption_curve import Words as CurveWords
from policies.charts.base import Chart
from policies.charts.timeline import Words as TimelineWords
from policies.choices import EventGroup, Status
from policies.filters import AsOf, PolicyFilterSet, choices_in_words
from policies.models import Framework, Policy
from policies.queries.country_lanes import cut_after
from policies.queries.country_page import CountryPage
from policies.queries.standings import show_date, show_day
from policies.queries.timelines import policy_lane
from policies.rows import AdoptionsRow, Lane


def as_of_words(on: dt.date) -> str:
    return gettext("as of %s") % show_day(on)


def source_words() -> str:
    return gettext("Source: MigPol; each record names its own sources.")


def filter_words(filters: PolicyFilterSet) -> str:
    """The choices that narrow a selection, in words; its day stands elsewhere. Empty if there are none."""
    said = choices_in_words(filters)
    sentences = [gettext("Only %s.") % said] if said else []
    if filters.chosen.get("mapping"):
        sentences.append(gettext("Including evidence by mapping."))
    return " ".join(sentences)


def timeline_words(title: str) -> TimelineWords:
    return TimelineWords(
        title=title,
        sentence=gettext(
            "Bars show how long, marks what happened when, as of {date}. A bar runs from the earliest to the latest day that"
            " its dates can mean, and is hatched where it may not have begun yet or have ended already; a mark with a line is"
            " known to that year or month only."
        ),
        source=source_words(),
        locale=get_language() or "en",
        as_of=gettext("As of {date}"),
        date=gettext("Date"),
        what=gettext("What"),
        title_header=gettext("Title"),
        source_url=gettext("Source"),
        lane=gettext("Record"),
        period=gettext("Period"),
        planned=gettext("planned"),
        latest=gettext("latest {date}"),
        span=gettext("Event known to the year or month only"),
        unsure=gettext("Began or ended some day in this stretch"),
        earlier=gettext("Before the years shown"),
        undated=gettext("No dates known"),
        kinds={
            "policy": gettext("Policies"),
            "institution": gettext("Institutions"),
            "project": gettext("Projects"),
            "participation": gettext("What it did about treaties and frameworks"),
            "framework": gettext("Frameworks that its policies name, for comparison: the frameworks’ own dates"),
        },
        ties={
            "replaces": gettext("Replaces or repeals, from the new to the old"),
            "amends": gettext("Amends"),
            "implements": gettext("Implements, or is based on"),
        },
        statuses={code: str(label) for code, label in Status.choices},
        lanes={
            "policy": gettext("Policy"),
            "institution": gettext("Institution"),
            "project": gettext("Project"),
            "participation": gettext("Treaty or framework"),
            "framework": gettext("Framework"),
        },
        groups={code: str(label) for code, label in EventGroup.choices},
    )


def named(chart: Chart | None, subject: str) -> Chart | None:
    """The chart with the name that addresses of its files and its embed have for what it is of."""
    return replace(chart, subject=subject) if chart else None


def with_undated(chart: Chart | None, undated: int) -> Chart | None:
    """A note under the chart that events without a date could not be drawn."""
    if chart is None or not undated:
        return chart
    note = ngettext("Not drawn: %d event without a date.", "Not drawn: %d events without a date.", undated) % undated
    return replace(chart, notes=(*chart.notes, note))


def drawn_note(page: CountryPage) -> str:
    """``60 of 214 policies of Peru are drawn: …``, and as much of projects; an empty text where all are drawn."""
    said = []
    for drawn, total, words in (
        (page.policies, page.policy_total, gettext("%(n)d of %(total)d policies of %(country)s are drawn")),
        (page.projects, page.project_total, gettext("%(n)d of %(total)d projects of %(country)s are drawn")),
    ):
        if len(drawn) < total:
            said.append(words % {"n": len(drawn), "total": total, "country": page.country.name})
    if not said:
        return ""
    order = gettext("Policies in force come first, then what is newest.")
    return f"{'; '.join(said)}. {order}"


def country_chart(page: CountryPage, on: dt.date) -> Chart | None:
    country = page.country
    title = gettext("Timeline of %(country)s") % {"country": country.name}
    chart = with_undated(country_timeline(page.lanes, on, timeline_words(title)), page.undated_events)
    if chart and (note := drawn_note(page)):
        chart = replace(chart, notes=(note, *chart.notes))
    return named(chart, country.slug)


def policy_chart(policy: Policy, day: AsOf) -> Chart | None:
    """On a chosen day without what came later. Reads ``events__source`` and ``relations_in__policy`` (prefetch them)."""
    lanes = [with_sources(policy_lane(policy), policy)]
    if day.chosen:
        lanes = cut_after(lanes, day.on)
    undated = sum(1 for event in policy.events.all() if event.date is None)
    chart = with_undated(policy_timeline(lanes, day.on, timeline_words(gettext("Timeline"))), undated)
    return named(chart, policy.slug) if policy.is_published else chart


def with_sources(lane: Lane, policy: Policy) -> Lane:
    """The lane of a policy (all its dated events, in their order) with the address where each was read.

    Reads ``events__source`` (prefetch it).
    """
    dated = [event for event in policy.events.all() if event.date]
    read = zip(lane.marks, dated, strict=True)
    return replace(
        lane, marks=tuple(replace(mark, source=event.source.url if event.source else "") for mark, event in read)
    )


def adoption_chart(rows: list[AdoptionsRow], framework: Framework, on: dt.date) -> Chart | None:
    sentence = gettext(
        "{countries} countries had adopted a policy that is coded as aligned to it, {as_of}; the first did in {first_year}."
    )
    if framework.adopted:
        sentence = gettext(
            "{countries} countries had adopted a policy that is coded as aligned to it, {as_of}; the first did in {first_year}."
            " Counted are policies adopted since the framework was (%(date)s); older ones can only share its themes."
        ) % {"date": show_date(framework.adopted)}
    words = CurveWords(
        title=gettext("Countries with an aligned policy"),
        sentence=sentence,
        source=source_words(),
        year=gettext("Year"),
        countries=gettext("Countries, cumulative"),
    )
    return named(adoption_curve(rows, as_of_words(on), words), framework.code)

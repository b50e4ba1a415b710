"""Charts of the pages: a query's rows, a chart, and its words in the language of the page."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.db.models import QuerySet
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from policies.charts import adoption_curve, country_timeline, participation_map, policy_timeline, status_map
from policies.charts.adoption_curve import Words as CurveWords
from policies.charts.base import Chart
from policies.charts.status_map import UN_DISCLAIMER
from policies.charts.status_map import Words as MapWords
from policies.charts.timeline import Words as TimelineWords
from policies.choices import (
    NATIONAL_POLICY_FAMILY,
    CountryState,
    EventGroup,
    FrameworkKind,
    ParticipationState,
    Status,
)
from policies.filters import PolicyFilterSet, choices_in_words
from policies.models import Country, Framework, Participation, Policy
from policies.queries.country_states import country_states, days_by_year
from policies.queries.participations import Participants
from policies.queries.standings import show_date, show_day
from policies.rows import AdoptionsRow, Lane

#: The first year of the map's slider.
FIRST_YEAR = 2000


def as_of_words(on: dt.date) -> str:
    return gettext("as of %s") % show_day(on)


def source_words() -> str:
    return gettext("Source: MigPol; each record names its own sources.")


def map_of(policies: QuerySet[Policy], on: dt.date, today: dt.date, *, narrowed: bool = False) -> Chart:
    """The map of countries for a selection of policies, on the slider's year of ``on``.

    ``narrowed`` says that a reader's choices left policies out: then a country without a match is not "none found",
    and the words say so.
    The slider runs from FIRST_YEAR, or the year asked for where that is earlier, to this year.
    """
    days = days_by_year(min(FIRST_YEAR, on.year), today)
    year = on.year
    days[year] = on
    words = status_map_words(days[year], narrowed)
    rows = country_states(policies, days, use_checks=not narrowed)
    chart = status_map(rows, list(days), year, as_of_words(days[year]), words, as_of=days[year])
    return replace(chart, subject="")


def map_of_selection(filters: PolicyFilterSet) -> Chart:
    """The map of what a query string chooses, among national policies and strategies unless it names instruments."""
    selection = filters.qs if filters.chosen.get("status") else filters.across_time()
    if not filters.chosen.get("instrument"):
        selection = selection.filter(instrument__in=NATIONAL_POLICY_FAMILY)
    return map_of(selection, filters.on, filters.today, narrowed=filters.narrows)


def filter_words(filters: PolicyFilterSet) -> str:
    """The choices that narrow a selection, in words; its day stands elsewhere. Empty if there are none."""
    said = choices_in_words(filters)
    return gettext("Only %s.") % said if said else ""


def status_map_words(on: dt.date, narrowed: bool) -> MapWords:
    states = {code: str(label) for code, label in CountryState.choices}
    sentence = gettext(
        "{in_force} of {countries} countries and areas have a recorded policy or strategy in force, {as_of}."
    )
    if narrowed:
        states["not-assessed"] = gettext("No match recorded")
        sentence = gettext("{in_force} of {countries} countries and areas have a recorded match in force, {as_of}.")
    return MapWords(
        title=gettext("National migration policies by country"),
        sentence=sentence,
        source=source_words(),
        country=gettext("Country"),
        code=gettext("ISO 3166-1 alpha-3"),
        as_of=gettext("as of {date}"),
        state=gettext("State %(as_of)s") % {"as_of": as_of_words(on)},
        since=gettext("Since"),
        or_before=gettext("{year} or before"),
        states=states,
        disclaimer=gettext(UN_DISCLAIMER),
        small_states=gettext(
            "Countries too small to be seen at this size are circles; where circles would overlap, they are moved apart."
        ),
    )


#: What taking part means, by the kind of a framework.
TAKING_PART = {
    FrameworkKind.TREATY: (_("Party"), _("{in_force} countries have consented to be bound, {as_of}.")),
    FrameworkKind.INDICATOR_SET: (_("Assessed"), _("{in_force} countries have been assessed, {as_of}.")),
    FrameworkKind.REGIONAL_FRAMEWORK: (
        _("Member of the body that adopted it"),
        _("{in_force} countries are members of the body that adopted it, {as_of}."),
    ),
}


def participation_chart(participants: Participants | None, framework: Framework) -> Chart | None:
    """Who takes part, by year; None when nobody is recorded."""
    if participants is None:
        return None
    label, sentence = TAKING_PART.get(
        FrameworkKind(framework.kind), (_("Takes part"), _("{in_force} countries take part, {as_of}."))
    )
    labels = {code: str(words) for code, words in ParticipationState.choices}
    labels[ParticipationState.TAKES_PART] = str(label)
    if framework.kind == FrameworkKind.TREATY:
        labels[ParticipationState.NO_PART] = gettext("Not a party")
    elif framework.kind == FrameworkKind.REGIONAL_FRAMEWORK:
        labels[ParticipationState.NO_PART] = gettext("Not a member")
    words = replace(
        status_map_words(participants.on, narrowed=False),
        title=gettext("Who takes part in %(framework)s") % {"framework": framework.short_name},
        sentence=str(sentence),
    )
    label_of_day = as_of_words(participants.on)
    chart = participation_map(participants.rows, participants.years, participants.on, labels, words, label_of_day)
    return named(replace(chart, notes=(*participation_notes(participants, framework), *chart.notes)), framework.code)


def participation_notes(participants: Participants, framework: Framework) -> list[str]:
    """What a reader must know before comparing two countries on this map."""
    notes = []
    if framework.participants_as_of and participants.on == framework.participants_as_of.latest:
        notes.append(gettext("The list is known up to this day; what happened later is missing."))
    if framework.participants_complete:
        notes.append(
            gettext(
                "Of territories, and of states outside the United Nations that are not on the list, nothing is said."
            )
        )
    else:
        notes.append(gettext("The list is not complete: of a country that is not recorded nothing is known."))
    if participants.undated:
        words = (
            ngettext(
                "%d country is shown in the last year only, because no source gives its date.",
                "%d countries are shown in the last year only, because no source gives their dates.",
                participants.undated,
            )
            if participants.is_whole_list
            else ngettext(
                "%d country of which no source gives the date is not shown on this day.",
                "%d countries of which no source gives the dates are not shown on this day.",
                participants.undated,
            )
        )
        notes.append(words % participants.undated)
    if framework.in_force and framework.kind == FrameworkKind.TREATY and participants.on < framework.in_force.earliest:
        notes.append(
            gettext("The treaty was not in force on this day; it entered into force on %s.")
            % show_date(framework.in_force)
        )
    newest: dict[int | None, Participation] = {}
    for row in sorted(participants.others, key=lambda row: str(row.date or "")):
        if row.date is None or row.date.earliest <= participants.on:
            newest[row.organisation_id] = row
    parties = list(newest.values())
    if parties:
        said = [
            gettext("%(name)s (%(action)s, %(date)s)")
            % {
                "name": row.organisation.name if row.organisation else "",
                "action": row.get_action_display().lower(),
                "date": show_date(row.date) if row.date else gettext("date not known"),
            }
            for row in parties
        ]
        notes.append(gettext("Not on the map: %s.") % "; ".join(said))
    return notes


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
        lane=gettext("Record"),
        period=gettext("Period"),
        planned=gettext("planned"),
        span=gettext("Event known to the year or month only"),
        unsure=gettext("Began or ended some day in this stretch"),
        earlier=gettext("Before the years shown"),
        undated=gettext("No dates known"),
        kinds={
            "policy": gettext("Policies"),
            "project": gettext("Projects"),
            "participation": gettext("What it did about treaties and frameworks"),
            "framework": gettext("Frameworks its policies refer to, with the frameworks’ own dates"),
        },
        statuses={code: str(label) for code, label in Status.choices},
        lanes={
            "policy": gettext("Policy"),
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


def country_chart(lanes: list[Lane], country: Country, on: dt.date, undated: int) -> Chart | None:
    title = gettext("Timeline of %(country)s") % {"country": country.name}
    return named(with_undated(country_timeline(lanes, on, timeline_words(title)), undated), country.slug)


def policy_chart(lane: Lane, policy: Policy, on: dt.date, undated: int) -> Chart | None:
    chart = with_undated(policy_timeline([lane], on, timeline_words(gettext("Timeline"))), undated)
    return named(chart, policy.slug) if policy.is_published else chart


def adoption_chart(rows: list[AdoptionsRow], framework: Framework, on: dt.date) -> Chart | None:
    words = CurveWords(
        title=gettext("Countries with an aligned policy"),
        sentence=gettext(
            "{countries} countries had adopted a policy since then that is coded as aligned to it, {as_of}; the first did in"
            " {first_year}. Older policies can only share its themes and are not counted."
        ),
        source=source_words(),
        year=gettext("Year"),
        countries=gettext("Countries, cumulative"),
    )
    return named(adoption_curve(rows, as_of_words(on), words), framework.code)

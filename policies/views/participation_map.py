"""The map of who takes part in a framework, in the words of the framework's kind."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from policies.charts import participation_map
from policies.charts.base import Chart
from policies.charts.geometry import world_file
from policies.choices import FrameworkKind, ParticipationState
from policies.models import Framework, Participation
from policies.queries.participations import Participants
from policies.queries.standings import show_date
from policies.views.charts import as_of_words, named
from policies.views.status_map import map_words

#: What taking part means, by the kind of a framework.
TAKING_PART = {
    FrameworkKind.TREATY: (_("Party"), _("{n} countries have consented to be bound, {as_of}.")),
    FrameworkKind.INDICATOR_SET: (_("Assessed"), _("{n} countries have been assessed, {as_of}.")),
    FrameworkKind.REGIONAL_FRAMEWORK: (
        _("Member of the body that adopted it"),
        _("{n} countries are members of the body that adopted it, {as_of}."),
    ),
}


def participation_chart(participants: Participants | None, framework: Framework, *, zoom: str = "") -> Chart | None:
    """Who takes part, by year; None when nobody is recorded."""
    if participants is None:
        return None
    label, sentence = TAKING_PART.get(
        FrameworkKind(framework.kind), (_("Takes part"), _("{n} countries take part, {as_of}."))
    )
    labels = {code: str(words) for code, words in ParticipationState.choices}
    labels[ParticipationState.TAKES_PART] = str(label)
    if framework.kind == FrameworkKind.TREATY:
        labels[ParticipationState.NO_PART] = gettext("Not a party")
    elif framework.kind == FrameworkKind.REGIONAL_FRAMEWORK:
        labels[ParticipationState.NO_PART] = gettext("Not a member")
    words = replace(
        map_words(participants.on),
        title=gettext("Who takes part in %(framework)s") % {"framework": framework.short_name},
        sentence=str(sentence),
    )
    label_of_day = as_of_words(participants.on)
    chart = participation_map(
        participants.rows, participants.days, participants.on, labels, words, label_of_day, world_file=world_file(zoom)
    )
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

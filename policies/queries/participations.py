"""Who takes part in a framework, year by year."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from policies.choices import CONSENT, ParticipationAction, ParticipationState
from policies.models import Framework, Participation
from policies.queries.country_states import countries_in_order, days_by_year, row_of
from policies.rows import CountryStateRow

#: What each action makes of the one that did it. Of several, the earlier in RANK is shown.
STATE_OF_ACTION = {
    **dict.fromkeys(CONSENT, ParticipationState.TAKES_PART),
    ParticipationAction.ASSESSED: ParticipationState.TAKES_PART,
    ParticipationAction.MEMBER: ParticipationState.TAKES_PART,
    ParticipationAction.ENDORSED: ParticipationState.TAKES_PART,
    ParticipationAction.CHAMPION: ParticipationState.TAKES_PART,
    ParticipationAction.VOTED_FOR: ParticipationState.TAKES_PART,
    ParticipationAction.SIGNED: ParticipationState.BEGUN,
    ParticipationAction.ABSTAINED: ParticipationState.BEGUN,
    ParticipationAction.VOTED_AGAINST: ParticipationState.AGAINST,
}
WITHDREW = ParticipationAction.WITHDREW
RANK = (ParticipationState.TAKES_PART, ParticipationState.AGAINST, ParticipationState.BEGUN)


@dataclass(frozen=True, slots=True)
class Participants:
    """Who takes part in a framework as of ``on``, and on the day of each year in ``days``.

    ``rows`` is one row for every country, of all these years; ``others`` are the participations of organisations; ``undated`` tells how many
    countries take part since a day that no source gives: they are shown on the last day of the list only, which ``on`` is
    where ``is_whole_list``.
    """

    rows: list[CountryStateRow]
    days: dict[int, dt.date]
    on: dt.date
    others: list[Participation]
    undated: int
    is_whole_list: bool


def state_on(participations: Iterable[Participation], day: dt.date, complete: bool, *, undated: bool) -> str:
    """The state of one participant on a day. An action without a date counts only where ``undated`` says so.

    Who withdrew takes part no more, unless a later action brings it back; a withdrawal counts from the latest day that
    its date can mean, as every end does.
    """
    done, left = [], None
    for row in participations:
        if row.date is None and not undated:
            continue
        if row.action == WITHDREW:
            until = row.date.latest if row.date else day
            left = max(left or until, until) if until <= day else left
        elif row.date is None or row.date.earliest <= day:
            done.append(row)
    states = {
        STATE_OF_ACTION[ParticipationAction(row.action)]
        for row in done
        if left is None or (row.date is not None and row.date.earliest > left)
    }
    for state in RANK:
        if state in states:
            return str(state)
    return str(ParticipationState.NO_PART if complete else ParticipationState.NOT_RECORDED)


def last_day_of(framework: Framework, today: dt.date) -> dt.date:
    """The last day of which the list of participants is known."""
    return min(today, framework.participants_as_of.latest) if framework.participants_as_of else today


def ends_early(framework: Framework, today: dt.date) -> bool:
    """Whether later actions than those of the list are missing by today."""
    return last_day_of(framework, today) < today


def participations_of(framework: Framework) -> list[Participation]:
    """A framework's participations: countries in the order of their names, then organisations. One query."""
    rows = list(framework.participations.select_related("country", "organisation", "source"))
    return sorted(
        rows, key=lambda row: (row.country is None, row.country.sort_key if row.country else "", str(row.date))
    )


def participants_of(
    framework: Framework, participations: list[Participation], on: dt.date, today: dt.date
) -> Participants | None:
    """Participants by year, from the first dated action to the day up to which the list is known, and as of ``on`` or of
    that day if it is earlier.

    ``participations`` are the framework's, with their country and organisation. A member of the body that adopted the
    framework takes part from the framework's adoption on. What has no date is known of the last day of the list only
    (``participants_as_of``, else today), and not of any day before. None when nobody is recorded. One query.
    """
    if not participations:
        return None
    list_ends = last_day_of(framework, today)
    last = min(on, list_ends)
    whole_list = last == list_ends
    rows_from = [from_adoption(row, framework) for row in participations]
    begun = [row.date.year for row in rows_from if row.date and row.date.earliest <= list_ends]
    days = days_by_year(min([last.year, *begun]), list_ends) | {last.year: last}
    by_country: dict[int, list[Participation]] = defaultdict(list)
    for row in rows_from:
        if row.country_id:
            by_country[row.country_id].append(row)
    rows = []
    for country in countries_in_order():
        own = by_country.get(country.pk, [])
        # A territory takes part through its state, which no list tells: only a state that is not on it takes no part.
        of_state = framework.participants_complete and country.un_member
        # A state lasts from one turn to the next; who did nothing is in one all along, and most countries are such.
        turns = turning_years(own) | {min(days), last.year, last.year + 1, list_ends.year}
        states = [
            (year, state_on(own, day, of_state, undated=day == list_ends))
            for year, day in (days if own else {min(days): last}).items()
            if year in turns
        ]
        rows.append(row_of(country, states))
    undated = sum(all(row.date is None for row in own) for own in by_country.values())
    others = [row for row in participations if row.organisation_id]
    return Participants(rows, days, last, others, undated, whole_list)


def turning_years(participations: Iterable[Participation]) -> set[int]:
    """Years on whose shown day a state can be another than the year before: that of a date, and the next where the shown
    day lies before the date."""
    dates = [row.date for row in participations if row.date]
    return {day.year + later for date in dates for day in (date.earliest, date.latest) for later in (0, 1)}


def from_adoption(row: Participation, framework: Framework) -> Participation:
    """A membership counts for a framework from its adoption on, and has no date where that is not known."""
    if row.action != ParticipationAction.MEMBER or row.date is None:
        return row
    date = max(row.date, framework.adopted) if framework.adopted else None
    return Participation(country_id=row.country_id, organisation_id=row.organisation_id, action=row.action, date=date)

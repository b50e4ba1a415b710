"""What the timeline asks beside the selection: how lanes are grouped, which kinds of event, which years.

``by`` is ``country`` or ``region``; ``event`` (repeatable: or) is a group of events such as ``adoption`` or one type of
event such as ``amended``; ``decade`` is the first year of ten (``1990`` or ``1990s``) or ``all``; ``from`` and ``to`` are
years, and go before ``decade``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext

from policies.choices import EVENT_TYPES_BY_GROUP, EventGroup, EventType
from policies.dates import FIRST_YEAR, LAST_YEAR
from policies.filters.words import Problem, query, shorten

#: The names of the query string that are read here, for PolicyFilterSet(beside=...) and forms.
NAMES: Final = ("by", "event", "decade", "from", "to")
#: Where the years begin unless a reader chooses others: little is recorded of those before.
USUAL_START: Final = 1990


@dataclass(frozen=True, slots=True)
class TimelineChoices:
    """What was understood. ``first`` and ``last`` are years, None where none is asked for."""

    by: str = ""  # "country", "region", or "" for the one that can be read
    events: tuple[str, ...] = ()  # codes of groups and of types, as asked
    first: int | None = None
    last: int | None = None
    decade: str = ""  # "1990" or "all" where that is what was asked
    problems: tuple[Problem, ...] = ()

    @classmethod
    def read(cls, data: QueryDict) -> TimelineChoices:
        problems: list[Problem] = []
        by = _one_of(data, "by", ("country", "region"), problems)
        known = {*EventGroup.values, *EventType.values}
        asked = list(dict.fromkeys(code.strip().lower() for code in data.getlist("event") if code.strip()))
        for code in asked:
            if code not in known:
                words = gettext("no such kind of event; the groups are %s") % ", ".join(EventGroup.values)
                problems.append(Problem("event", shorten(code), words))
        first, last = (_year(data, name, problems) for name in ("from", "to"))
        if first and last and last < first:
            problems.append(Problem("to", str(last), gettext("it is before “from”, so both are left out")))
            first = last = None
        decade = _decade(data, problems)
        if decade and (first or last):
            if decade != "all":  # which asks for nothing that they do not
                problems.append(Problem("decade", shorten(data["decade"]), gettext("“from” and “to” go before it")))
            decade = ""
        if decade.isdigit():
            first, last = int(decade), int(decade) + 9
        return cls(by, tuple(code for code in asked if code in known), first, last, decade, tuple(problems))

    @property
    def usual_years(self) -> bool:
        """Whether the reader left the years to the page."""
        return not (self.first or self.last or self.decade)

    @property
    def types(self) -> list[str]:
        """The types of event that are asked for, groups taken apart; all of them if none is."""
        if not self.events:
            return list(EventType.values)
        of_groups = {
            str(kind)
            for group in self.events
            if group in EventGroup
            for kind in EVENT_TYPES_BY_GROUP[EventGroup(group)]
        }
        return [code for code in EventType.values if code in of_groups or code in self.events]

    @property
    def labels(self) -> tuple[str, ...]:
        """The kinds of event that are asked for, in words."""
        return tuple(
            str(EventGroup(code).label if code in EventGroup else EventType(code).label) for code in self.events
        )

    def pairs(self, without: tuple[str, ...] = ()) -> tuple[tuple[str, str], ...]:
        """The part of the query string that says this, without some names."""
        years = (
            [("decade", self.decade)]
            if self.decade
            else [(name, str(year)) for name, year in (("from", self.first), ("to", self.last)) if year]
        )
        said = [("by", self.by), *(("event", code) for code in self.events), *years]
        return tuple((name, value) for name, value in said if value and name not in without)

    def query(self, selection: str, without: tuple[str, ...] = (), **changes: str) -> str:
        """The query string of ``selection`` and these choices, with some names left out and others set."""
        kept = QueryDict(selection.removeprefix("?"))
        pairs = [(name, value) for name in kept for value in kept.getlist(name)]
        return query([*pairs, *self.pairs((*without, *changes)), *changes.items()])


def _one_of(data: QueryDict, name: str, known: tuple[str, ...], problems: list[Problem]) -> str:
    value = data.get(name, "").strip().lower()
    if value and value not in known:
        problems.append(Problem(name, shorten(value), gettext("choose one of %s") % ", ".join(known)))
        return ""
    return value


def _year(data: QueryDict, name: str, problems: list[Problem]) -> int | None:
    text = data.get(name, "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) == 4 and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text)
    words = gettext("a year is a number from %(first)d to %(last)d") % {"first": FIRST_YEAR, "last": LAST_YEAR}
    problems.append(Problem(name, shorten(text), words))
    return None


def _decade(data: QueryDict, problems: list[Problem]) -> str:
    text = data.get("decade", "").strip().lower()
    year = text.removesuffix("s")
    if text in ("", "all"):
        return text
    if year.isascii() and year.isdigit() and len(year) == 4 and year[3] == "0" and FIRST_YEAR <= int(year) <= LAST_YEAR:
        return year
    problems.append(Problem("decade", shorten(text), gettext("write its first year, such as 1990, or all")))
    return ""

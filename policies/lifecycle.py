"""Status of a policy as of a day: a pure function of its events, stated term and relations.

The day is always an argument; nothing here reads a clock or a database. ``milestones`` reduces a
policy to the few days on which its status changes, each with its reason; ``standing`` reads the
status of one day off them. The milestones are also what is stored on the policy, so that the
database can filter by "as of": the two must agree, and a test holds them to it.

Rules, in the words of the methodology page:

* A beginning counts from the earliest day that its date can mean, an end to the latest.
* Force begins with the event *entered into force*; else with the stated term's start; else with
  publication; else adoption; else launch. A term known only to the year or month starts with the
  publication, adoption or launch that falls in it, and a policy is not in force by its term before
  it was adopted.
* A term ends on its last day, unless it was extended. It is *replaced* from the day on which a
  successor enters into force, *repealed* from the day of the repeal.
* Planned events change nothing until somebody records that they happened; but while an entry into force
  is planned for a day to come, or for one that nobody gives, no adoption, publication or launch stands in for it.
* Adoption is the event *adopted*; else publication or launch. Of dates that can mean the same day the more
  precise one counts.
* A policy that was adopted, launched or put into force on a day that no source gives is undated: what is known
  of its preparation does not make it one in development.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from policies.dates import HonestDate

ONE_DAY = dt.timedelta(days=1)

# Codes of choices.EventType and choices.Status, which import Django and so cannot be imported here;
# a test holds them equal.
PREPARATION = ("drafting-started", "drafted", "consultation", "technical-assistance", "validated")
ADOPTION = ("adopted", "published", "launched")
#: In which order events stand in for a missing entry into force.
BEGINNINGS = ("published", "adopted", "launched")
#: Without a date they say that a policy has begun, and not when.
UNDATED_BEGINNINGS = (*ADOPTION, "entered-into-force")

NOT_BEGUN = "not-begun"
IN_DEVELOPMENT = "in-development"
ADOPTED = "adopted"
IN_FORCE = "in-force"
TERM_ENDED = "term-ended"
REPLACED = "replaced"
REPEALED = "repealed"
UNDATED = "undated"
STATUSES = (IN_DEVELOPMENT, ADOPTED, IN_FORCE, TERM_ENDED, REPLACED, REPEALED, UNDATED)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a policy, or is planned to. ``extends_to``: the new last day, of an extension."""

    type: str
    date: HonestDate | None
    title: str = ""
    planned: bool = False
    extends_to: HonestDate | None = None


@dataclass(frozen=True, slots=True)
class Successor:
    """Another policy that replaces or repeals this one.

    ``begins`` is the date from which it does: that of the relation, else that on which the other enters
    into force; None when neither is known. It is a beginning, so its earliest day counts.
    """

    relation: str  # "replaces" or "repeals"
    begins: HonestDate | None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that status depends on."""

    events: tuple[Event, ...] = ()
    term_start: HonestDate | None = None
    term_end: HonestDate | None = None
    successors: tuple[Successor, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a status begins when it does.

    ``code`` is what the rule is called (a page turns it into a sentence), ``date`` the honest date it
    rests on, ``detail`` the title of the event or of the successor.
    """

    code: str
    date: HonestDate | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Milestones:
    """The days on which status changes. All are inclusive; None means that it never does, as far as is known."""

    development_from: dt.date | None = None
    adopted_from: dt.date | None = None
    force_from: dt.date | None = None
    force_until: dt.date | None = None
    final_from: dt.date | None = None
    final_status: str = ""
    #: The honest date on which force began, also where the status is undated because its end is.
    force_date: HonestDate | None = None
    development_reason: Reason | None = None
    adopted_reason: Reason | None = None
    force_reason: Reason | None = None
    until_reason: Reason | None = None
    final_reason: Reason | None = None
    undated_reason: Reason = Reason("no-dates")

    @property
    def adopted_date(self) -> HonestDate | None:
        """The date that ``adopted_from`` is the earliest day of, as exactly as it is known."""
        return self.adopted_reason.date if self.adopted_reason else None

    @property
    def is_undated(self) -> bool:
        """Whether no beginning of any kind is dated."""
        return self.development_from is None and self.adopted_from is None and self.force_from is None

    @property
    def interval(self) -> tuple[dt.date | None, dt.date | None]:
        """First and last day in force; (None, None) when it never was, last None while it goes on."""
        if self.force_from is None or (self.force_until is not None and self.force_until < self.force_from):
            return None, None
        return self.force_from, self.force_until


@dataclass(frozen=True, slots=True)
class Standing:
    """Status on one day. ``since`` is the day on which it began, None where that is not known."""

    status: str
    since: dt.date | None
    reason: Reason


Dated = tuple[HonestDate, Event]


def _happened(events: Iterable[Event], *types: str) -> list[Dated]:
    """Dated events of these types that are not merely planned, earliest first."""
    dated = [(e.date, e) for e in events if e.date is not None and not e.planned and e.type in types]
    return sorted(dated, key=lambda pair: pair[0])


def _first(dated: list[Dated], beside: Iterable[Dated] = ()) -> Dated | None:
    """The earliest of them; but of ``2024-10`` and ``2024-10-15`` the latter, which may be the same day and says which.

    ``beside`` can make it more precise in the same way, and cannot be the earliest otherwise.
    """
    if not dated:
        return None
    found = dated[0]
    for pair in sorted([*dated, *beside], key=lambda pair: pair[0]):
        if pair[0] != found[0] and found[0].contains(pair[0]):
            found = pair
    return found


def _adoption(facts: Facts) -> Dated | None:
    """The event adopted; without one, the publication or launch that shows that there was an adoption."""
    adopted = _happened(facts.events, "adopted")
    return _first(adopted) or _first(_happened(facts.events, "published", "launched"))


def _force_begin(facts: Facts) -> tuple[dt.date, Reason] | None:
    entered = _first(_happened(facts.events, "entered-into-force"))
    if entered:
        date, event = entered
        return date.earliest, Reason("entered-into-force", date, event.title)
    begin = _stand_in(facts)
    planned = [e for e in facts.events if e.type == "entered-into-force" and e.planned]
    if begin is None or begin[1].code == "term-start" or not planned:
        return begin
    dated = [(e.date, e) for e in planned if e.date is not None]
    if not dated:
        return None
    # Of a day that was put off, the last counts.
    date, event = max(dated, key=lambda pair: pair[0])
    if date.earliest <= begin[0]:
        return begin
    return date.earliest, Reason("planned-entry-into-force", date, event.title)


def _stand_in(facts: Facts) -> tuple[dt.date, Reason] | None:
    """What begins force where no source says that it did: the term, or publication, adoption, launch."""
    # What was published in a month was not published before its adoption on a day of it.
    adopted = _happened(facts.events, "adopted")
    stand_ins = [found for kind in BEGINNINGS if (found := _first(_happened(facts.events, kind), adopted))]
    term = facts.term_start
    if term is None:
        if not stand_ins:
            return None
        date, event = stand_ins[0]
        return date.earliest, Reason(event.type, date, event.title)
    for date, event in stand_ins:
        if term.precision != "day" and term.contains(date):
            return date.earliest, Reason(event.type, date, event.title)
    first = _first(_happened(facts.events, *ADOPTION))
    if first and first[0].earliest > term.earliest:
        date, event = first
        return date.earliest, Reason("adopted-after-term-start", date, event.title)
    return term.earliest, Reason("term-start", term)


def _term_over(facts: Facts) -> tuple[dt.date, Reason] | None:
    """The last day of the term, if it is over at some known day."""
    ended = _happened(facts.events, "term-ended")
    extensions = [event for event in facts.events if event.type == "extended" and not event.planned]
    if extensions:
        last = max(extensions, key=lambda event: str(event.date or ""))
        if last.extends_to is not None:
            return last.extends_to.latest, Reason("extended-term-end", last.extends_to, last.title)
        # Nobody says until when: the term is over only if a later source says so.
        ended = [pair for pair in ended if last.date is None or pair[0] >= last.date]
        if not ended:
            return None
        date, event = ended[-1]
        return date.latest, Reason("term-ended", date, event.title)
    if facts.term_end is not None:
        return facts.term_end.latest, Reason("term-end", facts.term_end)
    if ended:
        date, event = ended[-1]
        return date.latest, Reason("term-ended", date, event.title)
    return None


#: Events that end a policy.
ENDS = ("term-ended", "replaced", "repealed")


def _final_ends(facts: Facts) -> list[tuple[dt.date, str, Reason]]:
    """Every dated repeal and replacement: (day from which, status, reason), earliest first."""
    ends = [
        (date.latest, REPEALED if event.type == "repealed" else REPLACED, Reason(event.type, date, event.title))
        for date, event in _happened(facts.events, "repealed", "replaced")
    ]
    for successor in facts.successors:
        if successor.begins is not None:
            repealed = successor.relation == "repeals"
            reason = Reason("repealed-by" if repealed else "replaced-by", successor.begins, successor.title)
            ends.append((successor.begins.earliest, REPEALED if repealed else REPLACED, reason))
    return sorted(ends, key=lambda end: (end[0], end[1]))


def milestones(facts: Facts) -> Milestones:
    """The days on which the status of a policy changes, with the reason of each."""
    preparation = _happened(facts.events, *PREPARATION)
    adoption = _adoption(facts)
    begin = _force_begin(facts)
    term_over = _term_over(facts)
    finals = _final_ends(facts)

    undated_end = next((s for s in facts.successors if s.begins is None), None)
    undated_reason = Reason("no-dates")
    begun = next((e for e in facts.events if e.type in UNDATED_BEGINNINGS and e.date is None and not e.planned), None)
    if begun and not begin and not adoption:
        # Adopted on an unknown day: to call it in development from then on would be wrong, and before it a guess.
        preparation = []
        undated_reason = Reason("adopted-undated", None, begun.title)
    ended = next((e for e in facts.events if e.type in ENDS and e.date is None and not e.planned), None)
    if (begin or adoption) and (undated_end or ended) and not finals and not term_over:
        # It has been replaced or repealed, nobody knows when: to call it in force would be a guess.
        if undated_end:
            undated_reason = Reason("end-undated", None, undated_end.title)
        elif ended:
            undated_reason = Reason("ended-undated", None, ended.title)
        return Milestones(force_date=begin[1].date if begin else None, undated_reason=undated_reason)

    until, until_reason = term_over if term_over else (None, None)
    if until_reason and undated_end and not finals:
        until_reason = Reason("term-end-successor-undated", until_reason.date, undated_end.title)
    final_from, final_status, final_reason = finals[0] if finals else (None, "", None)
    if final_from is not None and (until is None or final_from <= until):
        until, until_reason = final_from - ONE_DAY, final_reason
    return Milestones(
        development_from=preparation[0][0].earliest if preparation else None,
        adopted_from=adoption[0].earliest if adoption else None,
        force_from=begin[0] if begin else None,
        force_until=until,
        final_from=final_from,
        final_status=final_status,
        force_date=begin[1].date if begin else None,
        development_reason=(
            Reason(preparation[0][1].type, preparation[0][0], preparation[0][1].title) if preparation else None
        ),
        adopted_reason=Reason(adoption[1].type, adoption[0], adoption[1].title) if adoption else None,
        force_reason=begin[1] if begin else None,
        until_reason=until_reason,
        final_reason=final_reason,
        undated_reason=undated_reason,
    )


def standing(m: Milestones, on: dt.date) -> Standing:
    """The one status of a policy on a day, since when, and why.

    The latest stage reached by that day counts. Before the first recorded day the status is
    ``not-begun`` (the record does not reach back so far); where no beginning is dated it is ``undated``.
    """
    if m.final_from is not None and m.final_from <= on:
        return Standing(m.final_status, m.final_from, m.final_reason or Reason(m.final_status))
    if m.force_until is not None and m.force_until < on:
        return Standing(TERM_ENDED, m.force_until + ONE_DAY, m.until_reason or Reason("term-end"))
    if m.force_from is not None and m.force_from <= on:
        return Standing(IN_FORCE, m.force_from, m.force_reason or Reason("entered-into-force"))
    if m.adopted_from is not None and m.adopted_from <= on:
        return Standing(ADOPTED, m.adopted_from, m.adopted_reason or Reason("adopted"))
    if m.development_from is not None and m.development_from <= on:
        return Standing(IN_DEVELOPMENT, m.development_from, m.development_reason or Reason("drafting-started"))
    if m.is_undated:
        return Standing(UNDATED, None, m.undated_reason)
    return Standing(NOT_BEGUN, None, Reason("not-begun"))

"""Puts what a row says on a policy and its rows, and tells what that changes. Nothing is saved here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext

from policies.choices import EventType, SourceKind
from policies.columns import LIST_SEPARATOR
from policies.dates import HonestDate
from policies.exporters.csv import safe
from policies.importers.sheet.problems import Refused
from policies.importers.sheet.reading import Entry
from policies.importers.sheet.vocabulary import MANY
from policies.models import Alignment, Policy, PolicyEvent, Source

#: Columns that are fields of the policy with a value of their own.
OWN: Final = (
    "title", "original_title", "original_language", "instrument", "level", "legal_reference", "summary", "term_start",
    "term_end", "under_revision", "confidence", "last_checked", "notes",
)  # fmt: skip
#: Columns that are the date of an event, with what the event is called in the record, whose language is English.
EVENTS: Final = {
    "adopted": (EventType.ADOPTED, "Adopted"),
    "in_force_from": (EventType.ENTERED_INTO_FORCE, "Entered into force"),
}
#: Columns of the one alignment that a row has.
CODING: Final = ("link", "quote", "quote_language", "source_kind")


#: Fields of a policy that no row fills in, or that are records which were looked up: they are not judged again.
NOT_IMPORTED: Final = frozenset(field.name for field in Policy._meta.concrete_fields) - frozenset(OWN)


@dataclass(frozen=True, slots=True)
class Change:
    column: str
    old: str
    new: str


@dataclass(slots=True)
class Applied:
    """``rows`` are events and alignments to save; ``many`` the lists to set. ``said`` are remarks: (column, text)."""

    policy: Policy
    changes: list[Change] = field(default_factory=list)
    rows: list[PolicyEvent | Alignment] = field(default_factory=list)
    many: dict[str, list[Model]] = field(default_factory=dict)
    said: list[tuple[str, str]] = field(default_factory=list)


def apply(entry: Entry, policy: Policy, coder: str) -> Applied:
    """``policy`` is new, or recorded with its source, events and alignments at hand. Refused says what it cannot say."""
    done = Applied(policy)
    new = policy.pk is None
    source = _source(entry, done, new)
    for name in OWN:
        if name in entry.values or name in entry.emptied:
            _set(done, entry, name)
    for name in MANY:
        if name in entry.values or name in entry.emptied:
            _set_many(done, entry, name, new)
    for name in EVENTS:
        if name in entry.values:
            _date(done, entry, name, source, new)
    if entry.values.keys() & {"framework", "component"}:
        _align(done, entry, source, coder, new)
    elif stray := entry.values.keys() & set(CODING):
        raise Refused(
            gettext("Of which framework this is said is missing."), gettext("Fill in the framework."), min(stray)
        )
    judge(policy, NOT_IMPORTED)
    for row in done.rows:
        judge(row, ("policy", "copy_of", "source", "framework", "component"))
    return done


def _source(entry: Entry, done: Applied, new: bool) -> Source | None:
    """The source that the row names; a record keeps its own where the row names none."""
    source: Source | None = entry.values.get("source")
    policy = done.policy
    if source is None:
        if new:
            mend = gettext("Give the address (https://…) or the citation where this was read.")
            raise Refused(gettext("There is no source."), mend, "source")
        return policy.source
    old = policy.source.reference if policy.source else ""
    if source.reference != old:
        done.changes.append(Change("source", old, source.reference))
        policy.source = source
    return source


def _set(done: Applied, entry: Entry, name: str) -> None:
    policy, old = done.policy, getattr(done.policy, name)
    found = Policy._meta.get_field(name)
    value = entry.values.get(name, None if found.null else "")
    before, after = shown(old), shown(value)
    # A recorded text may be just what the file has, apostrophe or not.
    if before == after or (before and entry.texts.get(name) in (before, safe(before))):
        return
    done.changes.append(Change(name, before, after))
    setattr(policy, name, value)


def _set_many(done: Applied, entry: Entry, name: str, new: bool) -> None:
    wanted = entry.values.get(name, [])
    old = [] if new else list(getattr(done.policy, name).all())
    if {record.pk for record in old} != {record.pk for record in wanted}:
        done.changes.append(Change(name, _slugs(old), _slugs(wanted)))
        done.many[name] = wanted


def _date(done: Applied, entry: Entry, name: str, source: Source | None, new: bool) -> None:
    """A date that the record keeps as an event, or tells from others by the rules of the site."""
    policy, date = done.policy, entry.values[name]
    recorded: HonestDate | None = policy.adopted_date if name == "adopted" else policy.force_date
    if recorded == date:
        return
    if recorded and date.contains(recorded):
        done.said.append((name, gettext("is recorded more exactly (%s) and stays so") % recorded))
        return
    if (
        name == "in_force_from"
        and date.precision != "day"
        and not policy.term_start
        and "term_start" not in entry.values
    ):
        # An entry into force of a year would begin on its first day, before the adoption.
        done.said.append((name, gettext("without a day it is kept as the start of the term (%s)") % date))
        done.changes.append(Change("term_start", "", str(date)))
        policy.term_start = date
        return
    if name == "in_force_from" and policy.term_start == date:
        return
    kind, title = EVENTS[name]
    events = [] if new else [event for event in policy.events.all() if event.type == kind and not event.planned]
    event = next((event for event in events if event.date == recorded), events[0] if len(events) == 1 else None)
    if event is not None and event.date == date:
        return
    if event is None:
        if len(events) > 1:
            mend = gettext("Mend it on the page of the record.")
            raise Refused(gettext("The record has several such events, and none of them alone is meant."), mend, name)
        event = PolicyEvent(policy=policy, type=kind, title=title)
    if event.pk is None or "source" in entry.values:
        if source is None:
            raise Refused(gettext("The date needs a source."), gettext("Fill in the source of this row."), "source")
        event.source = source
    done.changes.append(Change(name, shown(event.date), str(date)))
    event.date = date
    if name == "in_force_from" and date.earliest > timezone.localdate():
        event.planned = True
        done.said.append((name, gettext("is still to come: kept as planned")))
    done.rows.append(event)


def _align(done: Applied, entry: Entry, source: Source | None, coder: str, new: bool) -> None:
    """One alignment: to the component, or to the framework as a whole."""
    component = entry.values.get("component")
    framework = entry.values.get("framework") or component.framework
    if component and component.framework_id != framework.pk:
        raise Refused(
            gettext("The component is one of another framework."), gettext("Mend one of the two."), "component"
        )
    given = {name: entry.values[name] for name in CODING if name in entry.values}
    known = [] if new else [
        row for row in done.policy.alignments.all() if row.framework_id == framework.pk and row.component == component
    ]  # fmt: skip
    code = component.code if component else framework.code
    same = next((row for row in known if all(_alike(getattr(row, name), value) for name, value in given.items())), None)
    if same:
        return
    if not known and "link" not in given:
        text = gettext(
            "which framework it follows was not recorded: say in a column “link” whether it is explicit or implicit"
        )
        done.said.append(("framework", text))
        return
    if len(known) > 1:
        reason = gettext("The record has several alignments to %s, and none of them alone is meant.") % code
        raise Refused(reason, gettext("Mend them on the page of the record."), "framework")
    row = known[0] if known else Alignment(policy=done.policy, framework=framework, component=component, coded_by=coder)
    if row.pk is None or "source" in entry.values:
        if source is None:
            raise Refused(
                gettext("The alignment needs a source."), gettext("Fill in the source of this row."), "source"
            )
        row.source = source
    before = "" if row.pk is None else told(row, code)
    for name, value in given.items():
        setattr(row, name, value)
    # Nobody has reviewed what it says now.
    row.reviewed_by, row.reviewed_on = "", None
    if not row.source_kind:
        row.source_kind = SourceKind.PRESS
        text = gettext("no kind of source is given, so it is kept as the weakest: press or other non-official page")
        done.said.append(("framework", text))
    if row.quote and not row.quote_language:
        row.quote_language = language_of(row.quote)
        done.said.append(("quote", gettext("taken to be in the language “%s”") % row.quote_language))
    done.changes.append(Change("framework", before, told(row, code)))
    done.rows.append(row)


def told(row: Alignment, code: str) -> str:
    return ", ".join(filter(None, (code, row.link, f"“{row.quote}”" if row.quote else "")))


def _alike(one: Any, other: Any) -> bool:
    return " ".join(str(one).split()) == " ".join(str(other).split())


#: Words that texts of a language are full of, and texts of the others are not.
SMALL_WORDS: Final = {
    "en": frozenset(["the", "of", "and", "to", "has", "have", "is", "are", "that", "with", "for", "by", "its", "in"]),
    "es": frozenset(["el", "los", "las", "del", "y", "que", "con", "para", "por", "una", "su", "sus", "en", "como"]),
    "fr": frozenset(
        ["le", "les", "des", "et", "du", "une", "dans", "pour", "par", "aux", "est", "sont", "sur", "avec", "ses"]
    ),
    "pt": frozenset(["o", "os", "as", "do", "dos", "da", "das", "e", "um", "uma", "no", "na", "para", "pelo", "com"]),
}


def language_of(quote: str) -> str:
    """Told from its small words. Refused where these do not tell."""
    words = re.findall(r"[^\W\d_]+", quote.lower())
    merit = sorted(((sum(word in small for word in words), code) for code, small in SMALL_WORDS.items()), reverse=True)
    if merit[0][0] < 2 or merit[0][0] == merit[1][0]:
        reason = gettext("The language of the passage is missing, and cannot be told from it.")
        raise Refused(reason, gettext("Say it in a column “quote_language”: es, fr, en …"), "quote")
    return merit[0][1]


def judge(record: Model, known: Iterable[str]) -> None:
    """The model's own rules; what is ``known`` to be there, and what the whole file was judged by, is not asked again."""
    try:
        record.full_clean(exclude={*known, "slug"}, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        column = name
        if isinstance(record, PolicyEvent):
            column = next(column for column, (kind, __) in EVENTS.items() if kind == record.type)
        elif name == "__all__":
            column = ""
        raise Refused(" ".join(messages), "", column) from error


def shown(value: Any) -> str:
    """A value as our files write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).replace("\r\n", "\n")


def _slugs(records: Iterable[Any]) -> str:
    return LIST_SEPARATOR.join(sorted(record.slug for record in records))

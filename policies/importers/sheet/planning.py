"""What an import would do: each row added, changed, unchanged or rejected. Reads the database, writes nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from babel.languages import get_official_languages
from django.utils.translation import gettext

from policies import actions
from policies.importers.sheet.applying import Applied, Change, apply
from policies.importers.sheet.known import Candidate, Known
from policies.importers.sheet.matching import Matching, match
from policies.importers.sheet.opening import open_table
from policies.importers.sheet.problems import Refused, Rejection, Remark
from policies.importers.sheet.reading import Entry, Reader
from policies.importers.sheet.slugs import new_slug
from policies.importers.sheet.table import Table
from policies.importers.sheet.targets import refusals
from policies.models import Policy
from policies.models.account import coder_name
from policies.queries.duplicates import Reference

if TYPE_CHECKING:
    from django.contrib.auth.models import User

ADDED, CHANGED, UNCHANGED, REJECTED = "added", "changed", "unchanged", "rejected"
VERDICTS: Final = (ADDED, CHANGED, UNCHANGED, REJECTED)
#: So many recorded policies are read at a time, with their rows.
CHUNK: Final = 500


@dataclass(slots=True)
class Row:
    """One row of the file, judged. ``applied`` has a new policy with its rows; ``policy`` is the key of a recorded one."""

    number: int
    verdict: str
    title: str = ""
    country: str = ""
    policy: int | None = None
    changes: list[Change] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    entry: Entry | None = None
    applied: Applied | None = None


@dataclass(slots=True)
class Plan:
    """``file`` are rejections of the file's columns, which belong to no row that is imported."""

    table: Table
    matching: Matching
    checksum: str
    file: list[Rejection] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    @property
    def counts(self) -> Counter[str]:
        """How many rows of each verdict; columns that are not known are counted as rejected."""
        return (
            Counter(dict.fromkeys(VERDICTS, 0))
            + Counter(row.verdict for row in self.rows)
            + Counter({REJECTED: len(self.file)})
        )

    @property
    def is_sound(self) -> bool:
        return not self.file and all(row.verdict != REJECTED for row in self.rows)

    @property
    def changes_nothing(self) -> bool:
        return all(row.verdict == UNCHANGED for row in self.rows)

    def of(self, verdict: str) -> list[Row]:
        return [row for row in self.rows if row.verdict == verdict]

    @property
    def fingerprint(self) -> str:
        """Of all that would be written: two plans of one file differ in it when the database has changed between them."""
        said = [
            (row.number, row.verdict, row.policy, [(c.column, c.old, c.new) for c in row.changes]) for row in self.rows
        ]
        return hashlib.sha256(repr(said).encode()).hexdigest()


def plan(data: bytes, name: str, said: Mapping[str, str] | None = None, user: User | None = None) -> Plan:
    """Judges every row of a file. SheetError if it cannot be read at all, or ``said`` (header -> column) is wrong."""
    table = open_table(data, name)
    matching = match(table, said)
    reader = Reader(table, matching)
    entries = [reader.read(row) for row in matching.rows]
    made = Plan(table, matching, hashlib.sha256(data).hexdigest(), matching.rejections())
    made.rows = list(Judge(reader, entries, user).rows())
    return made


class Judge:
    def __init__(self, reader: Reader, entries: list[Entry], user: User | None) -> None:
        self.reader, self.entries, self.user = reader, entries, user
        self.coder = coder_name(user) if user else ""
        countries = {entry.values["country"].pk for entry in entries if "country" in entry.values}
        slugs = {entry.values[name] for entry in entries for name in ("slug", "permalink") if name in entry.values}
        self.known = Known(countries, slugs)
        #: By recorded policy, the first row about it.
        self.first: dict[int, int] = {}
        #: The countries of which the account may enter records; None for all.
        self.countries = actions.limited_to(user, Policy) if user else None
        #: Of the recorded policies at hand, those that may not be changed.
        self.refused: dict[int, Refused] = {}

    def rows(self) -> Iterator[Row]:
        for start in range(0, len(self.entries), CHUNK):
            chunk = self.entries[start : start + CHUNK]
            found = [self.find(entry) for entry in chunk]
            recorded = policies_with_rows(c.pk for c in found if c and c.pk)
            self.refused = refusals(recorded.values(), self.user)
            for entry, candidate in zip(chunk, found, strict=True):
                yield self.judged(entry, candidate, recorded)

    def find(self, entry: Entry) -> Candidate | None:
        try:
            found = self.known.find(entry)
            first = found and (found.row or self.first.setdefault(found.pk or 0, entry.row))
            if first and first != entry.row:
                raise Refused(gettext("Row %s is about the same policy.") % first, gettext("Keep one of the two."))
        except Refused as refused:
            self.reader.refuse(entry, "", refused)
            return None
        if found is None and "country" in entry.values:
            self.remember(entry)
        return found

    def remember(self, entry: Entry) -> None:
        """So that a later row about the same policy is told, whatever becomes of this one."""
        entry_title = entry.values.get("title") or entry.values.get("original_title", "")
        if entry_title:
            near = self.known.near(entry)
            entry.remarks += [self.near(entry, candidate, because) for candidate, because in near]
            reference = Reference.of(entry.values.get("legal_reference", ""))
            titles = (entry.values.get("title", ""), entry.values.get("original_title", ""))
            candidate = Candidate(None, entry.row, entry_title, reference)
            self.known.add(candidate, entry.values.get("slug", ""), entry.values["country"].pk, titles)

    def near(self, entry: Entry, candidate: Candidate, because: str) -> Remark:
        text = gettext("is perhaps recorded already: %(name)s (%(because)s)")
        return Remark(entry.row, "", text % {"name": candidate.name, "because": because})

    def judged(self, entry: Entry, candidate: Candidate | None, recorded: Mapping[int, Policy]) -> Row:
        policy = recorded[candidate.pk] if candidate and candidate.pk else None
        row = Row(entry.row, REJECTED, remarks=entry.remarks, rejections=entry.rejections)
        country = entry.values.get("country") or (policy and policy.country)
        row.title = entry.values.get("title") or entry.values.get("original_title") or (policy.title if policy else "")
        row.country = country.iso3 if country else ""
        if policy:
            self.judge_recorded(entry, policy, row)
        else:
            self.judge_new(entry, row)
        if entry.rejections:
            row.verdict, row.changes, row.applied = REJECTED, [], None
        return row

    def judge_new(self, entry: Entry, row: Row) -> None:
        for column, mend in REQUIRED.items():
            if (
                column not in entry.values
                and column not in entry.texts
                and not (column == "title" and self.has_title(entry))
            ):
                self.reader.refuse(
                    entry, column, Refused(gettext("This is empty, and a new policy needs it."), str(mend()))
                )
        if "source" not in entry.values and "source" not in entry.texts:
            mend = gettext("Give the address (https://…) or the citation where this was read.")
            self.reader.refuse(entry, "source", Refused(gettext("There is no source."), mend))
        country = entry.values.get("country")
        if self.countries is not None and country is not None and country.pk not in self.countries:
            mend = gettext("Take the row out, or have a manager assign it to you.")
            self.reader.refuse(
                entry, "country", Refused(gettext("This country is not assigned to your account."), mend)
            )
        if not entry.is_sound:
            return
        policy = Policy(country=entry.values["country"])
        applied = self.applied(entry, policy)
        if applied:
            policy.slug = new_slug(entry.values.get("slug", ""), policy, applied.rows, self.known.slugs)
            row.verdict, row.applied, row.changes = ADDED, applied, applied.changes

    def has_title(self, entry: Entry) -> bool:
        """The original title stands in where it may be English; a translation is not made up."""
        original, country = entry.values.get("original_title"), entry.values.get("country")
        if not original or country is None:
            return False
        language = entry.values.get("original_language", "")
        if not (language.startswith("en") or (not language and "en" in get_official_languages(country.iso2))):
            return False
        entry.values["title"] = original
        text = gettext("is empty; the original title stands in, since English is a language of the country")
        self.reader.say(entry, "title", text)
        return True

    def judge_recorded(self, entry: Entry, policy: Policy, row: Row) -> None:
        row.policy = policy.pk
        given = entry.values.get("country")
        if given and given.pk != policy.country_id:
            reason = gettext("The policy “%(slug)s” is one of %(country)s.") % {
                "slug": policy.slug,
                "country": policy.country,
            }
            self.reader.refuse(entry, "country", Refused(reason, gettext("Mend the country or the slug.")))
        if not entry.is_sound:
            return
        applied = self.applied(entry, policy)
        if applied is None:
            return
        row.changes, row.entry = applied.changes, entry
        row.verdict = CHANGED if applied.changes else UNCHANGED
        if applied.changes and (refused := self.refused.get(policy.pk)):
            columns = ", ".join(change.column for change in applied.changes)
            reason = gettext("%(reason)s (It would change: %(columns)s.)") % {
                "reason": refused.reason,
                "columns": columns,
            }
            self.reader.refuse(entry, "", Refused(reason))

    def applied(self, entry: Entry, policy: Policy) -> Applied | None:
        try:
            applied = apply(entry, policy, self.coder)
        except Refused as refused:
            self.reader.refuse(entry, "", refused)
            return None
        for column, said in applied.said:
            self.reader.say(entry, column, said, entry.texts.get(column, ""))
        return applied


REQUIRED: Final[dict[str, Any]] = {
    "country": lambda: gettext("Write an ISO code (PER) or a name."),
    "title": lambda: gettext("Write the title in English."),
    "instrument": lambda: gettext("Write policy, strategy, law …"),
}


def policies_with_rows(keys: Iterable[int]) -> dict[int, Policy]:
    """Policies with all that a row may change, by key."""
    rows = ("events__source", "alignments__component", "issuing_bodies", "lead_bodies", "topics", "target_groups")
    found = Policy.objects.filter(pk__in=list(keys)).select_related("country", "source").prefetch_related(*rows)
    return {policy.pk: policy for policy in found}

"""A row of cells becomes an entry: a value for each column that says something, and what is wrong with the others."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from policies.exporters.csv import safe
from policies.importers.seed_files import UNSEEN
from policies.importers.sheet.days import Order, read_date, read_term
from policies.importers.sheet.matching import Matching
from policies.importers.sheet.problems import Refused, Rejection, Remark
from policies.importers.sheet.table import Cell, Formula, RawRow, Table
from policies.importers.sheet.vocabulary import MANY, Vocabulary
from policies.importers.sheet.words import WORDS, read_flag, read_word
from policies.models import Alignment, Policy
from policies.models.address import SLUG_OF_COPIES

DATES: Final = ("adopted", "in_force_from", "term_start", "term_end", "last_checked")
#: Columns of plain text, by the model that has the field.
TEXTS: Final[dict[str, Any]] = {
    **dict.fromkeys(
        ("slug", "title", "original_title", "original_language", "legal_reference", "summary", "notes"), Policy
    ),
    **dict.fromkeys(("quote", "quote_language"), Alignment),
}
#: Texts that keep their lines.
LONG: Final = ("summary", "notes")
#: What takes a recorded value out. An empty cell says nothing, so it changes nothing.
EMPTIES: Final = frozenset({"(empty)", "(vacío)", "(vacio)", "(vide)"})
#: What can be taken out.
MAY_BE_EMPTY: Final = frozenset(
    {"original_title", "original_language", "legal_reference", "summary", "term_start", "term_end", "confidence"}
    | {"last_checked", "notes", *MANY}
)
FORMULA_LIKE: Final = ("=", "+", "-", "@")


@dataclass(slots=True)
class Entry:
    """What one row says. ``emptied`` are the columns whose value it takes out."""

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)  # as the file writes them
    emptied: set[str] = field(default_factory=set)
    remarks: list[Remark] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not self.rejections


class Reader:
    """Reads the rows of one file."""

    def __init__(self, table: Table, matching: Matching) -> None:
        self.matching, self.table = matching, table
        self.vocabulary = Vocabulary()
        at = [index for index, column in matching.column_at.items() if column in DATES]
        self.order = Order.of(
            (row.number, row.cells[index]) for row in matching.rows for index in at if index < len(row.cells)
        )
        self.merged = [(top, bottom, name) for top, bottom, name in table.merged if bottom > matching.header_row >= 0]

        sources = [index for index, column in matching.column_at.items() if column == "source"]
        texts = (row.cells[index] for row in matching.rows for index in sources if index < len(row.cells))
        self.vocabulary.learn_sources(without_apostrophe(written(cell)) for cell in texts if cell != "")

    def read(self, row: RawRow) -> Entry:
        entry = Entry(row.number)
        for index, cell in enumerate(row.cells):
            column = self.matching.column_at.get(index)
            if column and cell != "":
                self.read_cell(entry, column, cell)
        for top, bottom, name in self.merged:
            if max(top, self.matching.header_row + 1) <= row.number <= bottom:
                reason = gettext("The cells %s are merged, so only the first of them has a value.") % name
                self.refuse(entry, "", Refused(reason, gettext("Unmerge them and fill in each.")))
        return entry

    def read_cell(self, entry: Entry, column: str, cell: Cell) -> None:
        entry.texts[column] = text = written(cell)
        if text.casefold() in EMPTIES:
            if column in MAY_BE_EMPTY:
                entry.emptied.add(column)
            else:
                mend = gettext("Leave the cell empty to keep what is recorded.")
                self.refuse(entry, column, Refused(gettext("This cannot be taken out."), mend))
            return
        try:
            if isinstance(cell, Formula):
                raise Refused(gettext("This is a formula."), gettext("Copy its result and paste it as a value."))
            value = self.value(entry, column, cell, text)
            if value is not None:
                entry.values[column] = value
        except Refused as refused:
            self.refuse(entry, column, refused)

    def value(self, entry: Entry, column: str, cell: Cell, text: str) -> Any:
        if column in DATES:
            found = read_date(cell, self.order, self.table.is_1904)
            self.say(entry, column, found.said, text)
            return found.date
        if column in TEXTS:
            return self.text(entry, column, text)
        if column in WORDS:
            return read_word(column, text)
        if column in MANY:
            return self.vocabulary.many(MANY[column], text)
        special: dict[str, Callable[[], Any]] = {
            "country": lambda: self.vocabulary.country(text),
            "framework": lambda: self.vocabulary.framework(text),
            "component": lambda: self.vocabulary.component(text),
            "under_revision": lambda: read_flag(text),
            "permalink": lambda: slug_of(text),
            "term": lambda: self.term(entry, cell),
            "source": lambda: self.source(entry, text),
        }
        return special[column]()

    def text(self, entry: Entry, column: str, text: str) -> str:
        restored = without_apostrophe(text)
        if restored != text:
            self.say(entry, column, gettext("the apostrophe that kept it from being a formula was taken off"))
        elif safe(text) != text:
            self.say(entry, column, gettext("looks like a formula; it is kept as text and never computed"))
        if found := UNSEEN.search(restored):
            restored = UNSEEN.sub("", restored)
            self.say(entry, column, gettext("a character that cannot be seen (U+%04X) was left out") % ord(found[0]))
        clean = restored.replace("\r\n", "\n") if column in LONG else " ".join(restored.split())
        if column == "slug" and clean.lower().startswith(SLUG_OF_COPIES):
            raise Refused(gettext("Addresses of working copies begin so."), gettext("Choose another slug."))
        try:
            TEXTS[column]._meta.get_field(column).clean(clean, None)
        except ValidationError as error:
            raise Refused(" ".join(error.messages)) from error
        return clean

    def term(self, entry: Entry, cell: Cell) -> None:
        start, end = read_term(cell)
        for column, date in (("term_start", start), ("term_end", end)):
            if date and column not in entry.values:
                entry.values[column] = date
        said = (
            gettext("read as a term from %(start)s to %(end)s")
            if end
            else gettext("read as a term from %(start)s, without an end")
        )
        self.say(entry, "term", said % {"start": start, "end": end})

    def source(self, entry: Entry, text: str) -> Any:
        found, said = self.vocabulary.source(without_apostrophe(text))
        self.say(entry, "source", said)
        return found

    def say(self, entry: Entry, column: str, said: str, text: str = "") -> None:
        if said:
            whole = f"“{text}” {said}" if text else said
            entry.remarks.append(Remark(entry.row, self.matching.header_of(column), whole))

    def refuse(self, entry: Entry, column: str, refused: Refused) -> None:
        """Names the column as the file does, or as we do where the file has none of it."""
        column = refused.column or column
        header = self.matching.header_of(column) if column else ""
        entry.rejections.append(Rejection(entry.row, header, entry.texts.get(column, ""), refused.reason, refused.mend))


def written(cell: Cell) -> str:
    """A cell as text: numbers without the ``.0`` that spreadsheets add."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return str(cell)


def slug_of(address: str) -> str:
    """The slug in the address of a policy on this site."""
    if found := re.search(r"/policies/([-\w]+)/?(?:[?#].*)?$", address):
        return found[1]
    raise Refused(
        gettext("This is no address of a policy on this site."), gettext("Write its slug, or leave it empty.")
    )


def without_apostrophe(text: str) -> str:
    """A text that our own files keep from being a formula, as it was."""
    return text[1:] if text.startswith("'") and safe(text[1:]) == text else text

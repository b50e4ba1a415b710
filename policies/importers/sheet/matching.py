"""Which column of a file is which column of the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from django.utils.translation import gettext

from policies.importers.sheet.problems import Rejection, SheetError
from policies.importers.sheet.synonyms import COLUMN_OF, FOLLOWS, HEADERS, NOT_READ
from policies.importers.sheet.table import HEADER_WITHIN, Cell, RawRow, Table, key_of, letter

#: So many known headers make a row the header.
ENOUGH = 2


@dataclass(slots=True)
class Matching:
    """The header of a file, and what each column is. ``rows`` are those below it."""

    header_row: int
    headers: list[str]
    column_at: dict[int, str] = field(default_factory=dict)  # by place from 0
    unknown: list[int] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)
    rows: list[RawRow] = field(default_factory=list)

    def name(self, index: int) -> str:
        """The header as the file writes it, or the letter of its column."""
        header = self.headers[index] if index < len(self.headers) else ""
        return header or gettext("column %s") % letter(index)

    def header_of(self, column: str) -> str:
        return next((self.name(index) for index, name in self.column_at.items() if name == column), column)

    @property
    def columns(self) -> set[str]:
        return set(self.column_at.values())

    def rejections(self) -> list[Rejection]:
        """Columns that nobody has said anything about: nothing of a file is silently left out."""
        return [self._unknown(index) for index in self.unknown]

    def _unknown(self, index: int) -> Rejection:
        name = self.name(index)
        if index >= len(self.headers) or not self.headers[index]:
            first = next(row for row in self.rows if index < len(row.cells) and row.cells[index] != "")
            reason = gettext("This column has values and no header, first in row %s.") % first.number
            mend = gettext(
                "Give it one, or empty it; in a CSV, see whether a text with the separator in it is in quotation marks."
            )
            return Rejection(first.number, name, str(first.cells[index]), reason, mend)
        near = get_close_matches(key_of(name), list(COLUMN_OF), n=1)
        hint = gettext("Perhaps “%s” was meant.") % COLUMN_OF[near[0]] + " " if near else ""
        mend = hint + gettext(
            'Say which column it is (--map "%(name)s=title"), or that it is not read (--map "%(name)s=-").'
        )
        return Rejection(self.header_row, name, "", gettext("This column is not known."), mend % {"name": name})


def has_header(rows: Sequence[Sequence[Cell]]) -> bool:
    return any(known_headers(cells) >= ENOUGH for cells in rows[:HEADER_WITHIN])


def known_headers(cells: Sequence[Cell], said: Mapping[str, str] | None = None) -> int:
    keys = {key_of(cell) for cell in cells if isinstance(cell, str) and cell}
    return len(keys & (COLUMN_OF.keys() | {key_of(header) for header in said or {}}))


def match(table: Table, said: Mapping[str, str] | None = None) -> Matching:
    """Finds the header and matches its columns; ``said`` is header -> column, by hand, and comes first.

    SheetError for a file without a header, with two columns of one name or of one meaning, or with a wrong ``said``.
    """
    wanted = _said(said or {})
    if not table.rows:
        raise SheetError(gettext("The file holds no rows."))
    header = _header(table, wanted)
    found = Matching(header.number, [str(cell).strip() for cell in header.cells])
    found.rows = [row for row in table.rows if row.number > header.number]
    if not found.rows:
        message = gettext(
            "Row %s is a header, and below it there is nothing: write at least one row, and upload it again."
        )
        raise SheetError(message % header.number)
    _refuse_repeated(found)
    unused = dict(wanted)
    filled = {index for row in found.rows for index, cell in enumerate(row.cells) if cell != ""}
    for index in range(max([len(found.headers), *(index + 1 for index in filled)])):
        key = key_of(found.headers[index]) if index < len(found.headers) else ""
        unused.pop(key, None)
        column = wanted.get(key) or COLUMN_OF.get(key, "")
        if column == NOT_READ or (not column and key in FOLLOWS):
            found.left_out.append(index)
        elif column:
            found.column_at[index] = column
        elif index in filled:
            found.unknown.append(index)
    if unused:
        message = gettext("No column is called “%(name)s”: the header in row %(row)s has %(headers)s.")
        names = ", ".join(f"“{name}”" for name in found.headers if name)
        raise SheetError(message % {"name": next(iter(unused)), "row": found.header_row, "headers": names})
    _one_of_each(found, wanted)
    return found


def _said(said: Mapping[str, str]) -> dict[str, str]:
    wanted = {}
    for header, column in said.items():
        name = column.strip()
        if name != NOT_READ and name not in HEADERS:
            near = get_close_matches(name, list(HEADERS), n=1)
            message = gettext("There is no column “%(name)s”. The columns are: %(columns)s.%(hint)s")
            hint = " " + gettext("Perhaps “%s” was meant.") % near[0] if near else ""
            raise SheetError(message % {"name": name, "columns": ", ".join(HEADERS), "hint": hint})
        wanted[key_of(header)] = name
    return wanted


def _header(table: Table, wanted: Mapping[str, str]) -> RawRow:
    """The row with the most known headers; where none has enough, the first with two cells or more."""
    first = table.rows[:HEADER_WITHIN]
    best = max(first, key=lambda row: (known_headers(row.cells, wanted), -row.number))
    if known_headers(best.cells, wanted) >= ENOUGH:
        return best
    wide = [row for row in first if sum(1 for cell in row.cells if cell != "") > 1]
    if not wide:
        message = gettext("No header was found in the first %(rows)s rows: put the names of the columns into one row.")
        raise SheetError(message % {"rows": HEADER_WITHIN})
    return wide[0]


def _refuse_repeated(found: Matching) -> None:
    first: dict[str, int] = {}
    for index, header in enumerate(found.headers):
        key = key_of(header)
        if key and first.setdefault(key, index) != index:
            message = gettext(
                "Row %(row)s: the header “%(header)s” stands in columns %(one)s and %(other)s. Rename or take out one of the two."
            )
            where = {"header": header, "one": letter(first[key]), "other": letter(index)}
            raise SheetError(message % {"row": found.header_row, **where})


def _one_of_each(found: Matching, wanted: Mapping[str, str]) -> None:
    if {"country", "country_name"} <= found.columns:
        # Our own files have both; the code is the one that counts.
        for index in [index for index, column in found.column_at.items() if column == "country_name"]:
            del found.column_at[index]
            found.left_out.append(index)
    for index, column in found.column_at.items():
        if column == "country_name":
            found.column_at[index] = "country"
    places: dict[str, list[int]] = {}
    for index, column in found.column_at.items():
        places.setdefault(column, []).append(index)
    for column, indexes in places.items():
        by_hand = [index for index in indexes if key_of(found.name(index)) in wanted]
        if len(by_hand) == 1:
            # What somebody said comes before what was recognised.
            for index in set(indexes) - set(by_hand):
                del found.column_at[index]
                found.unknown.append(index)
        elif len(indexes) > 1:
            message = gettext(
                "Row %(row)s: the columns %(columns)s would all be “%(column)s”. Say of all but one what else they are, or that"
                " they are not read (-)."
            )
            names = ", ".join(f"“{found.name(index)}”" for index in indexes)
            raise SheetError(message % {"row": found.header_row, "columns": names, "column": column})

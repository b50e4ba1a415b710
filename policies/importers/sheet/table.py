"""A file as rows of cells, before anybody asks what they mean; the bounds within which files are read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext
from openpyxl.utils import get_column_letter

from policies.dates import HonestDate
from policies.importers.sheet.problems import SheetError
from policies.models.fields import fold

MOST_BYTES: Final = 50 * 1024 * 1024
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 200
#: As many characters as a cell of Excel holds.
MOST_CHARACTERS: Final = 32_767
#: A header stands among so many first rows, below titles and remarks.
HEADER_WITHIN: Final = 30


class Formula(str):
    """What a cell of a spreadsheet computes, as it is written there: ``=A1+1``. Its result is not read."""

    __slots__ = ()


#: Text, number, yes or no, a formula, or a date that a spreadsheet keeps as one.
Cell = str | int | float | bool | Formula | HonestDate


@dataclass(frozen=True, slots=True)
class RawRow:
    """``number`` is that which a spreadsheet shows beside the row, from 1."""

    number: int
    cells: list[Cell]


@dataclass(slots=True)
class Table:
    """``about`` says how the file was read. ``merged`` holds (first row, last row, address) of merged cells."""

    rows: list[RawRow]
    about: list[str] = field(default_factory=list)
    merged: list[tuple[int, int, str]] = field(default_factory=list)
    is_1904: bool = False


def key_of(header: Cell) -> str:
    """The words of a header without accents, capitals and punctuation: ``Título (inglés)`` → ``titulo ingles``."""
    return " ".join(re.sub(r"[\W_]+", " ", fold(str(header).replace("’", "'"))).split())


def letter(index: int) -> str:
    """How a spreadsheet names the column at a place from 0: A, B, … AA."""
    return str(get_column_letter(index + 1))


def within_bounds(rows: Iterable[tuple[int, list[Cell]]]) -> Iterator[RawRow]:
    """The rows that hold anything. SheetError where there are too many, or one is too wide or holds too long a text."""
    kept = 0
    for number, cells in rows:
        while cells and cells[-1] == "":
            cells.pop()
        if not cells:
            continue
        kept += 1
        if kept > MOST_ROWS + HEADER_WITHIN:
            message = gettext("The file has more than %(most)s rows (row %(row)s): split it into several.")
            raise SheetError(message % {"most": MOST_ROWS, "row": number})
        if len(cells) > MOST_COLUMNS:
            message = gettext(
                "Row %(row)s has %(columns)s columns; %(most)s are read. Take out those that are not needed, or,"
                " in a CSV, see whether the separator is the right one."
            )
            raise SheetError(message % {"row": number, "columns": len(cells), "most": MOST_COLUMNS})
        for index, cell in enumerate(cells):
            if isinstance(cell, str) and "\0" in cell:
                message = gettext(
                    "Row %(row)s, column %(column)s: holds a NUL character (U+0000), as damaged files do. Take it out, or save"
                    " the file again from the program that it comes from."
                )
                raise SheetError(message % {"row": number, "column": letter(index)})
            if isinstance(cell, str) and len(cell) > MOST_CHARACTERS:
                message = gettext("Row %(row)s, column %(column)s: a text of %(length)s characters; %(most)s are read.")
                where = {"row": number, "column": letter(index), "length": len(cell), "most": MOST_CHARACTERS}
                raise SheetError(message % where)
        yield RawRow(number, cells)

"""The rejected rows of a file as a file of their own, to be mended and uploaded; and the other rows likewise.

They keep their headers and cells as they were, and what is wrong stands beside them. The columns that say so are not
read when the file comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from django.utils.translation import gettext

from policies.exporters.base import Document
from policies.exporters.csv import csv_lines
from policies.exporters.xlsx import xlsx_pieces
from policies.importers.sheet.days import as_day
from policies.importers.sheet.planning import REJECTED, Plan, Row
from policies.importers.sheet.reading import DATES, written
from policies.importers.sheet.synonyms import SAID_OF_REJECTED
from policies.importers.sheet.table import Cell, Formula, key_of

#: Excel sees by it that the file is UTF-8.
MARK: Final = b"\xef\xbb\xbf"
BETWEEN: Final = "; "


def is_rejected(row: Row) -> bool:
    return row.verdict == REJECTED


def is_sound(row: Row) -> bool:
    return row.verdict != REJECTED


#: Name in an address -> which rows.
HALVES: Final[dict[str, Callable[[Row], bool]]] = {"rejected": is_rejected, "others": is_sound}


def half(made: Plan, wanted: Callable[[Row], bool]) -> Document:
    """The rows of the file that are ``wanted``; those that are rejected with their number there, the columns, why, and how
    to mend them."""
    rejected = wanted is is_rejected
    matching = made.matching
    wide = max([len(matching.headers), *(len(row.cells) for row in matching.rows)])
    headers = [*matching.headers, *[""] * (wide - len(matching.headers))]
    # Of a file that has been here before: what was said then is said anew.
    places = [index for index in range(wide) if key_of(headers[index]) not in SAID_OF_REJECTED]

    def rows() -> Iterator[list[str]]:
        cells_of = {row.number: row.cells for row in matching.rows}
        for row in made.rows:
            if wanted(row):
                cells = cells_of[row.number]
                own = [as_text(made, index, cells[index]) if index < len(cells) else "" for index in places]
                yield [*own, *(said(row) if rejected else ())]

    more = list(SAID_OF_REJECTED.values()) if rejected else []
    title = gettext("Rejected rows") if rejected else gettext("Rows that are not rejected")
    return Document(title, [*(headers[index] for index in places), *more], rows())


def said(row: Row) -> list[str]:
    """What is wrong with a row, in the order of SAID_OF_REJECTED."""
    texts = (
        [rejection.column for rejection in row.rejections],
        [rejection.without_mend for rejection in row.rejections],
        [rejection.mend for rejection in row.rejections],
    )
    return [str(row.number), *(BETWEEN.join(dict.fromkeys(filter(None, text))) for text in texts)]


def as_text(made: Plan, index: int, cell: Cell) -> str:
    """The cell as the file has it; but a number that is a day by the calendar of this very file is written as that day."""
    if made.table.is_1904 and made.matching.column_at.get(index) in DATES and not isinstance(cell, Formula):
        return as_day(cell, is_1904=True) or written(cell)
    return written(cell)


def pieces(document: Document, suffix: str) -> Iterator[bytes]:
    """The file, as ``csv`` or ``xlsx``; in neither is any cell a formula."""
    if suffix == "xlsx":
        yield from xlsx_pieces(document)
    else:
        yield MARK
        yield from csv_lines(document)

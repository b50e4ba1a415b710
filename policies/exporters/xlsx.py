"""XLSX: a sheet of rows and a sheet that says what they are. Text stays text, so no cell is ever a formula."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from tempfile import TemporaryFile
from typing import Any, Final

from xlsxwriter import Workbook

from policies.exporters.base import Document

CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: A sheet has so many rows and no more (Excel specifications and limits), one of them for the headers.
MOST_ROWS: Final = 1_048_576 - 1
#: A cell has room for so many characters; a longer text is cut, and says so.
MOST_CHARACTERS: Final = 32_767
CUT: Final = " […]"
_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_PIECE: Final = 64 * 1024
_WIDEST: Final = 50


def xlsx_pieces(document: Document) -> Iterator[bytes]:
    """The file, piece by piece. The rows lie on disk until then, never all in memory."""
    with TemporaryFile() as file:
        # Nothing is guessed from a text: no formula, no number, no link.
        workbook = Workbook(file, {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False})
        bold = workbook.add_format({"bold": True})
        sheet = workbook.add_worksheet(_sheet_name(document.title))
        sheet.freeze_panes(1, 0)
        for column, header in enumerate(document.headers):
            sheet.set_column(column, column, min(max(len(header) + 2, 12), _WIDEST))
        numbers = [header in document.numbers for header in document.headers]
        write: Callable[..., Any] = sheet.write_string
        for row, cells in enumerate(chain([document.headers], document.rows)):
            for column, cell in enumerate(cells):
                if row and numbers[column] and _NUMBER.fullmatch(cell):
                    sheet.write_number(row, column, float(cell))
                elif cell:
                    write(row, column, fitting(cell), *(() if row else (bold,)))
        _about(workbook, document.about)
        workbook.close()
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _about(workbook: Any, about: Sequence[tuple[str, str]]) -> None:
    sheet = workbook.add_worksheet("About")
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 100)
    for row, (word, text) in enumerate(about):
        sheet.write_string(row, 0, fitting(word))
        sheet.write_string(row, 1, fitting(text))


def fitting(text: str) -> str:
    """The text as a cell can hold it: no lone surrogate, and not too long."""
    text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - len(CUT)] + CUT


def _sheet_name(title: str) -> str:
    """A name that Excel takes: 31 characters, none of ``[]:*?/\\``, no apostrophe at an end."""
    return re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip(" '")[:31].strip(" '") or "MigPol"

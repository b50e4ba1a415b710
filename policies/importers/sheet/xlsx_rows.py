"""XLSX row by row: dates as exact as they are shown, formulas as formulas, merged cells told."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext
from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.utils.exceptions import InvalidFileException

from policies.dates import DateError, HonestDate
from policies.importers.sheet.problems import SheetError
from policies.importers.sheet.table import HEADER_WITHIN, Cell, Formula, Table, within_bounds

#: What all parts of the file are unpacked, by its own directory. Ten thousand rows of ours take about 30 MB.
MOST_UNPACKED: Final = 150 * 1024 * 1024
MOST_PARTS: Final = 2_000
_PIECE: Final = 256 * 1024
_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')
#: How a workbook writes characters that XML has not, such as the end of a line of Windows, and a text that looks like that.
_ESCAPED: Final = re.compile(r"_x(00[01][0-9A-Fa-f]|005[Ff])_")
#: What openpyxl raises on files that are not what they say they are.
UNREADABLE: Final = (
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    EOFError,
    OSError,
    SyntaxError,
    RuntimeError,
    NotImplementedError,
    zlib.error,
    zipfile.BadZipFile,
    InvalidFileException,
)


def xlsx_table(data: bytes, sheet_has_header: Any) -> Table:
    """The first sheet that ``sheet_has_header(rows)`` says yes to, else the first that holds anything."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            _refuse_bombs(parts)
        return _read(data, sheet_has_header)
    except UNREADABLE as error:
        message = gettext(
            "This file cannot be read as XLSX: open it in a spreadsheet and save it as XLSX or CSV again."
        )
        raise SheetError(message) from error


def _refuse_bombs(parts: zipfile.ZipFile) -> None:
    infos = parts.infolist()
    names = {info.filename for info in infos}
    unpacked = sum(info.file_size for info in infos)
    if len(infos) > MOST_PARTS or unpacked > MOST_UNPACKED:
        message = gettext(
            "Unpacked, this file has %(size)s MB in %(parts)s parts; %(most)s MB are read. Copy the rows alone into a new"
            " file, or save it as CSV."
        )
        size = {"size": unpacked // 1024**2, "parts": len(infos), "most": MOST_UNPACKED // 1024**2}
        raise SheetError(message % size)
    if "xl/workbook.xml" not in names and "[Content_Types].xml" not in names:
        raise SheetError(gettext("This is no XLSX file: save it in a spreadsheet as XLSX or CSV."))
    for info in infos:
        if info.filename.endswith((".xml", ".rels")):
            with parts.open(info) as part:
                if b"<!DOCTYPE" in part.read(2048).upper():
                    raise SheetError(gettext("A part of this file declares entities, which no spreadsheet writes."))


def _read(data: bytes, sheet_has_header: Any) -> Table:
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    try:
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        chosen = None
        for sheet in visible:
            first = [row.cells for row in _first(sheet)]
            if sheet_has_header(first):
                chosen = sheet
                break
            chosen = chosen or (sheet if first else None)
        if chosen is None:
            raise SheetError(gettext("No sheet of this file holds anything."))
        table = Table(list(within_bounds(_rows(chosen))), is_1904=book.epoch == CALENDAR_MAC_1904)
        table.about.append(gettext("Read from the sheet “%s”.") % chosen.title)
        others = [sheet.title for sheet in book.worksheets if sheet is not chosen]
        if others:
            table.about.append(gettext("Not read: the other sheets (%s).") % ", ".join(others))
        table.merged = _merged(data, chosen)
        return table
    finally:
        book.close()


def _first(sheet: Any) -> list[Any]:
    return [row for row in within_bounds(_rows(sheet, HEADER_WITHIN)) if row.cells]


def _rows(sheet: Any, last: int | None = None) -> Iterator[tuple[int, list[Cell]]]:
    # Not what the file says of its size, which some programs write wrongly.
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(max_row=last), start=1):
        yield number, [_cell(cell) for cell in cells]


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, dt.datetime | dt.date):
        return _date(value, cell.number_format or "")
    if cell.data_type == "f":
        return Formula(value if isinstance(value, str) else getattr(value, "text", None) or "=")
    if isinstance(value, str):
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value).strip()
    return value if isinstance(value, bool | int | float) else str(value)


def _date(value: dt.date, number_format: str) -> Cell:
    """As exact as the cell shows it: a date that is shown as ``2015`` is kept by Excel as a day all the same."""
    shown = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", number_format.lower())
    has_day, has_month = "d" in shown, "m" in shown
    try:
        if has_day or "y" not in shown:
            return HonestDate(value.year, value.month, value.day)
        return HonestDate(value.year, value.month if has_month else None)
    except DateError:
        return value.isoformat()[:10]


def _merged(data: bytes, sheet: Any) -> list[tuple[int, int, str]]:
    """Merged cells stand behind all rows, where reading row by row never comes."""
    found = []
    with zipfile.ZipFile(io.BytesIO(data)) as parts, parts.open(sheet._worksheet_path) as part:
        before = b""
        while piece := part.read(_PIECE):
            window = before + piece
            for match in _MERGED.finditer(window):
                left, top, right, bottom = (word.decode() for word in match.groups())
                found.append((int(top), int(bottom), f"{left}{top}:{right}{bottom}"))
            before = window[-200:]
    return list(dict.fromkeys(found))

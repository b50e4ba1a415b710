"""CSV as people save it: with and without byte order mark, in UTF-8, UTF-16 or Windows-1252, with comma, semicolon or tab."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from django.utils.translation import gettext

from policies.importers.sheet.problems import SheetError
from policies.importers.sheet.synonyms import COLUMN_OF
from policies.importers.sheet.table import HEADER_WITHIN, MOST_CHARACTERS, Cell, Table, key_of, within_bounds

#: Longer marks first: that of UTF-32 begins as that of UTF-16 does.
MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
SEPARATORS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
#: An accented letter in UTF-8: in Windows-1252 it would be a capital à or  with a sign behind it, which nobody writes.
UTF8_LETTER: Final = re.compile(rb"[\xc3\xc4\xc5][\x80-\xbf]")
#: What a text has none of, or hardly any.
CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1f]")
#: So many first bytes tell what a file is.
SAMPLE: Final = 4096
SAID_SEPARATOR: Final = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)


def csv_table(data: bytes) -> Table:
    text, encoding = decoded(data)
    separator = said = ""
    if found := SAID_SEPARATOR.match(text):
        separator, said = found[1], found[0]
        text = text[len(said) :]
    separator = separator or best_separator(text)
    table = Table(list(within_bounds(_numbered(text, separator, 1 if said else 0))))
    name = SEPARATORS.get(separator, separator)
    table.about.append(
        gettext("Read as CSV in %(encoding)s, separated by %(name)s.") % {"encoding": encoding, "name": name}
    )
    return table


def _numbered(text: str, separator: str, before: int) -> Iterator[tuple[int, list[Cell]]]:
    csv.field_size_limit(MOST_CHARACTERS * 4)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = before
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            message = gettext(
                "Row %(row)s (line %(line)s of the file) is no CSV: %(error)s. A quotation mark is perhaps not closed, or"
                " stands within a text without being doubled."
            )
            where = {"row": number, "line": reader.line_num + before, "error": error}
            raise SheetError(message % where) from error
        yield number, [cell.strip() for cell in cells]


def decoded(data: bytes) -> tuple[str, str]:
    """The text, and the name of the encoding that it was in. SheetError if it is in none that is read here."""
    for mark, codec, name in MARKS:
        if data.startswith(mark):
            try:
                return data.decode(codec), name
            except UnicodeDecodeError as error:
                raise SheetError(_broken(data, error.start, name)) from error
    if (codec := utf16_without_mark(data[:SAMPLE])) is not None:
        try:
            return data.decode(codec), "UTF-16"
        except UnicodeDecodeError as error:
            raise SheetError(_broken(data, error.start, "UTF-16")) from error
    if len(CONTROL.findall(data[:SAMPLE])) * 20 > len(data[:SAMPLE]):
        raise SheetError(gettext("This is no table: save it as CSV (UTF-8) or as XLSX."))
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        if UTF8_LETTER.search(data):
            raise SheetError(_broken(data, error.start, "UTF-8")) from error
    try:
        return data.decode("cp1252"), "Windows-1252 (Latin-1)"
    except UnicodeDecodeError as error:
        raise SheetError(_broken(data, error.start, "UTF-8, UTF-16, Windows-1252")) from error


def utf16_without_mark(sample: bytes) -> str | None:
    """UTF-16 has zeros beside Latin letters: behind them where the little end comes first. None if it is not UTF-16."""
    behind, before = sample[1::2].count(0), sample[::2].count(0)
    if max(behind, before) * 3 < max(3, len(sample) // 2):
        return None
    return "utf-16-le" if behind > before else "utf-16-be"


def _broken(data: bytes, place: int, name: str) -> str:
    message = gettext(
        "Line %(line)s holds a byte (0x%(byte)02X) that is no letter in %(name)s. Open the file in the program that it"
        " comes from and save it as CSV UTF-8, or as XLSX."
    )
    return message % {"line": data.count(b"\n", 0, place) + 1, "byte": data[place], "name": name}


def best_separator(text: str) -> str:
    """That which makes the most headers that are known out of one row; else that which cuts the first rows most."""
    return max(SEPARATORS, key=lambda separator: _merit(text, separator))


def _merit(text: str, separator: str) -> tuple[int, int]:
    lines = io.StringIO(text[:200_000], newline="")
    known = cells = 0
    try:
        for row in islice(csv.reader(lines, delimiter=separator), HEADER_WITHIN):
            known = max(known, len({key_of(cell) for cell in row} & COLUMN_OF.keys()))
            cells = max(cells, len(row))
    except csv.Error:
        return 0, 0
    return known, cells

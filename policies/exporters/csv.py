"""CSV: RFC 4180, UTF-8 without a byte order mark, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

from policies.exporters.base import Document

CONTENT_TYPE: Final = "text/csv; charset=utf-8"

#: A cell that begins with one of these is a formula to a spreadsheet (OWASP: CSV injection), unless it is a number.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def csv_file(headers: Sequence[str], rows: Iterable[Sequence[str | int | float]]) -> bytes:
    """A header row and the rows, with lines ended as RFC 4180 says."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([safe(header) for header in headers])
    writer.writerows([safe(cell) for cell in row] for row in rows)
    # A lone surrogate, which no file can hold, is the one thing that is not kept.
    return text.getvalue().encode("utf-8", "replace")


def csv_lines(document: Document) -> Iterator[bytes]:
    """The same as csv_file, a line at a time, for as many rows as there are."""
    for row in chain([document.headers], document.rows):
        yield csv_line(row)


def csv_line(row: Sequence[str | int | float]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow([safe(cell) for cell in row])
    return text.getvalue().encode("utf-8", "replace")


def safe(cell: str | int | float) -> str:
    """The cell as text; a formula gets an apostrophe before it, which makes spreadsheets read it as text."""
    text = str(cell)
    # Some spreadsheets take blanks and a byte order mark away first.
    begins = text.lstrip(" \ufeff\xa0").startswith(_FORMULA)
    return f"'{text}" if begins and not _NUMBER.fullmatch(text) else text

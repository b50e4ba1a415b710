"""From the bytes of an uploaded file to its table: what it is, is told from its content, not from its name."""

from __future__ import annotations

from django.utils.translation import gettext

from policies.importers.sheet.csv_rows import csv_table
from policies.importers.sheet.matching import has_header
from policies.importers.sheet.problems import SheetError
from policies.importers.sheet.table import MOST_BYTES, Table
from policies.importers.sheet.xlsx_rows import xlsx_table

ZIP = b"PK\x03\x04"
#: The container of .xls, and of an XLSX with a password.
OLE = b"\xd0\xcf\x11\xe0"


def open_table(data: bytes, name: str) -> Table:
    """SheetError, in words for the person who sent it, if no table can be read."""
    if len(data) > MOST_BYTES:
        raise SheetError(too_large(len(data)))
    if not data.strip():
        raise SheetError(gettext("The file “%s” is empty.") % name)
    if data.startswith(OLE):
        raise SheetError(
            gettext("This is an old Excel file (.xls), or one with a password: save it as XLSX without one.")
        )
    if data.startswith(ZIP):
        return xlsx_table(data, has_header)
    if data.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"<!DOCTYPE", b"<html", b"<?xml")):
        raise SheetError(gettext("“%s” is no table: CSV and XLSX are read.") % name)
    return csv_table(data)


def too_large(size: int) -> str:
    message = gettext("The file has %(size)s MB; %(most)s MB are read. Split it, or take out what is not needed.")
    return message % {"size": -(-size // 1024**2), "most": MOST_BYTES // 1024**2}

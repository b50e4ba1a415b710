"""Each kind of wrong file by both ways in, the command line and the admin: where, how to mend it, and nothing half-loaded."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from policies.importers.sheet import xlsx_rows
from policies.importers.sheet.planning import plan
from policies.importers.sheet.table import MOST_BYTES
from policies.models import ImportBatch, Policy, Source
from tests.admin.pages import LoggedIn
from tests.importers.sheet.conftest import HEADERS, ROW, csv_bytes, xlsx_bytes

ADD = "/admin/policies/importbatch/add/"
GOOD = ("URY", "Another Policy", "policy", "https://example.org/another")


@dataclass(frozen=True)
class Case:
    """``row`` is the row of the spreadsheet that is rejected, if one is; ``said`` is what the message has in it."""

    data: Callable[[], bytes]
    said: tuple[str, ...]
    row: int | None = None
    name: str = "ministry.csv"


def zipped(part: str, content: bytes, size: int = 0) -> bytes:
    """A workbook with one more part; ``size`` is what its directory says of that part, if it lies."""
    file = io.BytesIO(xlsx_bytes(ROW))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(part, content)
        if size:
            parts.infolist()[-1].file_size = size
    return file.getvalue()


def lying_bomb() -> bytes:
    """A sheet of 200 MB that says of itself that it has a hundred bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(ROW))) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        for info in old.infolist():
            if info.filename == "xl/worksheets/sheet1.xml":
                parts.writestr(info.filename, old.read(info) + b" " * (200 * 1024**2))
                parts.infolist()[-1].file_size = 100
            else:
                parts.writestr(info.filename, old.read(info))
    return file.getvalue()


def broken_utf16() -> bytes:
    return b"\xff\xfe" + csv_bytes(ROW, encoding="utf-16-le") + b"\x00"


def with_dates(*cells: object) -> bytes:
    rows = [("PER", f"Act {'abcdefg'[n] * 9}", *ROW[2:], cell) for n, cell in enumerate(cells)]
    return xlsx_bytes(*rows, headers=[*HEADERS, "adopted"])


CASES = {
    "mixed bytes": Case(
        lambda: csv_bytes(ROW, ("URY", "Política", *ROW[2:])) + b"PER,Pol\xedtica,law,x\r\n",
        ("Line 4 holds a byte (0xED)", "save it as CSV UTF-8"),
    ),
    "UTF-16 cut short": Case(broken_utf16, ("Line 3 holds a byte (0x00)", "save it as CSV UTF-8")),
    "a Latin letter that none is": Case(
        lambda: csv_bytes(("PER", "Pol\x81tica", *ROW[2:]), encoding="latin-1"), ("Line 2 holds a byte (0x81)", "CSV UTF-8")
    ),
    "unknown column": Case(
        lambda: csv_bytes((*ROW, "Ley 1"), headers=[*HEADERS, "Boletín"]), ("Boletín: This column is not known.", "that it is not read")
    ),
    "duplicate headers": Case(
        lambda: csv_bytes((*ROW, "x"), headers=[*HEADERS, "Title"]),
        ("Row 1: the header “Title” stands in columns B and E", "Rename or take out one"),
    ),
    "half-empty row": Case(
        lambda: csv_bytes(ROW, ("URY", "", "", GOOD[3])),
        ("title: This is empty, and a new policy needs it. Write the title in English.", "instrument: This is empty"), 3,
    ),
    "empty file": Case(lambda: b"", ("is empty",)),
    "empty but for its mark": Case(lambda: b"\xef\xbb\xbf\r\n", ("holds no rows",)),
    "only a header": Case(lambda: csv_bytes(), ("Row 1 is a header, and below it there is nothing: write at least one row",)),
    "only a header, in a workbook": Case(lambda: xlsx_bytes(above=2), ("Row 3 is a header, and below it there is nothing",), name="a.xlsx"),
    "an old Excel file by another name": Case(lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, ("old Excel file (.xls)", "save it as XLSX"), name="a.xlsx"),
    "a PDF by another name": Case(lambda: b"%PDF-1.7\n1 0 obj", ("“a.xlsx” is no table: CSV and XLSX are read.",), name="a.xlsx"),
    "another zip by another name": Case(lambda: zip_of_nothing(), ("This is no XLSX file: save it in a spreadsheet",), name="a.xlsx"),
    "NUL bytes": Case(
        lambda: csv_bytes(ROW, ("URY", "Anot\0her", *GOOD[2:])), ("Row 3, column B: holds a NUL character (U+0000)", "Take it out")
    ),
    "NUL bytes in a workbook": Case(
        lambda: xlsx_bytes(("PER", "Anot_x0000_her", *ROW[2:])), ("Row 2, column B: holds a NUL character (U+0000)",), name="a.xlsx"
    ),
    "NUL bytes far below": Case(
        lambda: csv_bytes(*[("PER", f"Title {n}", *ROW[2:]) for n in range(300)], ("U\0RY", *GOOD[1:])), ("Row 302, column A: holds a NUL",)
    ),
    "more cells than headers": Case(
        lambda: csv_bytes(ROW, (*GOOD, "stray")), ("column E: “stray”: This column has values and no header, first in row 3.", "Give it one")
    ),
    "a comma without quotation marks": Case(
        lambda: csv_bytes(ROW) + b"URY,Policy, National,policy,https://example.org/a\r\n",
        ("first in row 3.", "in quotation marks"),
    ),
    "unclosed quotation mark": Case(
        lambda: csv_bytes(ROW) + b'URY,"Never closed,policy,https://example.org/a\r\nURY,Next,law,https://example.org/b\r\n',
        ("Row 3 (line 4 of the file) is no CSV", "A quotation mark is perhaps not closed"),
    ),
    "merged cells": Case(
        lambda: xlsx_bytes(ROW, (None, *GOOD[1:]), merge="A2:A3"),
        ("The cells A2:A3 are merged", "Unmerge them and fill in each."), 3, "a.xlsx",
    ),
    "a formula": Case(
        lambda: xlsx_bytes(ROW, ("URY", '=HYPERLINK("http://example.org")', *GOOD[2:])),
        ("title: “=HYPERLINK", "This is a formula. Copy its result and paste it as a value."), 3, "a.xlsx",
    ),
    "a day that there is not": Case(lambda: with_dates("2017", "31/02/2015"), ("adopted: “31/02/2015”: 2015-02 has no day 31",), 3, "a.xlsx"),
    "a number that is no day": Case(lambda: with_dates("2017", 12), ("adopted: “12”: This number is no date. Write 27/04/2017",), 3, "a.xlsx"),
    "a zip bomb": Case(
        lambda: zipped("xl/media/large.bin", b"\0" * (xlsx_rows.MOST_UNPACKED + 1)),
        ("Unpacked, this file has 150 MB", "150 MB are read", "Copy the rows alone"), name="a.xlsx",
    ),
    "a zip bomb that lies": Case(lying_bomb, ("cannot be read as XLSX", "save it as XLSX or CSV again"), name="a.xlsx"),
    "no sheet with anything": Case(lambda: empty_workbook(), ("No sheet of this file holds anything.",), name="a.xlsx"),
}  # fmt: skip


def zip_of_nothing() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as parts:
        parts.writestr("word/document.xml", "<a/>")
    return file.getvalue()


def empty_workbook() -> bytes:
    file = io.BytesIO()
    book = Workbook()
    book.create_sheet("Another")
    book.save(file)
    return file.getvalue()


def nothing_is_loaded() -> bool:
    return not (
        Policy.objects.exists() or Source.objects.exists() or ImportBatch.objects.exclude(state="pending").exists()
    )


@pytest.mark.parametrize("kind", CASES)
def test_on_the_command_line(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = CASES[kind]
    file = tmp_path / case.name
    file.write_bytes(case.data())
    with pytest.raises((CommandError, SystemExit)) as ended:
        call_command("import_policies", str(file), "--commit")
    told = f"{capsys.readouterr().out}\n{ended.value}"
    for words in case.said:
        assert words in told
    if case.row:
        assert f"row {case.row}: rejected" in told
    assert nothing_is_loaded()
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("kind", CASES)
def test_in_the_admin(kind: str, logged_in: LoggedIn) -> None:
    case, analyst = CASES[kind], logged_in("analyst")
    response = analyst.post(ADD, {"file": SimpleUploadedFile(case.name, case.data())})
    if response.status_code == 302:  # it can be opened: its dry run says what is wrong with it
        address = response["Location"]
        response = analyst.get(address)
        assert analyst.post(address, {"do": "confirm", "fingerprint": "x"}).status_code in (302, 409)
    else:
        assert response.status_code == 400
        assert not ImportBatch.objects.exists()
    page = html.unescape(response.content.decode())
    for words in case.said:
        # Django says of an empty file itself that it is.
        assert words in page
    if case.row:
        assert f'data-row="{case.row}" data-verdict="rejected"' in page
    assert 'value="confirm"' not in page
    assert nothing_is_loaded()


def test_a_file_of_more_than_50_mb_is_not_kept(logged_in: LoggedIn) -> None:
    file = SimpleUploadedFile("large.csv", b"a" * (MOST_BYTES + 1))
    response = logged_in("analyst").post(ADD, {"file": file})
    assert response.status_code == 400
    assert "The file has 51 MB; 50 MB are read. Split it, or take out what is not needed." in response.content.decode()
    assert not ImportBatch.objects.exists()


def test_a_thousand_bad_rows_in_the_admin(logged_in: LoggedIn) -> None:
    """The page shows the first, counts all, and gives all of them as a file."""
    analyst = logged_in("analyst")
    bad = [("PER", f"Policy {n} of many", "polizy", f"https://example.org/{n}") for n in range(1000)]
    address = analyst.post(ADD, {"file": SimpleUploadedFile("a.csv", csv_bytes(ROW, *bad))})["Location"]
    page = analyst.get(address).content.decode()
    assert "Rejected: 1000" in page
    assert page.count('data-verdict="rejected"') == 200
    assert "… and 800 more rows of this kind." in page
    file = b"".join(analyst.get(address.replace("change/", "rejected.csv")))  # type: ignore[call-overload]
    assert file.count(b"Perhaps \xe2\x80\x9cpolicy\xe2\x80\x9d was meant.") == 1000
    assert nothing_is_loaded()


def test_the_sheet_that_has_the_rows_is_read_and_the_others_are_named() -> None:
    book = Workbook()
    book.active.title = "Remarks"
    book.active.append(["Sent by the ministry"])
    sheet = book.create_sheet("Normas")
    sheet.append(list(HEADERS))
    sheet.append(list(ROW))
    hidden = book.create_sheet("Old")
    hidden.sheet_state = "hidden"
    hidden.append(list(HEADERS))
    file = io.BytesIO()
    book.save(file)
    made = plan(file.getvalue(), "a.xlsx")
    assert [row.title for row in made.rows] == [ROW[1]]
    assert made.table.about == ["Read from the sheet “Normas”.", "Not read: the other sheets (Remarks, Old)."]

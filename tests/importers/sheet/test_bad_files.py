"""Every kind of wrong file: a clear message that says where and how to mend, and nothing half-loaded."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from policies.importers.sheet import csv_rows, xlsx_rows
from policies.importers.sheet.opening import open_table
from policies.importers.sheet.planning import Plan, plan
from policies.importers.sheet.problems import SheetError
from policies.importers.sheet.table import MOST_BYTES, MOST_ROWS
from policies.models import ImportBatch, Policy
from tests.importers.sheet.conftest import HEADERS, ROW, csv_bytes, xlsx_bytes


def only_reason(made: Plan) -> str:
    rejections = [*made.file, *(rejection for row in made.rows for rejection in row.rejections)]
    assert len(rejections) == 1, rejections
    return f"row {rejections[0].row}: {rejections[0]}"


def title_in(data: bytes) -> str:
    (row,) = plan(data, "a.csv").rows
    assert row.verdict == "added", row.rejections
    return row.title


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252"]
)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(encoding: str, separator: str) -> None:
    row = ("Perú", "Política, de “migración”; é" if encoding != "latin-1" else "Política, de migración; é", *ROW[2:])
    assert title_in(csv_bytes(row, encoding=encoding, separator=separator)) == row[1]


def test_a_separator_that_the_file_says() -> None:
    data = b"sep=;\r\n" + csv_bytes(ROW, separator=";")
    (row,) = plan(data, "a.csv").rows
    assert (row.verdict, row.number) == ("added", 3)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"  \r\n ", "is empty"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "save it as XLSX"),
        (b"%PDF-1.7 whatever", "is no table"),
        (b"PK\x03\x04 and no more", "cannot be read as XLSX"),
        ("country,title\r\nPerú,Pol\xedtica".encode() + b"\xed", "Line 2 holds a byte (0xED)"),
        (b'country,title\r\nPER,"never closed\r\nx,y', "A quotation mark"),
        (b"hello", "No header was found"),
        (bytes(range(256)) * 40, "no table"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_read(data: bytes, said: str) -> None:
    with pytest.raises(SheetError, match=r".*") as error:
        plan(data, "a.csv")
    assert said in str(error.value)


def test_a_file_of_more_than_50_mb_is_not_opened(tmp_path: Path) -> None:
    file = tmp_path / "large.csv"
    with file.open("wb") as out:
        out.truncate(MOST_BYTES + 1)
    with pytest.raises(CommandError, match=r"The file has 51 MB; 50 MB are read"):
        call_command("import_policies", str(file))
    with pytest.raises(SheetError, match="50 MB"):
        open_table(b"a" * (MOST_BYTES + 1), "a.csv")


def test_a_zip_bomb_is_refused_by_its_directory() -> None:
    file = io.BytesIO(xlsx_bytes(ROW))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/media/large.bin", b"\0" * (xlsx_rows.MOST_UNPACKED + 1))
    assert len(file.getvalue()) < 1024**2
    with pytest.raises(SheetError, match=r"Unpacked, this file has \d+ MB"):
        plan(file.getvalue(), "a.xlsx")


def test_entities_are_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(ROW))) as old, zipfile.ZipFile(file, "w") as parts:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "xl/workbook.xml":
                content = b'<!DOCTYPE a [<!ENTITY b "c">]>' + content
            parts.writestr(info, content)
    with pytest.raises(SheetError, match="declares entities"):
        plan(file.getvalue(), "a.xlsx")


def test_too_many_rows_and_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = csv_bytes(ROW, headers=[*HEADERS, *(f"x{n}" for n in range(300))])
    with pytest.raises(SheetError, match="Row 1 has 304 columns; 200 are read"):
        plan(wide, "a.csv")
    long = ("country,title\r\n" + "PER,A\r\n" * (MOST_ROWS + 100)).encode()
    with pytest.raises(SheetError, match=f"more than {MOST_ROWS} rows"):
        plan(long, "a.csv")


def test_an_unknown_column_is_said_and_can_be_matched() -> None:
    data = csv_bytes((*ROW, "Ley 1"), headers=[*HEADERS, "Boletín"])
    said = only_reason(plan(data, "a.csv"))
    assert said.startswith("row 1: Boletín: This column is not known.")
    assert '--map "Boletín=' in said
    matched = plan(data, "a.csv", {"boletin": "legal_reference"})
    assert matched.rows[0].applied.policy.legal_reference == "Ley 1"  # type: ignore[union-attr]
    assert plan(data, "a.csv", {"Boletín": "-"}).is_sound


def test_a_wrong_match_is_said() -> None:
    with pytest.raises(SheetError, match=r"There is no column “titel”.*Perhaps “title” was meant"):
        plan(csv_bytes(ROW), "a.csv", {"title": "titel"})
    with pytest.raises(SheetError, match="No column is called “nombre”"):
        plan(csv_bytes(ROW), "a.csv", {"Nombre": "title"})


def test_duplicate_headers_are_said_with_their_letters() -> None:
    with pytest.raises(SheetError, match="“Title” stands in columns B and E"):
        plan(csv_bytes((*ROW, "x"), headers=["country", "title", *HEADERS[2:], "Title"]), "a.csv")
    with pytest.raises(SheetError, match="“title”, “Título en inglés” would all be “title”"):
        plan(csv_bytes((*ROW, "x"), headers=[*HEADERS, "Título en inglés"]), "a.csv")


def test_values_without_a_header_are_said() -> None:
    assert "This column has values and no header, first in row 2." in only_reason(
        plan(csv_bytes((*ROW, "stray")), "a.csv")
    )


def test_a_half_empty_row_says_what_is_missing() -> None:
    made = plan(csv_bytes(ROW, ("URY", "", "", "")), "a.csv")
    assert [row.verdict for row in made.rows] == ["added", "rejected"]
    assert [rejection.column for rejection in made.rows[1].rejections] == ["title", "instrument", "source"]


def test_rows_have_the_numbers_of_the_spreadsheet() -> None:
    """Empty rows count, and a text of several lines is one row."""
    data = csv_bytes(("PER", "Two\nlines", *ROW[2:]), ("", "", "", ""), ("URY", "Another", *ROW[2:]))
    assert [(row.number, row.title) for row in plan(data, "a.csv").rows] == [(2, "Two lines"), (4, "Another")]


def test_a_formula_of_a_spreadsheet_is_rejected() -> None:
    said = only_reason(plan(xlsx_bytes(("PER", '=CONCATENATE("a","b")', *ROW[2:])), "a.xlsx"))
    assert said.startswith("row 2: title: “=CONCATENATE")
    assert "Copy its result and paste it as a value." in said


def test_merged_cells_are_rejected_by_row() -> None:
    made = plan(xlsx_bytes(ROW, (None, "Another", *ROW[2:]), merge="A2:A3"), "a.xlsx")
    assert [row.verdict for row in made.rows] == ["rejected", "rejected"]
    assert "The cells A2:A3 are merged" in str(made.rows[1].rejections)


def test_merged_titles_above_the_header_do_no_harm() -> None:
    (row,) = plan(xlsx_bytes(ROW, above=3, merge="A1:D1"), "a.xlsx").rows
    assert (row.number, row.verdict) == (5, "added")


def test_a_thousand_bad_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each is named, and the good ones among them are not loaded."""
    bad = [
        ("PER", f"Policy number {number} of many", "polizy", f"https://example.org/{number}") for number in range(1000)
    ]
    file = tmp_path / "bad.csv"
    file.write_bytes(csv_bytes(ROW, *bad))
    with pytest.raises(SystemExit) as ended:
        call_command("import_policies", str(file), "--commit")
    assert ended.value.code == 1
    out = capsys.readouterr().out
    assert out.count("instrument: “polizy”: This is no word of the list. Perhaps “policy” was meant.") == 1000
    assert "row 1002: rejected" in out
    assert "1 added, 0 changed, 0 unchanged, 1000 rejected" in out
    assert not Policy.objects.exists()
    assert not ImportBatch.objects.exists()


def test_a_row_that_the_database_refuses_leaves_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(csv_bytes(ROW, ("URY", "Another", *ROW[2:])))
    monkeypatch.setattr("policies.importers.sheet.planning.new_slug", lambda *args: "the-same")
    with pytest.raises(CommandError, match="The database refused a row"):
        call_command("import_policies", str(file), "--commit")
    assert (Policy.objects.count(), ImportBatch.objects.count()) == (0, 0)


def test_separators_are_told_by_what_they_make() -> None:
    assert csv_rows.best_separator("a title, with commas, and more\nPaís;Título;Tipo\n") == ";"

"""XLSX, read back by another library than the one that wrote it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from policies.exporters import Document
from policies.exporters.xlsx import CUT, MOST_CHARACTERS, xlsx_pieces


def workbook(document: Document) -> Any:
    return load_workbook(io.BytesIO(b"".join(xlsx_pieces(document))))


def rows_of(document: Document) -> list[list[Any]]:
    (sheet, __) = workbook(document).worksheets
    return [[unescape(cell) if isinstance(cell, str) else cell for cell in row] for row in sheet.values]


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "{=1}", "=cmd|' /C calc'!A0", "https://example.org/?a=1", "internal:A1",
     "2015-09", "2011", "007", "1e5", "été \"quoted\", two\nlines", "_x0041_", "\x1b\x00 odd", "mailto:a@example.org"],
)  # fmt: skip
def test_text_stays_the_text_it_is(cell: str) -> None:
    document = Document("Titles", ("a", "b"), [(cell, "x")])
    assert rows_of(document) == [["a", "b"], [cell, "x"]]
    written = workbook(document).worksheets[0]["A2"]
    assert (written.data_type, written.hyperlink) == ("s", None)


@given(st.lists(st.text(max_size=20), min_size=1, max_size=5))
def test_whatever_was_typed_reads_back(cells: list[str]) -> None:
    # An empty cell is none, and no file can hold a lone surrogate.
    kept = [c.encode("utf-8", "replace").decode() or None for c in cells]
    document = Document("x", ("a",), [(cell,) for cell in cells])
    read = [row[0] for row in rows_of(document)[1:]]
    assert read + [None] * (len(kept) - len(read)) == kept


def test_counts_are_numbers_and_only_they() -> None:
    document = Document(
        "x", ("m49", "policies"), [("004", "12"), ("004", "n/a"), ("4", "-0.5")], numbers=frozenset({"policies"})
    )
    assert rows_of(document)[1:] == [["004", 12], ["004", "n/a"], ["4", -0.5]]


def test_the_headers_stay_in_sight_and_a_sheet_says_what_this_is() -> None:
    about = [("Licence", "CC BY 4.0"), ("Permalink", "https://example.org/?a==1")]
    book = workbook(Document("A [bad]: name/that*is?too\\long for a sheet", ("a",), [], about))
    data, said = book.worksheets
    assert data.freeze_panes == "A2"
    assert data["A1"].font.bold
    assert (len(data.title) <= 31, said.title) == (True, "About")
    assert [list(row) for row in said.values] == [list(line) for line in about]


def test_a_text_that_is_too_long_for_a_cell_is_cut_and_says_so() -> None:
    whole, cut = "x" * MOST_CHARACTERS, "y" * (MOST_CHARACTERS + 1)
    (__, (first, second)) = rows_of(Document("x", ("a", "b"), [(whole, cut)]))
    assert first == whole
    assert len(second) == MOST_CHARACTERS
    assert second.endswith("y" + CUT)


def test_rows_are_read_as_they_are_written() -> None:
    """One at a time: a list that is longer than memory can be written."""
    alive = []

    def rows() -> Any:
        for number in range(3):
            alive.append(number)
            yield (str(number),)

    pieces = xlsx_pieces(Document("x", ("a",), rows()))
    assert alive == []
    assert b"".join(pieces).startswith(b"PK")
    assert alive == [0, 1, 2]

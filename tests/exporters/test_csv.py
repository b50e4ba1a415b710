from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.exporters.csv import csv_file, safe


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))


def test_it_is_rfc_4180() -> None:
    content = csv_file(("Título", "Note"), [("Perú", 'a "word", and\r\nmore'), ("", 3)])
    assert content == 'Título,Note\r\nPerú,"a ""word"", and\r\nmore"\r\n,3\r\n'.encode()


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=cmd|' /C calc'!A0", "-", "+", " =1", "\ufeff=1"],
)
def test_formulas_are_text(cell: str) -> None:
    assert read(csv_file(("a",), [(cell,)])) == [["a"], [f"'{cell}"]]


@pytest.mark.parametrize("cell", ["-5", "+5", "-0.25", "2017", "2015-09", "a=b", "Peru", "", 7, -7, 1.5])
def test_numbers_dates_and_words_are_kept(cell: str | int | float) -> None:
    assert safe(cell) == str(cell)


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_whatever_was_typed_reads_back(rows: list[list[str]]) -> None:
    kept = [[safe(cell).encode("utf-8", "replace").decode() for cell in row] for row in rows]
    assert read(csv_file(("a", "b"), rows)) == [["a", "b"], *kept]

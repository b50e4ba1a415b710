"""Dates as people write them."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from openpyxl import Workbook

from policies.importers.sheet.days import Order, read_date, read_term
from policies.importers.sheet.opening import open_table
from policies.importers.sheet.planning import plan
from policies.importers.sheet.problems import Refused
from policies.importers.sheet.table import Cell
from tests.importers.sheet.conftest import HEADERS, ROW, csv_bytes


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("27/04/2017", "2017-04-27"), ("27.4.2017", "2017-04-27"), ("27-04-2017", "2017-04-27"), ("2017-04-27", "2017-04-27"),
        ("2017/4/27", "2017-04-27"), ("2017-04-27 00:00:00", "2017-04-27"), ("04/2017", "2017-04"), ("2017-04", "2017-04"),
        ("2017", "2017"), (2017, "2017"), (2017.0, "2017"), ("Sept 2022", "2022-09"), ("setiembre de 2022", "2022-09"),
        ("27 de abril de 2017", "2017-04-27"), ("1er mai 2017", "2017-05-01"), ("27 April 2017", "2017-04-27"),
        ("April 27, 2017", "2017-04-27"), ("27th of April 2017", "2017-04-27"), ("août 2016", "2016-08"), (42137, "2015-05-13"),
        ("42137", "2015-05-13"), ("ABRIL 2017", "2017-04"), ("05/05/2017", "2017-05-05"),
    ],
)  # fmt: skip
def test_what_is_read(cell: Cell, wanted: str) -> None:
    assert str(read_date(cell, Order()).date) == wanted


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("31/02/2015", "2015-02 has no day 31"),
        ("02/13/2020", "There is no month 13"),
        ("27/04/17", "two digits"),
        ("soon", "no date"),
        ("0", "no date"),
        (3, "no date"),
        (True, "no date"),
        ("27 abril", "no date"),
        ("April May 2017", "no date"),
        ("2017-13", "no month 13"),
        ("12/2300", "2300"),
        ("2017 (expected)", "no date"),
    ],
)
def test_what_is_refused(cell: Cell, said: str) -> None:
    with pytest.raises(Refused) as refused:
        read_date(cell, Order())
    assert said in f"{refused.value.reason} {refused.value.mend}"


def test_how_to_mend_a_month_first_date_is_its_own_day() -> None:
    with pytest.raises(Refused) as refused:
        read_date("02/13/2020", Order())
    assert refused.value.mend == "Write 2020-02-13."


def adopted(*dates: str) -> list[str]:
    rows = [(f"Act on the matter of {'abcdefg'[n] * 9}", date) for n, date in enumerate(dates)]
    data = csv_bytes(*(("PER", title, *ROW[2:], date) for title, date in rows), headers=[*HEADERS, "adopted"])
    return [" ".join(str(said) for said in (*row.rejections, *row.remarks)) for row in plan(data, "a.csv").rows]


def test_what_can_be_meant_in_two_ways_is_said() -> None:
    (said,) = adopted("03/04/2017")
    assert "read as 2017-04-03, day first; no other row decides whether 2017-03-04 was meant" in said
    assert "day first as in row 3 (27/04/2017)" in adopted("03/04/2017", "27/04/2017")[0]


def test_what_can_be_meant_in_two_ways_is_refused_beside_the_month_first() -> None:
    said = adopted("03/04/2017", "04/27/2017")
    assert "This is 2017-04-03 or 2017-03-04: row 3 (04/27/2017) has the month first." in said[0]
    assert "There is no month 27" in said[1]


@pytest.mark.parametrize(
    ("number_format", "wanted"),
    [
        ("yyyy-mm-dd", "2015-03-01"),
        ("mmm yyyy", "2015-03"),
        ("mmmm-yy", "2015-03"),
        ("yyyy", "2015"),
        ('"Q"yyyy', "2015"),
    ],
)
def test_a_date_of_excel_is_as_exact_as_it_is_shown(number_format: str, wanted: str) -> None:
    book = Workbook()
    book.active.append(["country", "adopted"])
    book.active.append(["PER", dt.datetime(2015, 3, 1)])
    book.active["B2"].number_format = number_format
    file = io.BytesIO()
    book.save(file)
    assert str(open_table(file.getvalue(), "a.xlsx").rows[1].cells[1]) == wanted


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [("2022-2026", ("2022", "2026")), ("2015–2020", ("2015", "2020")), ("2015 a 2020", ("2015", "2020")),
     ("2015/2020", ("2015", "2020")), ("2022", ("2022", None)), (2022, ("2022", None)), ("2022 –", ("2022", None))],
)  # fmt: skip
def test_terms(cell: Cell, wanted: tuple[str, str | None]) -> None:
    start, end = read_term(cell)
    assert (str(start), str(end) if end else None) == wanted


@pytest.mark.parametrize("cell", ["2022-26", "five years", "2022-12-31"])
def test_what_is_no_term(cell: str) -> None:
    with pytest.raises(Refused, match="no term"):
        read_term(cell)

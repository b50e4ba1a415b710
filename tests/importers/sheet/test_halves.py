"""The rejected rows go out as a file, are mended, and come in again."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from policies.importers.sheet.halves import half, is_rejected, is_sound, pieces
from policies.importers.sheet.planning import Plan, plan
from policies.importers.sheet.writing import import_file
from policies.models import Policy
from tests.admin.pages import LoggedIn
from tests.importers.sheet.conftest import ROW, csv_bytes, xlsx_bytes

SAID = ["rejected row", "rejected column", "rejected because", "how to mend it"]
HEADERS = ("País", "Título en inglés", "Tipo", "Fuente", "Fecha de adopción", "Resumen")
ROWS = (
    (*ROW, "27/04/2017", "=SUM(1;1)"),
    ("Atlantis", "=1+1", "ley", "https://example.org/atlantis", "31/02/2015", "@one, two"),
    ("URY", "Framework Act", "ley", "https://example.org/uruguay", "2016", ""),
)
FILE = csv_bytes(*ROWS, headers=HEADERS, separator=";", encoding="latin-1")


def as_rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def out(made: Plan, suffix: str = "csv") -> bytes:
    return b"".join(pieces(half(made, is_rejected), suffix))


def test_the_file_has_the_row_as_it_was_and_what_is_wrong_beside_it() -> None:
    headers, row = as_rows(out(plan(FILE, "a.csv")))
    assert headers == [*HEADERS, *SAID]
    assert row[:6] == ["Atlantis", "'=1+1", "ley", "https://example.org/atlantis", "31/02/2015", "'@one, two"]
    number, columns, why, mend = row[6:]
    assert (number, columns) == ("3", "País; Fecha de adopción")
    assert (
        why
        == "“Atlantis”: No country is called so.; “31/02/2015”: 2015-02 has no day 31; its last day is 28. Write a year (2011), a month (2015-09) or a day (2017-04-27)."
    )
    assert mend == "Write its ISO code (PER) or its name in English, Spanish or French."


def test_no_cell_of_the_workbook_is_a_formula() -> None:
    sheet = load_workbook(io.BytesIO(out(plan(FILE, "a.csv"), "xlsx"))).worksheets[0]
    assert [cell.value for cell in sheet[1]] == [*HEADERS, *SAID]
    assert sheet["B2"].value == "=1+1"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}


def mended_csv(data: bytes) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(
        [cell.replace("Atlantis", "CHL").replace("31/02/2015", "28/02/2015") for cell in row] for row in as_rows(data)
    )
    return text.getvalue().encode()


def mended_xlsx(data: bytes) -> bytes:
    book = load_workbook(io.BytesIO(data))
    book.worksheets[0]["A2"], book.worksheets[0]["E2"] = "CHL", dt.date(2015, 2, 28)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(("suffix", "mended"), [("csv", mended_csv), ("xlsx", mended_xlsx)])
def test_mended_it_comes_in_and_the_others_too(suffix: str, mended: Callable[[bytes], bytes]) -> None:
    made = plan(FILE, "a.csv")
    again, batch = import_file(mended(out(made, suffix)), f"rejected.{suffix}")
    assert batch is not None, [row.rejections for row in again.rows]
    policy = Policy.objects.get()
    assert (policy.country.iso3, policy.title, policy.summary) == ("CHL", "=1+1", "@one, two")
    assert str(policy.adopted_date) == "2015-02-28"
    __, others = import_file(b"".join(pieces(half(made, is_sound), suffix)), f"others.{suffix}")
    assert others is not None
    assert set(Policy.objects.values_list("title", "summary")) == {
        ("=1+1", "@one, two"), (ROW[1], "=SUM(1;1)"), ("Framework Act", ""),
    }  # fmt: skip


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_what_is_still_wrong_is_said_anew_and_once(suffix: str) -> None:
    first = out(plan(FILE, "a.csv"), suffix)
    again = plan(first, f"a.{suffix}")
    assert [row.verdict for row in again.rows] == ["rejected"]
    headers, row = as_rows(out(again))
    assert headers == [*HEADERS, *SAID]
    assert row[1] == "'=1+1"
    assert row[6] == "2", "its place in the file that came last"


def test_a_day_that_a_workbook_counts_from_1904_is_the_same_day_outside_it() -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    sheet.append(["country", "title", "instrument", "source", "adopted", "last_checked"])
    sheet.append([*ROW, 42137, dt.date(2024, 5, 6)])
    sheet.append(["Atlantis", "Another", *ROW[2:], 42137, dt.date(2024, 5, 6)])
    file = io.BytesIO()
    book.save(file)
    made = plan(file.getvalue(), "a.xlsx")
    good = made.rows[0].applied
    assert good is not None
    assert [str(row.date) for row in good.rows] == ["2019-05-14"]  # type: ignore[union-attr]
    assert str(good.policy.last_checked) == "2024-05-06"
    for suffix in ("csv", "xlsx"):
        (row,) = plan(out(made, suffix).replace(b"Atlantis", b"CHL"), f"a.{suffix}").rows
        assert {row.entry.texts["adopted"] for row in [row] if row.entry} <= {"2019-05-14"}
    assert as_rows(out(made))[1][4:6] == ["2019-05-14", "2024-05-06"]


def test_a_formula_and_merged_cells_go_out_as_they_stand_there() -> None:
    made = plan(xlsx_bytes(ROW, ("URY", '=CONCATENATE("a","b")', *ROW[2:])), "a.xlsx")
    assert as_rows(out(made))[1][1] == '\'=CONCATENATE("a","b")'


def test_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, rejected, others = tmp_path / "a.csv", tmp_path / "rejected.csv", tmp_path / "others.xlsx"
    file.write_bytes(FILE)
    with pytest.raises(SystemExit):
        call_command("import_policies", str(file), "--commit", "--rejected", str(rejected), "--others", str(others))
    assert f"{rejected}: 1 rows" in capsys.readouterr().out
    assert not Policy.objects.exists()
    rejected.write_bytes(mended_csv(rejected.read_bytes()))
    call_command("import_policies", str(rejected), "--commit")
    call_command("import_policies", str(others), "--commit")
    assert Policy.objects.count() == 3


@pytest.mark.parametrize(
    ("to", "said"), [("a.txt", "name it .csv or .xlsx"), ("a.csv", "name another"), ("no/where.csv", "No such file")]
)
def test_where_it_cannot_be_written(to: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(FILE)
    with pytest.raises(CommandError, match=said):
        call_command("import_policies", str(tmp_path / "a.csv"), "--rejected", str(tmp_path / to))
    assert (tmp_path / "a.csv").read_bytes() == FILE


def test_nothing_is_written_where_nothing_is_rejected(tmp_path: Path) -> None:
    file, rejected = tmp_path / "a.csv", tmp_path / "rejected.csv"
    file.write_bytes(csv_bytes(ROW))
    call_command("import_policies", str(file), "--rejected", str(rejected))
    assert not rejected.exists()


def test_in_the_admin(logged_in: LoggedIn) -> None:
    analyst, nobody = logged_in("analyst"), logged_in("", "nobody")
    add = "/admin/policies/importbatch/add/"
    address = analyst.post(add, {"file": SimpleUploadedFile("a.csv", FILE)})["Location"]
    page = analyst.get(address).content.decode()
    for name in ("rejected.csv", "rejected.xlsx", "others.csv", "others.xlsx"):
        file = address.replace("change/", name)
        assert f'href="{file}"' in page
        response = analyst.get(file)
        assert name in response["Content-Disposition"]
        assert b"".join(response)  # type: ignore[call-overload]
        assert nobody.get(file).status_code == 403
    rejected = b"".join(analyst.get(address.replace("change/", "rejected.csv")))  # type: ignore[call-overload]
    response = analyst.post(add, {"file": SimpleUploadedFile("rejected.csv", mended_csv(rejected))})
    page = analyst.get(response["Location"]).content.decode()
    assert 'data-row="2" data-verdict="added"' in page
    assert 'value="confirm"' in page
    assert 'href="' + response["Location"].replace("change/", "rejected.csv") not in page
    for made_up in ("rejected.pdf", "all.csv"):
        assert analyst.get(address.replace("change/", made_up)).status_code == 404
    assert analyst.get("/admin/policies/importbatch/99999/rejected.csv").status_code == 404
    assert analyst.get("/admin/policies/importbatch/nonsense/rejected.csv").status_code == 404

"""The two sample files: each bad row is named with its reason, each good one kept as it was read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings

from policies.importers.sheet.planning import Plan, plan
from policies.importers.sheet.writing import import_file
from policies.models import Policy

SAMPLES = Path(os.environ.get("IMPORT_SAMPLES", Path(settings.BASE_DIR).parent / "shared" / "data" / "import-samples"))
LATIN = "semicolons-latin1-day-first.csv"
EXCEL = "title-rows-merged-excel-dates.xlsx"


def sample(name: str) -> bytes:
    if (SAMPLES / name).exists():
        return (SAMPLES / name).read_bytes()
    pytest.skip(f"the sample file {name} is not beside this repository")


def why(made: Plan, number: int) -> str:
    row = next(row for row in made.rows if row.number == number)
    return " ".join(str(rejection) for rejection in row.rejections)


def remarks(made: Plan, number: int) -> str:
    row = next(row for row in made.rows if row.number == number)
    return " ".join(str(remark) for remark in row.remarks)


def test_each_bad_row_of_the_latin_file_is_named() -> None:
    made = plan(sample(LATIN), LATIN)
    assert [(row.number, row.verdict) for row in made.rows] == [
        (2, "added"), (3, "added"), (4, "added"), (5, "rejected"), (6, "rejected"), (7, "rejected"),
    ]  # fmt: skip
    assert "Fecha de adopción: “31/02/2015”: 2015-02 has no day 31" in why(made, 5)
    assert "País: “Atlantis”: No country is called so." in why(made, 6)
    assert "Fuente: There is no source." in why(made, 7)
    assert "Windows-1252" in made.table.about[0]
    assert "semicolon" in made.table.about[0]
    assert "“06/07/2023” read as 2023-07-06, day first as in row 2" in remarks(made, 4)


def test_one_bad_row_keeps_all_out() -> None:
    __, batch = import_file(sample(LATIN), LATIN)
    assert batch is None
    assert not Policy.objects.exists()


def test_the_good_rows_of_the_latin_file_are_kept_as_read() -> None:
    lines = sample(LATIN).splitlines(keepends=True)
    made, batch = import_file(b"".join(lines[:4]), LATIN)
    assert made.is_sound
    assert batch is not None
    peru, uruguay, chile = Policy.objects.order_by("pk")
    assert (peru.country.iso3, peru.title, peru.original_title) == (
        "PER", "National Migration Policy 2017-2025", "Política Nacional Migratoria 2017-2025",
    )  # fmt: skip
    assert (peru.instrument, peru.legal_reference, peru.state) == ("policy", "Decreto Supremo N° 015-2017-RE", "draft")
    assert (str(peru.term_start), str(peru.term_end)) == ("2017", "2025")
    assert [(event.type, str(event.date)) for event in peru.events.all()] == [("adopted", "2017-04-27")]
    alignment = peru.alignments.get()
    assert (alignment.framework.code, alignment.component, alignment.link) == ("migof", None, "explicit")
    assert (
        alignment.quote
        == "has considered the principles, objectives and guidelines of the Migration Governance Framework"
    )
    assert alignment.quote_language == "en"
    assert peru.source == alignment.source == peru.events.get().source
    # Nothing that the row does not say.
    assert (peru.summary, peru.notes, peru.original_language, peru.last_checked, peru.confidence) == (
        "",
        "",
        "",
        None,
        "",
    )
    assert str(peru.adopted_date) == "2017-04-27"
    assert str(peru.force_from) == "2017-04-27"
    assert (str(uruguay.adopted_date), uruguay.term_start, uruguay.alignments.count()) == ("2016-08-29", None, 0)
    assert (str(chile.adopted_date), str(chile.term_start), chile.term_end) == ("2023-07-06", "2023", None)


def test_each_row_of_the_excel_file() -> None:
    made = plan(sample(EXCEL), EXCEL)
    assert [(row.number, row.country, row.verdict) for row in made.rows] == [
        (4, "SLE", "added"), (5, "LSO", "added"), (6, "NGA", "added"), (7, "GHA", "rejected"), (9, "XKX", "added"),
        (10, "GHA", "rejected"),
    ]  # fmt: skip
    assert made.matching.header_row == 3
    assert any("notes" in line for line in made.table.about)
    assert "Source: “see e-mail”: This names no source that a reader could open." in why(made, 7)
    assert "Row 7 is about the same policy." in why(made, 10)
    by_row = {row.number: row.applied for row in made.rows if row.applied}
    adopted = {number: str(applied.rows[0].date) for number, applied in by_row.items() if applied.rows}  # type: ignore[union-attr]
    assert adopted == {4: "2022-01-20", 5: "2022-09", 6: "2015-05-13", 9: "2021"}
    terms = {
        number: (str(applied.policy.term_start), str(applied.policy.term_end)) for number, applied in by_row.items()
    }
    assert terms == {4: ("None", "None"), 5: ("2022", "2026"), 6: ("2015", "2020"), 9: ("2021", "2025")}
    assert "a number by which Excel keeps a day" in remarks(made, 6)
    assert "the original title stands in" in remarks(made, 5)
    assert "which framework it follows was not recorded" in remarks(made, 4)

"""Countries, frameworks and small files for the import of policies."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import pytest
from openpyxl import Workbook

from tests import factories as make

COUNTRIES = {
    "PER": "PE", "URY": "UY", "CHL": "CL", "CIV": "CI", "ECU": "EC", "SLE": "SL", "LSO": "LS", "NGA": "NG", "GHA": "GH", "XKX": "XK",
}  # fmt: skip
HEADERS = ("country", "title", "instrument", "source")
ROW = ("PER", "National Migration Policy", "policy", "https://example.org/policy")


@pytest.fixture(scope="module")
def vocabulary(lasting: None) -> None:
    for iso3, iso2 in COUNTRIES.items():
        make.CountryFactory(iso3=iso3, iso2=iso2, m49="", slug=iso3.lower())
    make.FrameworkFactory(code="migof", name="Migration Governance Framework", short_name="MiGOF")
    make.FrameworkFactory(code="gcm", name="Global Compact", short_name="GCM")


@pytest.fixture(autouse=True)
def record(vocabulary: None, db: None) -> None:
    """Each test begins with these countries and frameworks."""


def csv_bytes(
    *rows: Sequence[Any], headers: Sequence[str] = HEADERS, separator: str = ",", encoding: str = "utf-8"
) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows([headers, *rows])
    return text.getvalue().encode(encoding)


def xlsx_bytes(*rows: Sequence[Any], headers: Sequence[str] = HEADERS, merge: str = "", above: int = 0) -> bytes:
    book = Workbook()
    sheet = book.active
    for row in ([("A title",)] * above) + [headers, *rows]:
        sheet.append(list(row))
    if merge:
        sheet.merge_cells(merge)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()

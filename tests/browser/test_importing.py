"""An analyst imports what a ministry sent, a reviewer publishes it, readers find it; without script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from policies.models import ImportBatch, Policy
from tests.browser.signing_in import sign_in
from tests.importers.sheet.test_samples import EXCEL, LATIN, sample

ADD = "/admin/policies/importbatch/add/"


def upload(page: Page, site: str, name: str, data: bytes) -> None:
    page.goto(site + ADD)
    page.set_input_files("#id_file", {"name": name, "mimeType": "application/octet-stream", "buffer": data})
    page.get_by_role("button", name="Show what it would do").click()


def row(page: Page, number: int) -> str:
    return page.inner_text(f"tr[data-row='{number}']")


def new_measures() -> bytes:
    """The sample with rows that are not recorded yet, and a header that nobody has seen before."""
    header, peru, uruguay = sample(LATIN).decode("latin-1").splitlines()[:3]
    header = header.replace("Título en inglés", "Denominación")
    peru = peru.replace("National Migration Policy 2017-2025", "Test Measure on Visas").replace(
        "015-2017-RE", "999-1901"
    )
    peru = peru.replace("Política Nacional Migratoria 2017-2025", "Medida de prueba")
    uruguay = uruguay.replace("Framework Document on Migration Policy", "Test Measure on Borders")
    uruguay = uruguay.replace("Documento Marco sobre Política Migratoria", "Otra medida").replace("576/016", "998/901")
    return "\r\n".join((header, peru, uruguay)).encode("latin-1")


def test_each_bad_row_of_the_samples_is_shown_with_its_reason(open_page: Any, site: str) -> None:
    page, watch = open_page("/about/", java_script_enabled=False)
    sign_in(page, site, "analyst")
    before = Policy.objects.count()
    upload(page, site, LATIN, sample(LATIN))
    assert "Nothing has been imported yet." in page.inner_text("#content")
    assert "31/02/2015" in row(page, 5)
    assert "No country is called so." in row(page, 6)
    assert "There is no source." in row(page, 7)
    assert page.get_by_role("button", name="Import as drafts").count() == 0

    with page.expect_download() as coming:
        page.locator(".halves a", has_text="CSV").first.click()
    rejected = Path(coming.value.path()).read_text(encoding="utf-8-sig")
    assert coming.value.suggested_filename.endswith("rejected.csv")
    assert "rejected because" in rejected
    assert "Atlantis" in rejected

    page.get_by_role("button", name="Throw the file away").click()
    assert "Nothing was imported" in page.inner_text(".messagelist")
    upload(page, site, EXCEL, sample(EXCEL))
    assert "see e-mail" in row(page, 7)
    assert "Row 7 is about the same policy." in row(page, 10)
    assert Policy.objects.count() == before
    assert watch.trouble == []


def test_from_the_file_of_a_ministry_to_the_public_list(open_page: Any, site: str) -> None:
    page, watch = open_page("/about/", java_script_enabled=False)
    sign_in(page, site, "analyst")
    upload(page, site, "ministerio.csv", new_measures())
    assert "Denominación: This column is not known." in page.inner_text("#content")
    page.get_by_label("Denominación").select_option("title")
    page.get_by_role("button", name="Match the columns so").click()
    assert page.locator("tr[data-verdict='added']").count() == 2, page.inner_text("#content")
    page.get_by_role("button", name="Import as drafts").click()
    assert "Imported as drafts: 2 added" in page.inner_text(".messagelist")
    assert page.get_by_role("button", name="Publish all of it").count() == 0
    batch = ImportBatch.objects.get()

    anonymous, public = open_page("/policies/?q=%22test+measure%22", java_script_enabled=False)
    assert anonymous.locator("[data-policy]").count() == 0

    reviewer, watched = open_page("/about/", java_script_enabled=False)
    sign_in(reviewer, site, "reviewer")
    reviewer.goto(f"{site}/admin/policies/importbatch/{batch.pk}/change/")
    reviewer.get_by_role("button", name="Publish all of it").click()
    assert "Published: 2." in reviewer.inner_text(".messagelist")
    assert reviewer.get_by_role("button", name="Undo all of it").count() == 0

    anonymous.reload()
    assert anonymous.locator("[data-policy]").count() == 2
    assert "Test Measure on Visas" in anonymous.inner_text("main")
    assert watch.trouble == watched.trouble == public.trouble == []


def test_a_batch_is_undone(open_page: Any, site: str) -> None:
    page, watch = open_page("/about/", java_script_enabled=False)
    sign_in(page, site, "analyst")
    before = set(Policy.objects.values_list("pk", flat=True))
    upload(page, site, "ministerio.csv", new_measures().replace("Denominación".encode("latin-1"), b"title"))
    page.get_by_role("button", name="Import as drafts").click()
    assert Policy.objects.count() == len(before) + 2
    page.get_by_role("button", name="Undo all of it").click()
    assert "The import was undone" in page.inner_text(".messagelist")
    assert page.get_by_role("button", name="Undo all of it").count() == 0
    assert set(Policy.objects.values_list("pk", flat=True)) == before
    assert watch.trouble == []

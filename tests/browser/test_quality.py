"""The record is kept true: the analyst's queue, and a reader's correction from the form to the page."""

from __future__ import annotations

from typing import Any

import pytest

from policies import corrections
from policies.models import Correction
from tests.browser.looking import violations
from tests.browser.signing_in import sign_in


def test_from_the_queue_to_the_field_that_is_mended(open_page: Any, site: str) -> None:
    page, watch = open_page("/about/")
    sign_in(page, site, "analyst")
    page.click("a:has-text('What to mend in the record')")
    assert violations(page) == []
    page.select_option("#scope-country", "PER")
    page.click(".scope button")
    page.click("a:has-text('Term ended without successor')")
    row = page.locator("tr", has_text="National Migration Policy 2017-2025")
    assert row.count() == 1
    assert violations(page) == []
    row.locator("a").first.click()
    page.wait_for_selector("#content h2:has-text('National Migration Policy 2017-2025')")
    assert page.url.endswith("#id_term_end")
    assert [line for line in watch.trouble if "preload assets" not in line] == []


def test_a_correction_from_the_reader_to_the_page(open_page: Any, site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corrections, "QUICKEST", 0)  # a test types faster than anybody
    reader, watch = open_page("/policies/per-2017-national-migration-policy/")
    reader.click("a:has-text('Suggest a correction')")
    reader.fill("#id_message", "short")
    reader.click(".correction button")
    assert "Say a little more" in reader.inner_text(".correction")
    assert violations(reader) == []
    reader.fill("#id_message", "The gazette printed it on the 28th.")
    reader.click(".correction button")
    assert "Thank you" in reader.inner_text("main")
    assert [line for line in watch.trouble if "422" not in line and "preload assets" not in line] == []

    reviewer, _ = open_page("/about/")
    sign_in(reviewer, site, "reviewer")
    reviewer.goto(f"{site}/admin/policies/correction/{Correction.objects.get().pk}/change/")
    reviewer.select_option("#id_state", "accepted")
    reviewer.fill("#id_answer", "The day of publication is 28 April 2017.")
    reviewer.click("input[name=_save]")
    assert "changed successfully" in reviewer.inner_text(".messagelist")
    reader.goto(f"{site}/policies/per-2017-national-migration-policy/")
    assert "after a reader's suggestion: The day of publication is 28 April 2017." in reader.inner_text("main")

"""The analyst's job: enter a policy on one page; the reviewer publishes it; readers find it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from policies.models import Policy
from tests.browser.signing_in import sign_in


def choose(page: Page, field: str, words: str, label: str) -> None:
    """Types into an autocomplete and takes the entry with this label."""
    page.locator(f".field-{field} .select2-selection").first.click()
    page.locator(".select2-search__field").last.fill(words)
    page.locator(".select2-results__option", has_text=label).first.click()


def test_from_entry_to_the_public_pages(open_page: Any, site: str) -> None:
    page, watch = open_page("/about/")
    sign_in(page, site, "analyst")
    page.goto(f"{site}/admin/policies/policy/add/")
    choose(page, "country", "ecuad", "Ecuador")
    page.fill("#id_title", "National Plan of Human Mobility 2018")
    page.select_option("#id_instrument", "policy")
    page.fill("#id_legal_reference", "Acuerdo 1")

    page.locator("#events-group .add-row a").click()
    page.fill("#id_events-0-date", "2018-13")
    page.select_option("#id_events-0-type", "adopted")
    page.fill("#id_events-0-title", "Adopted for the test")
    page.locator("#events-0 .field-source .select2-selection").click()
    page.locator(".select2-search__field").last.fill("iom.int")
    page.locator(".select2-results__option").first.click()
    page.locator("#alignments-group .add-row a").click()
    page.locator("#alignments-0 .field-component .select2-selection").first.click()
    page.locator(".select2-search__field").last.fill("migof-o2")
    page.locator(".select2-results__option").first.click()
    page.select_option("#id_alignments-0-link", "explicit")
    page.select_option("#id_alignments-0-source_kind", "policy-text")
    page.locator("#alignments-0 .field-source .select2-selection").click()
    page.locator(".select2-search__field").last.fill("iom.int")
    page.locator(".select2-results__option").first.click()

    page.get_by_role("button", name="Save and submit for review").first.click()
    assert "There is no month 13" in page.inner_text("#content")
    assert not Policy.objects.filter(title__startswith="National Plan of Human").exists()

    page.fill("#id_events-0-date", "2018-03")
    page.get_by_role("button", name="Save and submit for review").first.click()
    assert "was submitted for review" in page.inner_text(".messagelist")
    policy = Policy.objects.get(title="National Plan of Human Mobility 2018")
    assert policy.state == "in-review"

    address = f"{site}/policies/{policy.slug}/"
    anonymous, _ = open_page(f"/policies/{policy.slug}/")
    assert "nothing at this address" in anonymous.inner_text("main")
    page.goto(address)
    assert "Preview for staff" in page.inner_text("main")

    reviewer, _ = open_page("/about/")
    sign_in(reviewer, site, "reviewer")
    reviewer.goto(f"{site}/admin/policies/policy/{policy.pk}/change/")
    reviewer.get_by_role("button", name="Save and publish").first.click()
    assert "is published" in reviewer.inner_text(".messagelist")

    anonymous.goto(f"{site}/policies/?component=migof-o2&country=ECU")
    assert anonymous.locator(f"[data-policy='{policy.slug}']").count() == 1
    anonymous.goto(f"{site}/countries/ecuador/")
    assert "National Plan of Human Mobility 2018" in anonymous.inner_text("[data-chart='country-timeline']")
    anonymous.goto(f"{site}/map/")
    row = anonymous.locator(
        "[data-chart='map-status'] tbody tr", has=anonymous.locator("a[href^='/countries/ecuador/']")
    )
    assert "In force" in (row.text_content() or "")
    assert [line for line in watch.trouble if "404" not in line] == []


def test_a_likely_duplicate_is_shown_before_saving(open_page: Any, site: str) -> None:
    recorded = Policy.objects.filter(country__iso3="PER").count()
    page, watch = open_page("/about/")
    sign_in(page, site, "analyst")
    page.goto(f"{site}/admin/policies/policy/add/")
    choose(page, "country", "peru", "Peru")
    page.fill("#id_title", "National Migration Policy 2017–2025")
    page.select_option("#id_instrument", "policy")
    page.get_by_role("button", name="Save", exact=True).first.click()
    assert "This may be recorded already" in page.inner_text("#content")
    assert page.get_by_role("link", name="National Migration Policy 2017-2025").count() == 1
    assert Policy.objects.filter(country__iso3="PER").count() == recorded
    page.get_by_label("This is another policy").check()
    page.get_by_role("button", name="Save", exact=True).first.click()
    assert Policy.objects.filter(country__iso3="PER").count() == recorded + 1
    assert watch.trouble == []

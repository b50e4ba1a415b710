"""The analyst's job: enter a policy on one page; the reviewer publishes it; readers find it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from policies.models import Policy
from tests.browser.signing_in import enter_code, enter_password, sign_in
from tests.signing_in import app_of


def choose(page: Page, field: str, words: str, label: str) -> None:
    """Types into an autocomplete and takes the entry with this label."""
    page.locator(f".field-{field} .select2-selection").first.click()
    page.locator(".select2-search__field").last.fill(words)
    page.locator(".select2-results__option", has_text=label).first.click()


TITLE = "National Plan of Human Mobility 2018"
EVENTS = (("2016-05", "drafting-started", "Drafting began"), ("2018-13", "adopted", "Adopted"), ("2018-05-21", "published", "In the gazette"))  # fmt: skip


def enter(page: Page) -> None:
    """A policy with three events, one of an impossible month, and two alignments."""
    choose(page, "country", "ecuad", "Ecuador")
    page.fill("#id_title", TITLE)
    page.select_option("#id_instrument", "policy")
    page.fill("#id_legal_reference", "Acuerdo 1")
    for number, (date, kind, words) in enumerate(EVENTS):
        page.locator("#events-group .add-row a").click()
        page.fill(f"#id_events-{number}-date", date)
        page.select_option(f"#id_events-{number}-type", kind)
        page.fill(f"#id_events-{number}-title", words)
        choose_in_row(page, f"events-{number}", "source", "iom.int", "iom.int")
    for number, code in enumerate(("migof-o2", "migof-p1")):
        page.locator("#alignments-group .add-row a").click()
        choose_in_row(page, f"alignments-{number}", "component", code, code)
        page.select_option(f"#id_alignments-{number}-link", "explicit")
        page.select_option(f"#id_alignments-{number}-source_kind", "policy-text")
        choose_in_row(page, f"alignments-{number}", "source", "iom.int", "iom.int")


def choose_in_row(page: Page, row: str, field: str, words: str, label: str) -> None:
    page.locator(f"#{row} .field-{field} .select2-selection").first.click()
    page.locator(".select2-search__field").last.fill(words)
    page.locator(".select2-results__option", has_text=label).first.click()


def press(page: Page, button: str, said: str) -> None:
    page.get_by_role("button", name=button).first.click()
    expect(page.locator("#container")).to_contain_text(said)


def text_of(page: Page, site: str, path: str) -> str:
    return page.request.get(site + path).text()


def test_a_day_from_entry_to_the_public_pages_and_back(open_page: Any, site: str) -> None:
    """Entered, submitted, sent back, mended, published; changed through a working copy; an earlier revision restored."""
    page, watch = open_page("/about/")
    app_of(User.objects.get(username="analyst"))
    enter_password(page, site, "analyst")
    expect(page.locator("#id_code")).to_be_visible()
    enter_code(page, "analyst")
    page.goto(f"{site}/admin/policies/policy/add/")
    enter(page)
    press(page, "Save and submit for review", "There is no month 13")
    assert not Policy.objects.filter(title=TITLE).exists()
    page.fill("#id_events-1-date", "2018-03")
    press(page, "Save and submit for review", "was submitted for review")
    policy = Policy.objects.get(title=TITLE)
    form = f"{site}/admin/policies/policy/{policy.pk}/change/"
    assert (policy.state, policy.events.count(), policy.alignments.count()) == ("in-review", 3, 2)
    anonymous, _ = open_page(f"/policies/{policy.slug}/")
    assert "nothing at this address" in anonymous.inner_text("main")
    page.goto(f"{site}/policies/{policy.slug}/")
    assert "Preview for staff" in page.inner_text("main")

    reviewer, _ = open_page("/about/")
    sign_in(reviewer, site, "reviewer")
    reviewer.goto(form)
    reviewer.locator(".field-legal_reference .comments-here summary").click()
    reviewer.fill("#comment-of-legal_reference", "Which of its two numbers?")
    press(reviewer, "Save and send back", "was sent back")
    page.goto(f"{site}/admin/")
    assert "1 open comment" in page.inner_text("[data-queue='sent-back']")
    page.goto(form)
    assert "Which of its two numbers?" in page.inner_text(".field-legal_reference")
    page.fill("#id_legal_reference", "Acuerdo 1-2018")
    page.get_by_label("This is done").check()
    press(page, "Save and submit for review", "was submitted for review")
    reviewer.goto(form)
    reviewer.locator("[name='_reason']").first.fill("First record of the plan.")
    press(reviewer, "Save and publish", "is published")

    assert f'data-policy="{policy.slug}"' in text_of(page, site, "/policies/?component=migof-o2&country=ECU")
    assert TITLE in text_of(page, site, "/countries/ecuador/")
    assert TITLE in text_of(page, site, "/timeline/?country=ECU")
    assert TITLE in text_of(page, site, "/policies.atom?country=ECU")
    assert "First record of the plan." in text_of(page, site, "/changes/")
    for path in (f"/policies/{policy.slug}/", "/changes/", "/changes.csv"):
        assert "Which of its two numbers?" not in text_of(page, site, path)
    anonymous.goto(f"{site}/map/")
    row = anonymous.locator("[data-chart='map-status'] tbody tr", has=anonymous.locator("a[href^='/countries/ecuador/']"))  # fmt: skip
    assert "In force" in (row.text_content() or "")

    page.goto(form)
    press(page, "Change it in a working copy", "This is a working copy")
    page.fill("#id_summary", "Four parts, one of them on return.")
    press(page, "Save and submit for review", "was submitted for review")
    public = f"/policies/{policy.slug}/"
    assert "one of them on return" not in text_of(anonymous, site, public)
    copy = Policy.objects.get(copy_of=policy)
    reviewer.goto(f"{site}/admin/policies/policy/{copy.pk}/changes/")
    assert "Four parts, one of them on return." in reviewer.inner_text("table.changes ins")
    reviewer.goto(f"{site}/admin/policies/policy/{copy.pk}/change/")
    press(reviewer, "Save and publish", "is published")
    assert "one of them on return" in text_of(anonymous, site, public)

    reviewer.goto(form)
    reviewer.locator("details.revisions summary").click()
    press(reviewer, "Bring revision 1 back", "says what revision 1 said")
    press(reviewer, "Save and publish", "is published")
    history = text_of(anonymous, site, public)
    assert "who is also its author" in history, "there is no other reviewer, and it is marked"
    assert "one of them on return" not in history.partition('id="history"')[0]
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

"""What helps an analyst to enter: looking up a source, unsaved entries, keys, preview, the alignment grid."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page

from policies.models import Policy, Source
from tests.browser.signing_in import sign_in
from tests.browser.test_analysts import choose
from tests.links import conftest as links
from tests.links.conftest import HASTY, Opened

#: The fixture that starts a server on this machine.
opened = links.opened

PAGE = """<html lang="es"><title>Decreto <b>15</b></title>
<meta property="og:title" content="Decreto &lt;img src=x onerror=alert(1)&gt; 15">
<meta name="DC.publisher" content="El Peruano"><meta name="DC.date" content="2017-04">"""


@pytest.fixture
def draft(site: str) -> Policy:
    policy = Policy.objects.filter(country__iso3="PER", alignments__isnull=False).earliest("pk")
    Policy.objects.filter(pk=policy.pk).update(state="draft")
    return policy


@pytest.fixture
def desk(open_page: Any, site: str) -> tuple[Page, Any]:
    page, watch = open_page("/about/")
    sign_in(page, site, "analyst")
    return page, watch


def of(policy: Policy, rest: str = "change/") -> str:
    return f"/admin/policies/policy/{policy.pk}/{rest}"


def wait_until(true: Any, seconds: float = 10) -> None:
    """Polls from here: the policy forbids the eval of Playwright's own waiting."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "never true"
        time.sleep(0.05)


def test_a_source_is_looked_up_in_the_window_of_a_policy(
    desk: tuple[Page, Any],
    site: str,
    opened: Opened,
    settings: Any,
) -> None:
    settings.CHECK_LINKS = HASTY
    pages = opened()
    pages.pages["decree"] = (PAGE.encode(), {"Content-Type": "text/html; charset=utf-8"})
    page, watch = desk
    page.goto(f"{site}/admin/policies/policy/add/")
    with page.expect_popup() as window:
        page.locator("#add_id_source").click()
    popup = window.value
    popup.wait_for_load_state()
    popup.fill("#id_url", f"{pages.url}/decree")
    popup.fill("#id_publisher", "Mine")
    popup.get_by_role("button", name="Look it up").click()
    said = popup.locator("[data-said]")
    wait_until(lambda: "check it before you save" in said.inner_text())
    assert "What you had typed stays as it is: Publisher" in said.inner_text()
    values = [popup.input_value(f"#id_{name}") for name in ("title", "publisher", "published", "language")]
    assert values == ["Decreto <img src=x onerror=alert(1)> 15", "Mine", "2017-04", "es"]
    with popup.expect_event("close"):
        popup.get_by_role("button", name="Save", exact=True).first.click()
    assert Source.objects.get(publisher="Mine").published
    assert "Decreto" in page.locator(".field-source .select2-selection").first.inner_text()
    assert watch.trouble == []

    page.goto(f"{site}/admin/policies/source/add/")
    page.fill("#id_url", f"{pages.url}/decree")
    page.locator("#id_url").press("Enter")
    wait_until(lambda: "recorded already" in page.inner_text("[data-said]"))
    assert page.locator("[data-said] a").get_attribute("href") and page.locator("[data-said] img").count() == 0
    assert Source.objects.filter(url=f"{pages.url}/decree").count() == 1
    assert watch.trouble == []


def test_a_source_is_looked_up_without_script(open_page: Any, site: str, opened: Opened, settings: Any) -> None:
    settings.CHECK_LINKS = HASTY
    pages = opened()
    pages.pages["decree"] = (PAGE.encode(), {"Content-Type": "text/html; charset=utf-8"})
    page, _ = open_page("/about/", java_script_enabled=False)
    sign_in(page, site, "analyst")
    page.goto(f"{site}/admin/policies/source/add/")
    page.fill("#id_url", f"{pages.url}/decree")
    page.fill("#id_publisher", "Mine")
    page.get_by_role("button", name="Look it up").click()
    assert "check it before you save" in page.inner_text(".messagelist")
    assert (page.input_value("#id_publisher"), page.input_value("#id_published")) == ("Mine", "2017-04")
    page.locator("#id_title").press("Enter")  # saves, and does not look up again
    assert Source.objects.filter(publisher="Mine", language="es").exists()


def test_unsaved_entries_come_back_after_the_window_was_closed(desk: tuple[Page, Any], site: str) -> None:
    page, watch = desk
    page.goto(f"{site}/admin/policies/policy/add/")
    choose(page, "country", "ecuad", "Ecuador")
    page.fill("#id_title", "Plan that was not saved")
    page.select_option("#id_instrument", "policy")
    page.check("#id_under_revision")
    page.locator("#events-group .add-row a").click()
    page.fill("#id_events-0-date", "2018-03")
    page.select_option("#id_events-0-type", "adopted")
    page.fill("#id_events-0-title", "Adopted")
    page.locator("#events-0 .field-source .select2-selection").click()
    page.locator(".select2-search__field").last.fill("iom.int")
    page.locator(".select2-results__option").first.click()
    page.wait_for_timeout(900)

    again = page.context.new_page()
    page.close()
    again.on("pageerror", lambda error: watch.trouble.append(str(error)))
    again.on("console", lambda m: watch.trouble.append(m.text) if m.type in ("error", "warning") else None)
    again.goto(f"{site}/admin/policies/policy/add/")
    bar = again.locator(".kept-entries[role=status]")
    wait_until(lambda: "You have unsaved entries on this page, of" in bar.inner_text())
    assert again.input_value("#id_title") == ""
    again.get_by_role("button", name="Restore them").click()
    assert "Your entries are back. They are not saved yet." in bar.inner_text()
    assert again.input_value("#id_title") == "Plan that was not saved" and again.is_checked("#id_under_revision")
    assert again.input_value("#id_events-0-date") == "2018-03"
    assert "Ecuador" in again.locator(".field-country .select2-selection").first.inner_text()
    again.get_by_role("button", name="Save and continue editing").first.click()
    assert "was added successfully" in again.inner_text(".messagelist")
    saved = Policy.objects.get(title="Plan that was not saved")
    assert (saved.country.iso3, saved.under_revision, saved.events.get().title) == ("ECU", True, "Adopted")
    assert kept(again) == []
    again.goto(f"{site}/admin/policies/policy/add/")
    again.wait_for_timeout(300)
    assert bar.count() == 0 and watch.trouble == []


def kept(page: Page) -> list[str]:
    found = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('migpol:entries:'))")
    return list(found)


def test_unsaved_entries_are_discarded_on_request_and_at_sign_out(
    desk: tuple[Page, Any], site: str, draft: Policy
) -> None:
    page, watch = desk
    page.goto(site + of(draft))
    page.fill("#id_title", "Not kept")
    wait_until(lambda: len(kept(page)) == 1)
    page.goto(site + of(draft))
    page.get_by_role("button", name="Discard them").click()
    assert "discarded" in page.inner_text(".kept-entries") and kept(page) == []
    page.fill("#id_title", "Not kept either")
    wait_until(lambda: len(kept(page)) == 1)
    page.get_by_role("button", name="Log out").click()
    page.wait_for_load_state()
    assert kept(page) == [] and watch.trouble == []


def test_a_form_with_mistakes_keeps_its_entries_and_offers_nothing_twice(
    desk: tuple[Page, Any], site: str, draft: Policy
) -> None:
    page, _ = desk
    page.goto(site + of(draft))
    page.fill("#id_title", "Half done")
    page.fill("#id_term_start", "2018-13")
    page.get_by_role("button", name="Save", exact=True).first.click()
    assert "There is no month 13" in page.inner_text("#content")
    page.wait_for_timeout(300)
    assert page.locator(".kept-entries").count() == 0 and len(kept(page)) == 1
    Session.objects.all().delete()
    page.fill("#id_term_start", "2018")
    page.get_by_role("button", name="Save", exact=True).first.click()
    assert page.locator("#id_password").count() == 1
    sign_in(page, site, "analyst")
    page.goto(site + of(draft))
    page.get_by_role("button", name="Restore them").click()
    assert page.input_value("#id_title") == "Half done" and page.input_value("#id_term_start") == "2018"


def test_old_entries_and_those_of_others_are_not_offered(desk: tuple[Page, Any], site: str, draft: Policy) -> None:
    page, _ = desk
    page.goto(site + of(draft))
    page.fill("#id_title", "Eight days ago")
    wait_until(lambda: len(kept(page)) == 1)
    page.evaluate(
        "for (const key of Object.keys(localStorage)) if (key.startsWith('migpol:entries:')) {"
        " const kept = JSON.parse(localStorage[key]); kept.at -= 8 * 86400e3; localStorage[key] = JSON.stringify(kept);"
        " localStorage[key.replace(/:\\d+:/, ':999999:')] = JSON.stringify({ ...kept, at: Date.now() }); }"
    )
    page.goto(site + of(draft))
    page.wait_for_timeout(300)
    assert page.locator(".kept-entries").count() == 0
    assert [key for key in kept(page) if ":999999:" not in key] == []
    page.goto(f"{site}/admin/password_change/")
    page.fill("#id_old_password", "a secret")
    page.wait_for_timeout(900)
    assert [key for key in kept(page) if "password" in key] == []


def test_keys_save_and_a_new_row_takes_the_focus(desk: tuple[Page, Any], site: str, draft: Policy) -> None:
    page, watch = desk
    page.goto(site + of(draft))
    assert "Ctrl+S saves and stays on the page" in page.locator(".keys").first.inner_text()
    page.fill("#id_title", "Saved by a key")
    page.locator("#id_title").press("Control+s")
    wait_until(lambda: Policy.objects.get(pk=draft.pk).title == "Saved by a key")
    page.wait_for_load_state()
    assert page.url.endswith(of(draft))
    for group, first in (("events", "date"), ("documents", "variant")):
        page.locator(f"#{group}-group .add-row a").click()
        wait_until(lambda end=f"-{first}": (page.evaluate("document.activeElement.name") or "").endswith(end))
    page.locator("#alignments-group .add-row a").click()
    wait_until(lambda: page.evaluate("document.activeElement.closest('.field-component') !== null"))
    page.goto(site + of(draft))
    page.fill("#id_title", "Saved by another")
    page.locator("#id_title").press("Control+Enter")
    wait_until(lambda: page.url == f"{site}/admin/policies/policy/")
    assert Policy.objects.get(pk=draft.pk).title == "Saved by another" and watch.trouble == []


def test_the_tab_key_follows_the_order_of_reading(desk: tuple[Page, Any], site: str, draft: Policy) -> None:
    page, _ = desk
    page.goto(site + of(draft))
    page.locator("#id_title").focus()
    places: list[tuple[str, float, float]] = []
    for _step in range(60):
        page.keyboard.press("Tab")
        places.append(
            tuple(
                page.evaluate(
                    "(() => { const e = document.activeElement, b = e.getBoundingClientRect(), row = e.closest("
                    "'.form-row, tr, .submit-row, .inline-related') ?? e; const r = row.getBoundingClientRect();"
                    " return [e.name || e.id || e.className, r.top + scrollY, b.left]; })()"
                )
            )
        )
    tops = [top for __, top, __ in places]
    assert tops == sorted(tops), places
    names = [name for name, __, __ in places]
    order = ["original_title", "original_language", "instrument", "level", "legal_reference", "term_start", "summary"]
    assert [name for name in names if name in order] == order
    assert (
        page.evaluate('document.querySelectorAll(\'[tabindex]:not([tabindex="0"]):not([tabindex="-1"])\').length') == 0
    )


def test_a_preview_shows_what_is_not_saved(desk: tuple[Page, Any], site: str, draft: Policy) -> None:
    page, watch = desk
    page.goto(site + of(draft))
    page.fill("#id_title", "Only in the form")
    with page.context.expect_page() as opened_page:
        page.get_by_role("button", name="Preview").first.click()
    preview = opened_page.value
    preview.wait_for_load_state()
    assert preview.inner_text("h1") == "Only in the form"
    assert "None of it is saved" in preview.inner_text(".notice.preview")
    assert Policy.objects.get(pk=draft.pk).title != "Only in the form"
    assert page.input_value("#id_title") == "Only in the form" and watch.trouble == []


@pytest.mark.parametrize("script", [True, False])
def test_a_grid_is_filled_with_the_keyboard(open_page: Any, site: str, draft: Policy, script: bool) -> None:
    draft.alignments.all().delete()
    page, watch = open_page("/about/", java_script_enabled=script)
    sign_in(page, site, "analyst")
    page.goto(site + of(draft))
    page.get_by_role("link", name="Alignment with a framework").click()
    page.select_option("#which", "migof")
    page.get_by_role("button", name="Show").click()
    assert page.inner_text("h1") == "Alignment with MiGOF"
    row = page.locator("table.grid tbody tr", has_text="O2")
    row.locator("select").first.focus()
    page.keyboard.type("Expl")
    page.keyboard.press("Tab")
    page.keyboard.type("las dimensiones de la movilidad")
    if script:
        assert "5 of 25 words" in row.inner_text()
    row.locator(".field-quote_language input").fill("es")
    row.locator(".field-source_kind select").select_option("policy-text")
    row.locator(".field-source input").fill("https://example.org/not-recorded")
    save = page.get_by_role("button", name="Save all rows")
    save.click()
    assert "add it to the sources first" in row.inner_text()
    row.locator(".field-source input").fill(page.locator("#sources option").first.get_attribute("value") or "")
    if script:
        row.locator(".field-source input").press("Control+Enter")
    else:
        save.click()
    wait_until(lambda: "1 added" in page.inner_text("#container"))
    coded = draft.alignments.get()
    assert (coded.component.code, coded.link, coded.quote) == (
        "migof-o2",
        "explicit",
        "las dimensiones de la movilidad",
    )
    row.locator("select").first.select_option("")
    save.click()
    assert "“las dimensiones de la movilidad”; coded by MigPol coder" in page.inner_text(".overtaken")
    page.get_by_label("Yes, take them out when I save.").check()
    save.click()
    assert "1 taken out" in page.inner_text(".messagelist") and not draft.alignments.exists()
    assert watch.trouble == []

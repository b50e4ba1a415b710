"""Searching in a browser: suggestions by keyboard, mouse and reader, the reasons of hits, and all of it without script."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.looking import violations
from tests.browser.test_readers import wait_until

OPEN = "document.querySelector('[role=combobox]').getAttribute('aria-expanded') === 'true'"
SHUT = OPEN.replace("true'", "false'")


@pytest.mark.parametrize(("path", "field"), [("/", "#q"), ("/policies/", "#id_q")])
def test_a_suggestion_is_chosen_by_keyboard(open_page: Any, path: str, field: str) -> None:
    page, watch = open_page(path)
    page.focus(field)
    page.keyboard.type("per")
    wait_until(page, OPEN)
    assert page.get_attribute(field, "aria-controls") == page.get_attribute("[role=listbox]", "id")
    for __ in range(2):  # down into the list, up and out of it, and in again
        page.keyboard.press("ArrowDown")
        active = page.get_attribute(field, "aria-activedescendant")
        assert page.get_attribute(f"#{active}", "aria-selected") == "true"
        page.keyboard.press("ArrowUp")
        assert page.get_attribute(field, "aria-activedescendant") is None
    assert "suggestion" in page.text_content(".combobox [role=status]")
    broken = violations(page)
    page.keyboard.press("ArrowDown")
    broken += violations(page)
    page.keyboard.press("Enter")
    wait_until(page, "location.pathname === '/countries/peru/'")
    assert broken == []
    assert watch.trouble == []


def test_escape_closes_the_list_and_keeps_the_words(open_page: Any) -> None:
    page, watch = open_page("/")
    page.focus("#q")
    page.keyboard.type("migr")
    wait_until(page, OPEN)
    page.keyboard.press("Escape")
    assert page.evaluate(SHUT)
    assert page.input_value("#q") == "migr"
    page.keyboard.press("Enter")
    wait_until(page, "location.search === '?q=migr'")
    assert page.locator("[data-why] mark, h3 mark").count() > 20
    assert watch.trouble == []


def test_one_letter_asks_nothing_and_leaving_closes(open_page: Any) -> None:
    page, __ = open_page("/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/suggest/" in request.url else None)
    page.focus("#q")
    page.keyboard.type("p")
    page.wait_for_timeout(600)
    assert asked == []
    page.keyboard.type("eru")  # four letters at once are one question
    wait_until(page, OPEN)
    assert len(asked) == 1
    page.keyboard.press("Tab")
    assert page.evaluate(SHUT)


def test_a_suggestion_is_chosen_by_mouse(open_page: Any) -> None:
    page, __ = open_page("/policies/", viewport={"width": 1280, "height": 900})
    page.focus("#id_q")
    page.keyboard.type("ecuador")
    wait_until(page, OPEN)
    page.click("[role=option]")
    wait_until(page, "location.pathname === '/countries/ecuador/'")


def test_typing_in_the_list_marks_the_hits_and_names_what_is_not_understood(open_page: Any) -> None:
    page, watch = open_page("/policies/")
    page.focus("#id_q")
    page.keyboard.type('"movilidad humana')
    wait_until(page, "document.querySelector('#results mark')?.textContent === 'Movilidad'")
    assert "quotation mark" in page.text_content("#results .notice")
    page.keyboard.type('"')
    wait_until(page, "document.querySelector('#results mark')?.textContent === 'Movilidad Humana'")
    assert page.locator(".notice").count() == 0
    assert watch.trouble == []


def test_the_search_needs_no_script(open_page: Any) -> None:
    page, __ = open_page("/", java_script_enabled=False)
    assert page.get_attribute("#q", "role") is None
    page.fill("#q", "politica migratoria")
    page.click("form.search button")
    page.locator("[data-why=original_title] mark").first.wait_for()
    assert page.locator("[data-why=original_title] mark").count() > 1

"""The reader's jobs by keyboard alone: the focus moves by Tab and is always seen."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_jobs import CHIPS, PROJECT, TITLE
from tests.browser.test_jobs_selection import PERU
from tests.browser.test_readers import wait_until

#: What has the focus: whether it is what is sought, seen in the window, and marked.
FOCUS = """(wanted) => {
  const at = document.activeElement;
  const box = at.getBoundingClientRect();
  const style = getComputedStyle(at);
  return {
    found: at.matches(wanted),
    what: at.outerHTML.slice(0, 120),
    seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
    marked: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
  };
}"""


def tab_to(page: Page, selector: str, most: int = 120, key: str = "Tab") -> None:
    """Presses Tab until what ``selector`` matches has the focus; each stop on the way must show that it has it."""
    for __ in range(most):
        page.keyboard.press(key)
        at = page.evaluate(FOCUS, selector)
        assert at["marked"] and at["seen"], at["what"]
        if at["found"]:
            return
    pytest.fail(f"{most} × {key} do not lead to {selector}")


def has_chips(page: Page, chips: int, facets: int) -> None:
    """Waits for the results and for the facets, which are swapped one after the other, and for the focus."""
    wait_until(page, f"{CHIPS} === {chips}")
    wait_until(page, f"document.querySelectorAll('#facets summary .count').length === {facets}")
    wait_until(page, "document.activeElement !== document.body")


def test_from_home_to_a_policy_and_its_project(open_page: Any, site: str) -> None:
    page, watch = open_page("/")
    tab_to(page, "#q")
    page.keyboard.type("Peru National Migration Policy 2017")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/policies/?q=*")
    tab_to(page, ".skip")
    page.keyboard.press("Enter")  # past the masthead, to the content
    tab_to(page, f"[data-policy='{PERU}'] h3 a")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/policies/{PERU}/**")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    tab_to(page, "[data-project] h3 a")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(PROJECT)
    assert watch.trouble == []


def test_a_selection_is_made_and_unmade(open_page: Any) -> None:
    page, watch = open_page("/policies/")
    # A long facet is opened and searched.
    tab_to(page, "[data-facet=country] summary")
    page.keyboard.press("Space")
    tab_to(page, "#search-country", most=1)
    page.keyboard.type("perú")
    page.keyboard.press("Enter")  # chooses nothing
    tab_to(page, "[name=country]", most=2)
    assert page.evaluate(FOCUS, "[value=PER]")["found"]
    page.keyboard.press("Space")
    has_chips(page, 1, 1)
    assert page.evaluate(FOCUS, "[name=country][value=PER]")["found"]  # and not at the top again
    tab_to(page, "[data-facet=link] summary", key="Shift+Tab")
    page.keyboard.press("Enter")
    tab_to(page, "[name=link][value=explicit]", most=2)
    page.keyboard.press("Space")
    has_chips(page, 2, 2)
    tab_to(page, "[name=framework][value=migof]", key="Shift+Tab")
    page.keyboard.press("Space")
    has_chips(page, 3, 3)
    tab_to(page, "#id_as_of")
    page.keyboard.type("2018")
    page.keyboard.press("Enter")
    has_chips(page, 4, 3)
    tab_to(page, "#id_sort", most=2)
    page.keyboard.press("ArrowDown")
    wait_until(page, "location.search.includes('sort=')")
    assert page.locator(".rows [data-policy]").count() == 1
    # A choice is removed, and the year moved on the map.
    tab_to(page, ".chips a[href]:not([href*='country=PER'])")
    page.keyboard.press("Enter")
    wait_until(page, f"{CHIPS} === 3")
    tab_to(page, ".tabs a[href^='/map/']")
    page.keyboard.press("Enter")
    wait_until(page, "location.pathname === '/map/'")
    tab_to(page, "input[type=range]")
    page.keyboard.press("ArrowLeft")
    wait_until(page, "location.search.includes('as_of=2017-12-31')")
    assert "framework=migof" in page.url and "link=explicit" in page.url
    assert watch.trouble == []

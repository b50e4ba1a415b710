"""The reader's jobs: browse a country's timeline and the map, filter by framework."""

from __future__ import annotations

import contextlib
import time
from typing import Any

import pytest
from playwright.sync_api import Error, Page

from tests.browser.looking import SCHEMES, violations, violations_in_the_other_scheme

PAGES = (
    "/",
    "/policies/",
    "/policies/?framework=migof&as_of=2016-12-31&country=XXX",
    "/policies/?q=zzzz",
    "/policies/?q=IOM+migrants+AND",
    "/policies/per-2017-national-migration-policy/",
    "/countries/",
    "/countries/peru/",
    "/countries/andorra/",
    "/frameworks/",
    "/frameworks/migof/",
    "/projects/",
    "/projects/strengthening-migration-management-in-peru/",
    "/funders/",
    "/funders/iom-development-fund/",
    "/map/",
    "/matrix/?frame=mgi&mapping=on&rows=countries",
    "/matrix/?frame=gcm&rows=policies",
    "/matrix/passages/?country=PER&of=migof-p1",
    "/embed/alignment-matrix/?frame=gcm",
    "/curve/",
    "/curve/?by=region&share=on&as_of=2020",
    "/curve/?of=treaty&frame=csr51&by=group",
    "/curve/?region=antarctica",
    "/funding/",
    "/funding/?currency=USD",
    "/funding/?region=western-africa",
    "/compare/",
    "/compare/?country=PER&country=ECU&country=GHA&country=AND&as_of=2019",
    "/map/?layer=first-adoption&as_of=2018&region=africa",
    "/map/?layer=alignment&of=migof-o2&link=implicit",
    "/map/?layer=participation&zoom=oceania",
    "/map/?layer=score",
    "/map/?layer=policies&zoom=caribbean",
    "/timeline/",
    "/timeline/?by=country&region=south-america&event=adoption&event=amended&as_of=2020",
    "/timeline/?q=zzzz&event=x",
    "/countries/bolivia/",
    "/frameworks/csr51/",
    "/frameworks/sdg1072/",
    "/changes/",
    "/about/coverage/",
    "/suggest-correction/?of=countries/peru",
    "/data/dictionary/",
    "/data/api/",
    "/embed/map-participation/csr51/",
    "/embed/curve/?by=region",
    "/embed/funding-flow/iom-development-fund/",
    "/embed/country-comparison/PER-ECU/",
    "/about/",
    "/suggest-correction/?of=countries/peru&sent=1",
    "/policies/no-such-policy/",
)


def wait_until(page: Page, expression: str, seconds: float = 15) -> None:
    """Polls, because the policy forbids the eval of Playwright's own waiting."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        # A page that is just being left cannot answer.
        with contextlib.suppress(Error):
            if page.evaluate(expression):
                return
        page.wait_for_timeout(20)
    pytest.fail(f"never true: {expression}")


def go_live(page: Page) -> None:
    """Brings every chart into view, and waits until it is live."""
    for chart in page.query_selector_all("[data-chart]"):
        chart.scroll_into_view_if_needed()
        key = chart.get_attribute("data-chart")
        wait_until(page, f"document.querySelector('[data-chart=\"{key}\"]').dataset.state === 'live'")


@pytest.mark.parametrize("part", range(6))  # which can run beside each other
def test_every_page_is_accessible_and_keeps_the_policy_still_and_live(open_page: Any, site: str, part: int) -> None:
    """In both colour schemes: a page comes in one of them, in turn, and is then changed to the other."""
    page, watch = open_page("/about/")
    found = []
    for number, path in enumerate(PAGES[part::6]):
        first, other = SCHEMES if (number + part) % 2 else SCHEMES[::-1]
        page.emulate_media(color_scheme=first)
        page.goto(site + path)
        go_live(page)
        broken = [*violations(page), *violations_in_the_other_scheme(page, other)]
        found += [f"{path}: {line}" for line in broken]
    assert found == []
    assert [line for line in watch.trouble if "404" not in line] == []


def test_small_screens_have_no_sideways_scroll(open_page: Any, site: str) -> None:
    page, watch = open_page("/about/", viewport={"width": 320, "height": 640})
    for path in PAGES:
        page.goto(site + path)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, path
    assert [line for line in watch.trouble if "404" not in line] == []


def test_small_screens_keep_the_still_until_it_is_touched(open_page: Any) -> None:
    page, watch = open_page("/countries/peru/", viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    figure = page.locator("[data-chart='country-timeline']")
    page.wait_for_timeout(1500)
    assert figure.get_attribute("data-state") == "still"
    figure.locator(".chart-canvas").tap(position={"x": 300, "y": 4})  # not on a link of the still
    wait_until(page, "document.querySelector('[data-chart]').dataset.state === 'live'")
    assert watch.trouble == []


def test_axe_finds_nothing_on_small_stills(open_page: Any, site: str) -> None:
    page, _ = open_page("/about/", viewport={"width": 390, "height": 800})
    for path in (
        "/",
        "/countries/peru/",
        "/policies/",
        "/policies/per-2017-national-migration-policy/",
        "/map/?layer=alignment&region=americas",
        "/map/?layer=policies&zoom=oceania",
    ):
        page.goto(site + path)
        assert violations(page) == [], path


def test_everything_is_there_with_script_off(open_page: Any, site: str) -> None:
    page, _ = open_page("/countries/peru/", java_script_enabled=False)
    assert page.locator("[data-chart='country-timeline'] svg.still-wide").is_visible()
    assert page.locator("[data-policy='per-2017-national-migration-policy']").get_by_text("Term ended").is_visible()

    page.goto(site + "/policies/")
    page.get_by_label("MiGOF", exact=True).check()
    page.get_by_role("button", name="Apply").click()
    assert "framework=migof" in page.url
    assert page.locator("[data-policy='per-2017-national-migration-policy']").count() == 1

    page.goto(site + "/map/")
    page.get_by_label("Year").fill("2018")
    page.get_by_role("button", name="Show this year").click()
    assert "as_of=2018" in page.url
    assert "state-in-force" in (page.locator("[data-iso3='PER']").get_attribute("class") or "")


def test_peru_shows_the_decree_its_drafting_and_its_working_group(open_page: Any, site: str) -> None:
    page, _ = open_page("/countries/peru/")
    row = page.locator("[data-policy='per-2017-national-migration-policy']")
    assert row.get_by_text("Term ended").is_visible()
    row.get_by_role("link", name="National Migration Policy 2017-2025").click()
    text = page.inner_text("main")
    for words in (
        "Term ended",
        "no extension and no successor recorded",
        "September 2015",
        "2011",
        "Intersectoral Working Group",
        "27 April 2017",
        "has considered the principles, objectives and guidelines of the Migration Governance Framework",
        "Strengthening Migration Management in Peru",
        "IOM Development Fund",
        "planned",
        "date not known",
    ):
        assert words in text, words
    page.get_by_role("link", name="IOM Development Fund").first.click()
    page.get_by_role("link", name="Strengthening Migration Management in Peru").first.click()
    page.get_by_role("link", name="National Migration Policy 2017-2025").first.click()
    page.get_by_role("link", name="Peru").first.click()
    assert page.url == f"{site}/countries/peru/"


def test_filters_swap_the_results_and_the_address_follows(open_page: Any) -> None:
    page, watch = open_page("/policies/")
    page.evaluate("window.stayed = true")
    page.get_by_label("MiGOF", exact=True).check()
    wait_until(page, "location.search.includes('framework=migof')")
    wait_until(page, "document.querySelectorAll('.chips a').length === 1")
    assert page.evaluate("window.stayed") is True
    assert page.locator("[data-policy='per-2017-national-migration-policy']").count() == 1
    page.get_by_label("Replaced", exact=True).check()
    wait_until(page, "document.querySelectorAll('.chips a').length === 2")
    assert page.locator("[data-policy='per-2017-national-migration-policy']").count() == 0
    page.go_back()
    wait_until(page, "!location.search.includes('status=')")
    wait_until(page, "document.querySelectorAll('.chips a').length === 1")
    page.locator(".chips a").click()
    wait_until(page, "!location.search.includes('framework')")
    assert watch.trouble == []


@pytest.mark.parametrize("live", [False, True])
def test_the_slider_recolours_the_map_without_loading(open_page: Any, live: bool) -> None:
    options = {} if live else {"viewport": {"width": 700, "height": 900}}
    page, watch = open_page("/map/", **options)
    if live:
        go_live(page)
    page.evaluate("window.stayed = true")
    in_force = "[data-legend='in-force'] .count"
    now = int(page.inner_text(in_force))
    page.get_by_label("Year").fill("2003")
    wait_until(page, f'Number(document.querySelector("{in_force}").textContent) < {now}')
    wait_until(page, "location.search.includes('as_of=2003-12-31')")
    assert page.evaluate("window.stayed") is True
    if live:
        peru = (
            "(() => { const trace = document.querySelector('.chart-live').data[0];"
            " return trace.z[trace.locations.indexOf('PER')]; })()"
        )
        order = page.evaluate("document.querySelector('.chart-live').layout.meta.stateOrder")
        assert order[page.evaluate(peru)] == "not-assessed"
    else:
        assert "state-not-assessed" in page.locator("[data-iso3='PER']").get_attribute("class")
    assert "2003" in page.inner_text(".chart-sentence")
    assert watch.trouble == []


def test_a_small_state_on_the_map_leads_to_its_page(open_page: Any, site: str) -> None:
    page, _ = open_page("/map/", viewport={"width": 900, "height": 900}, java_script_enabled=False)
    page.locator("circle[data-iso3='TUV']").click()
    assert page.url == f"{site}/countries/tuvalu/"


def test_a_cell_of_the_matrix_shows_its_passages_with_script_and_without(open_page: Any, site: str) -> None:
    address = "/matrix/?country=PER&rows=countries"
    page, watch = open_page(address)
    cell = page.locator("[data-country='PER'] a.cell").first
    cell.click()
    wait_until(page, "document.getElementById('passages').open")
    dialog = page.locator("dialog#passages")
    assert dialog.get_by_role("heading").inner_text() == "MiGOF as a whole: Peru"
    assert "has considered the principles, objectives and guidelines" in dialog.inner_text()
    assert violations(page) == []
    page.keyboard.press("Escape")
    wait_until(page, "!document.getElementById('passages').open")
    assert page.evaluate("document.activeElement.matches('a.cell')")
    assert page.url == site + address
    assert watch.trouble == []

    page, _ = open_page(address, java_script_enabled=False)
    page.locator("[data-country='PER'] a.cell").first.click()
    assert "/matrix/passages/" in page.url
    assert "has considered the principles, objectives and guidelines" in page.inner_text("main")


def test_facets_follow_the_choice_stay_open_and_can_be_searched(open_page: Any) -> None:
    page, watch = open_page("/policies/")
    page.locator("[data-facet=country] summary").click()
    box = page.get_by_label("Search in Country")
    box.fill("PERÚ")
    countries = page.locator("[data-facet=country] .choices li:visible")
    assert countries.count() == 1
    assert "framework" not in page.url  # searching in a facet chooses nothing
    before = int(countries.locator(".count").inner_text())
    page.get_by_label("MiGOF", exact=True).check()
    wait_until(page, "location.search.includes('framework=migof')")
    wait_until(page, "document.querySelectorAll('.chips a').length === 1")
    assert page.locator("[data-facet=country]").get_attribute("open") is not None
    peru = page.locator("[data-facet=country] li:has(input[value=PER]) .count")
    assert 0 < int(peru.inner_text()) < before
    assert page.get_by_label("MiGOF", exact=True).is_checked()
    assert watch.trouble == []

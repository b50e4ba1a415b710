"""The layers of the map in a real browser: slider, list of small countries, links, parts of the world."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page

from policies.charts.country_map import UN_DISCLAIMER
from tests.browser.test_charts import SVG, downloaded
from tests.browser.test_readers import go_live, wait_until


def legend(page: Page) -> dict[str, int]:
    items = page.locator(".legend li").all()
    return {str(i.get_attribute("data-legend")): int(i.locator(".count").inner_text()) for i in items}


@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize("layer", ["first-adoption", "alignment", "participation", "policies"])
def test_the_slider_moves_every_layer_and_says_what_the_server_says(
    open_page: Any, site: str, layer: str, live: bool
) -> None:
    page, watch = open_page(f"/map/?layer={layer}", **({} if live else {"viewport": {"width": 700, "height": 900}}))
    if live:
        go_live(page)
    before = legend(page)
    page.get_by_label("Year").fill("2006")
    wait_until(page, "location.search.includes('as_of=2006-12-31')")
    moved = legend(page), page.inner_text(".chart-sentence"), page.inner_text(".map-places ul")
    assert moved[0] != before and sum(moved[0].values()) == sum(before.values())
    assert page.inner_text(".as-of").startswith("As of 31 December 2006.")
    assert watch.trouble == []
    page.reload()
    assert (legend(page), page.inner_text(".chart-sentence"), page.inner_text(".map-places ul")) == moved


@pytest.mark.parametrize("layer", ["status", "policies"])  # with the years since, and with a value of each year
def test_the_table_follows_the_slider_once_it_rests(open_page: Any, layer: str) -> None:
    page, watch = open_page(f"/map/?layer={layer}")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator(".chart-table summary").click()
    before = page.inner_text(".chart-table table")
    for year in ("2018", "2010", "2006"):  # on the way, as when it plays
        page.get_by_label("Year").fill(year)
    wait_until(page, "document.querySelector('.chart-table thead').innerText.includes('31 December 2006')")
    moved = page.inner_text(".chart-table table")
    assert moved != before
    # Table and facets, of the last year alone.
    assert {url.partition("?")[2] for url in asked if "/map/" in url} == {f"layer={layer}&as_of=2006-12-31"}
    assert "as_of=2006-12-31" in str(page.locator(".chart-table tbody a").first.get_attribute("href"))
    assert watch.trouble == []
    page.reload()
    page.locator(".chart-table summary").click()
    assert page.inner_text(".chart-table table") == moved


def test_a_closed_table_is_fetched_when_it_is_opened_and_an_old_one_says_its_day(open_page: Any) -> None:
    page, _ = open_page("/?as_of=2020")
    page.get_by_label("Year").fill("2006")
    page.wait_for_timeout(1500)
    summary, head = page.locator(".chart-table summary"), page.locator(".chart-table thead")
    assert "31 December 2020" in str(head.text_content())
    page.route("**/?as_of=*", lambda route: route.abort())
    summary.click()
    wait_until(page, "!document.querySelector('.chart-table').hasAttribute('aria-busy')")
    assert "31 December 2020" in str(head.text_content())
    page.unroute("**/?as_of=*")
    summary.click()
    summary.click()
    wait_until(page, "document.querySelector('.chart-table thead').textContent.includes('31 December 2006')")


def test_links_of_the_map_follow_the_slider(open_page: Any, site: str) -> None:
    page, watch = open_page("/map/?layer=policies&instrument=law")
    page.get_by_label("Year").fill("2015")
    for selector in (
        ".tabs a",
        ".switches a",
        ".zooms a",
        ".map-places a",
        ".chart-buttons a",
        ".chart-embed a",
        ".chart-cite a",
    ):
        assert "as_of=2015-12-31" in str(page.locator(selector).first.get_attribute("href")), selector
    go_live(page)
    page.locator(".chart-live .choroplethlocation").first.wait_for(state="attached")
    # A country of the live map, clicked where it is.
    box = page.locator(".chart-live").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.36, box["y"] + box["height"] * 0.68)
    page.wait_for_timeout(300)
    page.mouse.click(box["x"] + box["width"] * 0.36, box["y"] + box["height"] * 0.68)
    wait_until(page, "location.pathname.startsWith('/countries/')")
    assert page.url == f"{site}/countries/brazil/?as_of=2015-12-31"
    assert watch.trouble == []


def test_what_was_chosen_stays_chosen_and_the_day_is_that_of_the_slider(open_page: Any) -> None:
    page, watch = open_page("/map/?as_of=2020&instrument=law&layer=participation&zoom=asia")
    assert page.locator(".chips a:visible").count() == 2
    page.get_by_label("Year").fill("2009")
    chips = page.locator(".chips a:visible")
    assert chips.count() == 1 and "Law" in chips.first.inner_text()
    assert "as_of=2009-12-31" in str(chips.first.get_attribute("href"))
    page.get_by_role("button", name="Apply").click()
    # The choice of the day is in force again, and is among the others.
    wait_until(page, "[...document.querySelectorAll('.chips a')].filter((chip) => chip.offsetParent).length === 2")
    wait_until(page, "!document.querySelector('.as-of').hidden && location.search.includes('instrument=law')")
    for part in ("as_of=2009-12-31", "layer=participation", "zoom=asia"):
        assert part in page.url
    page.get_by_label("Year").fill("2005")
    page.get_by_role("button", name="Show", exact=True).click()
    wait_until(page, "location.search.includes('as_of=2005-12-31') && location.search.includes('of=')")
    assert watch.trouble == []


def test_parts_of_the_world_are_reached_by_keyboard_and_kept(open_page: Any, site: str) -> None:
    page, watch = open_page("/map/?layer=alignment&of=mgi&as_of=2020")
    page.get_by_role("link", name="Oceania", exact=True).focus()
    page.keyboard.press("Enter")
    wait_until(page, "location.search.includes('zoom=oceania')")
    assert page.locator("svg [data-iso3='TUV']").count() + page.locator(".chart-live").count() >= 1
    assert page.locator("svg [data-iso3='PER']").count() == 0
    page.get_by_role("link", name="Number of policies").click()
    wait_until(page, "location.search.includes('layer=policies')")
    assert "zoom=oceania" in page.url and "as_of=2020" in page.url and "of=mgi" not in page.url
    assert page.get_by_role("link", name="Oceania", exact=True).get_attribute("aria-current") == "true"
    assert watch.trouble == []


def test_a_layer_can_be_chosen_with_script_off(open_page: Any, site: str) -> None:
    page, _ = open_page("/map/?zoom=americas", java_script_enabled=False)
    page.get_by_role("link", name="Alignment", exact=True).click()
    page.get_by_label("Alignment with", exact=True).select_option("migof-o1")
    page.get_by_role("button", name="Show", exact=True).click()
    assert page.url == f"{site}/map/?zoom=americas&layer=alignment&of=migof-o1"
    page.get_by_label("Year").fill("2018")
    page.get_by_role("button", name="Show this year").click()
    assert "of=migof-o1" in page.url and "zoom=americas" in page.url and "as_of=2018" in page.url
    assert "31 December 2018" in page.inner_text(".chart-sentence")


def test_the_picture_of_a_layer_is_the_screen(open_page: Any, tmp_path: Path) -> None:
    page, watch = open_page("/map/?layer=policies&zoom=africa&instrument=law")
    page.get_by_label("Year").fill("2018")
    name, svg = downloaded(page, "svg", tmp_path)
    assert name == "migpol-map-policies-2018-12-31.svg"
    root = ElementTree.fromstring(svg)
    text = " ".join(" ".join(element.itertext()) for element in root.iter(f"{SVG}text"))
    said = page.locator(".chart-title").inner_text(), page.locator(".chart-sentence").inner_text()
    for words in (*said, "Only Instrument: Law.", UN_DISCLAIMER, "layer=policies", "zoom=africa", "as_of=2018-12-31"):
        assert words in text, words
    page.locator(".chart-embed summary").click()
    snippet = page.locator(".chart-embed textarea").input_value()
    assert "zoom=africa" in snippet and "as_of=2018-12-31" in snippet
    assert watch.trouble == []


@pytest.mark.parametrize("path", ["/map/", "/timeline/", "/curve/", "/funding/", "/matrix/"])
def test_a_choice_applies_at_once_in_every_view_and_keeps_the_focus_in_place(open_page: Any, path: str) -> None:
    page, watch = open_page(path)
    page.evaluate("window.stayed = true")
    box = page.locator("form.filters input[name=framework][value=migof]")
    box.focus()
    page.keyboard.press("Space")
    wait_until(page, "location.search.includes('framework=migof')")
    wait_until(page, "document.querySelectorAll('.chips a').length === 1")
    assert page.evaluate("window.stayed") is True
    wait_until(page, "document.activeElement.value === 'migof'")
    assert box.is_checked() and box.is_visible()
    assert page.evaluate("(({ top }) => top >= 0 && top < innerHeight)(document.activeElement.getBoundingClientRect())")
    assert page.inner_text("#result-count") != ""
    go_live(page)
    assert watch.trouble == []


def test_counts_and_citation_follow_the_slider(open_page: Any) -> None:
    page, watch = open_page("/map/?instrument=law")
    counts = "#facets [data-facet=status] .count"
    page.locator(".chart-cite summary").click()
    page.get_by_label("Year").fill("2005")
    wait_until(page, "location.search.includes('as_of=2005-12-31')")
    wait_until(page, "!document.getElementById('facets').classList.contains('old')")
    moved = page.locator(counts).all_inner_texts(), page.inner_text(".chart-cite .cite")
    assert "as of 31 December 2005" in moved[1] and "as_of=2005-12-31" in moved[1]
    page.reload()
    page.locator(".chart-cite summary").click()
    assert (page.locator(counts).all_inner_texts(), page.inner_text(".chart-cite .cite")) == moved
    assert watch.trouble == []


def test_the_player_says_that_it_plays_and_ends_with_its_map(open_page: Any) -> None:
    page, watch = open_page("/map/?as_of=2004")
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Play").click()
    wait_until(page, "Number(document.querySelector('.map-year input[type=range]').value) > 2005")
    page.locator("form.filters input[name=framework][value=migof]").check()
    wait_until(page, "document.querySelectorAll('.chips a').length === 2")
    assert page.get_by_role("button", name="Play").is_visible()
    before = page.url
    page.wait_for_timeout(1500)
    assert page.url == before
    assert watch.trouble == []

"""The curve, the flow of money and the comparison in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.browser.test_charts import downloaded
from tests.browser.test_readers import go_live


def test_the_live_flow_has_the_places_of_the_still(open_page: Any) -> None:
    """plotly.js lays nodes out itself; given the same places and sorting it must come to the same picture."""
    still, _ = open_page("/funding/?region=western-africa", java_script_enabled=False)
    nodes, bands = (
        sorted(
            still.locator(selector).evaluate_all(
                "all => all.map(e => { const b = e.getBBox(); return [b.x, b.y, b.height] })"
            )
        )
        for selector in (".still-wide rect", ".still-wide .bands path")
    )
    page, watch = open_page("/funding/?region=western-africa")
    go_live(page)
    measure = (
        "(all) => { const frame = document.querySelector('.chart-live .main-svg').getBoundingClientRect();"
        " return all.map((e) => { const b = e.getBoundingClientRect();"
        " return [b.x - frame.x, b.y - frame.y, b.height]; }); }"
    )
    for selector, expected in ((".node-rect", nodes), (".sankey-link", bands)):
        live = sorted(page.locator(f".chart-live {selector}").evaluate_all(measure))
        assert len(live) == len(expected)
        for one, other in zip(live, expected, strict=True):
            assert one == pytest.approx(other, abs=1.5)
    assert watch.trouble == []


def test_a_node_leads_to_its_page(open_page: Any, site: str) -> None:
    page, watch = open_page("/funding/?country=PER")
    go_live(page)
    page.locator(".chart-live .node-rect").first.click(force=True)
    page.wait_for_url(f"{site}/funders/*/")
    assert watch.trouble == []


def test_the_flow_is_read_with_arrow_keys_and_left_with_tab(open_page: Any, site: str) -> None:
    page, watch = open_page("/funding/?country=PER")
    go_live(page)
    live, hover = page.locator(".chart-live"), page.locator(".chart-live .hoverlayer")
    assert page.locator(f"#{live.get_attribute('aria-details')} table").count() == 1
    live.focus()
    said = []
    for _ in range(2):
        page.keyboard.press("ArrowDown")
        page.locator(".chart-live .hoverlayer .hovertext").wait_for()
        assert page.locator(".chart-live .hovertext").count() == 1
        said.append(hover.text_content())
    assert all(said) and said[0] != said[1]
    page.keyboard.press("ArrowUp")
    assert hover.text_content() == said[0]
    page.keyboard.press("Escape")
    assert hover.text_content() == ""
    page.keyboard.press("ArrowUp")  # from the end
    assert hover.text_content() not in ("", *said)
    page.keyboard.press("Tab")
    assert hover.text_content() == ""
    for _ in range(12):  # the buttons of the chart
        page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('.chart-live').contains(document.activeElement)") is False
    live.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/funders/*/")
    assert watch.trouble == []


def test_the_forms_work_with_script_off(open_page: Any, site: str) -> None:
    page, _ = open_page("/curve/", java_script_enabled=False)
    page.get_by_label("Lines").select_option("region")
    page.get_by_label("as a share").check()
    page.get_by_role("button", name="Show").click()
    assert "by=region" in page.url and "share=on" in page.url
    page.locator(".still-wide").get_by_text("% Africa").wait_for()

    page.goto(site + "/funding/?as_of=2020")
    page.get_by_label("Bands are as wide as the").select_option("USD")
    page.get_by_role("button", name="Show").click()
    assert "currency=USD" in page.url and "as_of=2020" in page.url

    page.goto(site + "/countries/peru/")
    page.get_by_role("link", name="Compare with other countries").click()
    page.get_by_label("Country 2").select_option("ECU")
    page.get_by_role("button", name="Compare").click()
    assert page.locator("h1").inner_text() == "Peru and Ecuador"
    assert page.locator("svg.still-wide").is_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="All tables as CSV").click()
    assert download.value.suggested_filename.startswith("migpol-comparison-per-ecu-")


def test_pictures_say_what_they_are_of(open_page: Any, site: str, tmp_path: Path) -> None:
    page, watch = open_page("/about/")
    for path in (
        "/curve/?by=region&region=africa&region=asia&as_of=2024",
        "/funding/?currency=USD",
        "/compare/?country=PER&country=ECU",
    ):
        page.goto(site + path)
        root = ElementTree.fromstring(downloaded(page, "svg", tmp_path)[1])
        words = " ".join(" ".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}text"))
        assert page.locator(".chart-title").inner_text() in words
        assert path.split("?")[0] in words and "as of" in words
        _, png = downloaded(page, "png", tmp_path)
        assert png.startswith(b"\x89PNG") and len(png) > 30_000
    assert watch.trouble == []

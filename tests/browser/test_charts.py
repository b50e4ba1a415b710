"""Charts outside their pages, in a real browser: frames in other sites, pictures, patterns of the live map."""

from __future__ import annotations

import re
import struct
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from policies.charts.country_map import UN_DISCLAIMER
from policies.charts.picture import WIDTH
from tests.browser.looking import violations
from tests.browser.test_readers import go_live, wait_until

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def other_site() -> Iterator[Callable[[str], str]]:
    """``other_site(html)`` is the address of a page with that content, at another origin."""
    content = b""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/" else 204)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            if self.path == "/":
                self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def serve(html: str) -> str:
        nonlocal content
        content = f"<!doctype html><title>Another site</title>{html}".encode()
        return f"http://127.0.0.1:{server.server_port}/"

    yield serve
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "path",
    ["/map/?region=africa", "/countries/peru/", "/frameworks/migof/", "/compare/?country=PER&country=ECU"],
)
def test_a_chart_lives_in_a_frame_of_another_site(
    open_page: Any, site: str, settings: Any, other_site: Callable[[str], str], path: str
) -> None:
    settings.SITE_URL = site
    page, watch = open_page(path, java_script_enabled=True)
    page.locator(".chart-embed summary").click()
    # As a reader copies it: all of the field.
    page.locator(".chart-embed textarea").focus()
    page.keyboard.press("Control+A")
    snippet = str(
        page.evaluate("{ const at = document.activeElement; at.value.slice(at.selectionStart, at.selectionEnd) }")
    )
    assert snippet.startswith(f'<iframe src="{site}/embed/')

    with page.expect_response(lambda response: "/embed/" in response.url) as framed:
        page.goto(other_site(snippet))
    assert "frame-ancestors *" in framed.value.headers["content-security-policy"]
    frame = page.frames[1]
    chart = page.frame_locator("iframe").locator("figure.chart")
    chart.locator(".chart-canvas").hover()
    expect(chart).to_have_attribute("data-state", "live", timeout=15_000)
    if path.startswith("/map/"):
        before = chart.locator(".chart-sentence").inner_text()
        frame.get_by_label("Year").fill("2003")
        assert "31 December 2003" in chart.locator(".chart-sentence").inner_text() != before
        full_page = page.frame_locator("iframe").locator(".chart-back a")
        assert full_page.get_attribute("href") == f"{site}/map/?region=africa&as_of=2003-12-31"
    with page.context.expect_page() as opened:
        page.frame_locator("iframe").locator(".chart-back a").click()
    opened.value.wait_for_load_state()
    assert opened.value.url.startswith(site + path.split("?")[0])
    assert [line for line in watch.trouble if not line.startswith("request to http://127.0.0.1")] == []


def test_our_own_pages_still_refuse_frames(open_page: Any, site: str, other_site: Callable[[str], str]) -> None:
    page, watch = open_page("/about/")
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(other_site(f'<iframe src="{site}/map/"></iframe>'))
    assert any("frame-ancestors" in line for line in watch.trouble)


def test_embeds_are_accessible(open_page: Any, site: str) -> None:
    page, watch = open_page("/embed/map-status/")
    for path in (
        "/embed/map-status/?region=mars",
        "/embed/timeline/?by=y",
        "/embed/country-timeline/peru/",
        "/embed/adoption-curve/migof/",
    ):
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(site + path)
            if width == 1280:
                go_live(page)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, path
            assert violations(page) == [], path
    assert watch.trouble == []


def downloaded(page: Page, kind: str, to: Path) -> tuple[str, bytes]:
    with page.expect_download() as download:
        page.locator(f"[data-export='{kind}']").click()
    download.value.save_as(to / kind)
    return download.value.suggested_filename, (to / kind).read_bytes()


def test_pictures_of_the_map_show_the_year_of_the_slider(open_page: Any, tmp_path: Path) -> None:
    page, watch = open_page("/map/?region=americas", color_scheme="dark")
    go_live(page)
    page.get_by_label("Year").fill("2018")
    name, svg = downloaded(page, "svg", tmp_path)
    assert name == "migpol-map-status-2018-12-31.svg"
    root = ElementTree.fromstring(svg)
    text = " ".join(" ".join(element.itertext()) for element in root.iter(f"{SVG}text"))
    for words in (
        page.locator(".chart-title").inner_text(),
        page.locator(".chart-sentence").inner_text(),
        "31 December 2018",
        "Only Region: Americas.",
        UN_DISCLAIMER,
        "as_of=2018-12-31",
    ):
        assert words in text, words
    for item in page.locator(".legend li").all():
        assert re.sub(r"\s+", " ", item.inner_text()) in text

    name, png = downloaded(page, "png", tmp_path)
    assert name == "migpol-map-status-2018-12-31.png"
    assert png.startswith(b"\x89PNG\r\n\x1a\n") and len(png) > 100_000
    assert struct.unpack(">II", png[16:24]) == (2 * WIDTH, 2 * int(root.get("height", "0")))
    _, table = downloaded(page, "csv", tmp_path)
    assert all(b",2018-12-31," in row for row in table.splitlines()[1:])
    assert watch.trouble == []


def test_pictures_of_other_charts(open_page: Any, site: str, tmp_path: Path) -> None:
    page, watch = open_page("/about/")
    for path in (
        "/timeline/",
        "/countries/peru/",
        "/policies/per-2017-national-migration-policy/",
        "/frameworks/migof/",
    ):
        page.goto(site + path)
        root = ElementTree.fromstring(downloaded(page, "svg", tmp_path)[1])
        _, png = downloaded(page, "png", tmp_path)
        assert struct.unpack(">II", png[16:24]) == (2 * WIDTH, 2 * int(root.get("height", "0"))), path
        assert len(png) > 50_000
    assert watch.trouble == []


def test_files_and_embed_are_there_with_script_off(open_page: Any) -> None:
    page, _ = open_page("/countries/peru/", java_script_enabled=False)
    assert page.locator("button[data-export='png']").is_hidden()
    with page.expect_download() as download:
        page.locator("a[data-export='csv']").click()
    assert re.fullmatch(r"migpol-country-timeline-peru-\d{4}-\d\d-\d\d\.csv", download.value.suggested_filename)
    page.locator(".chart-embed summary").click()
    assert page.locator(".chart-embed textarea").is_visible()


def fill_of(page: Page, selector: str) -> str:
    return str(page.evaluate(f"getComputedStyle(document.querySelector({selector!r})).fill"))


def test_the_live_map_has_the_patterns_of_the_still(open_page: Any) -> None:
    page, watch = open_page("/map/")
    go_live(page)
    live = "document.querySelectorAll('.chart-live path.country')"
    for state in ("ended", "not-assessed", "in-development"):
        fill = fill_of(page, f".chart-live .choroplethlocation.state-{state}")
        assert f"map-hatch-{state}" in fill
        assert page.locator(f"pattern#map-hatch-{state}").count() == 1
    assert "url" not in fill_of(page, ".chart-live .choroplethlocation.state-in-force")
    circle = ".chart-live .scattergeo path.state-not-assessed"
    assert page.evaluate(f"getComputedStyle(document.querySelector({circle!r})).strokeDasharray") == "1.5px, 1.5px"
    # The pattern follows the slider, and the scheme.
    before = page.evaluate(f"[...{live}].filter((path) => path.classList.contains('state-in-force')).length")
    page.get_by_label("Year").fill("2003")
    wait_until(page, f"[...{live}].filter((path) => path.classList.contains('state-in-force')).length < {before}")
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(500)
    assert "map-hatch-not-assessed" in fill_of(page, ".chart-live .choroplethlocation.state-not-assessed")
    assert watch.trouble == []


def test_the_live_timeline_hatches_what_is_unsure(open_page: Any) -> None:
    page, watch = open_page("/countries/peru/")
    go_live(page)
    hatched = "[...document.querySelectorAll('.chart-live .barlayer .point path')]"
    wait_until(page, f"{hatched}.some((path) => path.style.fill.includes('url('))")
    assert watch.trouble == []

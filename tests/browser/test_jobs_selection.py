"""A reader's selection: chosen by the form's own controls, and the same in every view of it, to the row."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.test_readers import wait_until

PERU = "per-2017-national-migration-policy"
EXPLICIT_MIGOF = {"region": "Americas", "framework": "MiGOF", "link": "Explicit"}
#: What a layer says of a country of which the selection has nothing.
NOTHING = {
    "None recorded",
    "No match recorded",
    "No dated policy or strategy matches",
    "No policy recorded",
    "Not assessed",
    "None found",
    "Policies recorded, no such link coded",
    "Policies recorded, not coded for it",
}


def choose(page: Page, choices: dict[str, str], as_of: str, *, script: bool) -> None:
    """Chooses in the facets, by their labels, then the day; one by one with script, together without."""
    for number, (facet, label) in enumerate(choices.items(), start=1):
        part = page.locator(f"[data-facet={facet}]")
        if part.get_attribute("open") is None:
            part.locator("summary").click()
        part.get_by_label(label, exact=True).check()
        if script:
            wait_until(page, f"document.querySelectorAll('.chips a').length === {number}")
    page.get_by_label("Status as of").fill(as_of)
    page.get_by_role("button", name="Apply").click()
    wait_until(page, f"location.search.includes('as_of={as_of}')")
    wait_until(page, f"document.querySelectorAll('.chips a').length === {len(choices) + 1}")


def pages_of(page: Page, rows: str) -> list[dict[str, str]]:
    """Policy and country of each row of all pages, by clicks on "Next"."""
    found: list[dict[str, str]] = []
    while True:
        found += page.locator(rows).evaluate_all(
            "all => all.map((row) => ({ policy: row.dataset.policy ?? '',"
            " country: (row.querySelector('a[href*=\"/countries/\"]')?.getAttribute('href') ?? '').split('/')[2] ?? '' }))"
        )
        onward = page.locator(".pagination").get_by_role("link", name="Next")
        if not onward.count():
            return found
        onward.click()


def file_of(page: Page, link: Locator, to: Path) -> list[dict[str, str]]:
    with page.expect_download() as download:
        link.click()
    download.value.save_as(to / "file")
    return list(csv.DictReader(io.StringIO((to / "file").read_text(encoding="utf-8-sig"))))


def view(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Views of this selection").get_by_role("link", name=name, exact=True).click()
    page.get_by_role("heading", level=1).wait_for()
    assert page.get_by_role("navigation", name="Views of this selection").locator("[aria-current]").inner_text() == name


def layer(page: Page, name: str) -> dict[str, tuple[str, str]]:
    """What the table under the map says of each country that the selection has something of: state and value."""
    page.get_by_role("navigation", name="Layers of the map").get_by_role("link", name=name, exact=True).click()
    page.get_by_text("The same as a table").click()
    rows = page.locator(".chart-table tbody tr").evaluate_all(
        "all => all.map((row) => [row.querySelector('a').getAttribute('href').split('/')[2],"
        " row.cells[1].innerText, row.cells[2].innerText])"
    )
    return {country: (state, value) for country, state, value in rows if state not in NOTHING}


def slug_in(permalink: str) -> str:
    return permalink.rstrip("/").rsplit("/", 1)[-1]


def numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]


@pytest.mark.parametrize(
    ("choices", "script"),
    [
        pytest.param(EXPLICIT_MIGOF, True, id="explicit"),
        pytest.param(EXPLICIT_MIGOF, False, id="explicit-no-script"),
        pytest.param({"region": "Americas", "framework": "MiGOF"}, True, id="migof"),
        pytest.param({"region": "Americas"}, False, id="several-pages-no-script"),
    ],
)
def test_every_view_of_a_selection_has_the_same_policies(
    open_page: Any, tmp_path: Path, choices: dict[str, str], script: bool
) -> None:
    page, watch = open_page("/policies/", java_script_enabled=script)
    choose(page, choices, "2018", script=script)
    count = page.locator(".result-count")
    said = numbers(count.inner_text())[0]
    files = page.locator(".result-count .downloads")
    in_file = file_of(page, files.get_by_role("link", name="CSV"), tmp_path)
    chips = page.locator(".chips a").all_inner_texts()

    # The list, all pages of it, and its file.
    rows = pages_of(page, ".rows [data-policy]")
    policies = [row["policy"] for row in rows]
    countries = {row["country"] for row in rows}
    assert len(policies) == len(set(policies)) == said == len(in_file)
    assert PERU in policies and "peru" in countries
    assert policies == [row["slug"] for row in in_file] == [slug_in(row["permalink"]) for row in in_file]

    # The map. Two layers show every policy of the list; the status is that of national policies and strategies.
    view(page, "Map")
    assert page.locator(".chips a").all_inner_texts() == chips
    status = layer(page, "Status")
    dated = [
        row["slug"] for row in in_file if row["instrument"] in ("policy", "strategy") and row["status"] != "undated"
    ]
    assert set(status) == {row["country"] for row in rows if row["policy"] in dated}
    totals = layer(page, "Number of policies")
    assert set(totals) == countries
    assert sum(int(value) for __, value in totals.values()) == said
    legend = page.locator(".legend li").evaluate_all("all => all.map((item) => [item.dataset.legend, item.innerText])")
    assert sum(numbers(text)[-1] for name, text in legend if name != "not-assessed") == len(countries)
    if "framework" in choices:
        aligned = layer(page, "Alignment")
        assert set(aligned) == countries
        table = file_of(page, page.locator("a[data-export=csv]"), tmp_path)
        assert len([row for row in table if list(row.values())[1] not in NOTHING]) == len(countries)

    # The timeline: a lane a country; its files have what is dated.
    view(page, "Timeline")
    assert page.locator(".chips a").all_inner_texts() == chips
    events, of_policies, of_countries = numbers(page.locator(".chart-sentence").inner_text())[:3]
    assert (of_policies, of_countries) == (said, len(countries))
    if not script:
        lanes = page.locator("svg.still-wide a").evaluate_all("all => all.map((a) => a.getAttribute('href'))")
        assert {lane.split("/")[2] for lane in lanes} == countries
    table = file_of(page, page.locator("#results > p.small a", has_text="CSV"), tmp_path)
    assert len(table) == events
    assert {row["policy"] for row in table} <= set(policies)
    undrawn = {row["place"] for row in file_of(page, page.locator("a[data-export=csv]"), tmp_path)}
    undrawn ^= {row["country_name"] for row in in_file}
    assert {row["status"] for row in in_file if row["country_name"] in undrawn} <= {"undated"}
    assert not undrawn or "without a dated beginning" in page.inner_text(".chart-note")

    # The matrix, by policy and by country, on screen and as files.
    view(page, "Matrix")
    assert page.locator(".chips a").all_inner_texts() == chips
    for by in ("policies", "countries"):
        page.locator("#id_rows").select_option(by)
        page.get_by_role("button", name="Show", exact=True).click()
        wait_until(page, f"location.search.includes('rows={by}')")
        shown = numbers(page.locator(".result-count").inner_text())
        table = file_of(page, page.locator(".result-count").get_by_role("link", name="CSV"), tmp_path)
        cells = pages_of(page, ".matrix tbody tr")
        if by == "policies":
            assert sorted(row["policy"] for row in cells) == sorted(policies)
            assert [row["slug"] for row in table] == [row["policy"] for row in cells]
            assert shown[0] == said
        else:
            assert {row["country"] for row in cells} == countries
            assert [slug_in(row["permalink"]) for row in table] == [row["country"] for row in cells]
            assert sum(int(row["policies"]) for row in table) == said
            assert shown[:2] == [len(countries), said]
    assert watch.trouble == []

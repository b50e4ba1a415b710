"""The reader's other jobs: from the home page to a policy, two countries side by side, a small screen, back and forward."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_jobs_selection import PERU, view
from tests.browser.test_readers import go_live, wait_until

TITLE = "National Migration Policy 2017-2025"
PROJECT = "Strengthening Migration Management in Peru"
CHIPS = "document.querySelectorAll('.chips a').length"


class Reader:
    """Clicks, and counts them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def click(self, what: Locator) -> None:
        what.click()
        self.clicks += 1


def by_framework(reader: Reader) -> None:
    page = reader.page
    reader.click(page.get_by_role("link", name="Policies that name the Migration Governance Framework"))
    reader.click(page.locator(f"[data-policy='{PERU}']").get_by_role("link", name=TITLE))


def by_country(reader: Reader) -> None:
    page = reader.page
    reader.click(page.get_by_role("navigation", name="Main").get_by_role("link", name="Countries"))
    reader.click(page.locator("main").get_by_role("link", name="Peru", exact=True))
    reader.click(page.locator(f"[data-policy='{PERU}']").get_by_role("link", name=TITLE))


def by_words(reader: Reader) -> None:
    page = reader.page
    page.get_by_role("searchbox").or_(page.get_by_role("combobox")).first.fill("Peru National Migration Policy 2017")
    reader.click(page.get_by_role("button", name="Search"))
    reader.click(page.locator(f"[data-policy='{PERU}'] h3 a"))


def by_map(reader: Reader) -> None:
    """The picture on the home page, before and without script."""
    reader.click(reader.page.locator("svg.still a[href^='/countries/peru/']:visible"))
    reader.click(reader.page.locator(f"[data-policy='{PERU}']").get_by_role("link", name=TITLE))


@pytest.mark.parametrize(
    ("way", "script"), [(by_framework, True), (by_country, True), (by_words, True), (by_words, False), (by_map, False)]
)
def test_three_clicks_lead_from_home_to_what_is_known_of_a_policy(
    open_page: Any, site: str, way: Callable[[Reader], None], script: bool
) -> None:
    page, watch = open_page("/", java_script_enabled=script)
    reader = Reader(page)
    way(reader)
    page.wait_for_url(f"{site}/policies/{PERU}/**")
    assert reader.clicks <= 3
    main = page.get_by_role("main")
    for words in ("015-2017-RE", "MTIGM", PROJECT, "IOM Development Fund", "27 April 2017"):
        expect(main).to_contain_text(words)
    # Every dated event names its source, by a link, and the source is among those of the page.
    events = page.locator("ol.events li", has=page.locator("time"))
    listed = page.locator("ol.sources a").evaluate_all("all => all.map((a) => a.href)")
    named = events.locator("a.source").evaluate_all("all => all.map((a) => a.href)")
    assert events.count() == len(named) == 6
    assert set(named) <= set(listed)
    assert page.locator("ol.events li", has_text="MTIGM").locator("time").first.inner_text() == "2011"
    # What it follows, and who paid, are one link away.
    migof = page.locator("[data-framework='migof']")
    assert "principles, objectives and guidelines of the Migration Governance Framework" in migof.inner_text()
    here = page.url
    for link, heading in (
        (
            migof.get_by_role("link", name="Migration Governance Framework", exact=True),
            "Migration Governance Framework",
        ),
        (page.locator("[data-project]").get_by_role("link", name=PROJECT), PROJECT),
        (page.locator("[data-project]").get_by_role("link", name="IOM Development Fund").first, "IOM Development Fund"),
    ):
        link.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        page.go_back()
        page.wait_for_url(here)
    assert watch.trouble == []


def row(page: Page, section: str, label: str) -> list[str]:
    """What a table of the comparison says of each country."""
    table = page.get_by_role("region", name=f"Table: {section}")
    line = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name=label))
    return [cell.inner_text() for cell in line.first.get_by_role("cell").all()]


@pytest.mark.parametrize("script", [True, False])
def test_peru_and_ecuador_side_by_side(open_page: Any, site: str, script: bool) -> None:
    page, watch = open_page(f"/policies/{PERU}/", java_script_enabled=script)
    page.locator(".kicker").get_by_role("link", name="Peru").click()
    page.get_by_role("link", name="Compare with other countries").click()
    expect(page.get_by_label("Country 1")).to_have_value("PER")
    page.get_by_label("Country 2").select_option(label="Ecuador")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Peru and Ecuador")
    # One picture, one axis, both countries.
    figure = page.locator("[data-chart]")
    assert figure.count() == 1
    if script:
        go_live(page)
        drawn = figure.locator(".chart-live .main-svg").first
    else:
        drawn = figure.locator("svg.still-wide")
    assert figure.locator(".chart-live .xaxislayer-above" if script else "svg.still-wide").count() == 1
    for name in ("Peru", "Ecuador", TITLE):
        expect(drawn.or_(figure.locator(".chart-live")).first).to_contain_text(name)
    # Side by side: what each follows, took part in, and had paid for.
    for section in page.locator("table.comparison").all():
        heads = section.locator("thead th[data-country]")
        assert [head.get_attribute("data-country") for head in heads.all()] == ["PER", "ECU"]
    titles = page.locator("main h2").all_inner_texts()
    for wanted in ("Alignment with MiGOF", "Treaties and frameworks", "Projects and funders"):
        assert wanted in titles
    assert "Explicit" in row(page, "Alignment with MiGOF", "The framework as a whole")[0]
    assert len(row(page, "Treaties and frameworks", "1951 Refugee Convention")) == 2
    assert PROJECT in page.get_by_role("region", name="Table: Projects and funders").inner_text()
    assert watch.trouble == []


def sideways(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("script", [True, False])
def test_a_phone_filters_in_the_drawer(open_page: Any, script: bool) -> None:
    page, watch = open_page(
        "/policies/",
        viewport={"width": 390, "height": 800},
        has_touch=True,
        is_mobile=True,
        java_script_enabled=script,
    )
    drawer = page.locator("#filters")
    assert drawer.is_hidden()
    page.get_by_role("link", name="Filters", exact=True).tap()
    assert drawer.is_visible() and sideways(page) <= 0
    drawer.get_by_label("MiGOF", exact=True).tap()
    if script:
        wait_until(page, f"{CHIPS} === 1")
        assert drawer.is_visible()  # and more can be chosen
    drawer.locator("[data-facet=link] summary").tap()
    drawer.get_by_label("Explicit", exact=True).tap()
    if script:
        wait_until(page, f"{CHIPS} === 2")
        drawer.get_by_role("link", name="Show the results").tap()
    else:
        drawer.get_by_role("button", name="Apply").tap()
    wait_until(page, f"{CHIPS} === 2")
    chips = page.locator(".chips a")
    expect(page.locator(f"[data-policy='{PERU}'] h3")).to_be_visible()
    if script:
        expect(chips.first).to_be_in_viewport()
    for name in ("Map", "Timeline", "Matrix", "Curve", "Funding", "List"):
        tab = page.get_by_role("navigation", name="Views of this selection").get_by_role("link", name=name, exact=True)
        tab.scroll_into_view_if_needed()
        box = tab.bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 390 and box["height"] >= 24
        view(page, name)
        assert sideways(page) <= 0, name
        assert chips.count() == 2
    for left in (1, 0):
        chips.first.tap()
        wait_until(page, f"{CHIPS} === {left}")
        assert sideways(page) <= 0
    assert "framework" not in page.url and "link" not in page.url
    assert watch.trouble == []


def state(page: Page) -> dict[str, Any]:
    """Address, chips, what the form has chosen, the count, and the first results."""
    boxes = page.locator("form.filters input:checked")
    return {
        "url": page.url,
        "chips": page.locator(".chips a").all_inner_texts(),
        "boxes": boxes.evaluate_all("all => all.map((box) => box.name + '=' + box.value)"),
        "day": page.get_by_label("Status as of").input_value(),
        "count": page.inner_text(".result-count"),
        "rows": page.locator(".rows [data-policy] h3").all_inner_texts()[:5],
    }


def test_back_and_forward_bring_back_results_and_choices(open_page: Any, site: str) -> None:
    page, watch = open_page("/policies/")
    states = [state(page)]

    def chosen(chips: int) -> None:
        wait_until(page, f"{CHIPS} === {chips}")
        page.wait_for_load_state()
        states.append(state(page))

    page.get_by_label("MiGOF", exact=True).check()
    chosen(1)
    page.locator("[data-facet=link] summary").click()
    page.get_by_label("Explicit", exact=True).check()
    chosen(2)
    page.get_by_label("Status as of").fill("2018")
    page.get_by_label("Status as of").press("Enter")
    chosen(3)
    assert len({each["url"] for each in states}) == 4
    for former in reversed(states[:-1]):
        page.go_back()
        expect(page).to_have_url(former["url"])
        wait_until(page, f"{CHIPS} === {len(former['chips'])}")
        page.wait_for_load_state()
        assert state(page) == former
    for later in states[1:]:
        page.go_forward()
        expect(page).to_have_url(later["url"])
        wait_until(page, f"{CHIPS} === {len(later['chips'])}")
        page.wait_for_load_state()
        assert state(page) == later
    # To a policy and back: the list is as it was left.
    page.locator(f"[data-policy='{PERU}'] h3 a").click()
    page.wait_for_url(f"{site}/policies/{PERU}/**")
    page.go_back()
    expect(page).to_have_url(states[-1]["url"])
    assert state(page) == states[-1]
    # The address by itself is the same page: a link to send.
    page.goto(states[-1]["url"])
    assert state(page) == states[-1]
    assert watch.trouble == []

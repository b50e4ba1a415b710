from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from policies.charts import theme
from policies.charts.adoption_curve import adoption_curve
from policies.charts.base import Chart
from policies.charts.country_map import UN_DISCLAIMER
from policies.charts.picture import WIDTH, Frame, picture
from policies.charts.records import keys_of, records
from policies.charts.status_map import status_map
from policies.charts.timeline import country_timeline
from policies.rows import AdoptionsRow, CountryStateRow
from tests.charts.lanes import TODAY, drawn, policy, project, treaty

SITE = "https://policies.example"
FRAME = Frame(SITE, f"{SITE}/map/?as_of=2015-12-31", "The whole world", "Only Region: Africa.", "Data: CC BY 4.0.")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def map_chart(countries: list[CountryStateRow], world_file: Path) -> Chart:
    return status_map(
        countries,
        {year: dt.date(year, 12, 31) for year in range(2000, 2027)},
        2015,
        "as of 31 December 2015",
        world_file=world_file,
    )


def timeline_chart() -> Chart:
    return drawn(country_timeline([policy(), project(), treaty()], TODAY))


def said(svg: str) -> str:
    """All the text of a picture, with lines joined."""
    root = ElementTree.fromstring(svg)
    return " ".join(" ".join(text.itertext()) for text in root.iter(f"{SVG}text"))


def test_a_map_stands_alone(map_chart: Chart) -> None:
    text = said(picture(map_chart, FRAME))
    for words in (
        map_chart.title,
        "as of 31 December 2015",
        "Only Region: Africa.",
        "In development 2",
        "Not assessed 1",
        UN_DISCLAIMER,
        "The whole world",
        "Data: CC BY 4.0.",
        FRAME.address,
    ):
        assert words in text, words


def test_pictures_name_no_variable_class_or_style(map_chart: Chart) -> None:
    curve = adoption_curve([AdoptionsRow(2015, 1), AdoptionsRow(2016, 3)], "as of today")
    for chart in (map_chart, timeline_chart(), drawn(curve)):
        svg = picture(chart, FRAME)
        assert "var(" not in svg
        root = ElementTree.fromstring(svg)
        for element in root.iter():
            assert not {"class", "style", "tabindex", "data-iso3"} & element.attrib.keys()
        fills = [element.get("fill", "") for element in root.iter()]
        patterns = {f"url(#{pattern.get('id')})" for pattern in root.iter(f"{SVG}pattern")}
        assert {fill for fill in fills if fill.startswith("url")} <= patterns


def test_the_ground_is_opaque_and_as_large_as_the_picture(map_chart: Chart) -> None:
    root = ElementTree.fromstring(picture(map_chart, FRAME))
    ground = root.find(f"{SVG}rect")
    assert ground is not None
    assert (ground.get("fill"), ground.get("width"), ground.get("height")) == (
        theme.LIGHT["--chart-paper"],
        root.get("width"),
        root.get("height"),
    )
    assert root.get("width") == str(WIDTH)


def test_states_keep_their_patterns_and_circles_their_outlines(map_chart: Chart) -> None:
    root = ElementTree.fromstring(picture(map_chart, FRAME))
    shapes = {
        str(shape.findtext(f"{SVG}title")): shape for shape in root.iter() if shape.find(f"{SVG}title") is not None
    }
    peru, kitts = shapes["Peru: In development"], shapes["Kitts: In force"]
    assert peru.get("fill") == "url(#map-hatch-in-development)"
    assert kitts.get("fill") == theme.LIGHT["--state-in-force"]
    assert shapes["Antigua: Not assessed"].get("stroke-dasharray") == "1.5 1.5"


def test_links_are_full_addresses() -> None:
    root = ElementTree.fromstring(picture(timeline_chart(), FRAME))
    assert {link.get("href") for link in root.iter(f"{SVG}a")} == {
        f"{SITE}/policies/per-2017/",
        f"{SITE}/projects/x/",
        f"{SITE}/frameworks/csr51/",
    }


def test_long_words_wrap_and_nothing_is_lost() -> None:
    address = f"{SITE}/map/?" + "&".join(f"country=X{n:02}" for n in range(90))
    chart = replace(timeline_chart(), title="Freizügigkeitsabkommen" * 12)
    root = ElementTree.fromstring(picture(chart, replace(FRAME, address=address)))
    lines = ["".join(line.itertext()) for line in root.iter(f"{SVG}tspan")]
    assert max(map(len, lines)) < 200
    assert address in "".join(lines) and chart.title in "".join(lines)


@pytest.mark.parametrize(
    "text", ['<script>alert("1")</script>', "a\x00\x1b b", "</text>'\"&", "\ud800", "var(--chart-ink)"]
)
def test_hostile_words_are_text(text: str) -> None:
    chart = replace(timeline_chart(), title=text, sentence=text, notes=(text,), source=text)
    svg = picture(chart, Frame(SITE, text, text, text, text))
    root = ElementTree.fromstring(svg.encode())
    assert not list(root.iter(f"{SVG}script"))


def test_what_it_is_of_is_not_said_twice() -> None:
    chart = replace(timeline_chart(), title="Timeline of Peru")
    assert said(picture(chart, replace(FRAME, about="Peru"))).count("Peru") == 1


def test_files_have_the_rows_of_the_table_and_full_links(map_chart: Chart) -> None:
    headers, rows = records(map_chart, SITE)
    assert headers == ("country", "state", "since", "iso3", "link")
    assert rows[-1] == ("Peru", "In development", "2015", "PER", f"{SITE}/countries/peru/")
    assert len(rows) == len(map_chart.table.rows)


def test_rows_without_a_page_have_no_link() -> None:
    curve = drawn(adoption_curve([AdoptionsRow(2015, 1), AdoptionsRow(2016, 3)], "as of today"))
    assert records(curve, SITE) == (
        ("year", "countries_cumulative", "link"),
        [("2015", "1", ""), ("2016", "3", "")],
    )


def test_headers_become_words_that_programs_can_use() -> None:
    headers = ("Año", "% of 54", "P-1", "P 1", "P 1 2", "…", "—")
    assert keys_of(headers) == ("ano", "percent_of_54", "p_1", "p_1_2", "p_1_2_2", "value", "value_2")


def test_the_day_of_a_timeline_is_in_its_picture() -> None:
    assert dt.date(2026, 11, 23) == TODAY
    assert "as of 23 November 2026" in said(picture(timeline_chart(), FRAME))

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.charts import geometry
from policies.charts.base import Chart
from policies.charts.map_figure import MARKER_SIZE
from policies.charts.status_map import status_map
from policies.charts.still_map import apart
from policies.charts.theme import LIGHT, resolve
from policies.rows import CountryStateRow

TODAY = dt.date(2026, 11, 23)
DAYS = {year: dt.date(year, 12, 31) for year in range(2000, 2026)} | {2026: TODAY}


def draw(rows: list[CountryStateRow], world_file: Path, year: int = 2026) -> Chart:
    return status_map(rows, DAYS, year, "as of 23 November 2026", world_file=world_file)


def test_the_figure_is_one_that_plotly_accepts(countries: list[CountryStateRow], world_file: Path) -> None:
    figure = draw(countries, world_file).figure
    go.Figure(resolve(figure, LIGHT))
    assert [trace["type"] for trace in figure["data"]] == ["choropleth", "scattergeo"]
    assert figure["data"][0]["locations"] == ["KEN", "PER"]
    assert figure["data"][0]["customdata"] == ["/countries/kenya/", "/countries/peru/"]
    assert [iso3 for _, iso3 in figure["data"][1]["customdata"]] == ["ATG", "KNA", "LUX"]
    order = figure["layout"]["meta"]["stateOrder"]
    assert [order[z] for z in figure["data"][0]["z"]] == ["in-development", "in-force"]


def test_every_country_is_in_the_still_once(countries: list[CountryStateRow], world_file: Path) -> None:
    still = ElementTree.fromstring(draw(countries, world_file).still)
    shapes = [element for element in still.iter() if "data-iso3" in element.attrib]
    assert Counter(shape.get("data-iso3") for shape in shapes) == Counter(row.iso3 for row in countries)
    titles = {shape.get("data-iso3"): shape.findtext("title") for shape in shapes}
    assert titles["PER"] == "Peru: In force"
    assert {shape.get("data-iso3"): shape.get("class") for shape in shapes}["KNA"] == "country state-ended"
    links = [str(link.get("href")) for link in still.iter("a")]
    assert sorted(links) == sorted(row.url for row in countries)
    assert all(link.get("tabindex") == "-1" for link in still.iter("a"))


def test_the_built_map_has_every_country_once() -> None:
    if not geometry.WORLD_FILE.exists():
        pytest.skip("the front end has not been built")
    world = geometry.load()
    rows = [CountryStateRow(iso3, iso3, f"/{iso3}/", 10, 10, ((2000, "in-force"),)) for iso3 in world.countries]
    still = status_map(rows, DAYS, 2026, "").still
    assert all(still.count(f'data-iso3="{iso3}"') == 1 for iso3 in world.countries)
    assert len(still) < 200_000


def test_an_earlier_year_shows_what_was_so_then(countries: list[CountryStateRow], world_file: Path) -> None:
    chart = draw(countries, world_file, 2015)
    assert {item.css_class: item.count for item in chart.legend} == {
        "state-in-force": 1,
        "state-in-development": 2,
        "state-ended": 0,
        "state-none-found": 1,
        "state-not-assessed": 1,
    }
    assert chart.sentence.startswith("1 of 5 countries")


def test_the_table_has_every_row(countries: list[CountryStateRow], world_file: Path) -> None:
    table = draw(countries, world_file).table
    assert table.headers == ("Country", "State", "Since")
    assert table.rows == (
        (("Antigua", "/countries/antigua/"), "Not assessed", ""),
        (("Kenya", "/countries/kenya/"), "In development", "2000 or before"),
        (("Kitts", "/countries/kitts/"), "Ended", "after 2019"),
        (("Luxembourg", "/countries/luxembourg/"), "None found", "2000 or before"),
        (("Peru", "/countries/peru/"), "In force", "2017"),
    )


def test_steps_are_what_the_slider_reads(countries: list[CountryStateRow], world_file: Path) -> None:
    steps = draw(countries, world_file).steps
    assert steps is not None
    assert steps["years"] == list(DAYS)
    assert steps["countries"]["PER"] == [[2000, "not-assessed"], [2015, "in-development"], [2017, "in-force"]]
    assert steps["countries"]["ATG"] == []
    assert steps["labels"]["none-found"] == "None found"
    assert steps["asOf"] == {"2026": "2026-11-23"}


def test_the_un_words_stand_by_the_map(countries: list[CountryStateRow], world_file: Path) -> None:
    assert any("Secretariat of the United Nations" in note for note in draw(countries, world_file).notes)


def test_no_rows_give_an_empty_map(world_file: Path) -> None:
    chart = draw([], world_file)
    go.Figure(resolve(chart.figure, LIGHT))
    (land,) = [path for path in ElementTree.fromstring(chart.still).iter("path") if path.get("class") == "land"]
    assert str(land.get("d")).count("M") == 5  # four countries and an area without a code
    assert chart.table.rows == ()


@pytest.mark.parametrize("name", ['<script>alert("1")</script>', "a\x00\x1b b", "’\"'&amp;", "\u202etxt", "x" * 5000])
def test_hostile_names_are_text(countries: list[CountryStateRow], world_file: Path, name: str) -> None:
    rows = [replace(row, name=name, url="javascript:alert(1)") for row in countries]
    chart = draw(rows, world_file)
    still = ElementTree.fromstring(chart.still)
    assert not list(still.iter("script")) and not list(still.iter("a"))
    assert not any("style" in element.attrib for element in still.iter())
    assert "<script" not in str(chart.figure)


def test_circles_lie_within_the_map_and_apart(world_file: Path) -> None:
    world = geometry.load(world_file)
    rows = [
        CountryStateRow(f"X{n:02}", str(n), "/x/", 1.5, longitude, ((2000, "in-force"),))
        for n, longitude in enumerate([179.9, 180, 180, -180, -179.9, 0, 0, 1])
    ]
    markers = draw(rows, world_file).figure["data"][1]
    places = [world.project(x, y) for x, y in zip(markers["lon"], markers["lat"], strict=True)]
    assert all(4 <= x <= world.width - 4 and 4 <= y <= world.height - 4 for x, y in places)
    middle = [place for place in places if 400 < place[0] < 560]
    assert math.dist(middle[0], middle[1]) >= MARKER_SIZE


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=12))
def test_places_moved_apart_do_not_overlap(places: list[tuple[int, int]]) -> None:
    moved = apart([(float(x), float(y)) for x, y in places], 5, rounds=2000)
    assert moved == apart([(float(x), float(y)) for x, y in places], 5, rounds=2000)
    assert all(math.dist(a, b) >= 4 for i, a in enumerate(moved) for b in moved[i + 1 :])

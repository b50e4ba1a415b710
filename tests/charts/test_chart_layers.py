"""The layers of the map beside the status: their classes, looks and words."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.charts import geometry, theme
from policies.charts.alignment_map import LOOKS, alignment_map
from policies.charts.base import Chart
from policies.charts.country_map import Words
from policies.charts.first_adoption_map import YEARS, first_adoption_map, look_of
from policies.charts.policies_map import LOWEST, policies_map, steps_for
from policies.charts.score_map import points_of, score_map, steps_of
from policies.charts.zooms import PART_OF, ZOOMS
from policies.choices import Region
from policies.rows import CountryStateRow

DAYS = {year: dt.date(year, 12, 31) for year in range(2000, 2021)}
SCALE = "1 requires further progress (under 40 %), 2 partially meets (40 to under 80 %), 3 meets, 4 fully meets (100 %)"
WORDS = Words(
    title="A layer",
    sentence="{n} of {countries}, {as_of}",
    value="Value",
    states={
        **Words().states,
        "listed": "Listed",
        "explicit": "Explicit",
        "implicit": "Implicit",
        "by-mapping": "By mapping",
    },
)
ROOT = Path(__file__).resolve().parents[2]


def with_states(countries: list[CountryStateRow], **states: list[tuple[int, str]]) -> list[CountryStateRow]:
    return [replace(row, changes=tuple(states.get(row.iso3, [(2000, "not-assessed")]))) for row in countries]


def valid(chart: Chart) -> Chart:
    figure = theme.resolve(chart.figure, theme.DARK)
    go.Figure(figure)
    assert sum(item.count or 0 for item in chart.legend) == len(chart.table.rows)
    return chart


def counts(chart: Chart) -> dict[str, int | None]:
    return {item.label: item.count for item in chart.legend if item.count}


def test_first_adoption_has_the_year_of_each(countries: list[CountryStateRow], world_file: Path) -> None:
    rows = with_states(
        countries,
        PER=[(2000, "in-development"), (2017, "2017")],
        KEN=[(2000, "1998")],
        LUX=[(2000, "undated")],
        KNA=[(2000, "not-assessed"), (2019, "2019")],
    )
    chart = valid(first_adoption_map(rows, DAYS, 2020, "as of 2020", WORDS, world_file=world_file))
    assert counts(chart) == {"before 2000": 1, "2015–2019": 2, "Listed": 1, "Not assessed": 1}
    assert chart.sentence == "3 of 5, as of 2020"
    assert [(cells[0][0], cells[2]) for cells in chart.table.rows] == [
        ("Antigua", ""),
        ("Kenya", "1998"),
        ("Kitts", "2019"),
        ("Luxembourg", ""),
        ("Peru", "2017"),
    ]
    assert chart.table.headers[2] == "Value"
    earlier = first_adoption_map(rows, DAYS, 2016, "", WORDS, world_file=world_file)
    assert [cells[2] for cells in earlier.table.rows] == ["", "1998", "", "", ""]
    assert chart.steps and chart.steps["countries"]["PER"] == [[2000, "in-development"], [2017, "step-two"]]
    assert chart.steps["counted"] == list(YEARS)


@given(st.integers(1, 9999))
def test_every_year_has_one_step_and_an_earlier_one_is_no_lighter(year: int) -> None:
    steps = list(theme.STEPS)
    assert steps.index(look_of(str(year))) >= steps.index(look_of(str(min(year + 1, 9999))))


def test_numbers_of_policies(countries: list[CountryStateRow], world_file: Path) -> None:
    rows = with_states(countries, PER=[(2000, "1"), (2004, "2"), (2005, "4")], KEN=[(2000, "3"), (2003, "4")])
    chart = valid(policies_map(rows, DAYS, 2004, "then", WORDS, world_file=world_file))
    assert counts(chart) == {"2": 1, "3–4": 1, "Not assessed": 3}
    assert chart.steps and chart.steps["countries"]["KEN"] == [[2000, "step-three"]]
    assert [cells[2] for cells in chart.table.rows] == ["", "4", "", "", "2"]
    assert [item.label for item in chart.legend][4] == "10 or more"


@given(st.lists(st.integers(1, 20_000), max_size=30))
def test_the_highest_step_does_not_hold_too_many(numbers: list[int]) -> None:
    lowest = steps_for(numbers)
    assert lowest == LOWEST[-1] or sum(n >= lowest[-1] for n in numbers) * 4 <= len(numbers)
    assert lowest[0] == 1


def test_alignment_counts_every_kind(countries: list[CountryStateRow], world_file: Path) -> None:
    rows = with_states(
        countries,
        PER=[(2000, "explicit")],
        KEN=[(2000, "implicit")],
        LUX=[(2000, "by-mapping")],
        KNA=[(2000, "uncoded")],
    )
    chart = valid(alignment_map(rows, DAYS, 2020, "then", WORDS, world_file=world_file))
    assert counts(chart) == {"Explicit": 1, "Implicit": 1, "By mapping": 1, "Listed": 1, "Not assessed": 1}
    assert chart.sentence == "3 of 5, then"
    assert set(LOOKS.values()) <= set(theme.LOOKS)
    assert 'id="map-hatch-by-mapping"' in chart.still and 'id="map-hatch-listed"' in chart.still


def test_scores_are_said_in_the_words_of_their_scale(countries: list[CountryStateRow], world_file: Path) -> None:
    rows = with_states(countries, PER=[(2020, "3")], KEN=[(2020, "1")], LUX=[(2020, "")])
    rows = [row if row.iso3 in ("PER", "KEN") else replace(row, changes=((2020, ""),)) for row in rows]
    words = replace(WORDS, states={**WORDS.states, "not-assessed": "No data"})
    chart = valid(score_map(rows, DAYS[2020], "then", words, SCALE, {"PER": "2019"}, world_file=world_file))
    assert counts(chart) == {"1: requires further progress (under 40 %)": 1, "3: meets": 1, "No data": 3}
    assert chart.steps is None  # a score is of a year, and no other is known
    assert [cells[2] for cells in chart.table.rows][-1] == "2019"


@pytest.mark.parametrize("scale", ["", "1 to 4", "from 1 little, 2 much", "percent", "1"])
def test_a_scale_in_other_words_leaves_the_numbers(scale: str) -> None:
    assert points_of(scale) == {}


@given(st.sets(st.decimals(0, 100, places=2), min_size=1, max_size=40))
def test_every_score_has_one_step_and_a_higher_one_is_no_lighter(scores: set[Decimal]) -> None:
    steps = steps_of(scores)
    assert [score for look in theme.STEPS for score in steps.get(look, [])] == sorted(scores)


def test_small_countries_are_listed_in_their_class(countries: list[CountryStateRow], world_file: Path) -> None:
    rows = with_states(countries, KNA=[(2000, "12")], PER=[(2000, "1")], KEN=[(2000, "1")])
    chart = policies_map(rows, DAYS, 2020, "then", WORDS, world_file=world_file)
    assert [(place.iso3, place.css_class, place.label) for place in chart.places] == [
        ("KNA", "state-step-three", "10–19"),  # what is known comes first
        ("ATG", "state-not-assessed", "Not assessed"),
        ("LUX", "state-not-assessed", "Not assessed"),
    ]


# Parts of the world


def test_every_part_of_the_world_has_its_place_and_is_a_region() -> None:
    places = json.loads((ROOT / "frontend" / "zooms.json").read_text(encoding="utf-8"))
    assert set(places) == set(ZOOMS)
    assert set(ZOOMS) | set(PART_OF) == set(Region.values)
    assert set(PART_OF.values()) <= set(ZOOMS)


@pytest.mark.parametrize("zoom", ZOOMS)
def test_a_part_of_the_world_is_as_large_as_the_whole_and_has_its_countries(zoom: str) -> None:
    if not geometry.WORLD_FILE.exists():
        pytest.skip("the front end has not been built")
    whole, part = geometry.load(), geometry.load(geometry.world_file(zoom))
    assert (part.width, part.height) == (whole.width, whole.height)
    assert part.scale > whole.scale
    middle = part.geo["center"]
    x, y = part.project(middle["lon"], middle["lat"])
    assert abs(x - part.width / 2) < 2 and abs(y - part.height / 2) < 2
    assert part.invert(x, y) == pytest.approx((middle["lon"], middle["lat"]), abs=0.01)
    fiji = CountryStateRow("FJI", "Fiji", "/", -17.8, 178.0, ((2000, "12"),))
    peru = CountryStateRow("PER", "Peru", "/", -9.2, -74.4, ((2000, "2"),))
    chart = policies_map([fiji, peru], DAYS, 2020, "then", WORDS, world_file=geometry.world_file(zoom))
    go.Figure(theme.resolve(chart.figure, theme.LIGHT))
    drawn = {iso3 for iso3 in ("FJI", "PER") if f'data-iso3="{iso3}"' in chart.still}
    assert ("FJI" in drawn) == (zoom == "oceania")
    assert ("PER" in drawn) is {"south-america": True, "americas": True, "oceania": False, "asia": False}.get(
        zoom, "PER" in drawn
    )
    assert len(chart.table.rows) == 2  # the table is of all

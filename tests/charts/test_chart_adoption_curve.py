from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.charts.adoption_curve import adoption_curve
from policies.charts.scales import round_steps, year_step
from policies.charts.still import still
from policies.charts.still_parts import Still
from policies.charts.theme import LIGHT, resolve
from policies.rows import AdoptionsRow

ROWS = [AdoptionsRow(2010, 0), AdoptionsRow(2011, 3), AdoptionsRow(2017, 8), AdoptionsRow(2026, 21)]


def test_figure_table_and_sentence() -> None:
    chart = adoption_curve(list(reversed(ROWS)), "as of 23 November 2026")
    assert chart is not None and chart.narrow is not None
    for figure in (chart.figure, chart.narrow):
        go.Figure(resolve(figure, LIGHT))
    assert chart.figure["data"][0]["x"] == [2010, 2011, 2017, 2026]
    assert chart.table.rows == (("2010", "0"), ("2011", "3"), ("2017", "8"), ("2026", "21"))
    assert chart.sentence == "21 countries had adopted a first policy or strategy, as of 23 November 2026."
    assert "style" not in chart.still


@pytest.mark.parametrize("rows", [[], [AdoptionsRow(2010, 0)]])
def test_no_adoption_is_no_chart(rows: list[AdoptionsRow]) -> None:
    assert adoption_curve(rows, "") is None


@settings(deadline=None)
@given(st.dictionaries(st.integers(1900, 2100), st.integers(1, 193), min_size=1, max_size=30))
def test_the_line_lies_inside_the_picture(counts: dict[int, int]) -> None:
    highest = 0
    rows = [AdoptionsRow(year, highest := max(highest, count)) for year, count in sorted(counts.items())]
    chart = adoption_curve(rows, "")
    assert chart is not None
    for picture in ElementTree.fromstring(f"<stills>{chart.still}</stills>"):
        _, _, width, height = map(float, str(picture.get("viewBox")).split())
        (line,) = [path for path in picture.iter("path") if path.get("stroke-width") == "2.5"]
        steps = str(line.get("d"))
        assert all(0 <= float(x) <= width for x in re.findall(r"H([\d.]+)", steps))
        assert all(0 <= float(y) <= height for y in re.findall(r"V([\d.]+)", steps))


@given(st.integers(0, 10_000), st.integers(2, 10))
def test_round_steps_reach_the_highest(highest: int, most: int) -> None:
    steps = round_steps(highest, most)
    assert steps[0] == 0 and steps[-1] >= highest and 2 <= len(steps) <= most + 1
    assert len({later - earlier for earlier, later in pairwise(steps)}) == 1


def test_year_steps_are_round() -> None:
    assert [year_step(years, 10) for years in (8, 12, 40, 90, 400)] == [1, 2, 5, 10, 50]


def test_a_still_refuses_what_it_cannot_draw() -> None:
    chart = adoption_curve(ROWS, "")
    assert chart is not None
    chart.figure["data"].append({"type": "pie"})
    with pytest.raises(ValueError, match="pie"):
        still(chart.figure, 960, Still("k", "t", "d"))

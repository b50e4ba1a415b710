"""Curves by region or group: figure, table, labels that keep apart, shares that do not pretend."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.charts import theme
from policies.charts.curve_figure import apart
from policies.charts.curves import Words, curves, percent
from policies.charts.theme import LIGHT, resolve
from policies.rows import CurveLine

YEARS = [2015, 2016, 2017]
AFRICA = CurveLine("africa", "Africa", "Africa", (1, 2, 30), (1, 2, 27), 54)
ASIA = CurveLine("asia", "Asia", "Asia", (0, 0, 1), (0, 0, 1), 47)
WORDS = Words("Title", "Sentence, as of today.")


def drawn(*lines: CurveLine, share: bool = False) -> object:
    chart = curves(YEARS, lines, WORDS, share=share)
    assert chart is not None and chart.narrow is not None
    for figure in (chart.figure, chart.narrow):
        go.Figure(resolve(figure, LIGHT))
    return chart


def test_numbers_are_in_figure_table_and_legend() -> None:
    chart = drawn(AFRICA, ASIA)
    assert [trace["y"] for trace in chart.figure["data"]] == [[1, 2, 30], [0, 1]]
    assert chart.table.headers == ("Year", "Africa", "Asia")
    assert chart.table.rows[-1] == ("2017", "30", "1") and chart.records is None
    assert [(item.label, item.count) for item in chart.legend] == [("Africa", 30), ("Asia", 1)]
    ends = [note["text"] for note in chart.figure["layout"]["annotations"][1:]]
    assert ends == ["30 Africa", "1 Asia"]


def test_shares_say_of_how_many_and_keep_their_numbers() -> None:
    chart = drawn(AFRICA, ASIA, share=True)
    assert [trace["y"][-1] for trace in chart.figure["data"]] == [50, 2]
    assert chart.table.headers == ("Year", "Africa (of 54)", "Asia (of 47)")
    assert chart.table.rows[-1] == ("2017", "27 (50%)", "1 (2%)")
    assert chart.records.headers == ("Year", "Africa (of 54)", "Africa, % of 54", "Asia (of 47)", "Asia, % of 47")
    assert chart.records.rows[-1] == ("2017", "27", "50", "1", "2")


def test_one_line_is_an_area_with_its_number() -> None:
    chart = drawn(AFRICA)
    (trace,) = chart.figure["data"]
    assert trace["fill"] == "tozeroy" and chart.legend == ()
    assert chart.figure["layout"]["annotations"][-1]["text"] == "30"


def test_lines_differ_by_dash_in_figure_still_and_legend() -> None:
    assert len({dash for __, dash in theme.LINES}) == len({colour for colour, __ in theme.LINES}) == 6
    lines = [CurveLine(str(n), f"Group {n}", f"G{n}", (0, n, n), (0, n, n), 9) for n in range(6)]
    chart = drawn(*lines)
    assert len({trace["line"].get("dash") for trace in chart.figure["data"]}) == 6
    assert len({item.swatch for item in chart.legend}) == 6
    wide = ElementTree.fromstring(f"<s>{chart.still}</s>")[0]
    dashes = [path.get("stroke-dasharray") for path in wide.iter("path") if path.get("stroke-width") == "2.5"]
    assert len(dashes) == len(set(dashes)) == 6


@pytest.mark.parametrize(("years", "lines"), [([], [AFRICA]), (YEARS, [])])
def test_nothing_is_no_chart(years: list[int], lines: list[CurveLine]) -> None:
    assert curves(years, lines, WORDS) is None


def test_hostile_labels_are_text() -> None:
    label = "<script>alert(1)</script>\"'&\x00"
    chart = drawn(CurveLine("x", label, label, (1, 2, 3), (1, 2, 3), 3), ASIA)
    root = ElementTree.fromstring(f"<s>{chart.still}</s>")
    assert not list(root.iter("script"))


@given(st.integers(0, 250), st.integers(0, 250))
def test_a_share_is_whole_per_cent_and_never_all_or_none_by_rounding(part: int, whole: int) -> None:
    part = min(part, whole)
    share = percent(part, whole)
    assert 0 <= share <= 100
    assert (share == 0) == (part == 0)
    assert (share == 100) == (part == whole > 0)
    if whole and 0.02 < part / whole < 0.98:
        assert abs(share - 100 * part / whole) <= 0.5


@given(st.lists(st.floats(0, 100), min_size=1, max_size=6))
def test_labels_keep_apart_and_in_the_order_of_their_lines(places: list[float]) -> None:
    moved = apart(places, 10, 0, 100)
    assert all(-1e-6 <= place <= 100 + 1e-6 for place in moved)
    assert all(later - earlier >= 10 - 1e-6 for earlier, later in pairwise(sorted(moved)))
    in_order = sorted(range(len(places)), key=lambda at: places[at])
    assert [moved[at] for at in in_order] == sorted(moved)


def test_labels_without_room_for_all_are_spread_evenly() -> None:
    assert apart([5, 5, 5], 10, 0, 10) == [0, 5, 10]


@given(
    st.lists(st.lists(st.integers(0, 60), min_size=12, max_size=12).map(sorted), min_size=1, max_size=6),
    st.booleans(),
)
def test_every_line_lies_inside_the_picture(counts: list[list[int]], share: bool) -> None:
    lines = [CurveLine(str(n), f"Line {n}", f"L{n}", tuple(own), tuple(own), 60) for n, own in enumerate(counts)]
    chart = curves(range(2000, 2012), lines, WORDS, share=share)
    assert chart is not None
    for picture in ElementTree.fromstring(f"<stills>{chart.still}</stills>"):
        _, _, width, height = map(float, str(picture.get("viewBox")).split())
        for path in [path for path in picture.iter("path") if path.get("stroke-width") == "2.5"]:
            steps = str(path.get("d"))
            assert all(0 <= float(x) <= width for x in re.findall(r"H([\d.]+)", steps))
            assert all(0 <= float(y) <= height for y in re.findall(r"V([\d.]+)", steps))

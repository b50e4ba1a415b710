from __future__ import annotations

import datetime as dt

import plotly.graph_objects as go
import pytest

from policies.charts.theme import LIGHT, resolve
from policies.charts.timeline import Words, country_timeline, policy_timeline
from policies.dates import HonestDate
from policies.rows import Interval, Lane, Mark
from tests.charts.lanes import TODAY, drawn, mark, policy, project, stills, treaty


def test_plotly_accepts_both_figures() -> None:
    for chart in (
        drawn(country_timeline([treaty(), policy(), project()], TODAY)),
        drawn(policy_timeline([policy()], TODAY)),
    ):
        assert chart.narrow is not None
        for figure in (chart.figure, chart.narrow):
            go.Figure(resolve(figure, LIGHT))
        assert (chart.height, chart.narrow_height) == (
            chart.figure["layout"]["height"],
            chart.narrow["layout"]["height"],
        )


def test_stills_are_two_pictures_without_styles() -> None:
    chart = drawn(country_timeline([policy(), project(), treaty()], TODAY))
    wide, narrow = stills(chart)
    assert wide.get("class") == "still still-wide" and wide.get("viewBox") == f"0 0 960 {chart.height}"
    assert narrow.get("class") == "still still-narrow" and narrow.get("viewBox") == f"0 0 360 {chart.narrow_height}"
    ids = [element.get("id") for still in (wide, narrow) for element in still.iter() if element.get("id")]
    assert len(ids) == len(set(ids)) and all(str(name).startswith("country-timeline-") for name in ids)
    assert "style" not in chart.still


def test_a_picture_with_links_is_one_graphic_to_a_screen_reader() -> None:
    (wide, _) = stills(drawn(country_timeline([policy(), project()], TODAY)))
    assert wide.get("role") == "graphics-document"
    assert [link.get("href") for link in wide.findall("g[@aria-hidden='true']//a")] == [
        "/policies/per-2017/",
        "/projects/x/",
    ]
    (wide, _) = stills(drawn(policy_timeline([policy()], TODAY)))
    assert wide.get("role") == "img" and not list(wide.iter("a"))
    names = str(wide.get("aria-labelledby")).split()
    assert [element.get("id") for element in (wide.find("title"), wide.find("desc")) if element is not None] == names


def test_plotly_gets_no_links_in_text_because_they_break_the_security_policy() -> None:
    figure = drawn(country_timeline([policy(), project()], TODAY)).figure
    assert not any("<a" in annotation["text"] for annotation in figure["layout"]["annotations"])
    assert {url for trace in figure["data"] for url in trace.get("customdata", ())} == {
        "/policies/per-2017/",
        "/projects/x/",
        "",
    }


def test_nothing_to_draw_is_no_chart() -> None:
    assert country_timeline([], TODAY) is None
    assert country_timeline([Lane("policy", "Undated", "/x/")], TODAY) is None


def test_a_lane_without_dates_says_so_beside_others() -> None:
    assert "No dates known" in drawn(country_timeline([policy(), Lane("policy", "Undated", "/x/")], TODAY)).still


def test_unknown_lanes_are_refused() -> None:
    with pytest.raises(ValueError, match="rumour"):
        country_timeline([Lane("rumour", "x", "/x/", (), (mark("2011"),))], TODAY)


@pytest.mark.parametrize(
    "text", ['<script>alert("1")</script>', "a\x00\x1b b", "</text>'\"&", "\ud800", "Very long " * 300]
)
def test_hostile_words_are_text(text: str) -> None:
    lane = Lane(
        "policy",
        text,
        "javascript:alert(1)",
        (Interval(dt.date(2011, 1, 1), None, text, text),),
        (Mark(HonestDate(2011), text, "context", text, text),),
    )
    for chart in (
        country_timeline([lane, policy()], TODAY),
        policy_timeline([lane], TODAY, Words(title=text, as_of=text[:9])),
    ):
        chart = drawn(chart)
        for still in stills(chart):
            assert not list(still.iter("script")) and not still.findall(".//a[@href='javascript:alert(1)']")
            assert not any(
                name == "style" or name.startswith("on") for element in still.iter() for name in element.attrib
            )
        assert "<script" not in str(chart.figure)
        go.Figure(resolve(chart.figure, LIGHT))

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.charts import theme
from policies.charts.base import Chart
from policies.charts.theme import LIGHT, resolve
from policies.charts.timeline import Words, country_timeline, policy_timeline, timeline
from policies.dates import HonestDate
from policies.rows import Interval, Lane, Mark

TODAY = dt.date(2026, 11, 23)


def mark(
    date: str, group: str = "adoption", kind: str = "Published", title: str = "El Peruano", planned: bool = False
) -> Mark:
    honest = HonestDate.parse(date)
    return Mark(honest, honest.display(), group, kind, title, planned)


def policy() -> Lane:
    return Lane(
        "policy",
        "National Migration Policy",
        "/policies/per-2017/",
        (
            Interval(dt.date(2015, 9, 1), dt.date(2017, 4, 26), "in-development", "In development"),
            Interval(dt.date(2017, 4, 27), None, "in-force", "In force since 27 April 2017"),
        ),
        (
            mark("2015-09", "preparation", "Drafting started"),
            mark("2017-04-27"),
            mark("2021", "follow-through", "Evaluation"),
        ),
    )


def treaty() -> Lane:
    return Lane(
        "framework",
        "Refugee Convention",
        "/frameworks/csr51/",
        (),
        (mark("1964-12-21", kind="Acceded"), mark("2018-12")),
    )


def project() -> Lane:
    bar = Interval(dt.date(2025, 3, 1), dt.date(2028, 12, 31), "project", "March 2025 – December 2028")
    return Lane("project", "Strengthening Migration Management", "/projects/x/", (bar,))


def drawn(chart: Chart | None) -> Chart:
    assert chart is not None
    return chart


def stills(chart: Chart) -> list[ElementTree.Element]:
    """The two pictures of a chart, without namespace in the names of their elements."""
    return list(ElementTree.fromstring(f"<stills>{chart.still}</stills>"))


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


def test_the_table_has_the_rows_given() -> None:
    table = drawn(country_timeline([treaty(), policy()], TODAY)).table
    link, treaty_link = (
        ("National Migration Policy", "/policies/per-2017/"),
        ("Refugee Convention", "/frameworks/csr51/"),
    )
    assert table.headers == ("Date", "What", "Title", "Record")
    assert table.rows == (
        ("September 2015", "Drafting started", "El Peruano", link),
        ("2015–2017", "Period", "In development", link),
        ("2017–", "Period", "In force since 27 April 2017", link),
        ("27 April 2017", "Published", "El Peruano", link),
        ("2021", "Evaluation", "El Peruano", link),
        ("21 December 1964", "Acceded", "El Peruano", treaty_link),
        ("December 2018", "Published", "El Peruano", treaty_link),
    )


def test_nothing_to_draw_is_no_chart() -> None:
    assert country_timeline([], TODAY) is None
    assert country_timeline([Lane("policy", "Undated", "/x/")], TODAY) is None


def test_a_lane_without_dates_says_so_beside_others() -> None:
    assert "No dates known" in drawn(country_timeline([policy(), Lane("policy", "Undated", "/x/")], TODAY)).still


def test_unknown_lanes_are_refused() -> None:
    with pytest.raises(ValueError, match="rumour"):
        country_timeline([Lane("rumour", "x", "/x/", (), (mark("2011"),))], TODAY)


def bars(chart: Chart) -> list[tuple[str, dt.date, dt.date, float]]:
    """(colour, first day, day after the last, opacity) of every bar."""
    return [
        (trace["marker"]["color"], start, start + dt.timedelta(milliseconds=length), trace["opacity"])
        for trace in chart.figure["data"]
        if trace["type"] == "bar"
        for start, length in zip(map(dt.date.fromisoformat, trace["base"]), trace["x"], strict=True)
    ]


def test_an_open_interval_ends_in_an_arrow_at_the_day_of_as_of() -> None:
    chart = drawn(country_timeline([policy(), project()], TODAY))
    assert ("var(--status-in-force)", dt.date(2017, 4, 27), TODAY, 1) in bars(chart)
    (arrows,) = [trace for trace in chart.figure["data"] if trace.get("marker", {}).get("symbol") == "triangle-right"]
    assert arrows["x"] == ["2026-11-23"]


def test_what_lies_ahead_is_faint_and_an_end_is_the_whole_last_day() -> None:
    lane = [bar for bar in bars(drawn(country_timeline([policy(), project()], TODAY))) if "project" in bar[0]]
    assert sorted(lane, key=lambda bar: bar[1]) == [
        ("var(--lane-project)", dt.date(2025, 3, 1), TODAY, 1),
        ("var(--lane-project)", TODAY, dt.date(2029, 1, 1), 0.4),
    ]


def test_a_date_known_to_the_year_is_drawn_across_it() -> None:
    chart = drawn(country_timeline([policy(), project()], TODAY))
    assert ("var(--event-follow-through)", dt.date(2021, 1, 1), dt.date(2022, 1, 1), 0.35) in bars(chart)
    assert not any("event-adoption" in colour for colour, *_ in bars(chart))  # that one is known to the day


def test_planned_marks_are_hollow() -> None:
    chart = drawn(policy_timeline([Lane("policy", "P", "/p/", (), (mark("2027", planned=True),))], TODAY))
    (trace,) = [trace for trace in chart.figure["data"] if trace["type"] == "scatter"]
    assert trace["marker"]["symbol"] == "diamond-open"
    assert "(planned)" in trace["hovertext"][0] and "2027 · Published (planned)" in chart.still


def test_older_framework_events_are_pointed_at_and_do_not_stretch_the_years() -> None:
    chart = drawn(country_timeline([policy(), treaty()], TODAY))
    assert chart.figure["layout"]["xaxis"]["range"][0] == "2015-01-01"
    (cut,) = [trace for trace in chart.figure["data"] if trace.get("marker", {}).get("symbol") == "triangle-left"]
    assert cut["x"] == ["2015-01-01"] and "21 December 1964" in cut["hovertext"][0]
    assert ">1964</text>" in chart.still


def test_frameworks_alone_show_all_their_years() -> None:
    chart = drawn(country_timeline([treaty(), treaty()], TODAY))
    assert chart.figure["layout"]["xaxis"]["range"][0] == "1964-01-01"


def test_marks_that_would_touch_stand_below_each_other() -> None:
    lane = Lane("policy", "P", "/p/", (), (mark("2017-04-27"), mark("2017-04-28", "force"), mark("2000")))
    chart = drawn(country_timeline([lane, lane], TODAY))
    places = [y for trace in chart.figure["data"] if trace["type"] == "scatter" for y in trace["y"]]
    assert len(set(places)) == 4  # two rows in each of the two lanes


def test_the_legend_has_what_is_drawn() -> None:
    chart = drawn(country_timeline([policy(), project()], TODAY))
    assert [item.css_class for item in chart.legend] == [
        "status-in-development",
        "status-in-force",
        "lane-project",
        "event-preparation",
        "event-adoption",
        "event-follow-through",
        "event-span",
    ]
    assert all(ElementTree.fromstring(item.swatch).get("class") == "swatch" for item in chart.legend)


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


days = st.dates(dt.date(1800, 1, 1), dt.date(2199, 12, 31))
honest_dates = st.one_of(
    days.map(HonestDate.of_day),
    days.map(lambda day: HonestDate(day.year, day.month)),
    days.map(lambda day: HonestDate(day.year)),
)
intervals = st.builds(
    Interval, days, st.none() | days, st.sampled_from(["in-force", "term-ended", "project"]), st.text(max_size=20)
)
marks = st.builds(
    Mark, honest_dates, st.text(max_size=20), st.sampled_from(theme.EVENT_GROUPS), st.text(), st.text(), st.booleans()
)
lanes = st.lists(
    st.builds(
        Lane,
        st.sampled_from(theme.LANE_KINDS),
        st.text(max_size=200),
        st.just("/x/"),
        st.lists(intervals, max_size=4).map(tuple),
        st.lists(marks, max_size=8).map(tuple),
    ),
    max_size=5,
)


@settings(max_examples=150, deadline=None)
@given(lanes, days)
def test_all_that_is_drawn_lies_inside_the_picture(lanes: list[Lane], today: dt.date) -> None:
    chart = timeline("t", lanes, today)
    if chart is None:
        assert not any(lane.intervals or lane.marks for lane in lanes)
        return
    assert len(chart.table.rows) == sum(len(lane.intervals) + len(lane.marks) for lane in lanes)
    for still in stills(chart):
        _, _, width, height = map(float, str(still.get("viewBox")).split())
        for bar in still.iter("rect"):
            x, y, wide, high = (float(bar.get(name, "nan")) for name in ("x", "y", "width", "height"))
            assert x >= 0 and x + wide <= width and y >= 0 and y + high <= height
        for circle in still.iter("circle"):
            assert 0 <= float(circle.get("cx", "nan")) <= width and 0 <= float(circle.get("cy", "nan")) <= height
        for text in still.iter("text"):
            assert -1 <= float(text.get("x", "nan")) <= width + 1 and 0 <= float(text.get("y", "nan")) <= height


@settings(max_examples=80, deadline=None)
@given(st.lists(days, min_size=2, max_size=12), days)
def test_marks_stand_in_the_order_of_their_days(dates: list[dt.date], today: dt.date) -> None:
    lane = Lane("policy", "P", "/p/", (), tuple(mark(day.isoformat(), "preparation") for day in dates))
    for still in stills(drawn(timeline("t", [lane, lane], today))):
        drawn_at = {
            str(circle.findtext("title")).split(" · ")[0]: float(circle.get("cx", "nan"))
            for circle in still.iter("circle")
        }
        in_order = [drawn_at[HonestDate.of_day(day).display()] for day in sorted(set(dates))]
        assert all(earlier <= later for earlier, later in pairwise(in_order))

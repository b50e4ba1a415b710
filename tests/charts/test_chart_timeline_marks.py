from __future__ import annotations

import datetime as dt

import plotly.graph_objects as go

from policies.charts.base import Chart
from policies.charts.theme import LIGHT, resolve
from policies.charts.timeline import country_timeline, policy_timeline
from policies.charts.timeline_marks import unsure_days
from policies.dates import HonestDate
from policies.rows import Interval, Lane
from tests.charts.lanes import TODAY, bars, drawn, mark, policy, project, stills, treaty


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


def honest_policy() -> Lane:
    """Adopted some day of 2017 after drafting that began in September 2015; its term ended some day of 2025."""
    drafting = Interval(
        dt.date(2015, 9, 1), dt.date(2016, 12, 31), "in-development", "", HonestDate(2015, 9), HonestDate(2017)
    )
    force = Interval(dt.date(2017, 1, 1), dt.date(2025, 12, 31), "term-ended", "", HonestDate(2017), HonestDate(2025))
    return Lane("policy", "P", "/p/", (drafting, force))


def hatched(chart: Chart) -> list[tuple[str, dt.date, dt.date]]:
    return [
        (trace["marker"]["color"], start, start + dt.timedelta(milliseconds=length))
        for trace in chart.figure["data"]
        if trace["type"] == "bar" and "pattern" in trace["marker"]
        for start, length in zip(map(dt.date.fromisoformat, trace["base"]), trace["x"], strict=True)
    ]


def test_a_bar_is_hatched_where_it_may_not_have_begun_or_have_ended_already() -> None:
    chart = drawn(country_timeline([honest_policy(), honest_policy()], TODAY))
    development, ended = "var(--status-in-development)", "var(--status-term-ended)"
    assert sorted(set(hatched(chart))) == [
        (development, dt.date(2015, 9, 1), dt.date(2015, 10, 1)),
        (ended, dt.date(2017, 1, 1), dt.date(2018, 1, 1)),
        (ended, dt.date(2025, 1, 1), dt.date(2026, 1, 1)),
    ]
    assert (ended, dt.date(2018, 1, 1), dt.date(2025, 1, 1), 1) in bars(chart)
    go.Figure(resolve(chart.figure, LIGHT))


def test_a_stage_on_a_row_of_its_own_shows_that_it_may_have_lasted_longer() -> None:
    chart = drawn(policy_timeline([honest_policy()], TODAY))
    assert ("var(--status-in-development)", dt.date(2017, 1, 1), dt.date(2018, 1, 1)) in hatched(chart)


def test_days_known_exactly_are_not_hatched() -> None:
    exact = HonestDate(2017, 4, 27)
    lane = Lane("policy", "P", "/p/", (Interval(exact.earliest, None, "in-force", "", exact),))
    assert hatched(drawn(policy_timeline([lane], TODAY))) == []


def test_what_is_unsure_and_ahead_is_faint_and_hatched() -> None:
    interval = Interval(
        dt.date(2025, 3, 1), dt.date(2028, 12, 31), "project", "", HonestDate(2025, 3), HonestDate(2028)
    )
    chart = drawn(policy_timeline([Lane("project", "P", "/p/", (interval,))], TODAY))
    (faint,) = [trace for trace in chart.figure["data"] if trace["opacity"] < 1 and "pattern" in trace["marker"]]
    assert faint["base"] == ["2028-01-01"]


def test_stills_draw_hatched_bars_with_patterns_of_their_own() -> None:
    chart = drawn(country_timeline([honest_policy(), honest_policy()], TODAY))
    for still in stills(chart):
        patterns = {f"url(#{pattern.get('id')})" for pattern in still.iter("pattern")}
        assert patterns and {fill for group in still.iter("g") if "url" in (fill := group.get("fill", ""))} == patterns
    names = [pattern.get("id") for still in stills(chart) for pattern in still.iter("pattern")]
    assert len(names) == len(set(names))


def test_an_end_that_is_not_known_leaves_only_the_beginning_hatched() -> None:
    interval = Interval(dt.date(2015, 1, 1), dt.date(2015, 12, 31), "project", "", HonestDate(2015))
    assert unsure_days(interval) == [(dt.date(2015, 1, 1), dt.date(2016, 1, 1))]

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from policies.charts import theme
from policies.charts.timeline import timeline
from policies.dates import HonestDate
from policies.rows import Interval, Lane, Mark
from tests.charts.lanes import drawn, mark, stills

days = st.dates(dt.date(1800, 1, 1), dt.date(2199, 12, 31))
honest_dates = st.one_of(
    days.map(HonestDate.of_day),
    days.map(lambda day: HonestDate(day.year, day.month)),
    days.map(lambda day: HonestDate(day.year)),
)
intervals = st.builds(
    Interval,
    days,
    st.none() | days,
    st.sampled_from(["in-force", "term-ended", "project"]),
    st.text(max_size=20),
    st.none() | honest_dates,
    st.none() | honest_dates,
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

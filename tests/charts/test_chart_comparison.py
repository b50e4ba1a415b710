"""Timelines of several countries on one axis."""

from __future__ import annotations

import datetime as dt

import plotly.graph_objects as go
import pytest

from policies.charts.comparison import comparison
from policies.charts.theme import LIGHT, resolve
from policies.charts.timeline_words import Words
from policies.dates import HonestDate
from policies.rows import Interval, Lane, Mark

TODAY = dt.date(2026, 11, 23)
POLICY = Lane("policy", "Policy", "/p/", (Interval(dt.date(2017, 4, 27), None, "in-force", "In force since 2017"),))
MARKED = Lane("policy", "Law", "/l/", (), (Mark(HonestDate(1999), "1999", "adoption", "Adopted", "Law 1"),))
EMPTY = Lane("policy", "Nothing is recorded yet", "/c/")


def test_each_country_is_headed_by_its_name_on_the_same_axis() -> None:
    chart = comparison([("Peru", [POLICY, MARKED]), ("Ecuador", [MARKED])], TODAY, Words())
    assert chart is not None and chart.narrow is not None
    for figure in (chart.figure, chart.narrow):
        go.Figure(resolve(figure, LIGHT))
        texts = [annotation["text"] for annotation in figure["layout"]["annotations"]]
        assert texts.count("Peru") == texts.count("Ecuador") == 1
        assert texts.index("Peru") < texts.index("Policy") < texts.index("Ecuador")
        assert "xaxis2" not in figure["layout"]
    assert "23 November 2026" in chart.sentence


def test_the_table_says_of_which_country_each_row_is() -> None:
    chart = comparison([("Peru", [POLICY]), ("Ecuador", [MARKED])], TODAY, Words(), "Country")
    assert chart is not None and chart.records is not None
    assert chart.table.headers == ("Country", "Date", "What", "Title", "Record")
    assert [row[0] for row in chart.table.rows] == ["Peru", "Ecuador"]
    assert [row[1] for row in chart.records.rows] == ["2017-04-27/..", "1999"]


def test_a_country_without_anything_keeps_its_place() -> None:
    chart = comparison([("Peru", [POLICY]), ("Andorra", [EMPTY])], TODAY, Words())
    assert chart is not None
    texts = [annotation["text"] for annotation in chart.figure["layout"]["annotations"]]
    assert texts.index("Andorra") < texts.index("Nothing is recorded yet") < texts.index("No dates known")


def test_no_date_at_all_is_no_chart() -> None:
    assert comparison([("Andorra", [EMPTY]), ("Peru", [EMPTY])], TODAY, Words()) is None


def test_an_unknown_kind_of_lane_is_refused() -> None:
    with pytest.raises(ValueError, match="rumour"):
        comparison([("Peru", [Lane("rumour", "x", "/")])], TODAY, Words())

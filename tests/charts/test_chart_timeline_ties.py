"""Links between the lanes of policies: what replaces, amends or implements what."""

from __future__ import annotations

import datetime as dt
from typing import Any

import plotly.graph_objects as go
import pytest

from policies.charts.base import Chart
from policies.charts.theme import LIGHT, resolve
from policies.charts.timeline import country_timeline
from policies.dates import HonestDate
from policies.rows import Interval, Lane, Tie
from tests.charts.lanes import TODAY, drawn, mark, stills


def tie(other: str, date: str = "1993", kind: str = "replaces") -> Tie:
    honest = HonestDate.parse(date) if date else None
    label = honest.display() if honest else "date not known"
    return Tie(kind, kind, f"Constitution of {other}", f"/policies/{other}/", honest, label)


def law(year: int, until: int | None = None, *ties: Tie) -> Lane:
    end = dt.date(until - 1, 12, 31) if until else None
    bar = Interval(dt.date(year, 1, 1), end, "in-force", f"In force since {year}")
    return Lane("policy", f"Constitution of {year}", f"/policies/{year}/", (bar,), (), ties)


def links(chart: Chart) -> list[dict[str, Any]]:
    return [shape for shape in chart.figure["layout"]["shapes"] if shape["layer"] == "between"]


def heads(chart: Chart, symbol: str) -> list[dict[str, Any]]:
    return [trace for trace in chart.figure["data"] if trace.get("marker", {}).get("symbol") == symbol]


def test_an_arrow_goes_from_the_new_bar_to_the_old_one_at_the_day_of_the_change() -> None:
    chart = drawn(country_timeline([law(1979, 1993), law(1993, None, tie("1979"))], TODAY))
    old, new = sorted({y for trace in chart.figure["data"] if trace["type"] == "bar" for y in trace["y"]})
    (link,) = links(chart)
    assert (link["x0"], link["x1"], link["y0"], link["y1"]) == ("1993-01-01", "1993-01-01", new, old)
    (head,) = heads(chart, "triangle-up")
    assert head["x"] == ["1993-01-01"] and old < head["y"][0] < new
    assert head["hovertext"] == ["1993<br>Constitution of 1993<br>replaces Constitution of 1979"]
    assert head["customdata"] == ["/policies/1993/"]
    for figure in (chart.figure, chart.narrow):
        go.Figure(resolve(figure, LIGHT))  # type: ignore[arg-type]


def test_an_arrow_to_a_lane_further_down_points_down() -> None:
    chart = drawn(country_timeline([law(2013, None, tie("2011", "2013-05-08", "amends")), law(2011)], TODAY))
    (head,) = heads(chart, "triangle-down")
    assert head["x"] == ["2013-05-08"]
    assert links(chart)[0]["line"]["dash"] == "6px,3px"


def test_stills_draw_the_same_links_with_their_dashes() -> None:
    chart = drawn(
        country_timeline(
            [law(1979, 1993), law(1993, None, tie("1979")), law(2002, None, tie("1993", "2002", "implements"))], TODAY
        )
    )
    for still in stills(chart):
        ink = [path for path in still.iter("path") if path.get("stroke") == "var(--chart-ink)"]
        assert [path.get("stroke-dasharray") for path in ink] == [None, "2 3"]


def test_links_that_would_lie_on_each_other_stand_apart() -> None:
    lanes = [law(1979), law(1985), law(1993, None, tie("1979"), tie("1985"))]
    first, second = links(drawn(country_timeline(lanes, TODAY)))
    assert first["x0"] == "1993-01-01" < second["x0"] < "1994-01-01"


def test_links_are_in_the_table_also_where_they_cannot_be_drawn() -> None:
    lanes = [law(1979), law(1993, None, tie("1979", ""), tie("1933", "1993-12-31"))]
    chart = drawn(country_timeline(lanes, TODAY))
    assert links(chart) == [] and not [item for item in chart.legend if item.css_class.startswith("tie")]
    record = ("Constitution of 1993", "/policies/1993/")
    assert chart.table.rows[2:] == (
        ("31 December 1993", "replaces", "Constitution of 1933", record),
        ("date not known", "replaces", "Constitution of 1979", record),
    )
    assert chart.records is not None and [row[0] for row in chart.records.rows[2:]] == ["1993-12-31", ""]


@pytest.mark.parametrize(
    ("kind", "look"),
    [("replaces", "replaces"), ("repeals", "replaces"), ("amends", "amends"), ("based-on", "implements")],
)
def test_the_legend_tells_what_a_link_means(kind: str, look: str) -> None:
    chart = drawn(country_timeline([law(1979), law(1993, None, tie("1979", "1993", kind))], TODAY))
    (item,) = [item for item in chart.legend if item.css_class.startswith("tie")]
    assert item.css_class == f"tie-{look}"


def test_an_institution_has_a_row_of_its_own() -> None:
    lane = Lane("institution", "Working Group", "", (), (mark("1971", "context", "Institution created"),))
    chart = drawn(country_timeline([lane, law(1979)], TODAY))
    texts = [note["text"] for note in chart.figure["layout"]["annotations"]]
    assert texts.index("Policies") < texts.index("Institutions") < texts.index("Working Group")
    assert chart.figure["layout"]["xaxis"]["range"][0] == "1971-01-01"

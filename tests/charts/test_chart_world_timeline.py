"""The timeline across countries as a chart: marks, columns, its table, and what it refuses."""

from __future__ import annotations

import datetime as dt
import html
from typing import Any
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest

from policies.charts.base import Chart
from policies.charts.theme import LIGHT, resolve
from policies.charts.world_timeline import MOST_MARKS, Words, world_timeline
from policies.rows import Strand
from tests.charts.lanes import TODAY, bars, drawn, stills
from tests.charts.strands import YEARS, andes, happening, peru, quiet, stretch

WORDS = Words()


def chart_of(*strands: Strand, years: tuple[int, int] = YEARS, words: Words = WORDS) -> Chart:
    return drawn(world_timeline(strands, TODAY, years, words))


@pytest.mark.parametrize("strands", [(peru(), quiet()), (andes(), andes("Caribbean")), (andes(heading=""),) * 9])
def test_plotly_accepts_both_figures_and_stills_have_their_size(strands: tuple[Strand, ...]) -> None:
    chart = chart_of(*strands)
    assert chart.narrow is not None
    for figure in (chart.figure, chart.narrow):
        go.Figure(resolve(figure, LIGHT))
    wide, narrow = stills(chart)
    assert wide.get("viewBox") == f"0 0 960 {chart.height}"
    assert narrow.get("viewBox") == f"0 0 360 {chart.narrow_height}"
    assert "style" not in chart.still and chart.subject == ""


def test_every_event_is_a_mark_and_every_policy_in_force_a_bar() -> None:
    chart = chart_of(peru(), quiet())
    marks = [trace for trace in chart.figure["data"] if trace["type"] == "scatter"]
    assert sum(len(trace["x"]) for trace in marks) == 3
    assert {trace["marker"]["symbol"] for trace in marks} == {"circle", "diamond", "diamond-open"}
    assert {url for trace in marks for url in trace["customdata"]} == {"/policies/law/"}
    assert sorted(bar[1:] for bar in bars(chart) if bar[0] == "var(--status-in-force)") == [
        (dt.date(2002, 1, 1), TODAY, 1),
        (dt.date(2005, 1, 1), dt.date(2011, 1, 1), 1),
    ]
    assert "Nothing dated in these years" in chart.still


def test_a_lane_links_to_its_country() -> None:
    (wide, _) = stills(chart_of(peru(), quiet()))
    assert [link.get("href") for link in wide.iter("a")] == ["/countries/peru/", "/countries/andorra/"]


def test_what_lies_outside_the_years_is_cut_off() -> None:
    chart = chart_of(Strand("Peru", "", "", 2, 1, (), (stretch(1993), stretch(1950, 1960))), years=(2010, 2019))
    assert bars(chart) == [("var(--status-in-force)", dt.date(2010, 1, 1), dt.date(2019, 12, 31), 1)]


def test_many_bars_of_a_lane_become_one_that_tells_their_number() -> None:
    many = Strand("Peru", "", "", 10, 10, (), tuple(stretch(2001 + n) for n in range(10)))
    (trace,) = chart_of(many).figure["data"]
    assert set(trace["width"]) == {8.0}
    assert trace["hovertext"][0] == "1 policies in force" and trace["hovertext"][-1] == "10 policies in force"
    few = Strand("Peru", "", "", 8, 8, (), tuple(stretch(2001 + n) for n in range(8)))
    assert set(chart_of(few).figure["data"][0]["width"]) == {4.0}


def test_marks_of_a_lane_do_not_touch() -> None:
    lane = Strand("Peru", "", "", 1, 0, tuple(happening(date) for date in ("2010-05-01", "2010-05-02", "2018")))
    places = [y for trace in chart_of(lane).figure["data"] if trace["type"] == "scatter" for y in trace["y"]]
    assert len(set(places)) == 2 and places[0] == places[2]


def test_columns_stand_for_numbers_on_one_scale() -> None:
    chart = chart_of(andes(), andes("Caribbean", "Americas"))
    adoption = [trace for trace in chart.figure["data"] if trace["marker"]["color"] == "var(--event-adoption)"]
    heights = dict(zip(adoption[0]["hovertext"], adoption[0]["width"], strict=True))
    assert heights["South America, 2017<br>Adoption: 8"] == 96  # the most of all, and few lanes
    assert heights["South America, 2016<br>Adoption: 3"] == heights["Caribbean, 2016<br>Adoption: 3"] == 36
    in_force = [trace for trace in chart.figure["data"] if trace["marker"]["color"] == "var(--state-ended)"]
    assert [trace["hovertext"][1] for trace in in_force] == ["South America, 2017<br>Policies in force: 12"]
    assert len(in_force[0]["x"]) == 6  # the column of this year is one
    assert sorted(set(in_force[0]["width"])) == pytest.approx([32 / 3, 32 * 11 / 12, 32])
    assert [note["text"] for note in chart.figure["layout"]["annotations"]].count("8") == 2  # the highest is labelled


def test_what_is_still_to_come_is_faint() -> None:
    ends = [bar for bar in bars(chart_of(andes())) if bar[0] == "var(--event-end)"]
    assert [bar[3] for bar in ends] == [0.4]


def test_the_table_of_marks() -> None:
    chart = chart_of(peru(), quiet())
    law = ("Refugee Law", "/policies/law/")
    assert chart.table.headers == ("Date", "What", "Title", "Policy", "Country")
    assert chart.table.rows == (
        ("2002–", "In force", "In force since 2002", law, "Peru"),
        ("20 December 2002", "Published", "El Peruano", law, "Peru"),
        ("2005–2010", "In force", "In force 2005 – 2010", law, "Peru"),
        ("September 2015", "Published", "El Peruano", law, "Peru"),
        ("2027", "Published (planned)", "El Peruano", law, "Peru"),
    )
    assert chart.records is not None
    assert [row[0] for row in chart.records.rows] == ["2002/..", "2002-12-20", "2005/2010", "2015-09", "2027"]


def test_the_table_of_bins_has_the_exact_numbers() -> None:
    chart = chart_of(andes())
    place = ("South America", "/timeline/?region=south-america")
    assert chart.table.headers == (
        "Country",
        "Years",
        "Preparation",
        "Adoption",
        "End",
        "All events",
        "Policies in force at the end",
    )
    assert (
        chart.table.rows
        == chart.records.rows
        == (  # type: ignore[union-attr]
            (place, "2016", "1", "3", "0", "4", "4"),
            (place, "2017", "0", "8", "0", "8", "12"),
            (place, "2026", "0", "0", "0", "0", "11"),
            (place, "2027", "0", "0", "1", "1", ""),
        )
    )


def test_the_legend_has_what_is_drawn() -> None:
    assert [item.css_class for item in chart_of(peru()).legend] == [
        "event-preparation",
        "event-adoption",
        "status-in-force",
        "event-planned",
        "event-span",
    ]
    binned = chart_of(andes()).legend
    assert [item.css_class for item in binned] == ["event-preparation", "event-adoption", "event-end", "state-ended"]
    for item in binned:
        ElementTree.fromstring(item.swatch)


def test_nothing_to_draw_is_no_chart() -> None:
    assert world_timeline([], TODAY, YEARS) is None
    assert world_timeline([quiet()], TODAY, YEARS) is None


def test_marks_are_at_most_so_many_and_never_beside_bins() -> None:
    def many(count: int) -> list[Strand]:
        return [Strand("Peru", "", "", 1, 0, (happening("2010"),) * count)]

    figure = drawn(world_timeline(many(MOST_MARKS), TODAY, YEARS)).figure
    assert sum(len(trace["x"]) for trace in figure["data"] if trace["type"] == "scatter") == MOST_MARKS == 400
    with pytest.raises(ValueError, match="401 marks"):
        world_timeline(many(MOST_MARKS + 1), TODAY, YEARS)
    with pytest.raises(ValueError, match="not both"):
        world_timeline([peru(), andes()], TODAY, YEARS)


@pytest.mark.parametrize("text", ['<script>alert("1")</script>', "a\x00\x1b b", "</text>'\"&", "\ud800", "Long " * 300])
def test_hostile_words_are_text(text: str) -> None:
    hostile: dict[str, Any] = {"title": text, "sentence": text, "as_of": text[:9]}
    for strand in (peru(), andes()):
        dressed = Strand(text, "javascript:alert(1)", text, 1, 1, strand.happenings, strand.stretches, strand.bins)
        chart = chart_of(dressed, words=Words(**hostile))
        for still in stills(chart):
            assert not list(still.iter("script")) and not list(still.iter("a"))
        assert "<script" not in str(chart.figure) and "javascript" not in chart.still
        go.Figure(resolve(chart.figure, LIGHT))


def test_one_year_alone_is_a_picture_too() -> None:
    chart = chart_of(Strand("Peru", "", "", 1, 0, (happening("2017-04-27"),)), years=(2017, 2017))
    assert chart.figure["layout"]["xaxis"]["range"] == ["2017-01-01", "2017-12-31"]
    assert chart.figure["layout"]["xaxis"]["ticktext"] == ["2017"]
    assert "As of" not in html.unescape(chart.still.split("</desc>")[1])  # that day is not in it

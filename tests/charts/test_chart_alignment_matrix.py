"""The picture of the matrix: countries by components."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.charts.alignment_matrix import LOOKS, MOST, Column, Words, alignment_matrix
from policies.charts.theme import LIGHT, resolve
from policies.choices import EvidenceKind
from policies.rows import EvidenceRow

WORDS = Words(kinds={kind: kind.upper() for kind in LOOKS})
COLUMNS = [Column("Whole", ""), Column("P1", "Rights & standards"), Column("O1", "Well-being")]
ROWS = [
    EvidenceRow("Peru", "/countries/peru/", ("explicit", "implicit", "")),
    EvidenceRow("Bosnia & Herzegovina", "/countries/bosnia/", ("", "by-mapping", "")),
    EvidenceRow("Chad", "/countries/chad/", ("", "", "")),
]


def test_figure_table_files_legend_and_sentence() -> None:
    chart = alignment_matrix(ROWS, COLUMNS, "as of today", WORDS)
    assert chart is not None and chart.narrow is not None and chart.records is not None
    for figure in (chart.figure, chart.narrow):
        go.Figure(resolve(figure, LIGHT))
    marks = {trace["marker"]["symbol"]: (trace["x"], trace["y"]) for trace in chart.figure["data"]}
    assert marks == {"square": ([0], [0]), "square-open": ([1], [0]), "diamond-open": ([1], [1])}
    assert chart.table.headers == ("Country", "Whole", "P1", "O1")
    assert chart.table.rows[0] == (("Peru", "/countries/peru/"), "EXPLICIT", "IMPLICIT", "")
    assert chart.records.rows[1] == (("Bosnia & Herzegovina", "/countries/bosnia/"), "", "by-mapping", "")
    assert chart.sentence == "Policies of 2 countries have evidence, as of today."
    assert [item.label for item in chart.legend] == ["EXPLICIT", "IMPLICIT", "BY-MAPPING"]
    assert chart.notes == ()
    assert "Bosnia &amp; Herzegovina<" in chart.still and "Bosnia &amp; Herzego…<" in chart.still  # wide, narrow
    assert "style" not in chart.still


def test_kinds_differ_by_shape_or_filling() -> None:
    assert set(LOOKS) == set(EvidenceKind.values)
    assert len({symbol for symbol, __ in LOOKS.values()}) == len(LOOKS)


def test_nothing_coded_is_no_chart_and_an_unknown_kind_is_refused() -> None:
    assert alignment_matrix(ROWS[2:], COLUMNS, "") is None
    assert alignment_matrix([], COLUMNS, "") is None
    with pytest.raises(KeyError):
        alignment_matrix([EvidenceRow("X", "", ("guess", "", ""))], COLUMNS, "")


def test_of_many_countries_those_with_most_are_drawn_and_all_are_in_the_table() -> None:
    rows = [EvidenceRow(f"C{n}", "/", ("implicit", "", "")) for n in range(MOST)] + ROWS
    chart = alignment_matrix(rows, COLUMNS, "", WORDS)
    assert chart is not None
    assert len(chart.figure["layout"]["yaxis"]["ticktext"]) == MOST
    assert chart.figure["layout"]["yaxis"]["ticktext"][0] == "Peru"
    assert len(chart.table.rows) == MOST + 2
    assert chart.notes == (f"The {MOST} countries with most of {MOST + 2} are drawn.",)


@settings(deadline=None, max_examples=40)
@given(
    st.integers(1, 30),
    st.integers(1, MOST + 5),
    st.text(max_size=60),
)
def test_every_mark_lies_inside_the_picture(columns: int, rows: int, name: str) -> None:
    found = [
        EvidenceRow(f"{name}{n}", "/", tuple(list(LOOKS)[(n + c) % 3] for c in range(columns))) for n in range(rows)
    ]
    chart = alignment_matrix(found, [Column(str(c), "") for c in range(columns)], "")
    assert chart is not None
    for picture in ElementTree.fromstring(f"<stills>{chart.still}</stills>"):
        _, _, width, height = map(float, str(picture.get("viewBox")).split())
        marks = [str(path.get("d")) for path in picture.iter("path") if path.get("d", "").endswith("z")]
        assert len(marks) == min(rows, MOST) * columns
        for mark in marks:
            numbers = [float(number) for number in re.findall(r"-?[\d.]+", mark)]
            assert all(0 <= x <= width for x in numbers[::2]) and all(0 <= y <= height for y in numbers[1::2])

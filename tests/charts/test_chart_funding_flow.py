"""Flows of money: what flows in flows out, still and figure agree, and nothing lies outside or over another."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.charts.base import Chart, Figure
from policies.charts.flow_layout import plan
from policies.charts.funding_flow import Words, funding_flow
from policies.charts.theme import LIGHT, resolve
from policies.rows import FlowNode, FlowRow

STAGES = ("Funder", "Project", "Policy", "Country")
COUNTED = Words("Title", "Sentence, as of today.", STAGES, amount="Links")
MONEY = Words("Title", "Sentence, as of today.", STAGES, unit="USD", locale="en")


def row(*keys: str, value: str = "1") -> FlowRow:
    return FlowRow(tuple(FlowNode(key, f"Node {key}", f"/x/{key}/") for key in keys), Decimal(value))


ROWS = [row("fund", "a", "p1", "PER"), row("fund", "b", "p2", "PER"), row("bank", "b", "p2", "PER")]

letters = st.sampled_from("abcdefghij")
flows = st.lists(
    st.builds(
        lambda keys, value: row(*keys, value=str(value)),
        st.tuples(letters, letters, letters, letters),
        st.decimals("0.01", "99999999", places=2),
    ),
    min_size=1,
    max_size=40,
)


def drawn(rows: list[FlowRow], words: Words = COUNTED) -> Chart:
    chart = funding_flow(rows, rows, words)
    assert chart is not None and chart.narrow is not None
    for figure in (chart.figure, chart.narrow):
        go.Figure(resolve(figure, LIGHT))
    return chart


def node_sums(figure: Figure) -> tuple[dict[int, float], dict[int, float]]:
    into: dict[int, float] = defaultdict(float)
    out: dict[int, float] = defaultdict(float)
    link = figure["data"][0]["link"]
    for source, target, value in zip(link["source"], link["target"], link["value"], strict=True):
        out[source] += value
        into[target] += value
    return into, out


@given(flows)
def test_what_flows_into_a_node_flows_out_and_every_stage_has_all(rows: list[FlowRow]) -> None:
    chart = funding_flow(rows, rows, MONEY)
    assert chart is not None and chart.narrow is not None
    total = float(sum(row.value for row in rows))
    for figure in (chart.figure, chart.narrow):
        into, out = node_sums(figure)
        for node in into.keys() & out.keys():
            assert into[node] == pytest.approx(out[node])
        first, last = set(out) - set(into), set(into) - set(out)
        assert sum(out[node] for node in first) == pytest.approx(total)
        assert sum(into[node] for node in last) == pytest.approx(total)


@given(flows)
def test_nodes_lie_inside_and_never_over_each_other(rows: list[FlowRow]) -> None:
    laid = plan(rows, counted=False)
    for stage in range(4):
        own = sorted((place for place in laid.places if place.stage == stage), key=lambda place: place.top)
        assert own[0].top >= -1e-6 and own[-1].top + own[-1].high <= laid.height + 1e-6
        assert all(b.top - a.top - a.high >= laid.pad - 1e-6 for a, b in pairwise(own))


@given(flows)
def test_the_still_has_the_places_of_the_figure(rows: list[FlowRow]) -> None:
    """The still reads heights off the trace as d3-sankey does; the layout set them the same way."""
    chart = funding_flow(rows, rows, MONEY)
    assert chart is not None
    laid = plan(rows, counted=False)
    wide = ElementTree.fromstring(f"<s>{chart.still}</s>")[0]
    rects = [(float(r.get("y", "")), float(r.get("height", ""))) for r in wide.iter("rect")]
    places = [(place.top + 34, max(place.high, 1)) for place in laid.places]
    assert rects == [(pytest.approx(y, abs=0.11), pytest.approx(high, abs=0.11)) for y, high in places]
    bands = [path for group in wide.iter("g") if group.get("class") == "bands" for path in group.iter("path")]
    assert len(bands) == len(laid.bands)
    high = float(str(wide.get("viewBox")).split()[3])
    assert all(0 <= float(y) <= high for band in bands for y in re.findall(r"V([\d.]+)", str(band.get("d"))))


def test_what_flows_the_same_way_is_one_band() -> None:
    chart = drawn(ROWS)
    link = chart.figure["data"][0]["link"]
    assert sorted(link["value"]) == [1, 1, 1, 1, 1, 2, 2]
    assert [text for __, text in link["customdata"]][:2] == ["Node fund → Node a: 1", "Node fund → Node b: 1"]
    assert chart.narrow is not None and chart.narrow["data"][0]["link"]["value"] == [2, 1]


def test_the_table_lists_what_it_is_given_and_files_have_plain_numbers() -> None:
    counted = drawn(ROWS)
    assert counted.table.headers == STAGES
    assert counted.table.rows[0] == tuple((f"Node {key}", f"/x/{key}/") for key in ("fund", "a", "p1", "PER"))
    money = drawn([row("fund", "a", "p1", "PER", value="1234567.50")], MONEY)
    assert money.table.headers[-1] == "Amount (USD)"
    assert money.table.rows[0][-1] == "1,234,567.5 USD"
    assert money.records is not None and money.records.rows[0] == (
        "Node fund",
        ("Node a", "/x/a/"),
        "Node p1",
        "Node PER",
        "1234567.50",
    )


def test_nothing_is_no_chart() -> None:
    assert funding_flow([], [], COUNTED) is None


@pytest.mark.parametrize("label", ["<script>alert(1)</script>\"'&", "a\x00\x1b b", "x" * 500, "", "var(--chart-ink)"])
def test_hostile_names_are_text(label: str) -> None:
    nodes = tuple(FlowNode(str(n), label, "javascript:alert(1)") for n in range(4))
    chart = drawn([FlowRow(nodes, Decimal(1))])
    root = ElementTree.fromstring(f"<s>{chart.still}</s>")
    assert not list(root.iter("script")) and not list(root.iter("a"))
    assert "style" not in chart.still


def test_crossings_are_fewer_than_in_the_order_of_rows() -> None:
    crossed = [row("a", "z", "z", "z"), row("b", "y", "y", "y"), row("c", "x", "x", "x")]
    laid = plan(crossed, counted=True)
    for stage in range(4):
        tops = [place.top for place in laid.places if place.stage == stage]
        assert tops == sorted(tops)
    assert [place.node.key for place in laid.places if place.stage == 3] == ["z", "y", "x"]

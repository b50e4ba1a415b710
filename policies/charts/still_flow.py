"""A ``sankey`` trace with fixed places as SVG, by the rules by which plotly.js draws it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from policies.charts import text as words
from policies.charts.still_parts import n


def flow_svg(trace: dict[str, Any], left: float, top: float, width: float, height: float) -> str:
    """Bands, then nodes over them, in the box given (px).

    A node is as high as the larger of what flows in and out; the stage that is fullest with its padding fills the box.
    Bands leave and reach a node in the order in which they are listed.
    """
    node, link = trace["node"], trace["link"]
    into: dict[int, float] = defaultdict(float)
    out: dict[int, float] = defaultdict(float)
    for source, target, value in zip(link["source"], link["target"], link["value"], strict=True):
        out[source] += value
        into[target] += value
    values = [max(into[at], out[at]) for at in range(len(node["x"]))]
    stages: dict[float, list[float]] = defaultdict(list)
    for x, value in zip(node["x"], values, strict=True):
        stages[x].append(value)
    scale = min((height - (len(own) - 1) * node["pad"]) / sum(own) for own in stages.values())
    tops = [top + y * height - value * scale / 2 for y, value in zip(node["y"], values, strict=True)]
    lefts = [left + x * width - node["thickness"] / 2 for x in node["x"]]
    leaving, reaching = list(tops), list(tops)
    bands = []
    for source, target, value, colour, told in zip(
        link["source"], link["target"], link["value"], link["color"], link["customdata"], strict=True
    ):
        thick = value * scale
        start, end = lefts[source] + node["thickness"], lefts[target]
        bend, a, b = n((start + end) / 2), leaving[source], reaching[target]
        bands.append(
            f'<path d="M{n(start)} {n(a)}C{bend} {n(a)} {bend} {n(b)} {n(end)} {n(b)}V{n(b + thick)}'
            f'C{bend} {n(b + thick)} {bend} {n(a + thick)} {n(start)} {n(a + thick)}z" fill="{colour}">'
            f"{_title(told[1])}</path>"
        )
        leaving[source] += thick
        reaching[target] += thick
    nodes = [
        f'<rect x="{n(x)}" y="{n(y)}" width="{n(node["thickness"])}" height="{n(max(value * scale, 1))}"'
        f' fill="{colour}">{_title(told[1])}</rect>'
        for x, y, value, colour, told in zip(lefts, tops, values, node["color"], node["customdata"], strict=True)
    ]
    return f'<g class="bands">{"".join(bands)}</g><g>{"".join(nodes)}</g>'


def _title(markup: str) -> str:
    return f"<title>{words.xml(' '.join(words.read_markup(markup)))}</title>"

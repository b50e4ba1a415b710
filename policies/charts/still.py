"""Stills: a Plotly figure as inline SVG, drawn by the server.

One renderer for the trace types in use: ``choropleth`` and ``scattergeo`` (maps), ``bar`` (horizontal,
with a base on a date axis), ``scatter`` (lines, markers) and ``sankey`` (flows). A figure of another type is refused.

Made for a strict Content Security Policy: no ``style`` attribute, no ``<style>``, no script; colours are
presentation attributes that name CSS variables, or, on the map, classes ``state-<code>`` that the page's
script may change. Ids begin with the chart's key and its width, so that charts share a page. Every
text is escaped.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from policies.charts import text as words
from policies.charts import theme
from policies.charts.base import Figure
from policies.charts.still_flow import flow_svg
from policies.charts.still_parts import Still, link, n
from policies.charts.still_plot import Plot, axes
from policies.charts.still_traces import bars, scatter

_LINE_HEIGHT: Final = 1.3  # of the font size, as Plotly's


def still(figure: Figure, width: int, about: Still, *, css_class: str = "still-wide") -> str:
    """A cartesian figure as SVG, ``width`` px wide and as high as its layout says.

    Raises ValueError on a trace type that this renderer does not draw.
    """
    plot = Plot(figure, width, f"{about.key}-{width}")
    layout = figure["layout"]
    shapes = [(shape.get("layer"), _shape(plot, shape)) for shape in layout.get("shapes", ())]
    parts = [drawn for layer, drawn in shapes if layer != "between"]
    parts += [*axes(plot), *(drawn for layer, drawn in shapes if layer == "between")]
    for trace in figure["data"]:
        draw = _TRACES.get(trace["type"])
        if draw is None:
            raise ValueError(f"A still cannot show traces of the type {trace['type']!r}.")
        parts.append(draw(plot, trace))
    links = layout["meta"].get("links", {})
    for index, annotation in enumerate(layout.get("annotations", ())):
        parts.append(link(links.get(str(index), ""), _annotation(plot, annotation)))
    return about.svg(width, plot.height, css_class, "".join(parts), links=bool(links))


def _shape(plot: Plot, shape: dict[str, Any]) -> str:
    """A straight line; the only shape in use."""
    xref, yref = shape.get("xref", "x"), shape.get("yref", "y")
    line = shape["line"]
    dash = f' stroke-dasharray="{line["dash"].replace("px", "").replace(",", " ")}"' if line.get("dash") else ""
    return (
        f'<path d="M{n(plot.x(shape["x0"], xref))} {n(plot.y(shape["y0"], yref))}'
        f'L{n(plot.x(shape["x1"], xref))} {n(plot.y(shape["y1"], yref))}"'
        f' stroke="{line["color"]}" stroke-width="{n(line.get("width", 1))}"{dash}/>'
    )


def _annotation(plot: Plot, annotation: dict[str, Any]) -> str:
    """Text beside a point, in several lines if its mark-up says so."""
    lines = words.read_markup(annotation["text"])
    size = annotation.get("font", {}).get("size", theme.FONT_SIZE)
    colour = annotation.get("font", {}).get("color", theme.INK)
    x = plot.x(annotation["x"], annotation.get("xref", "x")) + annotation.get("xshift", 0)
    y = plot.y(annotation["y"], annotation.get("yref", "y")) - annotation.get("yshift", 0)
    high = size * _LINE_HEIGHT
    above = {"top": 0.0, "middle": 0.5, "bottom": 1.0}[annotation["yanchor"]] * high * len(lines)
    first = y - above + high / 2 + size * 0.35
    anchor = {"left": "", "center": ' text-anchor="middle"', "right": ' text-anchor="end"'}[annotation["xanchor"]]
    weight = ' font-weight="600"' if annotation.get("font", {}).get("weight") else ""
    paint = f' fill="{colour}"' if colour != theme.INK else ""
    if "bgcolor" in annotation:  # as a halo, so that lines may pass behind
        paint += f' stroke="{annotation["bgcolor"]}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"'
    scale = f' font-size="{n(size)}"' if size != theme.FONT_SIZE else ""
    if len(lines) == 1:
        content = words.xml(lines[0])
    else:
        content = "".join(
            f'<tspan x="{n(x)}" y="{n(first + index * high)}">{words.xml(line)}</tspan>'
            for index, line in enumerate(lines)
        )
    return f'<text x="{n(x)}" y="{n(first)}"{anchor}{weight}{paint}{scale}>{content}</text>'


_TRACES: Final[dict[str, Callable[[Plot, dict[str, Any]], str]]] = {
    "bar": bars,
    "scatter": scatter,
    "sankey": lambda plot, trace: flow_svg(trace, plot.left, plot.top, plot.right - plot.left, plot.bottom - plot.top),
}

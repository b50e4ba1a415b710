"""The traces of a cartesian figure as SVG: bars, lines and markers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from policies.charts import text as words
from policies.charts import theme
from policies.charts.still_parts import dash_array, n, pattern, symbol_svg
from policies.charts.still_plot import Plot, number


def bars(plot: Plot, trace: dict[str, Any]) -> str:
    """Horizontal bars: ``base`` is the first day, ``x`` the length in milliseconds, as Plotly wants it."""
    rectangles = []
    day = 86_400_000
    for base, length, y, thick, text in zip(
        trace["base"], trace["x"], trace["y"], trace["width"], _texts(trace, len(trace["base"])), strict=True
    ):
        start = plot.x(base)
        end = plot.x_of(number(base) + length / day)
        top, bottom = plot.y(y - thick / 2), plot.y(y + thick / 2)
        title = f"<title>{text}</title>" if text else ""
        rectangle = (
            f'<rect x="{n(start)}" y="{n(min(top, bottom))}" width="{n(max(end - start, 1))}"'
            f' height="{n(abs(bottom - top))}"'
        )
        rectangles.append(f"{rectangle}>{title}</rect>" if title else f"{rectangle}/>")
    opacity = trace.get("opacity", 1)
    faded = f' opacity="{n(opacity, 2)}"' if opacity != 1 else ""
    colour = trace["marker"]["color"]
    if "pattern" not in trace["marker"]:
        return f'<g fill="{colour}"{faded}>{"".join(rectangles)}</g>'
    name = f"{plot.name}-hatch{n(opacity * 100)}-{colour.removeprefix('var(--').removesuffix(')')}"
    hatch = pattern(name, "rising", theme.PAPER, colour, thick=1.75)
    return f'<defs>{hatch}</defs><g fill="url(#{name})" stroke="{colour}"{faded}>{"".join(rectangles)}</g>'


def scatter(plot: Plot, trace: dict[str, Any]) -> str:
    mode = trace["mode"]
    return (_line(plot, trace) if "lines" in mode else "") + (_markers(plot, trace) if "markers" in mode else "")


def _line(plot: Plot, trace: dict[str, Any]) -> str:
    points = [(plot.x(x), plot.y(y)) for x, y in zip(trace["x"], trace["y"], strict=True)]
    line = trace["line"]
    path = f"M{n(points[0][0])} {n(points[0][1])}"
    for x, y in points[1:]:
        path += f"H{n(x)}V{n(y)}" if line.get("shape") == "hv" else f"L{n(x)} {n(y)}"
    area = ""
    if trace.get("fill") == "tozeroy":
        floor = n(plot.y(0))
        area = f'<path d="{path}V{floor}H{n(points[0][0])}z" fill="{trace["fillcolor"]}"/>'
    dashes = f' stroke-dasharray="{dash_array(line["dash"])}"' if line.get("dash") else ""
    return f'{area}<path d="{path}" fill="none" stroke="{line["color"]}" stroke-width="{n(line["width"])}"{dashes}/>'


def _markers(plot: Plot, trace: dict[str, Any]) -> str:
    marker = trace["marker"]
    hollow = str(marker["symbol"]).endswith("-open")
    symbol = str(marker["symbol"]).removesuffix("-open")
    outline = marker.get("line", {})
    drawn = "".join(
        symbol_svg(symbol, plot.x(x), plot.y(y), marker["size"] / 2, title)
        for x, y, title in zip(trace["x"], trace["y"], _texts(trace, len(trace["x"])), strict=True)
    )
    if hollow:
        paint = f'fill="{theme.PAPER}" stroke="{marker["color"]}" stroke-width="2"'
    elif outline.get("width"):
        paint = f'fill="{marker["color"]}" stroke="{outline["color"]}" stroke-width="{n(outline["width"])}"'
    else:
        paint = f'fill="{marker["color"]}"'
    return f"<g {paint}>{drawn}</g>"


def _texts(trace: dict[str, Any], count: int) -> Sequence[str]:
    """Hover texts as escaped titles; empty ones where the trace has none."""
    if trace.get("hoverinfo") == "skip" or "hovertext" not in trace:
        return [""] * count
    return [_title(text) for text in trace["hovertext"]]


@lru_cache(maxsize=4096)  # the wide and the narrow picture say the same, and so does every bar of a lane
def _title(markup: str) -> str:
    return words.xml(" · ".join(filter(None, words.read_markup(markup))))

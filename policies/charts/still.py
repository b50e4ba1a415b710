"""Stills: a Plotly figure as inline SVG, drawn by the server.

One renderer for the trace types in use: ``choropleth`` and ``scattergeo`` (maps), ``bar`` (horizontal,
with a base on a date axis), ``scatter`` (lines, markers) and ``sankey`` (flows). A figure of another type is refused.

Made for a strict Content Security Policy: no ``style`` attribute, no ``<style>``, no script; colours are
presentation attributes that name CSS variables, or, on the map, classes ``state-<code>`` that the page's
script may change. Ids begin with the chart's key and its width, so that charts share a page. Every
text is escaped.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from policies.charts import text as words
from policies.charts import theme
from policies.charts.base import Figure
from policies.charts.geometry import World
from policies.charts.still_flow import flow_svg

_TICK_ROOM: Final = 8.0  # px between the plot and the labels of its ticks
_LINE_HEIGHT: Final = 1.3  # of the font size, as Plotly's
_NO_AXIS: Final[dict[str, Any]] = {"range": (0, 1), "showticklabels": False}
_HIT_RADIUS: Final = 11.0  # px, of the circle that makes a small state easy to hit


@dataclass(frozen=True, slots=True)
class Still:
    """What names a still: the chart's key (for ids), and what it says to those who do not see it."""

    key: str
    title: str
    description: str

    def svg(self, width: float, height: float, css_class: str, content: str, *, links: bool) -> str:
        """The whole picture, ``width`` by ``height`` px at full size; the page scales it to its column.

        It is one image to a screen reader: what it shows is in its description and in the table beside it. One that
        has ``links`` may not be called an image (WAI-ARIA: an img has no interactive children), so it is a graphics
        document whose content is hidden from assistive technology.
        """
        name = f"{self.key}-{_n(width)}"
        role = "graphics-document" if links else "img"
        if links:
            content = f'<g aria-hidden="true">{content}</g>'
        return (
            f'<svg class="still {css_class}" viewBox="0 0 {_n(width)} {_n(height)}" role="{role}"'
            f' aria-labelledby="{name}-title {name}-desc"'
            f' font-size="{_n(theme.FONT_SIZE)}" fill="{theme.INK}">'
            f'<title id="{name}-title">{words.xml(self.title)}</title>'
            f'<desc id="{name}-desc">{words.xml(self.description)}</desc>{content}</svg>'
        )


def still(figure: Figure, width: int, about: Still, *, css_class: str = "still-wide") -> str:
    """A cartesian figure as SVG, ``width`` px wide and as high as its layout says.

    Raises ValueError on a trace type that this renderer does not draw.
    """
    plot = _Plot(figure, width, f"{about.key}-{width}")
    layout = figure["layout"]
    shapes = [(shape.get("layer"), _shape(plot, shape)) for shape in layout.get("shapes", ())]
    parts = [drawn for layer, drawn in shapes if layer != "between"]
    parts += [*_axes(plot), *(drawn for layer, drawn in shapes if layer == "between")]
    for trace in figure["data"]:
        draw = _TRACES.get(trace["type"])
        if draw is None:
            raise ValueError(f"A still cannot show traces of the type {trace['type']!r}.")
        parts.append(draw(plot, trace))
    links = layout["meta"].get("links", {})
    for index, annotation in enumerate(layout.get("annotations", ())):
        parts.append(_link(links.get(str(index), ""), _annotation(plot, annotation)))
    return about.svg(width, plot.height, css_class, "".join(parts), links=bool(links))


# --- cartesian figures -----------------------------------------------------------------------------------------------


class _Plot:
    """Maps the axes of a figure to px of its still."""

    def __init__(self, figure: Figure, width: int, name: str) -> None:
        self.name = name  # of the picture, before the ids in it
        layout = figure["layout"]
        self.width, self.height = float(width), float(layout["height"])
        margin = layout["margin"]
        self.left, self.right = float(margin["l"]), self.width - float(margin["r"])
        self.top, self.bottom = float(margin["t"]), self.height - float(margin["b"])
        #: A flow has no axes: all its places are shares of the plot.
        self.xaxis, self.yaxis = layout.get("xaxis", _NO_AXIS), layout.get("yaxis", _NO_AXIS)
        self.x_of: Callable[[float], float] = self._scale(self.xaxis, self.left, self.right)
        self.y_of: Callable[[float], float] = self._scale(self.yaxis, self.bottom, self.top)

    @staticmethod
    def _scale(axis: dict[str, Any], start: float, end: float) -> Callable[[float], float]:
        first, last = _number(axis["range"][0]), _number(axis["range"][1])
        return lambda value: start + (value - first) / (last - first) * (end - start)

    def x(self, value: str | float, ref: str = "x") -> float:
        if ref == "paper":
            return self.left + float(value) * (self.right - self.left)
        return self.x_of(_number(value))

    def y(self, value: str | float, ref: str = "y") -> float:
        if ref == "paper":
            return self.bottom - float(value) * (self.bottom - self.top)
        return self.y_of(_number(value))


def _number(value: str | float) -> float:
    """A number as it is; a day or a moment in ISO 8601 as days."""
    return _days(value) if isinstance(value, str) else float(value)


@lru_cache(maxsize=4096)  # a picture has few different days, many times over
def _days(written: str) -> float:
    moment = dt.datetime.fromisoformat(written)
    return moment.toordinal() + moment.hour / 24 + moment.minute / 1440


def _axes(plot: _Plot) -> Iterable[str]:
    xaxis, yaxis = plot.xaxis, plot.yaxis
    if xaxis.get("showgrid"):
        lines = "".join(f"M{_n(plot.x(value))} {_n(plot.top)}V{_n(plot.bottom)}" for value in xaxis["tickvals"])
        yield f'<path d="{lines}" stroke="{xaxis["gridcolor"]}" fill="none"/>'
    if yaxis.get("showgrid"):
        lines = "".join(f"M{_n(plot.left)} {_n(plot.y(value))}H{_n(plot.right)}" for value in yaxis["tickvals"])
        yield f'<path d="{lines}" stroke="{yaxis["gridcolor"]}" fill="none"/>'
    size = theme.SMALL_FONT_SIZE
    above = xaxis.get("side") == "top"
    y = plot.top - _TICK_ROOM if above else plot.bottom + _TICK_ROOM + size * 0.75
    if xaxis.get("showticklabels", True):
        labels = "".join(
            f'<text x="{_n(plot.x(value))}" y="{_n(y)}">{_tick(label)}</text>'
            for value, label in zip(xaxis["tickvals"], xaxis["ticktext"], strict=True)
        )
        yield f'<g font-size="{_n(size)}" fill="{theme.MUTED}" text-anchor="middle">{labels}</g>'
    if yaxis.get("showticklabels", True):
        labels = "".join(
            f'<text x="{_n(plot.left - _TICK_ROOM)}" y="{_n(plot.y(value) + size * 0.35)}">{_tick(label)}</text>'
            for value, label in zip(yaxis["tickvals"], yaxis["ticktext"], strict=True)
        )
        yield f'<g font-size="{_n(size)}" fill="{theme.MUTED}" text-anchor="end">{labels}</g>'


def _tick(label: str) -> str:
    """A tick's text, which Plotly reads as mark-up."""
    return words.xml(" ".join(words.read_markup(label)))


def _shape(plot: _Plot, shape: dict[str, Any]) -> str:
    """A straight line; the only shape in use."""
    xref, yref = shape.get("xref", "x"), shape.get("yref", "y")
    line = shape["line"]
    dash = f' stroke-dasharray="{line["dash"].replace("px", "").replace(",", " ")}"' if line.get("dash") else ""
    return (
        f'<path d="M{_n(plot.x(shape["x0"], xref))} {_n(plot.y(shape["y0"], yref))}'
        f'L{_n(plot.x(shape["x1"], xref))} {_n(plot.y(shape["y1"], yref))}"'
        f' stroke="{line["color"]}" stroke-width="{_n(line.get("width", 1))}"{dash}/>'
    )


def _bars(plot: _Plot, trace: dict[str, Any]) -> str:
    """Horizontal bars: ``base`` is the first day, ``x`` the length in milliseconds, as Plotly wants it."""
    rectangles = []
    day = 86_400_000
    for base, length, y, thick, text in zip(
        trace["base"], trace["x"], trace["y"], trace["width"], _texts(trace, len(trace["base"])), strict=True
    ):
        start = plot.x(base)
        end = plot.x_of(_number(base) + length / day)
        top, bottom = plot.y(y - thick / 2), plot.y(y + thick / 2)
        title = f"<title>{text}</title>" if text else ""
        rectangle = (
            f'<rect x="{_n(start)}" y="{_n(min(top, bottom))}" width="{_n(max(end - start, 1))}"'
            f' height="{_n(abs(bottom - top))}"'
        )
        rectangles.append(f"{rectangle}>{title}</rect>" if title else f"{rectangle}/>")
    opacity = trace.get("opacity", 1)
    faded = f' opacity="{_n(opacity, 2)}"' if opacity != 1 else ""
    colour = trace["marker"]["color"]
    if "pattern" not in trace["marker"]:
        return f'<g fill="{colour}"{faded}>{"".join(rectangles)}</g>'
    name = f"{plot.name}-hatch{_n(opacity * 100)}-{colour.removeprefix('var(--').removesuffix(')')}"
    pattern = _pattern(name, "rising", theme.PAPER, colour, thick=1.75)
    return f'<defs>{pattern}</defs><g fill="url(#{name})" stroke="{colour}"{faded}>{"".join(rectangles)}</g>'


def _scatter(plot: _Plot, trace: dict[str, Any]) -> str:
    mode = trace["mode"]
    return (_line(plot, trace) if "lines" in mode else "") + (_markers(plot, trace) if "markers" in mode else "")


def _line(plot: _Plot, trace: dict[str, Any]) -> str:
    points = [(plot.x(x), plot.y(y)) for x, y in zip(trace["x"], trace["y"], strict=True)]
    line = trace["line"]
    path = f"M{_n(points[0][0])} {_n(points[0][1])}"
    for x, y in points[1:]:
        path += f"H{_n(x)}V{_n(y)}" if line.get("shape") == "hv" else f"L{_n(x)} {_n(y)}"
    area = ""
    if trace.get("fill") == "tozeroy":
        floor = _n(plot.y(0))
        area = f'<path d="{path}V{floor}H{_n(points[0][0])}z" fill="{trace["fillcolor"]}"/>'
    dashes = f' stroke-dasharray="{_dashes(line["dash"])}"' if line.get("dash") else ""
    return f'{area}<path d="{path}" fill="none" stroke="{line["color"]}" stroke-width="{_n(line["width"])}"{dashes}/>'


def _dashes(dash: str) -> str:
    """Plotly's list of lengths as SVG's: ``9px,4px`` is ``9 4``."""
    return dash.replace("px", "").replace(",", " ")


def _markers(plot: _Plot, trace: dict[str, Any]) -> str:
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
        paint = f'fill="{marker["color"]}" stroke="{outline["color"]}" stroke-width="{_n(outline["width"])}"'
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


def symbol_svg(symbol: str, x: float, y: float, r: float, title: str = "") -> str:
    """One mark of radius ``r`` px around (x, y), in the shapes of plotly.js; ``title`` is escaped already."""
    inside = f">{f'<title>{title}</title>'}</" if title else ""
    if symbol == "circle":
        shape = f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}"'
        return f"{shape}{inside}circle>" if inside else f"{shape}/>"
    corners = " ".join(f"{_n(x + dx * r)} {_n(y + dy * r)}" for dx, dy in _CORNERS[symbol])
    shape = f'<path d="M{corners}z"'
    return f"{shape}{inside}path>" if inside else f"{shape}/>"


_T: Final = 2 / math.sqrt(3)
_X: Final = 0.8 / math.sqrt(2)
_PLUS: Final = ((1.2, 0.4), (0.4, 0.4), (0.4, 1.2), (-0.4, 1.2), (-0.4, 0.4), (-1.2, 0.4))
#: Corners of each symbol for radius 1, as in plotly.js src/components/drawing/symbol_defs.js.
_CORNERS: Final[dict[str, tuple[tuple[float, float], ...]]] = {
    "square": ((1, 1), (-1, 1), (-1, -1), (1, -1)),
    "diamond": ((1.3, 0), (0, 1.3), (-1.3, 0), (0, -1.3)),
    "cross": (*_PLUS, *((-x, -y) for x, y in _PLUS)),
    "x": tuple(
        (a * _X, b * _X)
        for a, b in (
            (0, 1), (1, 2), (2, 1), (1, 0), (2, -1), (1, -2), (0, -1), (-1, -2), (-2, -1), (-1, 0), (-2, 1), (-1, 2),
        )
    ),
    "triangle-up": ((-_T, 0.5), (_T, 0.5), (0, -1)),
    "triangle-down": ((-_T, -0.5), (_T, -0.5), (0, 1)),
    "triangle-left": ((0.5, -_T), (0.5, _T), (-1, 0)),
    "triangle-right": ((-0.5, -_T), (-0.5, _T), (1, 0)),
}  # fmt: skip


def _annotation(plot: _Plot, annotation: dict[str, Any]) -> str:
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
    scale = f' font-size="{_n(size)}"' if size != theme.FONT_SIZE else ""
    if len(lines) == 1:
        content = words.xml(lines[0])
    else:
        content = "".join(
            f'<tspan x="{_n(x)}" y="{_n(first + index * high)}">{words.xml(line)}</tspan>'
            for index, line in enumerate(lines)
        )
    return f'<text x="{_n(x)}" y="{_n(first)}"{anchor}{weight}{paint}{scale}>{content}</text>'


_TRACES: Final[dict[str, Callable[[_Plot, dict[str, Any]], str]]] = {
    "bar": _bars,
    "scatter": _scatter,
    "sankey": lambda plot, trace: flow_svg(trace, plot.left, plot.top, plot.right - plot.left, plot.bottom - plot.top),
}


# --- maps ------------------------------------------------------------------------------------------------------------


def map_still(figure: Figure, world: World, about: Still, names: dict[str, str]) -> str:
    """A figure of one choropleth and one scattergeo (small states) as SVG.

    Countries that the figure does not have are land. ``names`` gives each ISO alpha-3 code its title, such
    as "Peru: In force". Shapes carry ``data-iso3`` and the class ``state-<code>``.
    """
    states = figure["layout"]["meta"]["stateOrder"]
    areas, circles = figure["data"]
    coloured = dict(zip(areas["locations"], zip(areas["z"], areas["customdata"], strict=True), strict=True))
    land = [path for iso3, path in world.countries.items() if iso3 not in coloured] + list(world.other.values())
    shapes = [
        _linked_shape("path", f'd="{world.countries[iso3]}"', iso3, states[z], names[iso3], url)
        for iso3, (z, url) in coloured.items()
    ]
    places = [world.project(lon, lat) for lon, lat in zip(circles["lon"], circles["lat"], strict=True)]
    radius = circles["marker"]["size"] / 2
    small = [
        _linked_shape("circle", f'cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}"', iso3, state, names[iso3], url, hit)
        for (x, y), (url, iso3), state, hit in zip(
            places,
            circles["customdata"],
            (colour.removeprefix("var(--state-").removesuffix(")") for colour in circles["marker"]["color"]),
            _with_room(places),
            strict=True,
        )
    ]
    hatches = "".join(
        _pattern(f"{HATCH}-{code}", kind, theme.state_colour(code), line)
        for code, (kind, line) in theme.PATTERNS.items()
        if code in states
    )
    content = (
        f'<defs>{hatches}</defs><path class="land" d="{"".join(land)}"/>'
        f'<g class="countries">{"".join(shapes)}</g><g class="small-states">{"".join(small)}</g>'
    )
    return about.svg(world.width, world.height, "still-map", content, links=True)


#: The patterns of maps are the same in each, so that the style sheet can name them: ``map-hatch-<state>``.
HATCH: Final = "map-hatch"

#: Degrees by which the lines of a pattern are turned.
_TURNS: Final = {"rising": 45, "falling": -45, "level": 90}


def _pattern(name: str, kind: str, ground: str, line: str, thick: float = 1) -> str:
    """Lines (rising, falling, level) or dots in one colour on another, for ``fill="url(#<name>)"``."""
    turn = f' patternTransform="rotate({_TURNS[kind]})"' if kind in _TURNS else ""
    drawn = f'<path d="M0 0H{_n(thick, 2)}V5H0z" fill="{line}"/>'
    if kind == "dots":
        drawn = f'<circle cx="2.5" cy="2.5" r="1" fill="{line}"/>'
    return (
        f'<pattern id="{name}" width="5" height="5" patternUnits="userSpaceOnUse"{turn}>'
        f'<path d="M0 0H5V5H0z" fill="{ground}"/>{drawn}</pattern>'
    )


def _linked_shape(tag: str, attributes: str, iso3: str, state: str, title: str, url: str, hit: bool = False) -> str:
    shape = (
        f'<{tag} class="country state-{state}" data-iso3="{words.xml(iso3)}" {attributes}>'
        f"<title>{words.xml(title)}</title></{tag}>"
    )
    if hit:  # a larger circle below, which nobody sees
        place = attributes.rsplit(" r=", 1)[0]
        shape = f'<circle class="hit" {place} r="{_n(_HIT_RADIUS)}" fill="none" pointer-events="all"/>{shape}'
    return _link(url, shape)


def _link(url: str, svg: str) -> str:
    """The drawing as a link for the mouse and the finger; the keyboard has the table, or the list beside the chart."""
    return f'<a href="{words.xml(url)}" tabindex="-1">{svg}</a>' if words.is_address(url) else svg


def _with_room(places: Sequence[tuple[float, float]]) -> list[bool]:
    """Whether a larger circle around each place touches no other place's."""
    return [
        all(math.dist(place, other) >= 2 * _HIT_RADIUS for other in places if other is not place) for place in places
    ]


def apart(places: Sequence[tuple[float, float]], distance: float, rounds: int = 200) -> list[tuple[float, float]]:
    """The places (px), moved as little as it takes that none is nearer to another than ``distance``.

    The same places always give the same answer. Places at one point go apart along a fixed direction.
    """
    points = [list(place) for place in places]
    for _ in range(rounds):
        moved = False
        for i, a in enumerate(points):
            for b in points[i + 1 :]:
                dx, dy = b[0] - a[0], b[1] - a[1]
                if abs(dx) >= distance or abs(dy) >= distance or (gap := math.hypot(dx, dy)) >= distance - 0.01:
                    continue
                push = (distance - gap) / 2
                ux, uy = (dx / gap, dy / gap) if gap else (1.0, 0.0)
                a[0], a[1] = a[0] - ux * push, a[1] - uy * push
                b[0], b[1] = b[0] + ux * push, b[1] + uy * push
                moved = True
        if not moved:
            break
    return [(x, y) for x, y in points]


def swatch(kind: str, colour: str, symbol: str = "") -> str:
    """A legend's picture of 16 by 16 units: ``mark``, ``planned`` (hollow mark), ``bar``, ``thin``, ``span``,
    ``unsure`` (hatched bar) or ``tie`` (arrow; ``symbol`` are its dashes)."""
    if kind == "mark":
        inner = f'<g fill="{colour}">{symbol_svg(symbol, 8, 8, theme.SYMBOL_SIZES[symbol] / 2)}</g>'
    elif kind == "planned":
        inner = f'<g fill="{theme.PAPER}" stroke="{colour}" stroke-width="2">{symbol_svg(symbol, 8, 8, 4.5)}</g>'
    elif kind == "unsure":
        inner = (
            f'<g fill="none" stroke="{colour}"><path stroke-width="1.75" d="M1 8L6 3M1 13L11 3M6 13L15 4M11 13L15 9"/>'
            '<path d="M.5 2.5H15.5V13.5H.5z"/></g>'
        )
    elif kind == "tie":
        dash = f' stroke-dasharray="{symbol}"' if symbol else ""
        inner = (
            f'<path d="M8 16V5" stroke="{colour}" stroke-width="1.5"{dash}/><path d="M8 0L12 6H4z" fill="{colour}"/>'
        )
    elif kind == "span":
        inner = f'<rect y="6" width="16" height="4" fill="{colour}" opacity=".35"/>'
    else:
        y, high = (2, 12) if kind == "bar" else (5, 6)
        inner = f'<rect y="{y}" width="16" height="{high}" fill="{colour}"/>'
    return f'<svg class="swatch" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">{inner}</svg>'


def line_swatch(colour: str, dash: str) -> str:
    """A legend's picture of 16 by 16 units of a line, long enough to show its dashes."""
    dashes = f' stroke-dasharray="{_dashes(dash)}"' if dash else ""
    return (
        '<svg class="swatch swatch-line" viewBox="0 0 32 16" width="32" height="16" aria-hidden="true">'
        f'<path d="M0 8H32" fill="none" stroke="{colour}" stroke-width="2.5"{dashes}/></svg>'
    )


def _n(value: float, decimals: int = 1) -> str:
    """A number in as few characters as it takes."""
    if decimals == 1:  # nearly always, and many thousands of times a picture
        short = "%.1f" % value  # noqa: UP031 faster than an f-string
        short = short.removesuffix(".0")
    else:
        short = f"{value:.{decimals}f}"
        short = short.rstrip("0").rstrip(".") if "." in short else short
    return "0" if short in ("-0", "") else short

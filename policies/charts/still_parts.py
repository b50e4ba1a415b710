"""What stills are made of: the frame, marks, patterns, links and numbers as SVG."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from policies.charts import text as words
from policies.charts import theme


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
        name = f"{self.key}-{n(width)}"
        role = "graphics-document" if links else "img"
        if links:
            content = f'<g aria-hidden="true">{content}</g>'
        return (
            f'<svg class="still {css_class}" viewBox="0 0 {n(width)} {n(height)}" role="{role}"'
            f' aria-labelledby="{name}-title {name}-desc"'
            f' font-size="{n(theme.FONT_SIZE)}" fill="{theme.INK}">'
            f'<title id="{name}-title">{words.xml(self.title)}</title>'
            f'<desc id="{name}-desc">{words.xml(self.description)}</desc>{content}</svg>'
        )


def symbol_svg(symbol: str, x: float, y: float, r: float, title: str = "") -> str:
    """One mark of radius ``r`` px around (x, y), in the shapes of plotly.js; ``title`` is escaped already."""
    inside = f">{f'<title>{title}</title>'}</" if title else ""
    if symbol == "circle":
        shape = f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(r)}"'
        return f"{shape}{inside}circle>" if inside else f"{shape}/>"
    corners = " ".join(f"{n(x + dx * r)} {n(y + dy * r)}" for dx, dy in _CORNERS[symbol])
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


#: Degrees by which the lines of a pattern are turned.
_TURNS: Final = {"rising": 45, "falling": -45, "level": 90}


def pattern(name: str, kind: str, ground: str, line: str, thick: float = 1) -> str:
    """Lines (rising, falling, level) or dots in one colour on another, for ``fill="url(#<name>)"``."""
    turn = f' patternTransform="rotate({_TURNS[kind]})"' if kind in _TURNS else ""
    drawn = f'<path d="M0 0H{n(thick, 2)}V5H0z" fill="{line}"/>'
    if kind == "dots":
        drawn = f'<circle cx="2.5" cy="2.5" r="1" fill="{line}"/>'
    return (
        f'<pattern id="{name}" width="5" height="5" patternUnits="userSpaceOnUse"{turn}>'
        f'<path d="M0 0H5V5H0z" fill="{ground}"/>{drawn}</pattern>'
    )


def link(url: str, svg: str) -> str:
    """The drawing as a link for the mouse and the finger; the keyboard has the table, or the list beside the chart."""
    return f'<a href="{words.xml(url)}" tabindex="-1">{svg}</a>' if words.is_address(url) else svg


def dash_array(dash: str) -> str:
    """Plotly's list of lengths as SVG's: ``9px,4px`` is ``9 4``."""
    return dash.replace("px", "").replace(",", " ")


def n(value: float, decimals: int = 1) -> str:
    """A number in as few characters as it takes."""
    if decimals == 1:  # nearly always, and many thousands of times a picture
        short = "%.1f" % value  # noqa: UP031 faster than an f-string
        short = short.removesuffix(".0")
    else:
        short = f"{value:.{decimals}f}"
        short = short.rstrip("0").rstrip(".") if "." in short else short
    return "0" if short in ("-0", "") else short

"""A chart as a picture that stands alone: SVG with its title, words, legend, notes, source and address.

The same still as on the page, with colours by value (the light palette, whatever the reader's screen), on an
opaque ground. The page's script makes the PNG from this very SVG.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree

from policies.charts import text as words_of
from policies.charts import theme
from policies.charts.base import Chart, LegendItem
from policies.charts.still_map import HATCH

WIDTH: Final = theme.WIDE + 48  # px
_PAD: Final = 24.0
_ROOM: Final = float(theme.WIDE)
_MOST_LINES: Final = 40  # of one text: beyond it, it is cut
_SWATCH: Final = 16.0
_LEGEND_LINE: Final = 24.0
_SANS: Final = "'Source Sans 3', 'Source Sans Pro', 'Segoe UI', 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"
_SERIF: Final = "'Source Serif 4', 'Source Serif Pro', Georgia, 'Times New Roman', 'Liberation Serif', serif"
_VARIABLE: Final = re.compile(r"var\((--[a-z-]+)\)")


@dataclass(frozen=True, slots=True)
class Frame:
    """What the picture says beside what the chart says.

    ``site`` is the origin that links of the still are given ("https://example.org"), ``address`` the full address of
    the page, ``about`` what the chart is of (it is left out where the title names it), ``filters`` what narrowed the chart, in words, or an empty text.
    """

    site: str
    address: str
    about: str = ""
    filters: str = ""
    licence: str = ""


def picture(chart: Chart, frame: Frame) -> str:
    """The chart as a whole SVG document, WIDTH px wide and as high as its words need."""
    sheet = _Sheet()
    if frame.about and frame.about not in chart.title:
        sheet.write(frame.about, 15, colour=theme.MUTED)
    sheet.write(chart.title, 24, family=_SERIF, weight="600", after=4)
    sheet.write(chart.sentence, 15, colour=theme.MUTED, after=4)
    sheet.write(frame.filters, 14, after=4)
    still = _standing_alone(chart, frame.site)
    sheet.legend(chart.legend, {str(element.get("id")) for element in still.iter("pattern")}, chart.key)
    sheet.place(still)
    for note in chart.notes:
        sheet.write(note, 12, colour=theme.MUTED, after=4)
    sheet.write(" ".join(filter(None, (chart.source, frame.licence))), 12, colour=theme.MUTED)
    sheet.write(frame.address, 12, colour=theme.MUTED)
    svg = sheet.svg(chart)
    return _VARIABLE.sub(lambda found: theme.LIGHT.get(found[1], found[0]), svg)


class _Sheet:
    """Goes down the picture: ``y`` px from its top."""

    def __init__(self) -> None:
        self.y = _PAD
        self.parts: list[ElementTree.Element] = []

    def write(
        self,
        text: str,
        size: float,
        *,
        colour: str = theme.INK,
        family: str = "",
        weight: str = "",
        after: float = 0,
    ) -> None:
        """A text in as many lines as it takes; nothing if it is empty."""
        if not words_of.plain(text):
            return
        room = _ROOM * 0.94  # other fonts may be wider than ours
        element = ElementTree.Element("text", {"font-size": f"{size:g}", "fill": colour})
        if family:
            element.set("font-family", family)
        if weight:
            element.set("font-weight", weight)
        for line in words_of.wrap(words_of.broken(text, size, room), size, room, _MOST_LINES):
            self.y += size * 1.4
            place = {"x": f"{_PAD:g}", "y": f"{self.y - size * 0.35:.1f}"}
            ElementTree.SubElement(element, "tspan", place).text = line
        self.y += after
        self.parts.append(element)

    def legend(self, items: tuple[LegendItem, ...], patterns: set[str], key: str) -> None:
        """Swatches with their labels and counts, in as many lines as it takes."""
        if not items:
            return
        x, size = _PAD, theme.FONT_SIZE
        self.y += 8
        for item in items:
            count = "" if item.count is None else f" {item.count}"
            label = words_of.cut(item.label, size, _ROOM - 80) + count
            wide = _SWATCH + 6 + words_of.width(label, size)
            if x > _PAD and x + wide > _PAD + _ROOM:
                x, self.y = _PAD, self.y + _LEGEND_LINE
            self.parts.append(_swatch(item, patterns, key, x, self.y))
            text = ElementTree.Element("text", {"x": f"{x + _SWATCH + 6:.1f}", "y": f"{self.y + 13:.1f}"})
            text.set("font-size", f"{size:g}")
            text.text = label
            self.parts.append(text)
            x += wide + 20
        self.y += _LEGEND_LINE + 6

    def place(self, still: ElementTree.Element) -> None:
        width, height = (float(part) for part in str(still.get("viewBox")).split()[2:])
        high = height * _ROOM / width
        still.attrib |= {"x": f"{_PAD:g}", "y": f"{self.y:.1f}", "width": f"{_ROOM:g}", "height": f"{high:.1f}"}
        self.parts.append(still)
        self.y += high + 10

    def svg(self, chart: Chart) -> str:
        high = round(self.y + _PAD)
        root = ElementTree.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "width": str(WIDTH),
                "height": str(high),
                "viewBox": f"0 0 {WIDTH} {high}",
                "role": "img",
                "font-family": _SANS,
                "fill": theme.INK,
            },
        )
        ElementTree.SubElement(root, "title").text = words_of.plain(chart.title)
        ElementTree.SubElement(root, "desc").text = words_of.plain(chart.sentence)
        ElementTree.SubElement(root, "rect", {"width": str(WIDTH), "height": str(high), "fill": theme.PAPER})
        root.extend(self.parts)
        return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode")


def _swatch(item: LegendItem, patterns: set[str], key: str, x: float, y: float) -> ElementTree.Element:
    place = {"x": f"{x:.1f}", "y": f"{y:.1f}", "width": f"{_SWATCH:g}", "height": f"{_SWATCH:g}"}
    if item.swatch:
        drawn = ElementTree.fromstring(item.swatch)  # noqa: S314 our own drawing
        for name in ("class", "aria-hidden"):
            drawn.attrib.pop(name, None)
        drawn.attrib |= place
        return drawn
    name = f"{HATCH}-{item.css_class.removeprefix('state-')}"
    fill = f"url(#{name})" if name in patterns else f"var(--{item.css_class})"
    return ElementTree.Element("rect", {**place, "rx": "2", "fill": fill, "stroke": theme.MUTED, "stroke-width": "0.5"})


def _standing_alone(chart: Chart, site: str) -> ElementTree.Element:
    """The wide still without what only a page gives meaning to: classes, roles, and addresses within the site."""
    end = chart.still.index("</svg>") + len("</svg>")  # stills hold no svg of their own
    still = ElementTree.fromstring(chart.still[:end])  # noqa: S314 our own drawing
    circles = {id(shape) for group in still.iter("g") if group.get("class") == "small-states" for shape in group.iter()}
    for element in still.iter():
        _dress(element, chart.key, small=id(element) in circles)
        for name in ("class", "role", "aria-labelledby", "aria-hidden", "tabindex", "data-iso3"):
            element.attrib.pop(name, None)
        if element.get("href", "").startswith("/"):
            element.set("href", site + element.get("href", ""))
    return still


def _dress(element: ElementTree.Element, key: str, *, small: bool) -> None:
    """What the style sheet does for the shapes of a map."""
    classes = element.get("class", "").split()
    state = next((name.removeprefix("state-") for name in classes if name.startswith("state-")), "")
    if "land" in classes:
        element.set("fill", theme.LAND)
    if "country" not in classes:
        return
    element.set("fill", f"url(#{HATCH}-{state})" if state in theme.PATTERNS else theme.state_colour(state))
    colour, width, dashes = (
        theme.CIRCLE_OUTLINES.get(state, (theme.MUTED, 0.75, "")) if small else (theme.PAPER, 0.5, "")
    )
    element.attrib |= {"stroke": colour, "stroke-width": f"{width:g}"}
    if dashes:
        element.set("stroke-dasharray", dashes)

"""Where things stand in a still of a cartesian figure: its axes in px, drawn with their ticks and grid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Final

from policies.charts import text as words
from policies.charts import theme
from policies.charts.base import Figure
from policies.charts.still_parts import n

_TICK_ROOM: Final = 8.0  # px between the plot and the labels of its ticks
_NO_AXIS: Final[dict[str, Any]] = {"range": (0, 1), "showticklabels": False}


class Plot:
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
        first, last = number(axis["range"][0]), number(axis["range"][1])
        return lambda value: start + (value - first) / (last - first) * (end - start)

    def x(self, value: str | float, ref: str = "x") -> float:
        if ref == "paper":
            return self.left + float(value) * (self.right - self.left)
        return self.x_of(number(value))

    def y(self, value: str | float, ref: str = "y") -> float:
        if ref == "paper":
            return self.bottom - float(value) * (self.bottom - self.top)
        return self.y_of(number(value))


def number(value: str | float) -> float:
    """A number as it is; a day or a moment in ISO 8601 as days."""
    return _days(value) if isinstance(value, str) else float(value)


@lru_cache(maxsize=4096)  # a picture has few different days, many times over
def _days(written: str) -> float:
    moment = dt.datetime.fromisoformat(written)
    return moment.toordinal() + moment.hour / 24 + moment.minute / 1440


def axes(plot: Plot) -> Iterable[str]:
    xaxis, yaxis = plot.xaxis, plot.yaxis
    if xaxis.get("showgrid"):
        lines = "".join(f"M{n(plot.x(value))} {n(plot.top)}V{n(plot.bottom)}" for value in xaxis["tickvals"])
        yield f'<path d="{lines}" stroke="{xaxis["gridcolor"]}" fill="none"/>'
    if yaxis.get("showgrid"):
        lines = "".join(f"M{n(plot.left)} {n(plot.y(value))}H{n(plot.right)}" for value in yaxis["tickvals"])
        yield f'<path d="{lines}" stroke="{yaxis["gridcolor"]}" fill="none"/>'
    size = theme.SMALL_FONT_SIZE
    above = xaxis.get("side") == "top"
    y = plot.top - _TICK_ROOM if above else plot.bottom + _TICK_ROOM + size * 0.75
    if xaxis.get("showticklabels", True):
        labels = "".join(
            f'<text x="{n(plot.x(value))}" y="{n(y)}">{_tick(label)}</text>'
            for value, label in zip(xaxis["tickvals"], xaxis["ticktext"], strict=True)
        )
        yield f'<g font-size="{n(size)}" fill="{theme.MUTED}" text-anchor="middle">{labels}</g>'
    if yaxis.get("showticklabels", True):
        labels = "".join(
            f'<text x="{n(plot.left - _TICK_ROOM)}" y="{n(plot.y(value) + size * 0.35)}">{_tick(label)}</text>'
            for value, label in zip(yaxis["tickvals"], yaxis["ticktext"], strict=True)
        )
        yield f'<g font-size="{n(size)}" fill="{theme.MUTED}" text-anchor="end">{labels}</g>'


def _tick(label: str) -> str:
    """A tick's text, which Plotly reads as mark-up."""
    return words.xml(" ".join(words.read_markup(label)))

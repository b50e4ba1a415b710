"""What stands around the bars and marks of a timeline: its text, lines and axes, as Plotly's layout.

Vertical units are px: the y axis runs from 0 at the top to the height of the plot, so that still and live
chart are laid out alike.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from policies.charts import text as words_of
from policies.charts import theme
from policies.charts.scales import year_step
from policies.charts.timeline_scale import BOTTOM, EDGE, SIDE, SMALL, TOP, Scale
from policies.charts.timeline_words import Words
from policies.dates import display_day


class Sheet:
    """Collects text and lines, then gives the layout."""

    def __init__(self, scale: Scale) -> None:
        self.scale = scale
        self.shapes: list[dict[str, Any]] = []
        self.annotations: list[dict[str, Any]] = []
        self.links: dict[str, str] = {}  # index of an annotation -> address

    def text(
        self,
        x: float,
        y: float | None,
        markup: str,
        *,
        anchor: str = "left",
        font: Mapping[str, Any] | None = None,
        url: str = "",
    ) -> None:
        """Text whose middle line is y px below the plot's top; None puts it under the plot. x in px is kept as a share
        of the plot's width. Stills link it to ``url``; in Plotly a link would break the Content Security Policy."""
        if words_of.is_address(url):
            self.links[str(len(self.annotations))] = url
        place = {"yref": "paper", "y": 0, "yanchor": "top", "yshift": -6}
        if y is not None:
            place = {"yref": "y", "y": round(y, 1), "yanchor": "middle"}
        self.annotations.append(
            {
                "text": markup,
                "xref": "paper",
                "x": round((x - self.scale.left) / self.scale.room, 4),
                "xanchor": anchor,
                **place,
                "align": "left",
                "showarrow": False,
                "borderpad": 0,
                "bgcolor": theme.PAPER,
                "font": dict(font or {"size": theme.FONT_SIZE, "color": theme.INK}),
            }
        )

    def rule(self, y: float) -> None:
        self.shapes.append(
            {
                "type": "line",
                "layer": "below",
                "xref": "paper",
                "x0": round(-self.scale.left / self.scale.room, 4),
                "x1": round(1 + SIDE / self.scale.room, 4),
                "y0": y,
                "y1": y,
                "line": {"color": theme.GRID, "width": 1},
            }
        )

    def tie(self, day: dt.date, start: float, end: float, dash: str) -> None:
        """An upright line from y to y (px) at a day; ``dash`` as plotly.js writes it, or empty."""
        line: dict[str, Any] = {"color": theme.INK, "width": 1.5} | ({"dash": dash} if dash else {})
        shape = {"type": "line", "layer": "between", "x0": day.isoformat(), "x1": day.isoformat()}
        self.shapes.append({**shape, "y0": round(start, 1), "y1": round(end, 1), "line": line})

    def as_of(self, today: dt.date, words: Words) -> None:
        """The line of the day that the chart speaks of, with that day in words below the plot."""
        day = today.isoformat()
        self.shapes.append(
            {
                "type": "line",
                "layer": "below",
                "x0": day,
                "x1": day,
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "line": {"color": theme.MUTED, "width": 1, "dash": "3px,3px"},
            }
        )
        label = words.as_of.format(date=display_day(today, locale=words.locale))
        half = words_of.width(label, theme.SMALL_FONT_SIZE) / 2
        x = max(half + EDGE, min(self.scale.px(today), self.scale.width - EDGE - half))
        self.text(x, None, words_of.markup(label), anchor="center", font=SMALL)

    def layout(self, high: float, words: Words) -> dict[str, Any]:
        """Plotly's layout of a plot ``high`` px high."""
        first, last = self.scale.first, self.scale.last
        years = last.year - first.year
        step = year_step(years, self.scale.room / 58)
        ticks = [
            year
            for year in range(first.year, last.year + 1)
            if year % step == 0 and first <= dt.date(year, 1, 1) <= last
        ]
        return {
            "height": round(high + TOP + BOTTOM),
            "margin": {"l": self.scale.left, "r": SIDE, "t": TOP, "b": BOTTOM},
            "showlegend": False,
            "barmode": "overlay",
            "hovermode": "closest",
            "dragmode": False,
            "font": {"size": theme.FONT_SIZE, "color": theme.INK},
            "xaxis": {
                "type": "date",
                "range": [first.isoformat(), last.isoformat()],
                "side": "top",
                "tickmode": "array",
                "tickvals": [f"{year}-01-01" for year in ticks],
                "ticktext": [str(year) for year in ticks],
                "tickfont": dict(SMALL),
                "showline": False,
                "ticks": "",
                "showgrid": True,
                "gridcolor": theme.GRID,
                "fixedrange": True,
            },
            "yaxis": {
                "range": [round(high, 1), 0],
                "showline": False,
                "ticks": "",
                "showticklabels": False,
                "showgrid": False,
                "zeroline": False,
                "fixedrange": True,
            },
            "shapes": self.shapes,
            "annotations": self.annotations,
            "meta": {
                "title": words_of.markup(words.title),
                "source": words_of.markup(words.source),
                "links": self.links,
            },
        }

"""Bars and marks of a timeline, collected lane by lane and handed out as Plotly traces."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, Final

from policies.charts import text as words_of
from policies.charts import theme
from policies.charts.timeline_scale import ONE_DAY, SPAN, Scale, thickness
from policies.charts.timeline_words import Words
from policies.rows import Interval, Lane, Mark

_MILLISECONDS: Final = 86_400_000  # of a day
_AHEAD: Final = 0.4  # opacity of what lies after the day of "as of"
_FAINT: Final = 0.35  # opacity of the line over the days that a mark's date can mean


def say(mark: Mark, words: Words) -> str:
    """A mark's hover text: date, type, title."""
    planned = f" ({words.planned})" if mark.planned else ""
    lines = (mark.date_label, f"{mark.type_label}{planned}", mark.title)
    return "<br>".join(words_of.markup(line) for line in lines if line)


def unsure_days(interval: Interval) -> list[tuple[dt.date, dt.date]]:
    """The days in which a bar may begin, and those in which it may end, where that is not known to the day.

    Each as its first day and the day after its last. Days beyond the bar's own end are among them only if they
    follow it at once: a stage that gives way to the next one "in 2017" may have lasted until the end of 2017.
    """
    end = interval.end + ONE_DAY if interval.end else dt.date.max
    spans = []
    if interval.starts and interval.starts.precision != "day":
        spans.append((max(interval.starts.earliest, interval.start), min(interval.starts.latest + ONE_DAY, end)))
    if interval.end and interval.ends and interval.ends.precision != "day" and interval.ends.earliest <= end:
        spans.append((max(interval.ends.earliest, interval.start), interval.ends.latest + ONE_DAY))
    return [(first, after) for first, after in spans if first < after]


class Marks:
    """What is drawn in the plot itself: bars, arrows, marks. Days outside the picture are cut off."""

    def __init__(self, scale: Scale, today: dt.date, words: Words, *, linked: bool) -> None:
        self.scale, self.today, self.words, self.linked = scale, today, words, linked
        #: By colour, opacity and whether it is hatched: first day, day after the last, middle, thickness, text, address.
        self.bars: dict[tuple[str, float, bool], list[tuple[dt.date, dt.date, float, float, str, str]]] = {}
        self.arrows: dict[str, list[tuple[float, str]]] = {}
        self.marks: dict[tuple[str, bool], list[tuple[dt.date, float, str, str]]] = {}
        self.cuts: dict[str, list[tuple[float, str, str]]] = {}
        #: Heads of links between lanes, by symbol: day, y, text, address.
        self.heads: dict[str, list[tuple[dt.date, float, str, str]]] = {}

    def reach(self, interval: Interval) -> tuple[dt.date, dt.date]:
        """First day of a bar, and the day after its last, within the picture."""
        end = interval.end + ONE_DAY if interval.end else max(self.today, interval.start + ONE_DAY)
        start = self.scale.within(interval.start)
        return start, max(start, min(end, self.scale.last))

    def days(self, mark: Mark) -> tuple[dt.date, dt.date, dt.date]:
        """First, middle and last day that a mark's date can mean, within the picture."""
        first, last = mark.date.earliest, mark.date.latest
        middle = first + (last - first) // 2
        return self.scale.within(first), self.scale.within(middle), self.scale.within(last)

    def bar(self, lane: Lane, interval: Interval, middle: float, *, beside_others: bool) -> None:
        """A bar; hatched where it may not have begun yet or have ended already, fainter after the day of "as of", and
        with an arrow if it goes on.

        Where other bars of the lane stand ``beside`` it and one follows at once, that one's beginning shows the days
        of the change.
        """
        name = theme.interval_class(interval.css_class, lane.kind)
        colour, thick = f"var(--{name})", thickness(name)
        start, end = self.reach(interval)
        unsure = unsure_days(interval)
        followed = interval.end and any(other.start == interval.end + ONE_DAY for other in lane.intervals)
        drawn_until = end
        if not (beside_others and followed):
            drawn_until = max([end, *(self.scale.within(after) for _, after in unsure)])
        hover = f"{words_of.markup(interval.label)}<br>{words_of.markup(lane.label)}"
        edges = {start, drawn_until, self.today, *(day for span in unsure for day in span)}
        within = sorted(day for day in edges if start <= day <= drawn_until)
        pieces: list[tuple[dt.date, dt.date, tuple[str, float, bool]]] = []
        for first, after in pairwise(within):
            hatched = any(a <= first and after <= b for a, b in unsure)
            look = (colour, 1 if first < self.today else _AHEAD, hatched)
            if pieces and pieces[-1][2] == look:
                first = pieces.pop()[0]
            pieces.append((first, after, look))
        for first, after, look in pieces:
            self.bars.setdefault(look, []).append((first, after, middle, thick, hover, self.address(lane)))
        if interval.end is None:
            self.arrows.setdefault(colour, []).append((middle, end.isoformat()))

    def strip(
        self,
        days: tuple[dt.date, dt.date],
        middle: float,
        thick: float,
        colour: str,
        text: str,
        url: str,
        *,
        whole: bool = False,
    ) -> None:
        """A plain bar from one day up to another, ``thick`` px high; fainter after the day of "as of", or where it is to
        be ``whole`` only if it begins after that day."""
        first, after = days
        edges = {first, after} if whole else {first, min(max(self.today, first), after), after}
        for start, end in pairwise(sorted(edges)):
            look = (colour, 1 if start < self.today else _AHEAD, False)
            self.bars.setdefault(look, []).append((start, end, middle, thick, text, url))

    def mark(self, lane: Lane, mark: Mark, y: float, text: str = "") -> None:
        """A mark, whose hover text is ``text`` or else its own words."""
        start, middle, end = self.days(mark)
        if mark.date.precision != "day":
            look = (theme.event_colour(mark.group), _FAINT, False)
            self.bars.setdefault(look, []).append((start, end + ONE_DAY, y, SPAN, "", ""))
        self.marks.setdefault((mark.group, mark.planned), []).append(
            (middle, y, text or say(mark, self.words), self.address(lane))
        )

    def earlier(self, lane: Lane, marks: Sequence[Mark], y: float) -> None:
        """An arrow at the left edge that stands for marks before the first year; ``marks`` is not empty."""
        text = "<br>".join([words_of.markup(self.words.earlier), *(say(mark, self.words) for mark in marks)])
        self.cuts.setdefault(marks[-1].group, []).append((y, text, self.address(lane)))

    def address(self, lane: Lane) -> str:
        """Where a click on the live chart leads; nowhere from a chart of one lane, which stands on that lane's page."""
        return lane.url if self.linked and words_of.is_address(lane.url) else ""

    def traces(self) -> Iterable[dict[str, Any]]:
        for (colour, opacity, hatched), bars in sorted(self.bars.items(), key=lambda item: item[0][1]):
            yield _bars(colour, opacity, hatched, bars)
        for colour, arrows in self.arrows.items():
            yield {
                "type": "scatter",
                "mode": "markers",
                "x": [day for _, day in arrows],
                "y": [y for y, _ in arrows],
                "hoverinfo": "skip",
                "cliponaxis": False,
                "marker": {"symbol": "triangle-right", "size": 13, "color": colour, "line": {"width": 0}},
            }
        for symbol, heads in self.heads.items():
            yield {
                "type": "scatter",
                "mode": "markers",
                "x": [day.isoformat() for day, *_ in heads],
                "y": [y for _, y, *_ in heads],
                "hovertext": [text for _, _, text, _ in heads],
                "customdata": [url for *_, url in heads],
                "hovertemplate": "%{hovertext}<extra></extra>",
                "cliponaxis": False,
                "marker": {"symbol": symbol, "size": 9, "color": theme.INK, "line": {"color": theme.PAPER, "width": 1}},
            }
        first = self.scale.first.isoformat()
        for group, cuts in self.cuts.items():
            yield _markers(group, False, [(first, *cut) for cut in cuts], "triangle-left")
        for (group, planned), marks in self.marks.items():
            places = [(day.isoformat(), y, text, url) for day, y, text, url in marks]
            yield _markers(group, planned, places, theme.SYMBOLS[group])


def _bars(
    colour: str, opacity: float, hatched: bool, bars: Sequence[tuple[dt.date, dt.date, float, float, str, str]]
) -> dict[str, Any]:
    texts = [text for *_, text, _ in bars]
    marker: dict[str, Any] = {"color": colour, "line": {"width": 0}}
    if hatched:  # lines in the bar's colour, within its outline
        marker = {
            "color": colour,
            "line": {"width": 1, "color": colour},
            "pattern": {"shape": "/", "size": 5, "solidity": 0.35, "fillmode": "replace", "bgcolor": theme.PAPER},
        }
    trace: dict[str, Any] = {
        "type": "bar",
        "orientation": "h",
        "base": [start.isoformat() for start, *_ in bars],
        "x": [(end - start).days * _MILLISECONDS for start, end, *_ in bars],
        "y": [y for _, _, y, *_ in bars],
        "width": [thick for *_, thick, _, _ in bars],
        "marker": marker,
        "opacity": opacity,
        "customdata": [url for *_, url in bars],
    }
    if any(texts):
        return trace | {"hovertext": texts, "hovertemplate": "%{hovertext}<extra></extra>"}
    return trace | {"hoverinfo": "skip"}


def _markers(group: str, planned: bool, marks: list[tuple[str, float, str, str]], symbol: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [day for day, *_ in marks],
        "y": [y for _, y, *_ in marks],
        "hovertext": [text for _, _, text, _ in marks],
        "customdata": [url for *_, url in marks],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
        "marker": {
            "symbol": f"{symbol}-open" if planned else symbol,
            "size": theme.SYMBOL_SIZES[symbol],
            "color": theme.event_colour(group),
            "line": {"width": 2} if planned else {"color": theme.PAPER, "width": 1},
        },
    }

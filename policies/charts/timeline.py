"""Timelines: a bar for each interval, a mark for each event, at honest dates.

One chart for a country (many lanes) and for a policy (one lane, whose bars and marks are then labelled
one by one). Vertical units are px: the y axis runs from 0 at the top to the height of the plot, so that
still and live chart are laid out alike. Layout depends on the width, hence a wide and a narrow figure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from policies.charts import text as words_of
from policies.charts import theme
from policies.charts.base import Chart, Figure, LegendItem, Table
from policies.charts.scales import year_step
from policies.charts.still import Still, still, swatch
from policies.dates import display_day
from policies.rows import Interval, Lane, Mark

COUNTRY_KEY: Final = "country-timeline"
POLICY_KEY: Final = "policy-timeline"

_DAY: Final = dt.timedelta(days=1)
_MILLISECONDS: Final = 86_400_000  # of a day
_SIDE: Final = 22  # px left and right of the plot: half a tick's label
_TOP: Final = 30  # px above it, for the years
_BOTTOM: Final = 30  # px below it, for the day of "as of"
_LINE: Final = 18.0  # px, a line of text
_MARK_ROW: Final = 16.0
_LANE_GAP: Final = 16.0
_HEADING: Final = 30.0
_EDGE: Final = 4.0  # px that text keeps from the picture's edge

#: Thickness of bars (px) by class: what is in force is thick, what is not (yet, or any more) is thin.
_THICK: Final = 12.0
_THIN: Final = 6.0
_SPAN: Final = 4.0  # of the line over the days that a date known to the year or month can mean

_SMALL: Final = {"size": theme.SMALL_FONT_SIZE, "color": theme.MUTED}


@dataclass(frozen=True, slots=True)
class Words:
    """What is written on and around a timeline. ``sentence`` and ``as_of`` may use {date}."""

    title: str = "Timeline"
    sentence: str = (
        "Bars show how long, marks what happened when, as of {date}. Dates are drawn as exactly as they are known."
    )
    source: str = "MigPol"
    locale: str = "en"  # CLDR code, for the day of "as of"
    as_of: str = "As of {date}"
    date: str = "Date"
    what: str = "What"
    title_header: str = "Title"
    lane: str = "Record"
    period: str = "Period"
    planned: str = "planned"
    span: str = "Known to the year or month only"
    earlier: str = "Before the years shown"
    undated: str = "No dates known"
    kinds: Mapping[str, str] = field(
        default_factory=lambda: {"policy": "Policies", "project": "Projects", "framework": "Frameworks and treaties"}
    )
    statuses: Mapping[str, str] = field(
        default_factory=lambda: {
            "in-development": "In development",
            "adopted": "Adopted",
            "in-force": "In force",
            "term-ended": "Term ended",
            "replaced": "Replaced",
            "repealed": "Repealed",
            "undated": "Undated",
        }
    )
    lanes: Mapping[str, str] = field(  # legend of bars that are not a status
        default_factory=lambda: {"policy": "Policy", "project": "Project", "framework": "Framework"}
    )
    groups: Mapping[str, str] = field(
        default_factory=lambda: {
            "preparation": "Preparation",
            "adoption": "Adoption",
            "force": "Force",
            "end": "End",
            "follow-through": "Follow-through",
            "context": "Context",
        }
    )


_WORDS: Final = Words()


def country_timeline(lanes: Sequence[Lane], today: dt.date, words: Words = _WORDS) -> Chart | None:
    """The timeline of a country: policies, projects, then frameworks."""
    return timeline(COUNTRY_KEY, lanes, today, words)


def policy_timeline(lanes: Sequence[Lane], today: dt.date, words: Words = _WORDS) -> Chart | None:
    """The timeline of one policy, with every bar and mark labelled."""
    return timeline(POLICY_KEY, lanes, today, words)


def timeline(key: str, lanes: Sequence[Lane], today: dt.date, words: Words = _WORDS) -> Chart | None:
    """Lanes as a chart as of ``today``; None if no lane has a dated interval or event.

    Lanes are grouped by kind and keep their order within it. Of frameworks, only what falls into the years of the
    policies and projects is drawn, and the rest pointed at; the table has everything. Raises ValueError on an
    unknown kind of lane, KeyError on an unknown event group.
    """
    if unknown := {lane.kind for lane in lanes} - set(theme.LANE_KINDS):
        raise ValueError(f"Not a kind of lane: {', '.join(sorted(unknown))}.")
    lanes = [lane for kind in theme.LANE_KINDS for lane in lanes if lane.kind == kind]
    if not any(lane.intervals or lane.marks for lane in lanes):
        return None
    wide, narrow = (_Drawing(lanes, today, words, width).figure() for width in (theme.WIDE, theme.NARROW))
    sentence = words.sentence.format(date=display_day(today, locale=words.locale))
    about = Still(key, words.title, sentence)
    return Chart(
        key=key,
        title=words.title,
        sentence=sentence,
        figure=wide,
        still=still(wide, theme.WIDE, about) + still(narrow, theme.NARROW, about, css_class="still-narrow"),
        height=wide["layout"]["height"],
        table=_table(lanes, words),
        source=words.source,
        legend=_legend(lanes, words),
        narrow=narrow,
        narrow_height=narrow["layout"]["height"],
    )


# --- words beside the picture ----------------------------------------------------------------------------------------


def _table(lanes: Iterable[Lane], words: Words) -> Table:
    """A row for each interval and each mark, in the order of lanes and then of dates.

    An interval's date is its years: its days may stand for a year or month, and its label says which.
    """
    rows: list[tuple[str | tuple[str, str], ...]] = []
    for lane in lanes:
        dated: list[tuple[str, tuple[str, str, str]]] = []
        for interval in lane.intervals:
            years = f"{interval.start.year}–{interval.end.year if interval.end else ''}"
            dated.append((interval.start.isoformat(), (years, words.period, interval.label)))
        for mark in lane.marks:
            what = f"{mark.type_label} ({words.planned})" if mark.planned else mark.type_label
            dated.append((str(mark.date), (mark.date_label, what, mark.title)))
        link = (lane.label, lane.url) if words_of.is_address(lane.url) else lane.label
        rows += [(*cells, link) for _, cells in sorted(dated, key=lambda item: item[0])]
    return Table((words.date, words.what, words.title_header, words.lane), tuple(rows))


def _legend(lanes: Sequence[Lane], words: Words) -> tuple[LegendItem, ...]:
    """What is in the picture, and nothing else: bars, marks, then hollow marks and faint spans."""
    bars = {theme.interval_class(interval.css_class, lane.kind) for lane in lanes for interval in lane.intervals}
    marks = [mark for lane in lanes for mark in lane.marks]
    groups = {mark.group for mark in marks}
    named = [(f"status-{code}", words.statuses[code]) for code in theme.STATUSES]
    named += [(f"lane-{kind}", words.lanes[kind]) for kind in theme.LANE_KINDS]
    items = [
        LegendItem(name, label, swatch=swatch("bar" if _thickness(name) == _THICK else "thin", f"var(--{name})"))
        for name, label in named
        if name in bars
    ]
    items += [
        LegendItem(f"event-{group}", words.groups[group], swatch=swatch("mark", colour, theme.SYMBOLS[group]))
        for group, colour in ((group, theme.event_colour(group)) for group in theme.EVENT_GROUPS)
        if group in groups
    ]
    if any(mark.planned for mark in marks):
        label = words.planned[:1].upper() + words.planned[1:]
        items.append(LegendItem("event-planned", label, swatch=swatch("planned", theme.MUTED, "circle")))
    if any(mark.date.precision != "day" for mark in marks):
        items.append(LegendItem("event-span", words.span, swatch=swatch("span", theme.MUTED)))
    return tuple(items)


def _thickness(css_class: str) -> float:
    return _THICK if css_class in ("status-in-force", "lane-project") else _THIN


def _say(mark: Mark, words: Words) -> str:
    """A mark's hover text: date, type, title."""
    planned = f" ({words.planned})" if mark.planned else ""
    lines = (mark.date_label, f"{mark.type_label}{planned}", mark.title)
    return "<br>".join(words_of.markup(line) for line in lines if line)


# --- the picture -----------------------------------------------------------------------------------------------------


class _Drawing:
    """Lays lanes out from top to bottom for one width, and collects what Plotly is to draw."""

    def __init__(self, lanes: Sequence[Lane], today: dt.date, words: Words, width: int) -> None:
        self.lanes, self.today, self.words, self.width = lanes, today, words, width
        self.room = width - 2 * _SIDE
        self.first, self.last = _range(lanes, today)
        self.y = 6.0
        self.bars: dict[tuple[str, float], list[tuple[dt.date, dt.date, float, float, str, str]]] = {}
        self.arrows: dict[str, list[tuple[float, str]]] = {}
        self.marks: dict[tuple[str, bool], list[tuple[dt.date, float, str, str]]] = {}
        self.cuts: dict[str, list[tuple[float, str, str]]] = {}
        self.shapes: list[dict[str, Any]] = []
        self.annotations: list[dict[str, Any]] = []
        self.links: dict[str, str] = {}  # index of an annotation -> address

    def figure(self) -> Figure:
        if len(self.lanes) == 1:
            self._labelled_lane(self.lanes[0])
        else:
            headed = len({lane.kind for lane in self.lanes}) > 1
            kind = ""
            for lane in self.lanes:
                if headed and lane.kind != kind:
                    self._heading(lane.kind)
                kind = lane.kind
                self._lane(lane)
        self.y += 2
        self._as_of()
        return {"data": list(self._traces()), "layout": self._layout()}

    # Time to px and back. Distances are from the picture's left edge.

    def px(self, day: dt.date) -> float:
        return _SIDE + (day - self.first).days / (self.last - self.first).days * self.room

    def day_at(self, x: float) -> dt.date:
        return self.first + dt.timedelta(days=round((x - _SIDE) / self.room * (self.last - self.first).days))

    # Lanes.

    def _heading(self, kind: str) -> None:
        if self.y > 10:
            self.y += 8
        self._text(0, self.y + _LINE / 2, words_of.markup(self.words.kinds[kind]), font=_heading_font())
        self.y += _HEADING - 4
        self._rule(self.y - 6)

    def _lane(self, lane: Lane) -> None:
        """Label line(s), then a row of bars, then as many rows of marks as it takes to keep them apart."""
        lines = words_of.wrap(lane.label, theme.FONT_SIZE, self.width - _EDGE, 2)
        high = _LINE * len(lines)
        self._text(
            0,
            self.y + high / 2,
            "<br>".join(words_of.markup(line) for line in lines),
            url=lane.url,
            font={"size": theme.FONT_SIZE, "color": theme.INK},
        )
        summary = self._summary(lane)
        used = words_of.width(lines[0], theme.FONT_SIZE) + words_of.width(summary, theme.SMALL_FONT_SIZE) + 28
        if summary and len(lines) == 1 and used <= self.width:
            self._text(self.width, self.y + high / 2, words_of.markup(summary), anchor="right", font=_SMALL)
        self.y += high + 3
        shown = [interval for interval in lane.intervals if self._reach(interval)[1] > self.first]
        if shown:
            middle = self.y + _THICK / 2
            for interval in shown:
                self._bar(lane, interval, middle)
            self.y += _THICK + 4
        self._mark_rows(lane)
        self.y += _LANE_GAP

    def _mark_rows(self, lane: Lane) -> None:
        taken: list[list[tuple[float, float]]] = []  # px from, to, by row
        cut = sorted((mark for mark in lane.marks if mark.date.latest < self.first), key=lambda mark: mark.date)
        if cut:
            middle = self.y + _MARK_ROW / 2
            self.cuts.setdefault(cut[-1].group, []).append((middle, self._earlier(cut), self._address(lane)))
            years = list(dict.fromkeys(str(mark.date.year) for mark in cut))
            label = ", ".join(years) if len(years) < 4 else f"{years[0]}–{years[-1]}"
            self._text(_SIDE + 9, middle, words_of.markup(label), font=_SMALL)
            taken.append([(0.0, _SIDE + 18 + words_of.width(label, theme.SMALL_FONT_SIZE))])
        for mark in sorted(lane.marks, key=lambda mark: mark.date):
            if mark.date.latest < self.first:
                continue
            start, middle_day, end = self._days(mark)
            x = self.px(middle_day)
            need = (min(x - 8, self.px(start) - 1), max(x + 8, self.px(end) + 1))
            row = next(
                (n for n, others in enumerate(taken) if all(need[1] <= a or need[0] >= b for a, b in others)),
                len(taken),
            )
            if row == len(taken):
                taken.append([])
            taken[row].append(need)
            self._mark(lane, mark, self.y + row * _MARK_ROW + _MARK_ROW / 2)
        if taken:
            self.y += _MARK_ROW * len(taken)
        elif not lane.intervals:
            self._text(0, self.y + _LINE / 2, words_of.markup(self.words.undated), font=_SMALL)
            self.y += _LINE

    def _labelled_lane(self, lane: Lane) -> None:
        """One lane: each bar and each mark on a line of its own, in the order of time, with its words."""
        self._rows_of_bars(lane)
        self.y += 4
        for mark in sorted(lane.marks, key=lambda mark: mark.date):
            start, middle_day, end = self._days(mark)
            x = self.px(middle_day)
            left, right = min(x - 10, self.px(start) - 6), max(x + 10, self.px(end) + 6)
            planned = f" ({self.words.planned})" if mark.planned else ""
            short = f"{mark.date_label} · {mark.type_label}{planned}"
            full = f"{short} · {mark.title}" if mark.title and mark.title != mark.type_label else short
            sides = {"left": self.width - _EDGE - right, "right": left - _EDGE}
            side = self._side(short, sides)
            if side:
                label = self._best(full, short, sides[side])
                self._mark(lane, mark, self.y + _LINE / 2 + 2)
                self._text(
                    right if side == "left" else left, self.y + _LINE / 2 + 2, words_of.markup(label), anchor=side
                )
                self.y += _LINE + 6
            else:
                label = words_of.cut(short, theme.FONT_SIZE, self.width - 2 * _EDGE)
                self._over(left + 4, self.y + _LINE / 2, label)
                self._mark(lane, mark, self.y + _LINE + _MARK_ROW / 2)
                self.y += _LINE + _MARK_ROW + 8

    def _rows_of_bars(self, lane: Lane) -> None:
        for interval in sorted(lane.intervals, key=lambda interval: (interval.start, interval.end or dt.date.max)):
            label = words_of.cut(interval.label, theme.FONT_SIZE, self.width - 2 * _EDGE)
            self._over(self.px(interval.start), self.y + _LINE / 2, label)
            self.y += _LINE + 3
            self._bar(lane, interval, self.y + _THICK / 2)
            self.y += _THICK + 12

    @staticmethod
    def _side(label: str, sides: Mapping[str, float]) -> str:
        """On which side of a mark its words fit; right of it (anchored left) if both will do, "" for neither."""
        needed = words_of.width(label, theme.FONT_SIZE)
        return next((side for side in ("left", "right") if sides[side] >= needed), "")

    @staticmethod
    def _best(full: str, short: str, room: float) -> str:
        """All that fits: the full label, cut if enough of it is left to be of use, else the short one."""
        cut = words_of.cut(full, theme.FONT_SIZE, room)
        return cut if len(cut) >= min(len(full), len(short) + 24) else short

    def _over(self, x: float, y: float, label: str) -> None:
        """A line of text that begins at x, or as near to it as the picture's right edge allows."""
        x = max(_EDGE, min(x, self.width - _EDGE - words_of.width(label, theme.FONT_SIZE)))
        self._text(x, y, words_of.markup(label))

    def _summary(self, lane: Lane) -> str:
        """What stands at the right of a lane's label: its latest interval, or else its latest event."""
        if lane.intervals:
            return words_of.plain(max(lane.intervals, key=lambda interval: interval.start).label)
        if lane.marks:
            mark = max(lane.marks, key=lambda mark: mark.date)
            planned = f" ({self.words.planned})" if mark.planned else ""
            return words_of.plain(f"{mark.type_label}{planned}, {mark.date_label}")
        return ""

    def _earlier(self, marks: Sequence[Mark]) -> str:
        return "<br>".join([words_of.markup(self.words.earlier), *(_say(mark, self.words) for mark in marks)])

    # Bars and marks.

    def _reach(self, interval: Interval) -> tuple[dt.date, dt.date]:
        """First day of a bar, and the day after its last, within the picture."""
        end = interval.end + _DAY if interval.end else max(self.today, interval.start + _DAY)
        start = min(max(interval.start, self.first), self.last)
        return start, max(start, min(end, self.last))

    def _bar(self, lane: Lane, interval: Interval, middle: float) -> None:
        """A bar; the part after ``today`` is fainter, and one that goes on ends in an arrow."""
        name = theme.interval_class(interval.css_class, lane.kind)
        colour, thick = f"var(--{name})", _thickness(name)
        start, end = self._reach(interval)
        hover = f"{words_of.markup(interval.label)}<br>{words_of.markup(lane.label)}"
        past = min(end, self.today)
        if start < past:
            self.bars.setdefault((colour, 1), []).append((start, past, middle, thick, hover, self._address(lane)))
        if max(start, past) < end:
            self.bars.setdefault((colour, 0.4), []).append(
                (max(start, past), end, middle, thick, hover, self._address(lane))
            )
        if interval.end is None:
            self.arrows.setdefault(colour, []).append((middle, end.isoformat()))

    def _address(self, lane: Lane) -> str:
        """Where a click on the live chart leads; nowhere from a chart of one lane, which stands on that lane's page."""
        return lane.url if len(self.lanes) > 1 and words_of.is_address(lane.url) else ""

    def _days(self, mark: Mark) -> tuple[dt.date, dt.date, dt.date]:
        """First, middle and last day that a mark's date can mean, within the picture."""
        first, last = mark.date.earliest, mark.date.latest
        middle = first + (last - first) // 2
        return (
            min(max(first, self.first), self.last),
            min(max(middle, self.first), self.last),
            min(max(last, self.first), self.last),
        )

    def _mark(self, lane: Lane, mark: Mark, y: float) -> None:
        start, middle, end = self._days(mark)
        if mark.date.precision != "day":
            self.bars.setdefault((theme.event_colour(mark.group), 0.35), []).append(
                (start, end + _DAY, y, _SPAN, "", "")
            )
        self.marks.setdefault((mark.group, mark.planned), []).append(
            (middle, y, _say(mark, self.words), self._address(lane))
        )

    # What goes into the figure.

    def _text(
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
                "x": round((x - _SIDE) / self.room, 4),
                "xanchor": anchor,
                **place,
                "align": "left",
                "showarrow": False,
                "borderpad": 0,
                "bgcolor": theme.PAPER,
                "font": dict(font or {"size": theme.FONT_SIZE, "color": theme.INK}),
            }
        )

    def _rule(self, y: float) -> None:
        self.shapes.append(
            {
                "type": "line",
                "layer": "below",
                "xref": "paper",
                "x0": round(-_SIDE / self.room, 4),
                "x1": round(1 + _SIDE / self.room, 4),
                "y0": y,
                "y1": y,
                "line": {"color": theme.GRID, "width": 1},
            }
        )

    def _as_of(self) -> None:
        """The line of the day that the chart speaks of, with that day in words below the plot."""
        day = self.today.isoformat()
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
        label = self.words.as_of.format(date=display_day(self.today, locale=self.words.locale))
        half = words_of.width(label, theme.SMALL_FONT_SIZE) / 2
        x = max(half + _EDGE, min(self.px(self.today), self.width - _EDGE - half))
        self._text(x, None, words_of.markup(label), anchor="center", font=_SMALL)

    def _traces(self) -> Iterable[dict[str, Any]]:
        for (colour, opacity), bars in sorted(self.bars.items(), key=lambda item: item[0][1]):
            texts = [text for *_, text, _ in bars]
            trace: dict[str, Any] = {
                "type": "bar",
                "orientation": "h",
                "base": [start.isoformat() for start, *_ in bars],
                "x": [(end - start).days * _MILLISECONDS for start, end, *_ in bars],
                "y": [y for _, _, y, *_ in bars],
                "width": [thick for *_, thick, _, _ in bars],
                "marker": {"color": colour, "line": {"width": 0}},
                "opacity": opacity,
                "customdata": [url for *_, url in bars],
            }
            if any(texts):
                trace |= {"hovertext": texts, "hovertemplate": "%{hovertext}<extra></extra>"}
            else:
                trace["hoverinfo"] = "skip"
            yield trace
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
        first = self.first.isoformat()
        for group, cuts in self.cuts.items():
            yield self._markers(group, False, [(first, *cut) for cut in cuts], "triangle-left")
        for (group, planned), marks in self.marks.items():
            places = [(day.isoformat(), y, text, url) for day, y, text, url in marks]
            yield self._markers(group, planned, places, theme.SYMBOLS[group])

    @staticmethod
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

    def _layout(self) -> dict[str, Any]:
        years = self.last.year - self.first.year
        step = year_step(years, self.room / 58)
        ticks = [
            year
            for year in range(self.first.year, self.last.year + 1)
            if year % step == 0 and self.first <= dt.date(year, 1, 1) <= self.last
        ]
        return {
            "height": round(self.y + _TOP + _BOTTOM),
            "margin": {"l": _SIDE, "r": _SIDE, "t": _TOP, "b": _BOTTOM},
            "showlegend": False,
            "barmode": "overlay",
            "hovermode": "closest",
            "dragmode": False,
            "font": {"size": theme.FONT_SIZE, "color": theme.INK},
            "xaxis": {
                "type": "date",
                "range": [self.first.isoformat(), self.last.isoformat()],
                "side": "top",
                "tickmode": "array",
                "tickvals": [f"{year}-01-01" for year in ticks],
                "ticktext": [str(year) for year in ticks],
                "tickfont": dict(_SMALL),
                "showgrid": True,
                "gridcolor": theme.GRID,
                "fixedrange": True,
            },
            "yaxis": {
                "range": [round(self.y, 1), 0],
                "showticklabels": False,
                "showgrid": False,
                "zeroline": False,
                "fixedrange": True,
            },
            "shapes": self.shapes,
            "annotations": self.annotations,
            "meta": {
                "title": words_of.markup(self.words.title),
                "source": words_of.markup(self.words.source),
                "links": self.links,
            },
        }


def _heading_font() -> dict[str, Any]:
    return {"size": theme.SMALL_FONT_SIZE, "color": theme.MUTED, "weight": 600}


def _range(lanes: Sequence[Lane], today: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the picture: whole years from the first policy or project on; five years at least.

    Frameworks decide only where there is nothing else. A little room is left after the last day.
    """
    leading = [lane for lane in lanes if lane.kind != "framework" and (lane.intervals or lane.marks)] or lanes
    starts = [interval.start for lane in leading for interval in lane.intervals]
    starts += [mark.date.earliest for lane in leading for mark in lane.marks]
    ends = [today]
    ends += [day for lane in lanes for interval in lane.intervals for day in (interval.start, interval.end) if day]
    ends += [mark.date.latest for lane in lanes for mark in lane.marks]
    last = max(ends)
    first = min([*starts, today])
    first_year = min(first.year, last.year - 5)
    spare = max((last - dt.date(first_year, 1, 1)).days // 30, 20)
    return dt.date(first_year, 1, 1), last + dt.timedelta(days=spare)

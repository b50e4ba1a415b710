"""Lays lanes out from top to bottom: labels, rows of bars, rows of marks that keep apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from policies.charts import text as words_of
from policies.charts import theme
from policies.charts.base import Figure
from policies.charts.timeline_figure import Sheet
from policies.charts.timeline_marks import Marks
from policies.charts.timeline_scale import EDGE, HEADING, LANE_GAP, LINE, MARK_ROW, SIDE, SMALL, THICK, scale_of
from policies.charts.timeline_ties import draw_ties
from policies.charts.timeline_words import Words
from policies.rows import Lane


def figure_of(lanes: Sequence[Lane], today: dt.date, words: Words, width: int, headings: Sequence[str] = ()) -> Figure:
    """The figure for one width (px). Lanes are drawn in their order; one alone has every bar and mark labelled.

    ``headings`` has for each lane what stands above it and those after it with the same; without them lanes are headed
    by their kinds.
    """
    return _Drawing(lanes, today, words, width, headings).figure()


class _Drawing:
    """Goes down the picture, ``y`` px from the plot's top, and puts bars, marks and text where they belong."""

    def __init__(
        self, lanes: Sequence[Lane], today: dt.date, words: Words, width: int, headings: Sequence[str] = ()
    ) -> None:
        self.lanes, self.today, self.words, self.width = lanes, today, words, width
        self.headings = headings or self._kinds()
        self.heading_font = _strong_font() if headings else _heading_font()
        self.scale = scale_of(lanes, today, width)
        self.sheet = Sheet(self.scale)
        self.marks = Marks(self.scale, today, words, linked=len(lanes) > 1)
        self.middles: dict[str, float] = {}  # of the bars of each lane, or of its marks where it has none; by address
        self.y = 6.0

    def figure(self) -> Figure:
        if len(self.lanes) == 1:
            self._labelled_lane(self.lanes[0])
        else:
            last = ""
            for lane, heading in zip(self.lanes, self.headings, strict=True):
                if heading and heading != last:
                    self._heading(heading)
                last = heading
                self._lane(lane)
            draw_ties(self.lanes, self.middles, self.sheet, self.marks)
        self.y += 2
        self.sheet.as_of(self.today, self.words)
        return {"data": list(self.marks.traces()), "layout": self.sheet.layout(self.y, self.words)}

    def _kinds(self) -> list[str]:
        """The words for the kinds of the lanes, or nothing where all are of one kind."""
        headed = len({lane.kind for lane in self.lanes}) > 1
        return [self.words.kinds[lane.kind] if headed else "" for lane in self.lanes]

    def _heading(self, heading: str) -> None:
        if self.y > 10:
            self.y += 8
        self.sheet.text(0, self.y + LINE / 2, words_of.markup(heading), font=self.heading_font)
        self.y += HEADING - 4
        self.sheet.rule(self.y - 6)

    def _lane(self, lane: Lane) -> None:
        """Label line(s), then a row of bars, then as many rows of marks as it takes to keep them apart."""
        lines = words_of.wrap(lane.label, theme.FONT_SIZE, self.width - EDGE, 2)
        high = LINE * len(lines)
        self.sheet.text(
            0,
            self.y + high / 2,
            "<br>".join(words_of.markup(line) for line in lines),
            url=lane.url,
            font={"size": theme.FONT_SIZE, "color": theme.INK},
        )
        summary = self._summary(lane)
        used = words_of.width(lines[0], theme.FONT_SIZE) + words_of.width(summary, theme.SMALL_FONT_SIZE) + 28
        if summary and len(lines) == 1 and used <= self.width:
            self.sheet.text(self.width, self.y + high / 2, words_of.markup(summary), anchor="right", font=SMALL)
        self.y += high + 3
        self.middles[lane.url] = self.y + THICK / 2
        shown = [interval for interval in lane.intervals if self.marks.reach(interval)[1] > self.scale.first]
        if shown:
            middle = self.y + THICK / 2
            for interval in shown:
                self.marks.bar(lane, interval, middle, beside_others=True)
            self.y += THICK + 4
        self._mark_rows(lane)
        self.y += LANE_GAP

    def _mark_rows(self, lane: Lane) -> None:
        taken: list[list[tuple[float, float]]] = []  # px from, to, by row
        cut = sorted((mark for mark in lane.marks if mark.date.latest < self.scale.first), key=lambda mark: mark.date)
        if cut:
            middle = self.y + MARK_ROW / 2
            self.marks.earlier(lane, cut, middle)
            years = list(dict.fromkeys(str(mark.date.year) for mark in cut))
            label = ", ".join(years) if len(years) < 4 else f"{years[0]}–{years[-1]}"
            self.sheet.text(SIDE + 9, middle, words_of.markup(label), font=SMALL)
            taken.append([(0.0, SIDE + 18 + words_of.width(label, theme.SMALL_FONT_SIZE))])
        for mark in sorted(lane.marks, key=lambda mark: mark.date):
            if mark.date.latest < self.scale.first:
                continue
            start, middle_day, end = self.marks.days(mark)
            x = self.scale.px(middle_day)
            need = (min(x - 8, self.scale.px(start) - 1), max(x + 8, self.scale.px(end) + 1))
            row = next(
                (n for n, others in enumerate(taken) if all(need[1] <= a or need[0] >= b for a, b in others)),
                len(taken),
            )
            if row == len(taken):
                taken.append([])
            taken[row].append(need)
            self.marks.mark(lane, mark, self.y + row * MARK_ROW + MARK_ROW / 2)
        if taken:
            self.y += MARK_ROW * len(taken)
        elif not lane.intervals:
            self.sheet.text(0, self.y + LINE / 2, words_of.markup(self.words.undated), font=SMALL)
            self.y += LINE

    def _labelled_lane(self, lane: Lane) -> None:
        """One lane: each bar and each mark on a line of its own, in the order of time, with its words."""
        self._rows_of_bars(lane)
        self.y += 4
        for mark in sorted(lane.marks, key=lambda mark: mark.date):
            start, middle_day, end = self.marks.days(mark)
            x = self.scale.px(middle_day)
            left, right = min(x - 10, self.scale.px(start) - 6), max(x + 10, self.scale.px(end) + 6)
            planned = f" ({self.words.planned})" if mark.planned else ""
            short = f"{mark.date_label} · {mark.type_label}{planned}"
            full = f"{short} · {mark.title}" if mark.title and mark.title != mark.type_label else short
            sides = {"left": self.width - EDGE - right, "right": left - EDGE}
            side = self._side(short, sides)
            if side:
                label = self._best(full, short, sides[side])
                self.marks.mark(lane, mark, self.y + LINE / 2 + 2)
                self.sheet.text(
                    right if side == "left" else left, self.y + LINE / 2 + 2, words_of.markup(label), anchor=side
                )
                self.y += LINE + 6
            else:
                label = words_of.cut(short, theme.FONT_SIZE, self.width - 2 * EDGE)
                self._over(left + 4, self.y + LINE / 2, label)
                self.marks.mark(lane, mark, self.y + LINE + MARK_ROW / 2)
                self.y += LINE + MARK_ROW + 8

    def _rows_of_bars(self, lane: Lane) -> None:
        for interval in sorted(lane.intervals, key=lambda interval: (interval.start, interval.end or dt.date.max)):
            label = words_of.cut(interval.label, theme.FONT_SIZE, self.width - 2 * EDGE)
            self._over(self.scale.px(interval.start), self.y + LINE / 2, label)
            self.y += LINE + 3
            self.marks.bar(lane, interval, self.y + THICK / 2, beside_others=False)
            self.y += THICK + 12

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
        x = max(EDGE, min(x, self.width - EDGE - words_of.width(label, theme.FONT_SIZE)))
        self.sheet.text(x, y, words_of.markup(label))

    def _summary(self, lane: Lane) -> str:
        """What stands at the right of a lane's label: its latest interval, or else its latest event."""
        if lane.intervals:
            return words_of.plain(max(lane.intervals, key=lambda interval: interval.start).label)
        if lane.marks:
            mark = max(lane.marks, key=lambda mark: mark.date)
            if len(lane.marks) > 1 and len({mark.type_label for mark in lane.marks}) == 1:
                return words_of.plain(self.words.latest.format(date=mark.date_label))
            planned = f" ({self.words.planned})" if mark.planned else ""
            return words_of.plain(f"{mark.type_label}{planned}, {mark.date_label}")
        return ""


def _strong_font() -> dict[str, Any]:
    return {"size": theme.FONT_SIZE + 1, "color": theme.INK, "weight": 600}


def _heading_font() -> dict[str, Any]:
    return {"size": theme.SMALL_FONT_SIZE, "color": theme.MUTED, "weight": 600}

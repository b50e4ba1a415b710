"""What both drawings of the timeline across countries share: years, headings, labels of lanes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from policies.charts import text as words_of
from policies.charts import theme
from policies.charts.base import Figure
from policies.charts.timeline_figure import Sheet
from policies.charts.timeline_marks import Marks
from policies.charts.timeline_scale import EDGE, LINE, SIDE, SMALL, Scale
from policies.charts.world_words import Words
from policies.rows import Strand

#: Px left of the first year, for the labels of lanes; narrow pictures have them above the lane.
LABELS: Final = 196
#: Px between two lanes.
GAP: Final = 12.0


class WorldSheet:
    """Goes down the picture, ``y`` px from the plot's top; what draws a lane says how high it is."""

    def __init__(self, today: dt.date, years: tuple[int, int], words: Words, width: int) -> None:
        self.today, self.words, self.width = today, words, width
        self.narrow = width < theme.NARROW_BELOW
        first, last = dt.date(years[0], 1, 1), dt.date(years[1], 12, 31)
        self.scale = Scale(first, last, width, SIDE if self.narrow else LABELS)
        self.sheet = Sheet(self.scale)
        self.marks = Marks(self.scale, today, words.of_timeline, linked=True)
        self.y = 8.0

    def figure(self, strands: Sequence[Strand]) -> Figure:
        heading = ""
        for strand in strands:
            if strand.heading != heading:
                self.heading(strand.heading)
            heading = strand.heading
            self.lane(strand)
        if self.scale.first <= self.today <= self.scale.last:
            self.sheet.as_of(self.today, self.words.of_timeline)
        return {"data": list(self.marks.traces()), "layout": self.sheet.layout(self.y, self.words.of_timeline)}

    def heading(self, text: str) -> None:
        font: dict[str, Any] = {"size": theme.SMALL_FONT_SIZE, "color": theme.MUTED, "weight": 600}
        if self.y > 10:
            self.y += 6
        self.sheet.text(0, self.y + LINE / 2, words_of.markup(text), font=font)
        self.y += LINE + 8

    def lane(self, strand: Strand) -> None:
        """The label, left of what is drawn or above it, and a rule below both."""
        top = self.y
        if self.narrow:
            self.y += self.label(strand, self.width - EDGE, 1, beside=True) + 3
            self.draw(strand)
        else:
            high = self.label(strand, LABELS - 30, 2, beside=False)
            self.draw(strand)
            self.y = max(self.y, top + high)
        self.y += GAP / 2
        self.sheet.rule(round(self.y, 1))
        self.y += GAP / 2

    def label(self, strand: Strand, room: float, lines: int, *, beside: bool) -> float:
        """Writes the label and how much the lane has; answers how high (px) the two are."""
        wrapped = words_of.wrap(strand.label, theme.FONT_SIZE, room, lines)
        high = LINE * len(wrapped)
        text = "<br>".join(words_of.markup(line) for line in wrapped)
        self.sheet.text(0, self.y + high / 2, text, url=strand.url)
        counts = words_of.markup(self.words.lane.format(policies=strand.policies, in_force=strand.in_force))
        if beside:
            used = words_of.width(wrapped[0], theme.FONT_SIZE) + words_of.width(counts, theme.SMALL_FONT_SIZE)
            if used + 20 < room:
                self.sheet.text(self.width, self.y + LINE / 2, counts, anchor="right", font=SMALL)
            return high
        self.sheet.text(0, self.y + high + LINE / 2 - 2, counts, font=SMALL)
        return high + LINE

    def draw(self, strand: Strand) -> None:
        """Bars, marks or columns from ``y`` on, which is moved to their end."""
        raise NotImplementedError

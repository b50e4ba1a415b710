"""Lanes of the timeline across countries with every event as a mark, and every policy in force as a thin bar."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from policies.charts import text as words_of
from policies.charts.base import Figure
from policies.charts.timeline_marks import say
from policies.charts.timeline_scale import LINE, MARK_ROW, ONE_DAY, SMALL
from policies.charts.world_sheet import WorldSheet
from policies.charts.world_words import Words
from policies.rows import Happening, Lane, Strand, Stretch

THIN: Final = 4.0  # px, the bar of one policy
STEP: Final = 6.0  # px from one bar to the next
#: More bars above each other than these become one.
MOST_ROWS: Final = 8
MERGED: Final = 8.0  # px, the bar of many policies
COLOUR: Final = "var(--status-in-force)"


def marks_figure(strands: Sequence[Strand], today: dt.date, years: tuple[int, int], words: Words, width: int) -> Figure:
    return _Drawing(today, years, words, width).figure(strands)


class _Drawing(WorldSheet):
    def draw(self, strand: Strand) -> None:
        drawn = self.bars(strand.stretches)
        drawn = self.events(strand.happenings) or drawn
        if not drawn:
            self.sheet.text(self.scale.left, self.y + LINE / 2, words_of.markup(self.words.nothing), font=SMALL)
            self.y += LINE

    def bars(self, stretches: Sequence[Stretch]) -> bool:
        """A bar a policy, side by side where they overlap; one bar where too many do."""
        shown = [(stretch, *self.reach(stretch)) for stretch in stretches]
        shown = [(stretch, start, end) for stretch, start, end in shown if start < end]
        rows: list[list[tuple[Stretch, dt.date, dt.date]]] = []
        for item in sorted(shown, key=lambda item: item[1]):
            row = next((row for row in rows if row[-1][2] <= item[1]), None)
            if row is None:
                rows.append(row := [])
            row.append(item)
        if len(rows) > MOST_ROWS:
            self.merged([item for row in rows for item in row])
            return True
        for row in rows:
            for stretch, start, end in row:
                hover = f"{words_of.markup(stretch.interval.label)}<br>{words_of.markup(stretch.policy)}"
                self.marks.strip((start, end), self.y + THIN / 2, THIN, COLOUR, hover, stretch.url)
            self.y += STEP
        self.y += 3 if rows else 0
        return bool(rows)

    def merged(self, items: list[tuple[Stretch, dt.date, dt.date]]) -> None:
        """One bar where anything is in force, cut where the number of policies changes, so that it can be told."""
        changes: Counter[dt.date] = Counter()
        for _, start, end in items:
            changes[start] += 1
            changes[end] -= 1
        in_force = 0
        for start, end in pairwise(sorted(changes)):
            in_force += changes[start]
            if in_force:
                hover = words_of.markup(self.words.bars.format(n=in_force))
                self.marks.strip((start, end), self.y + MERGED / 2, MERGED, COLOUR, hover, "")
        self.y += MERGED + 5

    def reach(self, stretch: Stretch) -> tuple[dt.date, dt.date]:
        """First day of a bar, and the day after its last, within the picture; one that goes on ends with the day of
        "as of"."""
        end = stretch.interval.end
        after = end + ONE_DAY if end else self.today
        return self.scale.within(stretch.interval.start), self.scale.within(max(after, stretch.interval.start))

    def events(self, happenings: Sequence[Happening]) -> bool:
        """Marks in as many rows as it takes to keep them apart."""
        taken: list[float] = []  # px up to which each row is used
        for happening in happenings:
            lane = Lane("policy", happening.policy, happening.url)
            start, middle, end = self.marks.days(happening.mark)
            x = self.scale.px(middle)
            left, right = min(x - 6, self.scale.px(start)), max(x + 6, self.scale.px(end))
            row = next((n for n, until in enumerate(taken) if until <= left), len(taken))
            if row == len(taken):
                taken.append(0)
            taken[row] = right + 1
            text = f"{say(happening.mark, self.words.of_timeline)}<br>{words_of.markup(happening.policy)}"
            self.marks.mark(lane, happening.mark, self.y + row * MARK_ROW + MARK_ROW / 2, text)
        self.y += MARK_ROW * len(taken)
        return bool(taken)

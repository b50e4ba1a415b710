"""Lanes of the timeline across countries with events counted: columns upwards, and policies in force downwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from policies.charts import text as words_of
from policies.charts import theme
from policies.charts.base import Figure
from policies.charts.timeline_scale import ONE_DAY, SMALL
from policies.charts.world_sheet import WorldSheet
from policies.charts.world_words import Words
from policies.rows import Bin, Strand

#: Px of the highest column of all lanes, upwards and downwards; with few lanes there is room for more.
SIZES: Final = ((48.0, 14.0), (96.0, 32.0))
FEW_LANES: Final = 6
LEAST: Final = 1.5  # px, so that one event among hundreds is still seen
LABEL: Final = 18.0  # px above the highest column, for its number


def columns_figure(
    strands: Sequence[Strand], today: dt.date, years: tuple[int, int], words: Words, width: int
) -> Figure:
    return _Drawing(strands, today, years, words, width).figure(strands)


class _Drawing(WorldSheet):
    """Columns of all lanes have one scale, so that lanes can be compared."""

    def __init__(
        self, strands: Sequence[Strand], today: dt.date, years: tuple[int, int], words: Words, width: int
    ) -> None:
        super().__init__(today, years, words, width)
        bins = [of_years for strand in strands for of_years in strand.bins]
        self.groups = {code: words_of.markup(label) for code, label in words.groups.items()}
        self.in_force = words_of.markup(words.in_force_count)
        self.up, self.down = SIZES[len(strands) <= FEW_LANES]
        self.most = max((of_years.events for of_years in bins), default=0) or 1
        self.most_in_force = max((of_years.in_force or 0 for of_years in bins), default=0) or 1

    def draw(self, strand: Strand) -> None:
        highest = max((of_years.events for of_years in strand.bins), default=0)
        peak = next((of_years for of_years in strand.bins if of_years.events == highest), None)
        base = self.y + LABEL + max(highest / self.most * self.up, LEAST)
        where = words_of.markup(strand.label)
        for of_years in strand.bins:
            top = self.column(strand, of_years, base, where)
            if of_years is peak and highest:
                first, after = self.days(of_years)
                middle = (self.scale.px(first) + self.scale.px(after)) / 2
                self.sheet.text(middle, top - LABEL / 2 - 1, str(highest), anchor="center", font=SMALL)
        self.y = base + self.down + 2

    def column(self, strand: Strand, of_years: Bin, base: float, where: str) -> float:
        """Draws the events of some years above ``base`` and the policies in force below it; answers its top (px)."""
        first, after = self.days(of_years)
        where = f"{where}, {years_words(of_years)}"
        top = base - 1
        for group, count in of_years.counts:
            high = max(count / self.most * self.up, LEAST)
            hover = f"{where}<br>{self.groups[group]}: {count}"
            self.marks.strip(
                (first, after), top - high / 2, high, theme.event_colour(group), hover, strand.url, whole=True
            )
            top -= high
        if of_years.in_force:
            high = max(of_years.in_force / self.most_in_force * self.down, LEAST)
            hover = f"{where}<br>{self.in_force}: {of_years.in_force}"
            self.marks.strip((first, after), base + high / 2, high, "var(--state-ended)", hover, strand.url, whole=True)
        return top

    def days(self, of_years: Bin) -> tuple[dt.date, dt.date]:
        """First day of a column and the day after its last; a tenth of it stays free, so that columns do not touch."""
        first = self.scale.within(dt.date(of_years.first, 1, 1))
        after = self.scale.within(dt.date(of_years.first + of_years.years - 1, 12, 31)) + ONE_DAY
        free = (after - first) / 20
        return first + dt.timedelta(days=free.days), after - dt.timedelta(days=free.days)


def years_words(of_years: Bin) -> str:
    """``2017`` or ``2010–2019``."""
    last = of_years.first + of_years.years - 1
    return str(of_years.first) if of_years.years == 1 else f"{of_years.first}–{last}"

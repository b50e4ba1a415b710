"""The timeline across countries: a lane for each country or region, with events one by one or counted.

Few events are marks, with a bar for each policy in force. Of many, columns say how many there were in a year or in ten:
upwards the events by group, downwards the policies in force.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from policies.charts import theme
from policies.charts.base import Chart
from policies.charts.still_parts import Still
from policies.charts.two_widths import chart_of
from policies.charts.world_columns import columns_figure
from policies.charts.world_marks import marks_figure
from policies.charts.world_table import legend_of, records_of, table_of
from policies.charts.world_words import Words
from policies.rows import Strand

__all__ = ["KEY", "MOST_MARKS", "Words", "world_timeline"]

KEY: Final = "timeline"

#: So many events, and bars of policies, are drawn one by one; more are counted.
MOST_MARKS: Final = 400

_WORDS: Final = Words()


def world_timeline(
    strands: Sequence[Strand],
    today: dt.date,
    years: tuple[int, int],
    words: Words = _WORDS,
    notes: Sequence[str] = (),
) -> Chart | None:
    """Lanes from the first year to the last, as of ``today``; None if none has anything to draw.

    All lanes have bins, or none has. Raises ValueError if some have and some have marks, or if there are more than
    MOST_MARKS marks.
    """
    binned = any(strand.bins for strand in strands)
    marks = sum(len(strand.happenings) for strand in strands)
    bars = sum(len(strand.stretches) for strand in strands)
    if binned and (marks or bars):
        raise ValueError("A timeline has marks or bins, not both.")
    if max(marks, bars) > MOST_MARKS:
        raise ValueError(f"{max(marks, bars)} marks are too many to be drawn.")
    if not (binned or marks or bars):
        return None
    draw = columns_figure if binned else marks_figure
    wide, narrow = (draw(strands, today, years, words, width) for width in (theme.WIDE, theme.NARROW))
    table = table_of(strands, words)
    about = Still(KEY, words.title, words.sentence)
    return chart_of(
        about,
        wide,
        narrow,
        table=table,
        records=records_of(strands, words, table),
        source=words.source,
        legend=legend_of(strands, words),
        notes=tuple(notes),
        subject="",
    )

"""Links between lanes: what one policy does to another, as an arrow from its lane to the other's at the day it did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from policies.charts import text as words_of
from policies.charts.timeline_figure import Sheet
from policies.charts.timeline_marks import Marks
from policies.charts.timeline_scale import THICK
from policies.rows import Lane, Tie

#: How a relation looks, by its code (choices.RelationType).
LOOKS: Final = {
    "replaces": "replaces",
    "repeals": "replaces",
    "amends": "amends",
    "implements": "implements",
    "based-on": "implements",
}
#: Dashes of each look, as plotly.js writes them, in the order of the legend.
DASHES: Final = {"replaces": "", "amends": "6px,3px", "implements": "2px,3px"}

#: Px between two links that would lie on each other.
APART: Final = 6.0
#: Px from the middle of a bar to the middle of an arrow's head beside it.
HEAD: Final = THICK / 2 + 5


def looks_of(lanes: Sequence[Lane]) -> set[str]:
    """The looks of all links that are drawn."""
    addresses = {lane.url for lane in lanes}
    return {LOOKS[tie.kind] for lane in lanes for tie in lane.ties if tie.date and tie.other_url in addresses}


def draw_ties(lanes: Sequence[Lane], middles: Mapping[str, float], sheet: Sheet, marks: Marks) -> None:
    """Draws every dated link between two of the lanes; ``middles`` are the y (px) of their bars, by address.

    Raises KeyError on an unknown kind of relation.
    """
    taken: list[tuple[float, float, float]] = []  # x, highest and lowest y (px) of what is drawn
    for lane in lanes:
        for tie in lane.ties:
            if tie.date is None or tie.other_url not in middles or tie.other_url == lane.url:
                continue
            start, end = middles[lane.url], middles[tie.other_url]
            day = _free_day(tie.date.earliest, (start, end), taken, sheet)
            up = end < start
            sheet.tie(day, start, end, DASHES[LOOKS[tie.kind]])
            head = (day, round(end + (HEAD if up else -HEAD), 1), say(lane, tie), marks.address(lane))
            marks.heads.setdefault("triangle-up" if up else "triangle-down", []).append(head)


def _free_day(
    day: dt.date, reach: tuple[float, float], taken: list[tuple[float, float, float]], sheet: Sheet
) -> dt.date:
    """The day, or one a little later where another link stands already."""
    scale = sheet.scale
    top, bottom = min(reach), max(reach)
    day = scale.within(day)
    step = dt.timedelta(days=max(1, round((scale.last - scale.first).days * APART / scale.room)))
    while day + step < scale.last and any(
        abs(scale.px(day) - x) < APART - 1 and top < low and high < bottom for x, high, low in taken
    ):
        day += step
    taken.append((scale.px(day), top, bottom))
    return day


def say(lane: Lane, tie: Tie) -> str:
    """A link's hover text: its date, and who does what to whom."""
    return "<br>".join(words_of.markup(line) for line in (tie.date_label, lane.label, f"{tie.label} {tie.other}"))

"""A timeline's years as px, and the sizes (px) that its parts share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from policies.charts import theme
from policies.rows import Interval, Lane

ONE_DAY: Final = dt.timedelta(days=1)
SIDE: Final = 22  # px left and right of the plot: half a tick's label
TOP: Final = 30  # px above it, for the years
BOTTOM: Final = 30  # px below it, for the day of "as of"
LINE: Final = 18.0  # px, a line of text
MARK_ROW: Final = 16.0
LANE_GAP: Final = 16.0
HEADING: Final = 30.0
EDGE: Final = 4.0  # px that text keeps from the picture's edge

#: Thickness of bars (px) by class: what is in force is thick, what is not (yet, or any more) is thin.
THICK: Final = 12.0
THIN: Final = 6.0
SPAN: Final = 4.0  # of the line over the days that a date known to the year or month can mean

#: Kinds of lane that decide with which year the picture begins.
LEADING: Final = ("policy", "institution", "project")

SMALL: Final[dict[str, Any]] = {"size": theme.SMALL_FONT_SIZE, "color": theme.MUTED}


def thickness(css_class: str) -> float:
    """How thick (px) the bar of a class is."""
    return THICK if css_class in ("status-in-force", "lane-project") else THIN


@dataclass(frozen=True, slots=True)
class Scale:
    """Days from ``first`` to ``last`` on a picture ``width`` px wide. Distances are from its left edge.

    ``left`` is what stands left of the first day: SIDE, or more where labels of lanes do.
    """

    first: dt.date
    last: dt.date
    width: int
    left: int = SIDE

    @property
    def room(self) -> int:
        """Px between the first day and the last."""
        return self.width - self.left - SIDE

    def px(self, day: dt.date) -> float:
        return self.left + (day - self.first).days / (self.last - self.first).days * self.room

    def within(self, day: dt.date) -> dt.date:
        """The day, or the nearest one in the picture."""
        return min(max(day, self.first), self.last)


def scale_of(lanes: Sequence[Lane], today: dt.date, width: int) -> Scale:
    """Whole years from the first policy, institution or project on; five years at least.

    Frameworks decide only where there is nothing else. A little room is left after the last day.
    """
    leading = [lane for lane in lanes if lane.kind in LEADING and (lane.intervals or lane.marks)] or lanes
    starts = [interval.start for lane in leading for interval in lane.intervals]
    starts += [mark.date.earliest for lane in leading for mark in lane.marks]
    ends = [today]
    ends += [day for lane in lanes for interval in lane.intervals for day in _last_days(interval)]
    ends += [mark.date.latest for lane in lanes for mark in lane.marks]
    last = max(ends)
    first = min([*starts, today])
    first_year = min(first.year, last.year - 5)
    spare = max((last - dt.date(first_year, 1, 1)).days // 30, 20)
    return Scale(dt.date(first_year, 1, 1), last + dt.timedelta(days=spare), width)


def _last_days(interval: Interval) -> list[dt.date]:
    days = [interval.start, interval.end, interval.ends.latest if interval.ends else None]
    return [day for day in days if day]

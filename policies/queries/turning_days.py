"""The days on which policies' standing turns, for views of many days at once, such as the years of a map.

``lifecycle.standing`` is the definition; ``Policy.objects.with_status`` is its form for one day in the database. These are
its form for arrays: an element a policy of a selection, days as ordinals (bitmaps.NEVER where one never comes). Tests hold
them equal.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from policies.bitmaps import NEVER, Selected
from policies.bitmaps.table import Days

#: Before every day that is asked for.
ALWAYS: Final = 0


def over_from(policies: Selected) -> Days:
    """The first day on which a policy is over: its term ended, or it was replaced or repealed."""
    after_its_term = np.minimum(policies.day("force_until"), NEVER - 1) + 1
    return np.minimum(after_its_term, policies.day("final_from"))


def prepared_from(policies: Selected) -> Days:
    """The first day on which a policy was in development or adopted."""
    return np.minimum(policies.day("development_from"), policies.day("adopted_from"))


def known_from(policies: Selected) -> Days:
    """The first day on which a policy is known of, as ``known_by`` asks: ALWAYS where no beginning is dated."""
    begun = np.minimum(prepared_from(policies), policies.day("force_from"))
    return np.where(begun == NEVER, ALWAYS, np.minimum(begun, over_from(policies))).astype(np.int32)


class Years:
    """The years of a view. ``days`` is the day that it shows of each, the years following one on another."""

    def __init__(self, days: dict[int, dt.date]) -> None:
        self.days = days
        self.shown: Days = np.array([day.toordinal() for day in days.values()], dtype=np.int32)

    def of(self, days: Days) -> NDArray[np.intp]:
        """The position of the year that first shows each day; what comes after them all has the position after the last."""
        return np.searchsorted(self.shown, days, side="left")

    def grid(self, policies: Selected, fill: int = 0) -> NDArray[Any]:
        """An element for each country of the index and each year."""
        return np.full((len(policies.countries), len(self.shown)), fill, dtype=np.int32)

    def in_stage(self, policies: Selected, entered: Days, left: Days) -> NDArray[np.bool_]:
        """By country and year: whether some policy has entered a stage by the day shown, and not left it.

        Of all that entered it by then, the last to leave leaves it later.
        """
        last = self.grid(policies)
        year = self.of(entered)
        shown = year < len(self.shown)
        np.maximum.at(last, (policies.country[shown], year[shown]), left[shown])
        in_stage: NDArray[np.bool_] = np.maximum.accumulate(last, axis=1) > self.shown
        return in_stage


def first_by_country(policies: Selected, days: Days) -> Days:
    """The earliest of the days by country of the index; NEVER for those without a policy."""
    first = np.full(len(policies.countries), NEVER, dtype=np.int32)
    np.minimum.at(first, policies.country, days)
    return first


def by_country(policies: Selected, counted: NDArray[np.bool_] | None = None) -> NDArray[np.intp]:
    """How many policies each country of the index has, or how many of those ``counted``."""
    country = policies.country if counted is None else policies.country[counted]
    return np.bincount(country, minlength=len(policies.countries))

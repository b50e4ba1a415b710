"""Honest dates: known to the year, the month or the day, and never padded to a false day.

The written form is ISO 8601 reduced precision, which is EDTF level 0: ``2011``, ``2015-09``,
``2017-04-27``. It is what is stored, imported, exported and put into URLs. Written forms sort as
text in the order of their earliest days, so a database can order and compare them without help.

Pure Python: no Django here.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass
from functools import total_ordering
from typing import Literal

from babel.dates import format_date, format_skeleton

Precision = Literal["year", "month", "day"]

#: Migration law older or later than this is a typing error, not a record.
FIRST_YEAR, LAST_YEAR = 1800, 2199

_WRITTEN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?\Z")


def gettext_noop(message: str) -> str:
    """Marks a message for the translators; the field that shows it to people translates it."""
    return message


HOW_TO_WRITE = gettext_noop("Write a year (2011), a month (2015-09) or a day (2017-04-27).")


class DateError(ValueError):
    """A text that is no honest date. ``str()`` of it is for the person who typed it: what is wrong, and how to mend it.

    ``message`` with ``params`` filled in says what is wrong; both are kept apart so that it can be translated.
    """

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message, params)
        self.message, self.params = message, params

    def __str__(self) -> str:
        return f"{self.message % self.params} {HOW_TO_WRITE}"


@total_ordering
@dataclass(frozen=True, slots=True)
class HonestDate:
    """A date with the precision it is known to.

    ``month`` is None when only the year is known, ``day`` is None when only the month is known.
    Ordered by earliest day; of two with the same earliest day the less precise comes first, which
    is also the order of the written forms as text.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            message = gettext_noop("The year %(year)s is not between %(first)s and %(last)s.")
            raise DateError(message, year=self.year, first=FIRST_YEAR, last=LAST_YEAR)
        if self.month is None:
            if self.day is not None:
                raise DateError(gettext_noop("A day needs its month."))
            return
        if not 1 <= self.month <= 12:
            raise DateError(gettext_noop("There is no month %(month)02d."), month=self.month)
        if self.day is not None:
            last = monthrange(self.year, self.month)[1]
            if not 1 <= self.day <= last:
                message = gettext_noop("%(year)04d-%(month)02d has no day %(day)02d; its last day is %(last)s.")
                raise DateError(message, year=self.year, month=self.month, day=self.day, last=last)

    @classmethod
    def parse(cls, text: str) -> HonestDate:
        """Read the written form; white space around it is allowed, nothing else is.

        Raises DateError, with how to mend it, on anything that is not exactly a year, a month or a day:
        a day-first or compact date is refused rather than guessed at.
        """
        if not isinstance(text, str):
            raise DateError(gettext_noop("A date is a text, not %(type)s."), type=type(text).__name__)
        stripped = text.strip()
        if not stripped:
            raise DateError(gettext_noop("The date is empty."))
        found = _WRITTEN.match(stripped)
        if not found:
            shown = stripped if len(stripped) <= 40 else stripped[:40] + "…"
            raise DateError(gettext_noop("“%(text)s” is not a date this site can keep."), text=shown)
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None  # the pattern has it
        return cls(year, month, day)

    @classmethod
    def of_day(cls, day: dt.date) -> HonestDate:
        """The honest date that is known to this very day."""
        return cls(day.year, day.month, day.day)

    @property
    def precision(self) -> Precision:
        if self.month is None:
            return "year"
        return "month" if self.day is None else "day"

    @property
    def earliest(self) -> dt.date:
        """The first day that this date can mean: what a beginning counts from."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> dt.date:
        """The last day that this date can mean: what an end counts to."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or monthrange(self.year, month)[1])

    def contains(self, other: HonestDate) -> bool:
        """Whether every day that ``other`` can mean is a day that this date can mean."""
        return self.earliest <= other.earliest and other.latest <= self.latest

    def __str__(self) -> str:
        parts = [f"{self.year:04}"]
        if self.month is not None:
            parts.append(f"{self.month:02}")
        if self.day is not None:
            parts.append(f"{self.day:02}")
        return "-".join(parts)

    def __lt__(self, other: HonestDate) -> bool:
        if not isinstance(other, HonestDate):
            return NotImplemented
        return str(self) < str(other)

    def display(self, locale: str = "en") -> str:
        """As a reader of that language writes it: ``2011``, ``September 2015``, ``27 April 2017``.

        ``locale`` is a CLDR code such as ``en``, ``es`` or ``fr``. English is written day first, as the
        United Nations write it.
        """
        return display_day(self.earliest, self.precision, locale)


def display_day(day: dt.date, precision: Precision = "day", locale: str = "en") -> str:
    """A calendar day in words, cut to a precision; see HonestDate.display."""
    if precision == "year":
        return str(day.year)
    if locale.split("-")[0].split("_")[0] == "en":
        locale = "en_GB"
    locale = locale.replace("-", "_")
    if precision == "month":
        return format_skeleton("yMMMM", day, locale=locale)
    return format_date(day, format="long", locale=locale)

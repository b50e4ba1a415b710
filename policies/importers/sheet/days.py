"""Dates as people write them, read as honest dates: nothing is added to what the cell says.

Day first: 27/04/2017. What can be meant in two ways is read day first and said, if no row of the file speaks against it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from babel import Locale
from django.utils.translation import gettext
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from policies.dates import FIRST_YEAR, LAST_YEAR, DateError, HonestDate
from policies.importers.sheet.problems import Refused
from policies.importers.sheet.table import Cell
from policies.models.fields import fold, not_a_date

NUMBERS: Final = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")
YEAR_FIRST: Final = re.compile(r"(\d{4})(?:[/.\-](\d{1,2})(?:[/.\-](\d{1,2}))?)?(?:[T ]00:00(?::00(?:\.0+)?)?)?")
MONTH_YEAR: Final = re.compile(r"(\d{1,2})[/.\-](\d{4})")
SHORT_YEAR: Final = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2}")
SERIAL: Final = re.compile(r"\d{5}(?:\.0+)?")
#: Numbers that Excel may have made of a day between 1920 and 2199.
SERIALS: Final = range(7_306, 109_575)
SPAN: Final = re.compile(r"(\d{4})\s*(?:[-–—‒/]|to|until|a|al|hasta|à|au|jusqu.en)\s*(\d{4})", re.IGNORECASE)
OPEN_SPAN: Final = re.compile(r"(?:from|since|desde|depuis|des)?\s*(\d{4})\s*[-–—‒]\s*", re.IGNORECASE)
#: Words between the parts of a date: 1er de mayo de 2017.
FILLING: Final = frozenset(["of", "de", "del", "d", "le", "the", "en", "in", "el"])


def _month_names() -> dict[str, int]:
    names: dict[str, int] = {"sept": 9, "set": 9, "setiembre": 9}
    for language in ("en", "es", "fr"):
        months = Locale(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    names.setdefault(fold(name).strip("."), number)
    return names


MONTHS: Final[Mapping[str, int]] = _month_names()


@dataclass(frozen=True, slots=True)
class Order:
    """What the other dates of a file say of the order of day and month: a cell that can only be read so, and its row."""

    day_first: tuple[int, str] | None = None
    month_first: tuple[int, str] | None = None

    @classmethod
    def of(cls, cells: Iterable[tuple[int, Cell]]) -> Order:
        day_first = month_first = None
        for row, cell in cells:
            found = NUMBERS.fullmatch(cell.strip()) if isinstance(cell, str) else None
            if found:
                one, two = int(found[1]), int(found[2])
                if one > 12 >= two:
                    day_first = day_first or (row, str(cell))
                elif two > 12 >= one:
                    month_first = month_first or (row, str(cell))
        return cls(day_first, month_first)


@dataclass(frozen=True, slots=True)
class Read:
    """A date, and what is to be said of how it was read, if anything."""

    date: HonestDate
    said: str = ""


def honest(year: int, month: int | None = None, day: int | None = None) -> HonestDate:
    """Refused in the words of the date itself, if there is no such day."""
    try:
        return HonestDate(year, month, day)
    except DateError as error:
        raise Refused(" ".join(not_a_date(error).messages)) from error


def read_date(cell: Cell, order: Order, is_1904: bool = False) -> Read:
    """The date that a cell says. Refused, with how to write it, if it says none or two."""
    if isinstance(cell, HonestDate):
        return Read(cell, gettext("a date of the spreadsheet, read as %s") % cell)
    if isinstance(cell, bool):
        raise Refused(gettext("This is no date."), how_to_write())
    if isinstance(cell, int | float):
        return _number(cell, is_1904)
    text = " ".join(cell.split())
    if found := YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None  # noqa: S101 - the pattern has it
        date = honest(year, month, day)
        return Read(date, "" if str(date) == text else _read_as(date))
    if found := NUMBERS.fullmatch(text):
        return _day_first(int(found[1]), int(found[2]), int(found[3]), order)
    if found := MONTH_YEAR.fullmatch(text):
        date = honest(int(found[2]), int(found[1]))
        return Read(date, _read_as(date))
    if SERIAL.fullmatch(text):
        return _number(float(text), is_1904)
    if SHORT_YEAR.fullmatch(text):
        raise Refused(gettext("The year has two digits: nobody can tell its century."), how_to_write())
    return _words(text)


def _read_as(date: HonestDate) -> str:
    return gettext("read as %s") % date


def how_to_write() -> str:
    return gettext("Write 27/04/2017 or 2017-04-27, or only a month (2017-04) or a year (2017).")


def _day_first(day: int, month: int, year: int, order: Order) -> Read:
    if month > 12 >= day:
        reason = gettext("There is no month %(month)s: dates are read with the day first.") % {"month": month}
        raise Refused(reason, gettext("Write %(date)s.") % {"date": honest(year, day, month)})
    date = honest(year, month, day)
    if day > 12 or day == month:
        return Read(date, _read_as(date))
    other = honest(year, day, month)
    if order.day_first:
        row, text = order.day_first
        return Read(
            date,
            gettext("read as %(date)s, day first as in row %(row)s (%(text)s)")
            % {"date": date, "row": row, "text": text},
        )
    if order.month_first:
        row, text = order.month_first
        reason = gettext("This is %(one)s or %(other)s: row %(row)s (%(text)s) has the month first.")
        said = {"one": date, "other": other, "row": row, "text": text}
        raise Refused(reason % said, gettext("Write the one that is meant so: %(date)s.") % {"date": date})
    said = gettext("read as %(date)s, day first; no other row decides whether %(other)s was meant")
    return Read(date, said % {"date": date, "other": other})


def as_day(cell: Cell, is_1904: bool) -> str:
    """The day that a spreadsheet keeps as a number, or an empty text where the cell holds no such number."""
    number = float(cell) if isinstance(cell, str) and SERIAL.fullmatch(cell.strip()) else cell
    if isinstance(number, bool) or not isinstance(number, int | float) or int(number) not in SERIALS:
        return ""
    return str(_number(number, is_1904).date)


def _number(number: float, is_1904: bool) -> Read:
    if number == int(number) and FIRST_YEAR <= number <= LAST_YEAR:
        return Read(honest(int(number)))
    if int(number) not in SERIALS:
        raise Refused(gettext("This number is no date."), how_to_write())
    epoch = CALENDAR_MAC_1904 if is_1904 else CALENDAR_WINDOWS_1900
    date = HonestDate.of_day((epoch + dt.timedelta(days=int(number))).date())
    return Read(date, gettext("a number by which Excel keeps a day, read as %s: see whether it was meant so") % date)


def _words(text: str) -> Read:
    """``27 April 2017``, ``avril 2017``, ``27 de abril de 2017``, ``April 27, 2017``, ``1er mai 2017``, ``Sept. 2022``."""
    words = [word for word in re.split(r"[\s,.'’\-/]+", fold(text)) if word and word not in FILLING]
    months = [MONTHS[word] for word in words if word in MONTHS]
    numbers = [re.fullmatch(r"(\d{1,4})(?:st|nd|rd|th|er|o|a)?", word) for word in words if word not in MONTHS]
    years = [int(found[1]) for found in numbers if found and len(found[1]) == 4]
    days = [int(found[1]) for found in numbers if found and len(found[1]) <= 2]
    if None in numbers or len(months) != 1 or len(years) != 1 or len(days) > 1 or len(words) != 2 + len(days):
        raise Refused(gettext("This is no date."), how_to_write())
    date = honest(years[0], months[0], days[0] if days else None)
    return Read(date, _read_as(date))


def read_term(cell: Cell) -> tuple[HonestDate | None, HonestDate | None]:
    """First and last year of ``2022-2026``; of ``2022`` alone, or ``2022 –``, only the first."""
    text = str(cell).strip()
    if isinstance(cell, int | float) and not isinstance(cell, bool) and FIRST_YEAR <= cell <= LAST_YEAR:
        return honest(int(cell)), None
    if found := SPAN.fullmatch(text):
        return honest(int(found[1])), honest(int(found[2]))
    if re.fullmatch(r"\d{4}", text):
        return honest(int(text)), None
    if found := OPEN_SPAN.fullmatch(text):
        return honest(int(found[1])), None
    raise Refused(gettext("This is no term."), gettext("Write it as 2022-2026, or its ends in two columns."))

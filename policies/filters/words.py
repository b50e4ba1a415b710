"""Parts of a query string, and what is said of those that are not understood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext

from policies.dates import HonestDate


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of the query string that was not understood: its name, its value, and what would be."""

    name: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A choice in force, and the query string without it."""

    name: str
    label: str
    without: str


def query(pairs: Iterable[tuple[str, str]]) -> str:
    """``?a=1&b=2``; a lone ``?`` when nothing is left, which is a link to the bare page."""
    return "?" + urlencode([pair for pair in pairs if pair[1] != ""])


def in_the_future(date: HonestDate) -> Problem:
    return Problem("as_of", str(date), gettext("it is in the future: today is shown"))


def shorten(text: str, most: int = 60) -> str:
    printable = "".join(c if c.isprintable() else "�" for c in text)
    return printable if len(printable) <= most else printable[:most] + "…"

"""What is known of a page that is cited."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import get_language, gettext

from policies.dates import display_day

PUBLISHER = "MigPol"


@dataclass(frozen=True, slots=True)
class Citation:
    """One page of the site.

    ``url`` is its full address, which shows the same again. ``issued`` is the day of the data that it was made from, and
    ``version`` their number, if they have one. ``as_of`` is the day that the page is read as of, None where it has none.
    """

    name: str
    url: str
    issued: dt.date
    as_of: dt.date | None = None
    version: str = ""

    @property
    def title(self) -> str:
        """The name on one line, with the day that was chosen; today goes without saying."""
        name = one_line(self.name)
        if self.as_of is None or self.as_of == self.issued:
            return name
        return gettext("%(name)s, as of %(day)s") % {"name": name, "day": _shown(self.as_of)}

    @property
    def edition(self) -> str:
        """Which data: their day, and their version if it has a number."""
        words = {"day": _shown(self.issued), "version": self.version}
        if self.version:
            return gettext("Data of %(day)s, version %(version)s") % words
        return gettext("Data of %(day)s") % words

    @property
    def text(self) -> str:
        return gettext("%(publisher)s (%(year)s). “%(title)s”. %(edition)s. %(url)s") % {
            "publisher": PUBLISHER,
            "year": self.issued.year,
            "title": self.title,
            "edition": self.edition,
            "url": self.url,
        }

    @property
    def key(self) -> str:
        """A key for a library of references: ``migpol-peru-2026-11-23``; small letters, digits and hyphens."""
        plain = unicodedata.normalize("NFKD", self.name).encode("ascii", "ignore").decode().lower()
        words = re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-")
        return "-".join(part for part in ("migpol", words, (self.as_of or self.issued).isoformat()) if part)


def _shown(day: dt.date) -> str:
    return display_day(day, locale=get_language() or "en")


def one_line(text: str) -> str:
    """The text without line breaks and control characters, which would end a field of a file."""
    printable = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    return " ".join(printable.encode("utf-8", "replace").decode().split())

"""What every exporter is given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """Rows on their way into a file. Every cell is text, and ``rows`` is read once, as it is written.

    ``about`` says what the file is, as (word, text): where it comes from, of which day, under which licence; formats
    that have room for it keep it. ``numbers`` names the headers whose cells are numbers to a spreadsheet.
    """

    title: str
    headers: Sequence[str]
    rows: Iterable[Sequence[str]]
    about: Sequence[tuple[str, str]] = ()
    numbers: frozenset[str] = frozenset()

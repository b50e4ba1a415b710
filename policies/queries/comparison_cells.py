"""Cells, lines and tables of a comparison."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """What is known of one country: texts, each with the page that tells more or an empty text.

    ``missing`` says that nothing is known, in the words of the only text; ``mark`` is the look of a state or an evidence.
    """

    texts: tuple[tuple[str, str], ...]
    mark: str = ""
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    cells: tuple[Cell, ...]
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    key: str  # unique on the page
    title: str
    lines: tuple[Line, ...]
    note: str = ""
    url: str = ""


def missing(words: str) -> Cell:
    return Cell(((words, ""),), missing=True)

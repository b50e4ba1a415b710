"""What is wrong with a file, a row or a cell: where, why, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass


class SheetError(Exception):
    """A file that cannot be read at all. ``str()`` of it says what is wrong and how to mend it."""


class Refused(Exception):
    """A value, or a row, that cannot be kept: ``reason``, and ``mend`` if there is more to say than the reason does."""

    def __init__(self, reason: str, mend: str = "", column: str = "") -> None:
        super().__init__(reason)
        self.reason, self.mend, self.column = str(reason), str(mend), column


@dataclass(frozen=True, slots=True)
class Rejection:
    """``row`` is the number that a spreadsheet shows beside it, ``column`` the header as the file writes it."""

    row: int
    column: str
    text: str
    reason: str
    mend: str = ""

    @property
    def without_mend(self) -> str:
        given = f"“{shown(self.text)}”: " if self.text else ""
        return f"{given}{self.reason}"

    def __str__(self) -> str:
        where = f"{self.column}: " if self.column else ""
        return f"{where}{self.without_mend}{' ' + self.mend if self.mend else ''}"


@dataclass(frozen=True, slots=True)
class Remark:
    """What was read as what, or what somebody should look at; it stops nothing."""

    row: int
    column: str
    text: str

    def __str__(self) -> str:
        return f"{self.column}: {self.text}" if self.column else self.text


def shown(text: str, most: int = 80) -> str:
    """On one line, and cut."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[:most] + "…"

"""Rows out as files: one module a format. ``EXPORTERS`` names each by the end of its address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from policies.exporters import csv, json

#: Headers and rows in; the file out, piece by piece.
Write = Callable[[Sequence[str], Iterable[Sequence[str]]], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Exporter:
    content_type: str
    write: Write


EXPORTERS: Final[dict[str, Exporter]] = {
    "csv": Exporter(csv.CONTENT_TYPE, csv.csv_lines),
    "json": Exporter(json.CONTENT_TYPE, json.json_lines),
}

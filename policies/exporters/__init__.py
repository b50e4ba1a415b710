"""Rows out as files: one module a format. ``EXPORTERS`` names each by the end of its address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from policies.exporters import csv, json, xlsx
from policies.exporters.base import Document

__all__ = ["EXPORTERS", "Document", "Exporter"]


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format. ``write`` gives the file piece by piece; ``most_rows`` is what the format has room for."""

    label: str
    content_type: str
    write: Callable[[Document], Iterator[bytes]]
    most_rows: int | None = None


EXPORTERS: Final[dict[str, Exporter]] = {
    "csv": Exporter("CSV", csv.CONTENT_TYPE, csv.csv_lines),
    "xlsx": Exporter("XLSX", xlsx.CONTENT_TYPE, xlsx.xlsx_pieces, xlsx.MOST_ROWS),
    "json": Exporter("JSON", json.CONTENT_TYPE, json.json_lines),
}

"""A chart's rows as files hold them: plain text, with the address of what each row is of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import count
from typing import Final

from policies.charts.base import Chart

#: The last column: the full address that a row links to, or nothing.
LINK: Final = "link"


def records(chart: Chart, site: str) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Keys and rows of the chart's table, and LINK as the last column.

    ``site`` is the origin before paths ("https://example.org").
    """
    table = chart.records or chart.table
    rows = []
    for row in table.rows:
        cells = [(cell, "") if isinstance(cell, str) else cell for cell in row]
        link = next((url for _, url in cells if url), "")
        rows.append((*(text for text, _ in cells), site + link if link.startswith("/") else link))
    return (*(table.keys or keys_of(table.headers)), LINK), rows


def keys_of(headers: Iterable[str]) -> tuple[str, ...]:
    """``Countries, cumulative`` → ``countries_cumulative``; a second one of a name has its number."""
    keys: dict[str, None] = {}
    for header in headers:
        letters = unicodedata.normalize("NFKD", header.replace("%", " percent ")).encode("ascii", "ignore").decode()
        key = "_".join(re.findall("[a-z0-9]+", letters.lower())) or "value"
        numbered = (f"{key}_{number}" for number in count(2))
        keys[key if key not in keys else next(name for name in numbered if name not in keys)] = None
    return tuple(keys)

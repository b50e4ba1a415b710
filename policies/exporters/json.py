"""JSON: a list of objects, one a row, written as it is read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

CONTENT_TYPE: Final = "application/json"


def json_lines(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """``[{header: value, ...}, ...]`` with a row a line; an unknown value is an empty text, as in CSV."""
    before = "[\n"
    for row in rows:
        text = json.dumps(dict(zip(headers, row, strict=True)), ensure_ascii=False)
        yield f"{before}{text}".encode("utf-8", "replace")
        before = ",\n"
    yield ("[]\n" if before == "[\n" else "\n]\n").encode()

"""JSON: a list of objects, one a row, written as it is read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from policies.exporters.base import Document

CONTENT_TYPE: Final = "application/json"


def json_lines(document: Document) -> Iterator[bytes]:
    """``[{header: value, ...}, ...]`` with a row a line; an unknown value is an empty text, as in CSV."""
    before = "[\n"
    for row in document.rows:
        text = json.dumps(dict(zip(document.headers, row, strict=True)), ensure_ascii=False)
        yield f"{before}{text}".encode("utf-8", "replace")
        before = ",\n"
    yield ("[]\n" if before == "[\n" else "\n]\n").encode()

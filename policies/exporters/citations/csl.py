"""CSL-JSON 1.0.2, the form of the Citation Style Language that Zotero, Mendeley and pandoc read."""

from __future__ import annotations

import json

from policies.exporters.citations.base import PUBLISHER, Citation


def entry(citation: Citation) -> bytes:
    issued = citation.issued
    item = {
        "id": citation.key,
        "type": "dataset",
        "title": citation.title,
        "author": [{"literal": PUBLISHER}],
        "publisher": PUBLISHER,
        "issued": {"date-parts": [[issued.year, issued.month, issued.day]]},
        "version": citation.version,
        "note": citation.edition,
        "URL": citation.url,
    }
    kept = {name: value for name, value in item.items() if value}
    return (json.dumps([kept], ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")

"""RIS, as reference managers read it: a tag, two spaces, a hyphen, a space and the text; lines end with CR LF."""

from __future__ import annotations

from policies.exporters.citations.base import PUBLISHER, Citation, one_line


def entry(citation: Citation) -> bytes:
    issued = citation.issued
    fields = (
        ("TY", "DATA"),
        ("ID", citation.key),
        ("TI", citation.title),
        ("AU", f"{PUBLISHER},"),  # the comma ends the family name: an organisation has no other
        ("PB", PUBLISHER),
        ("PY", f"{issued.year:04}"),
        ("DA", f"{issued:%Y/%m/%d}"),
        ("ET", citation.version),
        ("N1", citation.edition),
        ("UR", citation.url),
        ("ER", ""),
    )
    lines = [f"{tag}  - {one_line(text)}" for tag, text in fields if text or tag == "ER"]
    return ("\r\n".join(lines) + "\r\n").encode()

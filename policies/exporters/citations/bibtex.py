"""BibTeX. The entry is ``@misc``, which every style knows; the text is UTF-8, as biber and BibTeX 0.99d with inputenc read it."""

from __future__ import annotations

from typing import Final

from policies.exporters.citations.base import PUBLISHER, Citation, one_line

#: What TeX would run or take as its own. Braces by name: BibTeX counts them even behind a backslash.
_ESCAPED: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "%&#$_"},
}


def escaped(text: str) -> str:
    return "".join(_ESCAPED.get(character, character) for character in one_line(text))


def entry(citation: Citation) -> bytes:
    """One entry. The address stands as it is, as the url package wants it: its reserved characters are percent-encoded."""
    fields = {
        "author": f"{{{escaped(PUBLISHER)}}}",
        "title": f"{{{escaped(citation.title)}}}",
        "year": f"{citation.issued.year:04}",
        "month": str(citation.issued.month),
        "date": citation.issued.isoformat(),
        "publisher": escaped(PUBLISHER),
        "version": escaped(citation.version),
        "note": escaped(citation.edition),
        "url": citation.url,
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{citation.key},\n{lines}}}\n".encode()

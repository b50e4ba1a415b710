"""How a page is cited: as words, and as a file for reference managers. ``CITATIONS`` names each by the end of its address.

Written here and not by a library: the packages for these formats read libraries of references, and their writers neither
escape what TeX would run nor keep a line break from starting a new field. The tests read every file back with them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from policies.exporters.citations import bibtex, csl, ris
from policies.exporters.citations.base import Citation

__all__ = ["CITATIONS", "Citation", "Style"]


@dataclass(frozen=True, slots=True)
class Style:
    label: str
    content_type: str
    write: Callable[[Citation], bytes]
    #: The end of the file's name on the reader's disk, where it differs from the end of the address.
    file_suffix: str = ""


CITATIONS: Final[dict[str, Style]] = {
    "bib": Style("BibTeX", "application/x-bibtex; charset=utf-8", bibtex.entry),
    "ris": Style("RIS", "application/x-research-info-systems; charset=utf-8", ris.entry),
    "csl": Style("CSL-JSON", "application/vnd.citationstyles.csl+json", csl.entry, "csl.json"),
}

"""Citations, read back by the libraries that read such files for a living."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

from policies.exporters.citations import CITATIONS, Citation
from policies.exporters.citations.base import one_line

DAY = dt.date(2026, 11, 23)
HOSTILE = [
    "100% of R&D_costs #1 $5 ~ ^ \\input{/etc/passwd}",
    "an { unbalanced brace",
    "and } another",
    "@misc{second, title={x}}",
    "line\nTY  - JOUR\r\nER  - \u2028TI  - second",
    "Política «migratoria» – 移民政策 سياسة",
    "<script>alert(1)</script>",
    "\x00\x1b",
    "",
]
#: The commands of LaTeX2e, and the character that each prints.
PRINTED = {
    r"textbackslash{}": "\\",
    r"textbraceleft{}": "{",
    r"textbraceright{}": "}",
    r"textasciitilde{}": "~",
    r"textasciicircum{}": "^",
    **{character: character for character in "%&#$_"},
}
URL = "https://example.org/policies/?q=a%7Bb%25c_d&as_of=2026-11-23"


def written(suffix: str, citation: Citation) -> str:
    return CITATIONS[suffix].write(citation).decode()


def typeset(latex: str) -> str:
    """What LaTeX prints of a text in braces; fails on anything that it would run or take as its own."""
    assert latex.startswith("{")
    assert latex.endswith("}")
    printed = re.sub(r"\\(text[a-z]+\{\}|[%&#$_])", lambda found: f"\0{PRINTED[found[1]]}", latex[1:-1])
    assert not re.search(r"(?<!\0)[\\{}~^%&#$_]", printed)
    return printed.replace("\0", "")


def bibtex(citation: Citation) -> tuple[str, Any]:
    (item,) = parse_string(written("bib", citation), "bibtex").entries.items()
    return item


def test_words() -> None:
    today = Citation("Peru", "https://example.org/peru/", DAY, DAY)
    assert today.text == "MigPol (2026). “Peru”. Data of 23 November 2026. https://example.org/peru/"
    then = Citation("Peru", "https://example.org/peru/", DAY, dt.date(2016, 12, 31), "12")
    assert then.text == (
        "MigPol (2026). “Peru, as of 31 December 2016”. Data of 23 November 2026, version 12. https://example.org/peru/"
    )
    assert (today.key, then.key) == ("migpol-peru-2026-11-23", "migpol-peru-2016-12-31")


@pytest.mark.parametrize("name", HOSTILE)
def test_bibtex_is_one_entry_with_the_very_title(name: str) -> None:
    citation = Citation(name, URL, DAY, version="3")
    key, entry = bibtex(citation)
    assert (key, entry.type) == (citation.key, "misc")
    assert typeset(entry.fields["title"]) == one_line(name)
    assert (entry.fields["url"], entry.fields["year"], entry.fields["version"]) == (URL, "2026", "3")
    assert entry.fields["note"] == "Data of 23 November 2026, version 3"


@pytest.mark.parametrize("name", HOSTILE)
def test_ris_is_one_record_with_the_very_title(name: str) -> None:
    citation = Citation(name, URL, DAY, version="3")
    (record,) = rispy.loads(written("ris", citation))
    assert record["type_of_reference"] == "DATA"
    assert record.get("title", "") == one_line(name)
    assert (record["year"], record["date"], record["edition"]) == ("2026", "2026/11/23", "3")
    assert record["urls"] == [URL]
    assert written("ris", citation).endswith("ER  - \r\n")


@pytest.mark.parametrize("name", HOSTILE)
def test_csl_is_one_item_with_the_very_title(name: str) -> None:
    (item,) = json.loads(written("csl", Citation(name, URL, DAY, version="3")))
    assert (item["type"], item.get("title", "")) == ("dataset", one_line(name))
    assert item["issued"] == {"date-parts": [[2026, 11, 23]]}
    assert (item["URL"], item["version"], item["author"]) == (URL, "3", [{"literal": "MigPol"}])


@given(st.text(max_size=60))
def test_any_name_makes_one_entry_in_every_format(name: str) -> None:
    citation = Citation(name, URL, DAY)
    assert bibtex(citation)[0] == citation.key
    assert len(rispy.loads(written("ris", citation))) == 1
    assert len(json.loads(written("csl", citation))) == 1
    assert "\n" not in citation.title

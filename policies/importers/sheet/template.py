"""An empty table with our own headers, to be filled in; and what may be written under each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext, gettext_lazy

from policies.columns import TABLES
from policies.exporters.base import Document
from policies.exporters.csv import csv_file
from policies.exporters.xlsx import xlsx_pieces

HEADERS: Final = (
    "slug", "country", "title", "original_title", "original_language", "instrument", "level", "legal_reference",
    "issuing_bodies", "lead_bodies", "summary", "topics", "target_groups", "adopted", "in_force_from", "term_start",
    "term_end", "under_revision", "confidence", "last_checked", "notes", "source", "framework", "component", "link",
    "quote", "quote_language", "source_kind",
)  # fmt: skip
#: What is said of the columns that are more, or other, than those of the data dictionary.
HOW: Final = {
    "slug": gettext_lazy("Of a policy that is recorded: its slug, so that it is found for sure. Empty for a new one."),
    "country": gettext_lazy("ISO code (PER) or name in English, Spanish or French."),
    "instrument": gettext_lazy("policy, strategy, action-plan, law, decree, regulation, agreement or institutional-act."),
    "adopted": gettext_lazy("27/04/2017 (day first), 2017-04-27, April 2017, 2017: only as much as the source says."),
    "in_force_from": gettext_lazy("When it entered into force, as exactly as it is known."),
    "source": gettext_lazy("Address (https://…) or citation of where all of the row was read. A new policy needs it."),
    "framework": gettext_lazy("Code or name of a framework that the policy follows, one a row."),
    "component": gettext_lazy("Code of one of its components; empty for the framework as a whole."),
    "link": gettext_lazy("explicit or implicit."),
    "quote": gettext_lazy("The passage, word for word, 25 words at most."),
    "quote_language": gettext_lazy("Code of its language: es, fr, en …"),
    "source_kind": gettext_lazy("policy-text, official-description or press."),
}  # fmt: skip


def described() -> list[tuple[str, str]]:
    """Each header of the template, with what belongs under it."""
    dictionary = {column.name: str(column.help) for column in TABLES["policies"].columns}
    general = gettext(
        "An empty cell leaves what is recorded as it is; (empty) takes it out. Lists are parted by semicolons."
    )
    return [("", general), *((name, str(HOW.get(name) or dictionary[name])) for name in HEADERS)]


def csv_template() -> bytes:
    """With a byte order mark, so that Excel sees that it is UTF-8."""
    return b"\xef\xbb\xbf" + csv_file(HEADERS, ())


def xlsx_template() -> Iterator[bytes]:
    return xlsx_pieces(Document(gettext("Policies"), HEADERS, (), described()))

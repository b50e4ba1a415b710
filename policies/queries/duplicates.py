"""Records that are perhaps the same policy as one being entered."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext
from rapidfuzz import fuzz

from policies.models import Country, Policy
from policies.models.fields import fold

#: Of 100 (rapidfuzz token_sort_ratio of folded titles). Titles that differ in the years of their term alone score about 85.
SIMILAR_TITLE = 80
#: What stands before a number and says no more than that it is one: No., N°, Nº, Nr, Nro.
NUMBER_SIGN = re.compile(r"\b(?:n|no|nr|nro|num|numero)(?=\d)")
THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
#: Words held together by dashes and slashes: ``015-2017-re``.
PART = re.compile(r"[^\W_]+(?:[-/‐‑‒–—−][^\W_]+)*")
YEAR = re.compile(r"(?:1[89]|20)\d\d")


@dataclass(frozen=True, slots=True)
class LikelyDuplicate:
    policy: Policy
    because: str


def likely_duplicates(
    country: Country, titles: list[str], legal_reference: str = "", exclude: int | None = None
) -> list[LikelyDuplicate]:
    """Policies of the same country, of any publication state, with the same legal reference or a similar title.

    One query. Likeliest first.
    """
    wanted = [fold(title) for title in titles if title.strip()]
    reference = legal_reference.strip()
    found: list[tuple[float, LikelyDuplicate]] = []
    for policy in Policy.objects.records().filter(country=country).exclude(pk=exclude):
        if reference and same_reference(reference, policy.legal_reference):
            found.append((101, LikelyDuplicate(policy, gettext("same legal reference"))))
            continue
        theirs = [fold(title) for title in (policy.title, policy.original_title) if title]
        score = max((fuzz.token_sort_ratio(mine, other) for mine in wanted for other in theirs), default=0)
        if score >= SIMILAR_TITLE:
            found.append((score, LikelyDuplicate(policy, gettext("similar title"))))
    return [duplicate for __, duplicate in sorted(found, key=lambda pair: -pair[0])]


def same_reference(one: str, other: str) -> bool:
    """Whether two legal references are perhaps the same, written differently.

    ``Decreto Supremo N° 015-2017-RE`` and ``D.S. 015-2017-RE`` are, and so are ``Law 5 of 2010`` and ``Decree 5 of 2010``,
    since the kind of an act is written in too many ways to be compared. What one says after two numbers or more the other
    may leave out.
    """
    return Reference.of(one).same(Reference.of(other))


@dataclass(frozen=True, slots=True)
class Reference:
    """A legal reference as it is compared with others: its letters and digits, and its words that carry digits."""

    words: str
    parts: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Reference:
        return cls(letters_and_digits(text), tuple(parts_with_digits(text))) if text.strip() else NO_REFERENCE

    def same(self, other: Reference) -> bool:
        """See same_reference."""
        if self.words and self.words == other.words:
            return True
        shorter, longer = sorted((self.parts, other.parts), key=len)
        # A year alone is no number of an act: "Immigration Act 2010" is not "Citizenship Act 2010".
        if not shorter or (len(shorter) == 1 and YEAR.fullmatch(shorter[0])):
            return False
        numbers = sum(any(c.isdigit() for c in part) for part in shorter)
        return shorter == longer or (numbers > 1 and shorter == longer[: len(shorter)])


NO_REFERENCE = Reference("", ())


def letters_and_digits(text: str) -> str:
    return "".join(c for c in fold(text) if c.isalnum())


def parts_with_digits(reference: str) -> list[str]:
    """The words that carry digits, and those held to them by a dash: ``D.S. Nº 015-2017-RE`` → ``15``, ``2017``, ``re``."""
    # The signs first: folded, º is the letter o.
    text = fold(reference.replace("°", " ").replace("º", " ").replace("№", " "))
    text = "".join(str(unicodedata.decimal(c, c)) for c in text)
    text = NUMBER_SIGN.sub("", THOUSANDS.sub("", text))
    held = [part for part in PART.findall(text) if any(c.isdigit() for c in part)]
    return [re.sub(r"^0+(?=\d)", "", word) for part in held for word in re.findall(r"[^\W_]+", part)]

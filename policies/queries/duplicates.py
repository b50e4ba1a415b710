"""Records that are perhaps the same policy as one being entered."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext
from rapidfuzz import fuzz

from policies.models import Country, Policy
from policies.models.fields import fold

#: Of 100 (rapidfuzz token_sort_ratio of folded titles). Titles that differ in the years of their term alone score about 85.
SIMILAR_TITLE = 80


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
    reference = _only_letters_and_digits(legal_reference)
    found: list[tuple[float, LikelyDuplicate]] = []
    for policy in Policy.objects.filter(country=country).exclude(pk=exclude):
        if reference and reference == _only_letters_and_digits(policy.legal_reference):
            found.append((101, LikelyDuplicate(policy, gettext("same legal reference"))))
            continue
        theirs = [fold(title) for title in (policy.title, policy.original_title) if title]
        score = max((fuzz.token_sort_ratio(mine, other) for mine in wanted for other in theirs), default=0)
        if score >= SIMILAR_TITLE:
            found.append((score, LikelyDuplicate(policy, gettext("similar title"))))
    return [duplicate for __, duplicate in sorted(found, key=lambda pair: -pair[0])]


def _only_letters_and_digits(text: str) -> str:
    return "".join(c for c in fold(text) if c.isalnum())

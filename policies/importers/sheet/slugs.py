"""The slug of a new policy: country, year and title, with a number if that is taken."""

from __future__ import annotations

from collections.abc import Iterable

from slugify import slugify

from policies.models import Alignment, Policy, PolicyEvent

#: As the field has it.
LONGEST = 120


def new_slug(wanted: str, policy: Policy, rows: Iterable[PolicyEvent | Alignment], taken: set[str]) -> str:
    """A slug that is not in ``taken``, which it joins."""
    if not wanted:
        dates = [row.date for row in rows if isinstance(row, PolicyEvent) and row.date]
        first = policy.term_start or min(dates, default=None)
        words = slugify(policy.title, max_length=80, word_boundary=True)
        parts = (policy.country.iso3.lower(), str(first.year) if first else "", words)
        wanted = "-".join(part for part in parts if part)
    number, slug = 2, wanted[:LONGEST]
    while slug in taken:
        ending = f"-{number}"
        slug, number = f"{wanted[: LONGEST - len(ending)]}{ending}", number + 1
    taken.add(slug)
    return slug

"""Pairs of records of one country that are perhaps the same policy.

All of the record is compared at once, country by country: titles as a matrix (rapidfuzz), legal references only where
they share what makes two of them the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, product
from typing import Any

import numpy as np
from django.utils.translation import gettext
from rapidfuzz import fuzz, process

from policies.models import Country, Policy, PolicyRelation
from policies.models.fields import fold
from policies.queries.duplicates import SIMILAR_TITLE, letters_and_digits, parts_with_digits, same_reference
from policies.queries.quality.base import Place, Row, Scope

#: (key of one, key of the other, whether the legal reference is the same), the smaller key first.
Pair = tuple[int, int, bool]


def possible_duplicates(scope: Scope) -> list[Pair]:
    """Two queries, whatever their number. Records that say what they are to each other are not the same."""
    by_country: dict[int, list[tuple[int, str, str, str]]] = defaultdict(list)
    values = scope.policies().values_list("country_id", "pk", "title", "original_title", "legal_reference")
    for country, *record in values:
        by_country[country].append(tuple(record))
    related = {
        (min(pair), max(pair)) for pair in PolicyRelation.objects.order_by().values_list("policy_id", "other_id")
    }
    pairs = []
    for records in by_country.values():
        found = dict.fromkeys(similar_titles(records), False) | dict.fromkeys(same_references(records), True)
        pairs += [(one, other, same) for (one, other), same in sorted(found.items()) if (one, other) not in related]
    return pairs


def similar_titles(records: list[tuple[int, str, str, str]]) -> Iterator[tuple[int, int]]:
    """By the measure of queries.duplicates: any title of the one and any of the other."""
    titles = [(key, title) for key, *both, __ in records for title in both if title.strip()]
    # The words of each in order, so that the plain ratio is token_sort_ratio; a title is folded once.
    ordered = {title: " ".join(sorted(fold(title).split())) for title in {title for __, title in titles}}
    texts = [ordered[title] for __, title in titles]
    scores = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=SIMILAR_TITLE, dtype=np.uint8)
    keys = np.array([key for key, __ in titles], dtype=np.int64)
    one, other = (keys[places] for places in np.nonzero(np.triu(scores, 1)))
    two = one != other
    return zip(np.minimum(one, other)[two].tolist(), np.maximum(one, other)[two].tolist(), strict=True)


def same_references(records: list[tuple[int, str, str, str]]) -> Iterator[tuple[int, int]]:
    holders: dict[str, list[int]] = defaultdict(list)
    for key, *__, reference in records:
        if reference.strip():
            holders[reference].append(key)
    # Two that are the same have the same letters and digits, or the same first number; each text is looked at once.
    alike: dict[str, list[str]] = defaultdict(list)
    for reference in holders:
        parts = parts_with_digits(reference)
        for mark in {letters_and_digits(reference), parts[0] if parts else ""} - {""}:
            alike[mark].append(reference)
        if same_reference(reference, reference):
            yield from pairs_of(combinations(holders[reference], 2))
    for group in alike.values():
        for mine, theirs in combinations(group, 2):
            if same_reference(mine, theirs):
                yield from pairs_of(product(holders[mine], holders[theirs]))


def pairs_of(keys: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    return ((min(pair), max(pair)) for pair in keys)


def rows(found: Iterable[Pair]) -> list[Row]:
    """One query."""
    pairs = list(found)
    keys = {key for one, other, __ in pairs for key in (one, other)}
    records: dict[int, Any] = Policy.objects.select_related("country").in_bulk(keys)
    # Somebody may have deleted one since.
    there = [(records[one], records[other], same) for one, other, same in pairs if one in records and other in records]
    return [row_of(one, other, same) for one, other, same in there]


def row_of(one: Policy, other: Policy, same: bool) -> Row:
    country: Country = one.country
    because = gettext("same legal reference") if same else gettext("similar title")
    words = gettext("Open “%(title)s”")
    places = tuple(Place(words % {"title": policy.title}, "policy", policy.pk) for policy in (one, other))
    return Row(f"{one.title} / {other.title}", because, country, places)

"""Keeps PolicyText, and with it the index of the database: for some policies after a change, or for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import attrgetter

from django.db import connections, router, transaction

from policies.models import Policy, PolicyText
from policies.search.passages import COLUMN_OF, Passage, own_passages, passages_of_rows
from policies.search.words import stem, words_of

COLUMNS = tuple(dict.fromkeys(COLUMN_OF.values()))
#: So many policies are read and written at a time.
CHUNK = 300
#: So much of each column is indexed, in words and bytes: a tsvector has room for 16,383 places and 1 MB.
MOST_WORDS, MOST_BYTES = 7_000, 250_000
#: Stands between passages, so that no words in a row begin in one and end in the next. It is in no word.
BETWEEN = "¶"
#: Stands before a stem, so that no stem is taken for a word.
STEM = "¬"


def refresh(policies: Iterable[int]) -> None:
    """Brings the text of these policies up to date. Four queries for each CHUNK of them."""
    ids = sorted(set(policies))
    for start in range(0, len(ids), CHUNK):
        _write(ids[start : start + CHUNK])


def refresh_missing() -> int:
    """Indexes the policies that never were, and tells how many: rows that came in bulk, or before there was an index."""
    missing = list(Policy.objects.filter(text__isnull=True).values_list("pk", flat=True))
    refresh(missing)
    return len(missing)


@transaction.atomic
def rebuild(progress: Callable[[int], None] = lambda done: None) -> int:
    """Makes the whole index anew, and tells of how many policies. ``progress`` is told how many are done.

    Until it is all there, other connections read the index as it was.
    """
    done = 0
    PolicyText.objects.all().delete()
    for ids in _chunks():
        # One that came in meanwhile has its text already.
        _write(ids)
        done += len(ids)
        progress(done)
    _tidy()
    return done


def stale() -> Iterator[int]:
    """The policies whose text is not what it should be. It reads everything."""
    for ids in _chunks():
        stored = PolicyText.objects.in_bulk(ids)
        for text in texts_of(ids):
            held = stored.get(text.policy_id)
            if held is None or any(getattr(held, name) != getattr(text, name) for name in COLUMNS):
                yield text.policy_id


def _write(policies: list[int]) -> None:
    PolicyText.objects.bulk_create(
        texts_of(policies), update_conflicts=True, unique_fields=["policy"], update_fields=COLUMNS
    )


def _chunks() -> Iterator[list[int]]:
    last = 0
    while ids := list(Policy.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        yield ids
        last = ids[-1]


def texts_of(policies: list[int]) -> Iterator[PolicyText]:
    """The texts as they should be. Two queries."""
    of_rows = {pk: list(rows) for pk, rows in groupby(passages_of_rows(policies), attrgetter("policy"))}
    fields = ("title", "original_title", "legal_reference", "summary", "country__iso2")
    for policy in Policy.objects.filter(pk__in=policies).order_by("pk").select_related("country").only(*fields):
        by_column: dict[str, list[Passage]] = defaultdict(list)
        for passage in (*own_passages(policy), *of_rows.get(policy.pk, [])):
            by_column[COLUMN_OF[passage.kind]].append(passage)
        yield PolicyText(policy=policy, **{name: indexed(p.text for p in by_column[name]) for name in COLUMNS})


def indexed(texts: Iterable[str]) -> str:
    """What is indexed of some passages: their words in a row, and the stems that differ from them."""
    words: list[str] = []
    for text in texts:
        words += [*words_of(text), BETWEEN]
    kept, size = [], 0
    for word in words[:MOST_WORDS]:
        size += len(word.encode()) + 1
        if size > MOST_BYTES:
            break
        kept.append(word)
    stems = sorted({STEM + stem(word) for word in kept if word != BETWEEN})
    return " ".join((*kept, *stems))


def _tidy() -> None:
    """After a change of everything: FTS5 makes one tree of many, and PostgreSQL learns what there is."""
    connection = connections[router.db_for_write(PolicyText)]
    statements = {
        "sqlite": "INSERT INTO policies_policyindex(policies_policyindex) VALUES ('optimize')",
        "postgresql": "ANALYZE policies_policytext",
    }
    with connection.cursor() as cursor:
        cursor.execute(statements[connection.vendor])

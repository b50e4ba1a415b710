"""Questions to the index of the database: the same words are asked for on both, so the same policies are found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import BigIntegerField, BooleanField, Case, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from policies.models import Policy, PolicyText
from policies.search.index import COLUMNS, STEM
from policies.search.words import Question, Term, stem

#: By how many of its columns a text is asked for, from the first; PostgreSQL marks them by weight.
WEIGHTS = "ABCD"
#: So many columns have the titles.
TITLES = 2
#: So many have what a policy is known by: its titles and its legal reference.
NAMES = 3
#: Rank of the best: its words stand in a row in one of the titles.
IN_A_ROW = 0


class FoundBy(Func):
    """Primary keys of the policies that have every term of a question, in the first so many ``columns`` or anywhere.

    A sub-select without reference to the query around it: each database reads its index once.
    """

    output_field = BigIntegerField()

    def __init__(self, question: Question, columns: int = len(COLUMNS)) -> None:
        super().__init__()
        self.question, self.columns = question, columns

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[str]]:
        asked = for_fts5(self.question)
        if self.columns < len(COLUMNS):
            asked = f"{{{' '.join(COLUMNS[: self.columns])}}} : ({asked})"
        return "(SELECT rowid FROM policies_policyindex WHERE policies_policyindex MATCH %s)", [asked]

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[str]]:
        where, asked = "words @@ %s::tsquery", [for_tsquery(self.question)]
        if self.columns < len(COLUMNS):
            where += " AND heading @@ %s::tsquery"
            asked.append(for_tsquery(self.question, WEIGHTS[: self.columns]))
        # Only literals of this file are put together here; what was asked goes beside.
        return f"(SELECT policy_id FROM policies_policytext WHERE {where})", asked  # noqa: S608


class Has(Func):
    """Whether a text has every term of a question, in the first so many ``columns`` or anywhere: a condition on PolicyText."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, question: Question, columns: int = len(COLUMNS)) -> None:
        super().__init__()
        self.question, self.columns = question, columns

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[str]]:
        found, asked = FoundBy(self.question, self.columns).as_sqlite(compiler, connection)
        return f"policies_policytext.policy_id IN {found}", asked

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[str]]:
        if self.columns < len(COLUMNS):
            return "heading @@ %s::tsquery", [for_tsquery(self.question, WEIGHTS[: self.columns])]
        return "words @@ %s::tsquery", [for_tsquery(self.question)]


def ranks(question: Question) -> QuerySet[PolicyText, tuple[int, int]]:
    """(primary key of a policy, its rank) of all that have the words, read in one go: where thousands are found, asking
    for one rank after the other reads them as often."""
    found = PolicyText.objects.filter(Has(question)).annotate(rank=_ranked(question, lambda *asked: Q(Has(*asked))))
    return found.order_by().values_list("policy_id", "rank")


def with_words(policies: QuerySet[Policy], question: Question) -> QuerySet[Policy]:
    """Policies in which every term is found, in any of their passages."""
    return policies.filter(pk__in=FoundBy(question))


def with_titles(policies: QuerySet[Policy], question: Question) -> QuerySet[Policy]:
    """Policies in whose titles, with the name of the country, or legal reference every term is found."""
    return policies.filter(pk__in=FoundBy(question, NAMES))


def rank(question: Question) -> Combinable:
    """To sort by: 0 where the words stand in a row in one of the titles; then where all are found in the title; in
    titles and original title; with the legal reference; with summary and bodies; and last with quotes, events and
    documents. A number that the text decides alone, so that both databases sort alike.
    """
    return _ranked(question, lambda *asked: Q(pk__in=FoundBy(*asked)))


def _ranked(question: Question, holds: Callable[[Question, int], Q]) -> Combinable:
    """``holds`` is the condition that all words stand in the first so many columns."""
    in_a_row = question.in_a_row
    first = [When(holds(in_a_row, TITLES), then=Value(IN_A_ROW))] if in_a_row else []
    levels = [When(holds(question, number), then=Value(IN_A_ROW + number)) for number in range(1, len(COLUMNS))]
    return Case(*first, *levels, default=Value(IN_A_ROW + len(COLUMNS)), output_field=IntegerField())


def for_fts5(question: Question) -> str:
    """In the language of FTS5: ``"¬national" AND ("migr" * OR "¬migr")``. Words have no sign that would end the quotation."""

    def words(term: Term) -> str:
        return f'"{" ".join(term.words)}"' + (" *" if term.prefix else "")

    return " AND ".join(_term(term, words, lambda stem: f'"{stem}"', " OR ") for term in question.terms)


def for_tsquery(question: Question, weights: str = "") -> str:
    """In the language of tsquery: ``'¬national' & ('migr':* | '¬migr')``, each with the weights that count."""

    def words(term: Term) -> str:
        marks = [weights] * (len(term.words) - 1) + [weights + ("*" if term.prefix else "")]
        row = " <-> ".join(
            f"'{word}':{mark}" if mark else f"'{word}'" for word, mark in zip(term.words, marks, strict=True)
        )
        return f"({row})"

    def of_stem(stem: str) -> str:
        return f"'{stem}':{weights}" if weights else f"'{stem}'"

    return " & ".join(_term(term, words, of_stem, " | ") for term in question.terms)


def _term(term: Term, words: Callable[[Term], str], of_stem: Callable[[str], str], either: str) -> str:
    """A word is found by its stem, which every form of it has; one that may go on, by its beginning too."""
    if not term.by_stem:
        return words(term)
    asked = of_stem(STEM + stem(term.words[0]))
    return f"({words(term)}{either}{asked})" if term.prefix else asked

"""Words: what a text is cut into, what a question means, and what is said of a question that means nothing."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policies.search.words import Question, Term, read_question, stem, words_of, words_with_places


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Política Nacional Migratoria", ["politica", "nacional", "migratoria"]),
        ("Poli\u0301tica", ["politica"]),  # the accent as a character of its own
        ("Decreto Supremo N° 015-2017-RE", ["decreto", "supremo", "n", "015", "2017", "re"]),
        ("Nº 7, N.º 7, № 7", ["n", "7", "n", "7", "n", "7"]),
        ("STRAẞE Straße İstanbul ﬁn", ["strasse", "strasse", "istanbul", "fin"]),
        ("２０１７ ½", ["2017", "1", "2"]),
        ("d’asile, l'État", ["d", "asile", "l", "etat"]),
        ("移民政策", ["移", "民", "政", "策"]),
        ("Закон о миграции", ["закон", "о", "миграции"]),
        ("قانون الهجرة", ["قانون", "الهجرة"]),
        ("प्रवासन नीति", ["परवासन", "नीति"]),
        ("soft\u00adhyphen zero\u200bwidth", ["softhyphen", "zerowidth"]),
        ("a_b%c\\d'e\"f", ["a", "b", "c", "d", "e", "f"]),
        ("x" * 100, ["x" * 60]),
        ("💥 \x00 \ud800 ¶ ¬", []),
    ],
)
def test_a_text_is_cut_into_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@given(st.text())
@example("ﬁ…e\u0301x")
@example("移\u0301民")
@example("Ⅷ½")
def test_places_are_those_of_the_words(text: str) -> None:
    placed = list(words_with_places(text))
    assert [word for word, __, __ in placed] == words_of(text)
    assert all(0 <= start < end <= len(text) for __, start, end in placed)


@given(st.text())
def test_words_hold_nothing_that_a_database_reads_as_more(text: str) -> None:
    assert all(c.isalnum() or ord(c) > 127 for word in words_of(text) for c in word)
    assert all(sign not in word for word in words_of(text) for sign in "¶¬ '\"\\")
    assert words_of(" ".join(words_of(text))) == words_of(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("policy", "policies"),
        ("law", "laws"),
        ("refugee", "refugees"),
        ("measure", "measures"),
        ("process", "processes"),
        ("ley", "leyes"),
        ("migracion", "migraciones"),
        ("migrante", "migrantes"),
        ("pais", "paises"),
        ("refugie", "refugies"),
        ("politique", "politiques"),
    ],
)
def test_singular_and_plural_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize("pair", [("police", "policy"), ("act", "action"), ("migrant", "migration"), ("2017s", "2017")])
def test_what_is_not_the_same_keeps_its_stem(pair: tuple[str, str]) -> None:
    assert stem(pair[0]) != stem(pair[1])


@pytest.mark.parametrize(
    ("asked", "terms"),
    [
        ("national migr", [Term(("national",)), Term(("migr",), prefix=True)]),
        ('"migration policy"', [Term(("migration", "policy"), exact=True)]),
        ("“migration policy” peru", [Term(("migration", "policy"), exact=True), Term(("peru",), prefix=True)]),
        ('peru "migration"', [Term(("peru",)), Term(("migration",), exact=True)]),
        ("015-2017-RE", [Term(("015", "2017", "re"), prefix=True)]),
        ("polit* nacional", [Term(("polit",), prefix=True), Term(("nacional",), prefix=True)]),
        ("law law", [Term(("law",)), Term(("law",), prefix=True)]),
        ("and or not", [Term(("and",)), Term(("or",)), Term(("not",), prefix=True)]),
        ("", []),
    ],
)
def test_questions_that_are_understood(asked: str, terms: list[Term]) -> None:
    question = read_question(asked)
    assert list(question.terms) == terms
    assert question.said == ()


@pytest.mark.parametrize(
    ("asked", "words", "named"),
    [
        ("migration AND policy", ["migration", "policy"], ["AND"]),
        ("NOT migration", ["migration"], ["NOT"]),
        ('"migration policy', ["migration", "policy"], ['"']),
        ('"national plan" "act', ["national plan", "act"], ['"']),
        ("title:migration", ["title", "migration"], ["title:migration"]),
        ("* migration", ["migration"], ["*"]),
        ("NEAR(a b)", ["near a", "b"], []),
        ("a^2", ["a", "2"], ["a^2"]),
        ("'; DROP TABLE x; --", ["drop", "table", "x"], ["';", "x;", "--"]),
        ("<script>alert(1)</script>", ["script", "alert 1", "script"], ["<script>alert(1)</script>"]),
        ("migr\x07ation", ["migr", "ation"], ["migr\x07ation"]),
        ("a\x00b", ["a", "b"], ["a\x00b"]),
        ("💥", [], ["💥"]),
        ("*", [], ["*"]),
    ],
)
def test_what_means_nothing_is_named(asked: str, words: list[str], named: list[str]) -> None:
    question = read_question(asked)
    assert [" ".join(term.words) for term in question.terms] == words
    assert [value for value, __ in question.said] == named
    assert all(message for __, message in question.said)
    assert bool(question) == bool(words)


def test_white_space_of_any_kind_is_no_mistake() -> None:
    assert read_question(" migration\t\r\n policy ").said == ()


@given(st.text(max_size=200))
def test_no_question_is_too_strange(text: str) -> None:
    question = read_question(text)
    assert all(term.words for term in question.terms)
    assert bool(question) or bool(question.said) or not text.strip()


def test_a_question_in_a_row() -> None:
    assert read_question("peru").in_a_row is None
    assert read_question("national plan").in_a_row == Question(
        "national plan", (Term(("national", "plan"), exact=True, prefix=True),)
    )


@pytest.mark.parametrize(
    ("asked", "places"),
    [("policies", [1, 3]), ("polic", [1, 3]), ('"policy"', [1]), ('"policy of policies"', [1]), ("of", [2])],
)
def test_where_a_term_stands(asked: str, places: list[int]) -> None:
    (term,) = read_question(asked).terms
    assert list(term.places(words_of("A policy of policies"))) == places

"""Words: how a text is cut into them, and how a reader's question is read. Both databases are given the same words.

A word is a run of letters and digits, folded: lower case, no accents. Of scripts that put no space between words each
character is a word. Singular and plural in English, Spanish, French and Portuguese have the same stem.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

#: Longer words are cut, in texts and in questions alike.
MOST_LETTERS = 60
#: Han, kana, Thai, Lao, Burmese and Khmer: between their words stands no space.
WITHOUT_SPACES = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]"
)
#: The small raised o of “number” is written in many ways: N°, Nº, № and N are one.
SIGNS_OF_NUMBER = {"°": "", "º": "", "ª": "", "№": "n"}
#: Words in capitals that other search pages read as commands.
COMMANDS = frozenset({"AND", "OR", "NOT", "NEAR"})
#: Signs that other search pages, databases and programs read as commands.
SIGNS = re.compile(r"[*:^|~<>\\{}\[\];=]|--")
ASCII_WORD = re.compile("[0-9a-z]+")
QUOTATION_MARKS = str.maketrans(dict.fromkeys("“”„‟«»″", '"'))


class _Folding(dict[int, str]):
    """For ``str.translate``: each character folded, what stands between words as a space."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = SIGNS_OF_NUMBER.get(character)
        if folded is None:
            # Twice, because either step can make work for the other, as in models.fields.fold.
            decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
            folded = "".join(_folded(part) for part in decomposed)
        self[code] = folded
        return folded


def _folded(character: str) -> str:
    category = unicodedata.category(character)
    # Accents, and what is not seen: soft hyphens, zero-width joiners, marks of direction.
    if unicodedata.combining(character) or category == "Cf":
        return ""
    if WITHOUT_SPACES.match(character):
        return f" {character} "
    return character if character.isalnum() or category.startswith("M") else " "


FOLDING = _Folding()


def words_of(text: str) -> list[str]:
    """``Política N° 015-2017`` → politica, n, 015, 2017."""
    if text.isascii():  # the same, and much faster
        return [word[:MOST_LETTERS] for word in ASCII_WORD.findall(text.lower())]
    return [word[:MOST_LETTERS] for word in text.translate(FOLDING).split()]


def words_with_places(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word with where it begins and ends in the text: the words of ``words_of``."""
    word, start, end = "", 0, 0
    for place, character in enumerate(text):
        for part in FOLDING[ord(character)] or [""]:
            if part == " ":
                if word:
                    yield word[:MOST_LETTERS], start, end
                word = ""
                continue
            if part and not word:
                start = place
            word, end = word + part, place + 1
    if word:
        yield word[:MOST_LETTERS], start, end


def stem(word: str) -> str:
    """What singular and plural have in common: policies and policy, leyes and ley, migrantes and migrant.

    Other endings are left alone: more would bring together what does not belong together, and in other languages.
    """
    if len(word) < 4 or not (word.isascii() and word.isalpha()):
        return word
    if word.endswith(("ies", "ie")):
        return word.removesuffix("s").removesuffix("ie") + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


@dataclass(frozen=True, slots=True)
class Term:
    """One word, or several that stand in a row.

    A single word that is not ``exact`` is also found by its stem; of a ``prefix`` the last word may go on.
    """

    words: tuple[str, ...]
    exact: bool = False
    prefix: bool = False

    @property
    def by_stem(self) -> bool:
        return len(self.words) == 1 and not self.exact

    def places(self, words: Sequence[str]) -> Iterator[int]:
        """Where in a text's words this one begins."""
        for place in range(len(words) - len(self.words) + 1):
            *before, last = words[place : place + len(self.words)]
            if tuple(before) == self.words[:-1] and self._fits(last):
                yield place

    def _fits(self, word: str) -> bool:
        wanted = self.words[-1]
        return (
            word == wanted or (self.prefix and word.startswith(wanted)) or (self.by_stem and stem(word) == stem(wanted))
        )


@dataclass(frozen=True, slots=True)
class Question:
    """What a reader asked: every term must be found. ``said`` has what was not understood, and why."""

    text: str
    terms: tuple[Term, ...] = ()
    said: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __str__(self) -> str:
        return self.text

    @property
    def in_a_row(self) -> Question | None:
        """The same words, as they stand in a row; None when there is but one."""
        words = tuple(word for term in self.terms for word in term.words)
        return Question(self.text, (Term(words, True, self.terms[-1].prefix),)) if len(words) > 1 else None


def read_question(text: str) -> Question:
    """Reads words, “words in a row” and beginnings*. The last word is always a beginning, for it may not be finished."""
    said: dict[str, str] = {}
    readable = "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)
    if readable != text.translate({9: " ", 10: " ", 13: " "}):
        said[text] = gettext("it has characters that are not for reading, and they are read as spaces")
    parts = readable.translate(QUOTATION_MARKS).split('"')
    if len(parts) % 2 == 0:
        said['"'] = gettext("a quotation mark stands alone and is left out: words in a row need one on either side")
        last = parts.pop()
        parts[-1] = f"{parts[-1]} {last}"
    terms: list[Term] = []
    for number, part in enumerate(parts):
        if number % 2:
            terms += [Term(tuple(words), exact=True)] if (words := words_of(part)) else []
        else:
            terms += _terms_of(part, said)
    if parts[-1].strip() and terms and not terms[-1].exact:
        terms[-1] = Term(terms[-1].words, prefix=True)
    if not terms and text.strip():
        said.setdefault(text, gettext("there is no word in it to search for"))
    return Question(readable.strip(), tuple(dict.fromkeys(terms)), tuple(said.items()))


def _terms_of(text: str, said: dict[str, str]) -> Iterator[Term]:
    """The terms of what stands outside quotation marks."""
    for chunk in text.split():
        if chunk in COMMANDS:
            said[chunk] = gettext("it is left out, for every word must be found; in quotation marks it is a word")
            continue
        is_beginning = len(chunk) > 1 and chunk.endswith("*")
        pieces = SIGNS.split(chunk.removesuffix("*") if is_beginning else chunk)
        if len(pieces) > 1:
            said[chunk] = gettext("its signs mean nothing here: words, “words in a row” and beginnings* are found")
        terms = [Term(tuple(words)) for piece in pieces if (words := words_of(piece))]
        if is_beginning and terms:
            terms[-1] = Term(terms[-1].words, prefix=True)
        yield from terms

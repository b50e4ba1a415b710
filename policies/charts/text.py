"""Text in charts: cleaned, measured, cut, and made safe for Plotly's small mark-up and for XML."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final

#: What XML 1.0 cannot hold, and marks that turn the direction of the text that follows.
_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]+")
_BREAK: Final = re.compile(r"<br ?/?>")
_TAG: Final = re.compile(r"<[^<>]*>")
_NARROW_LETTERS: Final = frozenset("iljtfrI.,:;'’|!()[]-–·/ ")
_WIDE_LETTERS: Final = frozenset("mwMW@%—")


def plain(text: str) -> str:
    """One line without control characters."""
    # Charts have thousands of texts, nearly all without such characters: of those the pattern need not be tried.
    return (text if text.isprintable() else _UNPRINTABLE.sub(" ", text)).strip()


def xml(text: str) -> str:
    """Escaped for XML text and for attributes in quotes."""
    return html.escape(plain(text))


def markup(text: str) -> str:
    """Escaped for Plotly, which reads a little HTML in hover texts and annotations."""
    return html.escape(plain(text), quote=False)


def is_address(url: str) -> bool:
    """Whether a link may lead there: a path of this site or a web page, and never a script."""
    return url.startswith(("/", "https://", "http://"))


def read_markup(text: str) -> list[str]:
    """The plain lines of Plotly mark-up made here."""
    if "<" not in text and "&" not in text:
        return [plain(text)]
    return [plain(html.unescape(_TAG.sub("", line))) for line in _BREAK.split(text)]


def width(text: str, size: float) -> float:
    """About how wide a line is (px) in the site's sans at ``size`` px. Rather too wide than too narrow."""
    return sum(map(_advance, text)) * size


def _advance(letter: str) -> float:
    if letter in _NARROW_LETTERS:
        return 0.31
    if letter in _WIDE_LETTERS:
        return 0.86
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    return 0.62 if letter.isupper() else 0.53


def cut(text: str, size: float, room: float) -> str:
    """The text, or its beginning and an ellipsis, so that it fits ``room`` px."""
    text = plain(text)
    if width(text, size) <= room:
        return text
    used, kept = width("…", size), 0
    for letter in text:
        used += _advance(letter) * size
        if used > room:
            break
        kept += 1
    return text[:kept].rstrip(" ,;:–-") + "…"


def wrap(text: str, size: float, room: float, lines: int) -> list[str]:
    """The text in at most so many lines of ``room`` px, broken at spaces; the last is cut if it must be."""
    words, wrapped = plain(text).split(" "), [""]
    for index, word in enumerate(words):
        longer = f"{wrapped[-1]} {word}".strip()
        if width(longer, size) <= room or not wrapped[-1]:
            wrapped[-1] = longer
        elif len(wrapped) < lines:
            wrapped.append(word)
        else:
            wrapped[-1] = " ".join([wrapped[-1], *words[index:]])
            break
    return [cut(line, size, room) for line in wrapped]


def broken(text: str, size: float, room: float) -> str:
    """The text with a space inside every word that is wider than ``room`` px, so that it can be wrapped: for
    addresses and other words that must not be cut."""
    pieces: list[str] = []
    for word in plain(text).split(" "):
        piece, used = "", 0.0
        for letter in word:
            advance = _advance(letter) * size
            if piece and used + advance > room:
                pieces.append(piece)
                piece, used = "", 0.0
            piece, used = piece + letter, used + advance
        pieces.append(piece)
    return " ".join(pieces)

"""Why a policy was found: the passages that have the words, cut to the point, the words marked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from policies.choices import EventType
from policies.dates import HonestDate
from policies.models import Policy
from policies.models.framework import own_code
from policies.search.passages import Passage, own_passages, passages_of_rows
from policies.search.words import Question, words_of, words_with_places

KINDS = {
    "title": _("in the title"),
    "country": _("in the name of the country"),
    "original_title": _("in the original title"),
    "reference": _("in the legal reference"),
    "summary": _("in the summary"),
    "issuing_body": _("in the name of the issuing body"),
    "lead_body": _("in the name of the lead body"),
    "document": _("in the title of a document"),
}
#: So many passages are shown of one policy.
MOST_REASONS = 3
#: About so many characters of a passage are shown.
LENGTH = 190
#: Mark the beginning and end of a match until the text is escaped: no text has them, for they are taken out first.
BEGIN, END = "\x02", "\x03"
#: A match: where it begins and ends in a text, and of which term, by number, it is.
Span = tuple[int, int, int]
UNREADABLE = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Reason:
    """One passage: its kind, where it is in words, and the passage with the words marked."""

    kind: str
    where: str
    snippet: SafeString
    language: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """All reasons for one policy. ``title`` is the whole title with the words marked, where it is one of them."""

    reasons: list[Reason]
    title: SafeString | str = ""

    @property
    def shows_original_title(self) -> bool:
        return any(reason.kind == "original_title" for reason in self.reasons)


def reasons(question: Question, policies: Iterable[Policy]) -> dict[int, Why]:
    """By primary key, for policies with their country: the passages that have the words of the question, as few as
    have them all, and those that count most first. One query; none without a question."""
    if not question:
        return {}
    rows = list(policies)
    passages: dict[int, list[Passage]] = defaultdict(list)
    for policy in rows:
        passages[policy.pk] += own_passages(policy)
    for passage in passages_of_rows(list(passages)):
        passages[passage.policy].append(passage)
    return {policy.pk: _reasons_of(question, policy, passages[policy.pk]) for policy in rows}


def _reasons_of(question: Question, policy: Policy, passages: list[Passage]) -> Why:
    found = [(passage, matched) for passage in passages if (matched := terms_in(question, passage.text))]
    wanted = frozenset(range(len(question.terms)))
    chosen: list[Passage] = []
    while wanted and found and len(chosen) < MOST_REASONS:
        passage, matched = max(found, key=lambda pair: len(pair[1] & wanted))
        if not matched & wanted:
            break
        chosen.append(passage)
        wanted -= matched
    shown = [
        Reason(passage.kind, where(passage), highlight(question, passage.text), language_of(passage, policy))
        for passage in sorted(chosen)
    ]
    in_title = any(passage.kind == "title" for passage in chosen)
    return Why(shown, highlight(question, policy.title, len(policy.title)) if in_title else "")


def terms_in(question: Question, text: str) -> frozenset[int]:
    """Which of the terms, by number, a text has."""
    words = words_of(text)
    return frozenset(number for number, term in enumerate(question.terms) if any(True for __ in term.places(words)))


def where(passage: Passage) -> str:
    """The kind of passage in words, with what tells it from others of its kind."""
    if passage.kind == "event":
        kind, date = passage.details[:2]
        label = str(EventType(kind).label)
        day = HonestDate.parse(date).display(get_language() or "en") if date else gettext("no date")
        return gettext("event: %(what)s, %(day)s") % {"what": label[:1].lower() + label[1:], "day": day}
    if passage.kind == "quote":
        framework, code, title, __ = passage.details
        name = f"{framework} {own_code(code)}: {title}" if code else framework
        return gettext("passage quoted for the alignment with %(name)s") % {"name": name}
    return str(KINDS[passage.kind])


def language_of(passage: Passage, policy: Policy) -> str:
    """The language of the passage, where it is known not to be that of the page."""
    if passage.kind == "original_title":
        return policy.original_language
    return passage.details[3] if passage.kind == "quote" else ""


def highlight(question: Question, text: str, length: int = LENGTH) -> SafeString:
    """Of the text about so many characters where the words are, escaped, with every match in ``<mark>``.

    Where one excerpt does not show every term that is in the text, there are two shorter ones.
    """
    readable = UNREADABLE.sub(" ", text)
    spans = list(_spans(question, readable))
    excerpts = _excerpts(readable, spans, length)
    pieces = ["…" if excerpts[0][0] else ""]
    for number, (start, end) in enumerate(excerpts):
        pieces += [" … " if number else "", _marked(readable, spans, start, end)]
    pieces.append("…" if excerpts[-1][1] < len(readable) else "")
    marked = escape("".join(pieces)).replace(BEGIN, "<mark>").replace(END, "</mark>")
    return mark_safe(marked)  # noqa: S308 escaped above


def _spans(question: Question, text: str) -> Iterator[Span]:
    placed = list(words_with_places(text))
    words = [word for word, __, __ in placed]
    for number, term in enumerate(question.terms):
        for place in term.places(words):
            yield placed[place][1], placed[place + len(term.words) - 1][2], number


def _marked(text: str, spans: list[Span], start: int, end: int) -> str:
    """The text from start to end, with the signs for marks."""
    pieces, done = [], start
    for begin, stop, __ in sorted(spans):
        if begin >= done and stop <= end:  # not in another match, and in sight
            pieces += [text[done:begin], BEGIN, text[begin:stop], END]
            done = stop
    return "".join((*pieces, text[done:end]))


def _excerpts(text: str, spans: list[Span], length: int) -> list[tuple[int, int]]:
    """Where what is shown begins and ends: one excerpt, or two that do not overlap."""
    terms = {term for __, __, term in spans}
    first = _best(text, spans, terms, length)
    left = terms - _terms_within(spans, first)
    if not left:
        return [first]
    first = _best(text, spans, terms, length // 2)
    second = _best(text, spans, terms - _terms_within(spans, first), length // 2)
    (start, middle), (other, end) = sorted((first, second))
    return [(start, max(middle, end))] if other <= middle else [(start, middle), (other, end)]


def _best(text: str, spans: list[Span], wanted: set[int], length: int) -> tuple[int, int]:
    """The first of the windows that show most of the terms that are wanted."""
    windows = [_window(text, begin, length) for begin, __, term in sorted(spans) if term in wanted]
    found = max(windows, key=lambda window: len(_terms_within(spans, window) & wanted), default=None)
    return found or _window(text, 0, length)


def _terms_within(spans: list[Span], window: tuple[int, int]) -> set[int]:
    return {term for begin, stop, term in spans if window[0] <= begin and stop <= window[1]}


def _window(text: str, first: int, length: int) -> tuple[int, int]:
    """So many characters that begin a little before the first match, cut at spaces where there are some near."""
    if len(text) <= length:
        return 0, len(text)
    start = max(0, min(first - length // 3, len(text) - length))
    if start:
        space = text.find(" ", start, first)
        start = space + 1 if space >= 0 else first
    end = min(len(text), start + length)
    if end < len(text):
        space = text.rfind(" ", max(first, start + length // 2), end)
        end = space if space >= 0 else end
    return start, end

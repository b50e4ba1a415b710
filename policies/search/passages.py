"""The passages that a policy is found by: its own fields, and the texts of its rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, Value

from policies.models import Alignment, Policy, PolicyDocument, PolicyEvent
from policies.models.country import SEARCHED_LANGUAGES, territory_names

#: Kind of passage -> the column of PolicyText that has its words. The first kinds and columns count most.
COLUMN_OF = {
    "title": "title",
    "country": "title",
    "original_title": "original_title",
    "reference": "reference",
    "summary": "body",
    "issuing_body": "body",
    "lead_body": "body",
    "quote": "rest",
    "event": "rest",
    "document": "rest",
}
KINDS = tuple(COLUMN_OF)
ORDER = {kind: number for number, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """One text of a policy.

    ``details`` tell it from others of its kind: type and date of an event; framework, code and title of the component
    of a quote, and its language.
    """

    policy: int
    place: int
    text: str
    details: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        return KINDS[self.place]


def own_passages(policy: Policy) -> list[Passage]:
    """Those of its own fields and, in each language that is searched, of its country's name (select_related)."""
    names = dict.fromkeys(territory_names(language).get(policy.country.iso2, "") for language in SEARCHED_LANGUAGES)
    texts = [("title", policy.title), *(("country", name) for name in names)]
    texts += [("original_title", policy.original_title), ("reference", policy.legal_reference)]
    return [Passage(policy.pk, ORDER[kind], text) for kind, text in (*texts, ("summary", policy.summary)) if text]


def passages_of_rows(policies: Collection[int]) -> list[Passage]:
    """Those of events, quotes, documents and bodies, in a steady order. One query."""
    found: set[Passage] = set()
    for policy, kind, text, more, *details in _rows(policies):
        of_passage = tuple(str(detail or "") for detail in details) if kind in ("event", "quote") else ()
        found.update(Passage(policy, ORDER[kind], each, of_passage) for each in (text, more) if each)
    return sorted(found)


def _rows(policies: Collection[int]) -> Iterable[Any]:
    """(policy, kind, text, further text, four details), of all tables at once."""
    nothing = Value("")
    documents = _texts(PolicyDocument.objects.all(), "document", "title", nothing)
    events = _texts(PolicyEvent.objects.all(), "event", "title", F("notes"), F("type"), F("date"))
    component = (F("component__code"), F("component__short_title"))
    of_quote = (F("framework__short_name"), *component, F("quote_language"))
    quotes = _texts(Alignment.objects.exclude(quote=""), "quote", "quote", nothing, *of_quote)
    acronym = F("organisation__acronym")
    issuing, lead = (
        _texts(through._default_manager.all(), kind, "organisation__name", acronym)
        for kind, through in (
            ("issuing_body", Policy.issuing_bodies.through),
            ("lead_body", Policy.lead_bodies.through),
        )
    )
    ours = [rows.filter(policy__in=policies) for rows in (documents, events, quotes, issuing, lead)]
    return ours[0].union(*ours[1:], all=True)


def _texts(rows: QuerySet[Any], kind: str, text: str, more: Any, *details: Any) -> QuerySet[Any, Any]:
    empty = [Value("")] * (4 - len(details))
    return rows.order_by().values_list("policy_id", Value(kind), F(text), more, *details, *empty)

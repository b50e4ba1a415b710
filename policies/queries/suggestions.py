"""What a reader who begins to type may mean: countries, frameworks, policies and funders, a few of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from policies import search
from policies.choices import NATIONAL_POLICY_FAMILY, Level
from policies.models import Country, Framework, Organisation, Policy
from policies.search.words import words_of

#: National policies and strategies are what most readers look for: they come before laws, decrees and papers of others.
NATIONAL_FIRST = Case(
    When(level=Level.NATIONAL, instrument__in=NATIONAL_POLICY_FAMILY, then=Value(0)),
    default=Value(1),
    output_field=IntegerField(),
)
#: So many letters are typed before anything is suggested.
FEWEST_LETTERS = 2
#: So many records with a name like it are looked at.
MOST_LOOKED_AT = 300


@dataclass(frozen=True, slots=True)
class Suggestion:
    label: str
    address: str
    more: str = ""  # what tells it from others of that name


@dataclass(frozen=True, slots=True)
class SuggestionGroup:
    key: str
    label: str
    suggestions: list[Suggestion]


def suggestions(text: str) -> list[SuggestionGroup]:
    """For what was typed, by kind; kinds without any are left out. At most four queries."""
    question = search.read_question(text)
    if sum(len(word) for term in question.terms for word in term.words) < FEWEST_LETTERS:
        return []
    groups = [SuggestionGroup(key, str(label), of_kind(question)) for key, label, of_kind in KINDS]
    return [group for group in groups if group.suggestions]


def countries(question: search.Question) -> list[Suggestion]:
    found = named(Country.objects.all(), question, lambda country: country.name)
    return [Suggestion(country.name, country.get_absolute_url()) for country in found[:2]]


def frameworks(question: search.Question) -> list[Suggestion]:
    found = named(Framework.objects.all(), question, lambda framework: framework.short_name)
    return [Suggestion(row.short_name, row.get_absolute_url(), row.name) for row in found[:2]]


def policies(question: search.Question) -> list[Suggestion]:
    found = search.with_titles(Policy.objects.published().select_related("country"), question)
    best = found.order_by(NATIONAL_FIRST, search.rank(question), F("adopted_from").desc(nulls_last=True), "slug")[:3]
    return [Suggestion(policy.title, policy.get_absolute_url(), policy.country.name) for policy in best]


def funders(question: search.Question) -> list[Suggestion]:
    found = named(Organisation.objects.funders(), question, lambda funder: funder.name)
    return [Suggestion(funder.name, funder.get_absolute_url(), funder.acronym) for funder in found[:2]]


KINDS: tuple[tuple[str, Any, Callable[[search.Question], list[Suggestion]]], ...] = (
    ("countries", _("Countries"), countries),
    ("frameworks", _("Frameworks"), frameworks),
    ("policies", _("Policies"), policies),
    ("funders", _("Funders"), funders),
)


def named(rows: QuerySet[Any], question: search.Question, name: Callable[[Any], str]) -> list[Any]:
    """Records in whose search_text each word begins a word; those whose name begins so first, short names first."""
    begun = [word for term in question.terms for word in term.words]
    for word in begun:
        rows = rows.filter(search_text__contains=word)
    fitting = [row for row in rows[:MOST_LOOKED_AT] if all_begin(begun, words_of(row.search_text))]

    def order(row: Any) -> tuple[bool, int, str]:
        words = words_of(name(row))
        return not (words and words[0].startswith(begun[0])), len(words), name(row)

    return sorted(fitting, key=order)


def all_begin(begun: list[str], words: list[str]) -> bool:
    return all(any(word.startswith(beginning) for word in words) for beginning in begun)

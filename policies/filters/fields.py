"""Kinds of fields of the query string, and how their values are known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext

from policies.models import (
    Country,
    CountryGroup,
    Framework,
    FrameworkComponent,
    Organisation,
    Project,
    TargetGroup,
    Topic,
)
from policies.models.fields import HonestDateFormField
from policies.models.framework import own_code
from policies.search import Question, read_question

#: Values asked for -> those that are known, with their labels. Asked only when a reader chose something.
Lookup = Callable[[list[str]], dict[str, str]]
#: So many values of one name are looked at; nobody means more.
MOST_VALUES = 300


class LenientChoices(forms.Field):
    """Keeps the values that ``lookup`` knows, with their ``labels``, and remembers the others in ``refused``."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, lookup: Lookup, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.lookup = lookup
        self.refused: list[str] = []
        self.labels: dict[str, str] = {}

    def clean(self, value: Any) -> list[str]:
        asked = list(dict.fromkeys(item for item in value or [] if item != ""))
        # Codes are known by their letters: PER and per, MIGOF and migof are one.
        spellings = {item: (item, item.upper(), item.lower()) for item in asked[:MOST_VALUES] if "\x00" not in item}
        known = self.lookup(sorted({code for codes in spellings.values() for code in codes})) if spellings else {}
        kept: dict[str, None] = {}
        for item in asked:
            code = next((code for code in spellings.get(item, ()) if code in known), None)
            if code is None:
                self.refused.append(item)
            else:
                kept[code] = None
        self.labels = {code: known[code] for code in kept}
        return list(kept)


class ManyFilter(django_filters.Filter):
    """The same name repeated means or."""

    field_class = LenientChoices

    def __init__(self, *, lookup: Lookup, **kwargs: Any) -> None:
        super().__init__(lookup=lookup, **kwargs)


class Switch(forms.Field):
    """``on`` or ``off``; nothing is off."""

    def to_python(self, value: Any) -> bool:
        asked = str(value or "").strip().lower()
        if asked not in ("", "on", "off"):
            raise forms.ValidationError(gettext("it is on or off"))
        return asked == "on"


class SwitchFilter(django_filters.Filter):
    field_class = Switch


class WordsField(forms.CharField):
    """Words to search for, read: what is not understood of them is remembered in ``said``, value and message."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.said: tuple[tuple[str, str], ...] = ()

    def clean(self, value: Any) -> Question:
        question = read_question(super().clean(value))
        self.said = question.said
        return question


class WordsFilter(django_filters.Filter):
    field_class = WordsField


class DateFilter(django_filters.Filter):
    field_class = HonestDateFormField


def listed(choices: Any) -> Lookup:
    """Values of a closed list."""

    def lookup(values: list[str]) -> dict[str, str]:
        labels = {str(code): str(label) for code, label in choices}
        return {value: labels[value] for value in values if value in labels}

    return lookup


def named(rows: Callable[[], QuerySet[Any]], code: str, label: str) -> Lookup:
    """Values that name a record: its field ``code``, shown as its field ``label``. One query."""

    def lookup(values: list[str]) -> dict[str, str]:
        return dict(rows().filter(**{f"{code}__in": values}).values_list(code, label))

    return lookup


def countries(values: list[str]) -> dict[str, str]:
    rows = Country.objects.filter(iso3__in=values).only("iso2", "iso3", "note")
    return {country.iso3: country.name for country in rows}


def components(values: list[str]) -> dict[str, str]:
    rows = FrameworkComponent.objects.filter(code__in=values).select_related("framework")
    return {row.code: label_of_component(row.framework.short_name, row.code, row.short_title) for row in rows}


def label_of_component(framework: str, code: str, title: str) -> str:
    """``MiGOF O2: Mobility dimensions of crises``"""
    return f"{framework} {own_code(code)}: {title}"


frameworks = named(lambda: Framework.objects.all(), "code", "short_name")
topics = named(lambda: Topic.objects.all(), "slug", "label")
targets = named(lambda: TargetGroup.objects.all(), "slug", "label")
groups = named(lambda: CountryGroup.objects.all(), "code", "name")
funders = named(lambda: Organisation.objects.funders(), "slug", "name")
projects = named(lambda: Project.objects.published(), "slug", "title")

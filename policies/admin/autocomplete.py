"""Autocomplete boxes that know their labels: one query for a kind of record and page, not one for each box."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin.widgets import (
    AutocompleteMixin,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.db.models import Model
from django.http import HttpRequest

#: Labels by model and key, for one request.
Labels = dict[type[Model], dict[str, str]]


def possible_key(text: str) -> bool:
    """Whether a text can be the key of a record: a whole number that every database can hold."""
    return text.isascii() and text.isdigit() and len(text) < 19


def labels_of(request: HttpRequest) -> Labels:
    if not hasattr(request, "autocomplete_labels"):
        request.autocomplete_labels = defaultdict(dict)  # type: ignore[attr-defined]
    return request.autocomplete_labels  # type: ignore[attr-defined, no-any-return]


class KnowsLabels(AutocompleteMixin):
    """Shows what is chosen, and leaves out what cannot be a record at all, where Django's own box would fail."""

    def __init__(self, *args: Any, labels: Labels, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.labels = labels

    @property
    def known(self) -> dict[str, str]:
        return self.labels[self.choices.queryset.model]

    def learn(self, keys: Iterable[str]) -> None:
        """Reads the labels of these keys that are not known yet."""
        missing = {key for key in keys if key not in self.known and possible_key(key)}
        if missing:
            for record in self.choices.queryset.filter(pk__in=missing):
                self.known[str(record.pk)] = str(record)

    def optgroups(self, name: str, value: list[Any], attr: Any = None) -> list[Any]:
        keys = [str(key) for key in value]
        self.learn(keys)
        options = []
        if not self.is_required and not self.allow_multiple_selected:
            options.append(self.create_option(name, "", "", False, 0))
        for key in dict.fromkeys(keys):
            if key in self.known:
                options.append(self.create_option(name, key, self.known[key], True, len(options)))
        return [(None, options, 0)]


class OneOf(KnowsLabels, AutocompleteSelect):
    pass


class SomeOf(KnowsLabels, AutocompleteSelectMultiple):
    """One of Django's own kind, so that nobody is told to hold down Control where there is nothing to hold it for."""


def learn_labels(page: Iterable[forms.BaseForm]) -> None:
    """Reads the labels of everything chosen in these forms: from records at hand, else one query a kind of record."""
    boxes: dict[type[Model], tuple[KnowsLabels, set[str]]] = {}
    for form in page:
        for name, field in form.fields.items():
            widget = field.widget.widget if isinstance(field.widget, RelatedFieldWidgetWrapper) else field.widget
            if not isinstance(widget, KnowsLabels):
                continue
            at_hand = form.initial.get(name)
            related = getattr(form, "instance", None)
            cached = related._state.fields_cache.get(name) if related is not None else None
            for record in [*(at_hand if isinstance(at_hand, list) else []), cached]:
                if isinstance(record, Model):
                    widget.known[str(record.pk)] = str(record)
            value = form[name].value()
            keys = value if isinstance(value, list | tuple) else [] if value is None else [value]
            __, wanted = boxes.setdefault(widget.choices.queryset.model, (widget, set()))
            wanted.update(str(key) for key in keys)
    for widget, wanted in boxes.values():
        widget.learn(wanted)

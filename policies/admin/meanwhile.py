"""Two people at one form of a record that has no drafts: whoever saves second is told, and sees what was saved first.

Policies and projects know who saved them when (overtaken.py). Others keep no such thing, so their page carries a digest of
what it showed, rows and all: where the record says something else by now, nothing is saved until it was looked at.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

#: The box of a form that holds the digest.
SEEN = "seen"
#: A kind of row on the page of a record: its model, and its field for the record.
Part = tuple[type[Model], str]


class Digest(forms.CharField):
    """It is none of the record, and is never logged as changed."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class SeenForm(forms.ModelForm):
    """Saves what is stored as the page showed it, and nothing else. ``parts`` are the rows on the page, set by the admin."""

    seen = Digest(required=False)
    parts: tuple[Part, ...] = ()
    overtaken = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields.pop(SEEN)
        else:
            self.initial[SEEN] = self.now = self.digest()

    def held(self) -> dict[str, Any]:
        """What is stored, of the fields that the form has."""
        return {name: value for name, value in self.initial.items() if name in self.fields}

    def digest(self) -> str:
        said: list[Any] = [sorted((name, as_text(value)) for name, value in self.held().items())]
        for model, parent in self.parts:
            names = sorted(field.attname for field in model._meta.concrete_fields if field.editable)
            rows = model._default_manager.filter(**{parent: self.instance}).order_by("pk").values_list("pk", *names)
            said.append([[as_text(value) for value in row] for row in rows])
        return hashlib.sha256(repr(said).encode()).hexdigest()[:32]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        seen = cleaned.pop(SEEN, "")
        if self.instance.pk is not None and seen and seen != self.now:
            self.overtaken = True
            # The page that says so shows what is stored now: sent once more, it is saved.
            self.data = self.data.copy()  # type: ignore[assignment]
            self.data[self.add_prefix(SEEN)] = self.now  # type: ignore[index]
            message = _(
                "Somebody else saved this after you had opened it. Nothing of yours is saved yet, and nothing is lost: what was"
                " saved meanwhile stands beside each field that differs. Save once more to put yours in its place."
            )
            raise forms.ValidationError(message, code="stale")
        return cleaned


def as_text(value: Any) -> str:
    """The same for what a form begins with and for what is stored."""
    if isinstance(value, list | tuple):
        return repr(sorted(str(getattr(item, "pk", item)) for item in value))
    return "" if value is None else str(value)

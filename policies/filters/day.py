"""The day of a page about one thing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils import timezone

from policies.filters.words import Problem, in_the_future, shorten
from policies.models.fields import HonestDateFormField


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day of a page about one thing: ``chosen`` tells whether the reader named it."""

    on: dt.date
    chosen: bool
    problems: tuple[Problem, ...] = ()

    @classmethod
    def read(cls, data: QueryDict) -> AsOf:
        """``as_of`` of a query string; today when it is missing or not understood."""
        today = timezone.localdate()
        text = data.get("as_of", "")
        try:
            date = HonestDateFormField(required=False, max_length=200).clean(text)
        except forms.ValidationError as error:
            return cls(today, False, (Problem("as_of", shorten(text), " ".join(error.messages)),))
        if date is None:
            return cls(today, False)
        if date.earliest > today:
            return cls(today, False, (in_the_future(date),))
        return cls(min(date.latest, today), True)

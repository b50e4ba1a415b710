"""Two people at one record: whoever saves second is told who was first and what they saved, and loses nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from policies.models.review import Publishable

#: Fields of the page that are none of the record.
OF_THE_PAGE = {"loaded_at", "different"}


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Somebody saved the record after this page of it was opened. ``version`` is the state that they left."""

    who: str
    at: dt.datetime
    version: str

    def __str__(self) -> str:
        when = date_format(timezone.localtime(self.at), "j M Y, H:i:s")
        said = gettext(
            "%(who)s saved this record on %(when)s, after you had opened it. Nothing of yours is saved yet, and nothing is lost:"
            " what was saved meanwhile stands beside each field that differs."
        )
        return said % {"who": self.who, "when": when}


def overtaken(record: Publishable, loaded_at: str) -> Overtaken | None:
    """Whether the record, as it is now, was saved since a page of it was opened."""
    version = record.changed_at.isoformat()
    if not loaded_at or loaded_at == version:
        return None
    return Overtaken(who_saved(record) or gettext("Somebody outside the admin"), record.changed_at, version)


def who_saved(record: Publishable) -> str:
    """The account that saved the record last; empty if no account did.

    An entry of the log is written after what it tells of. A row that was changed on a page of its own is logged there;
    then the record says who edited it.
    """
    of_record = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(record), object_id=str(record.pk)
    ).select_related("user")
    last = of_record.order_by("-action_time", "-pk").first()
    user = last.user if last is not None and last.action_time >= record.changed_at else record.edited_by
    return user.get_username() if user is not None else ""


def shown(record: models.Model, name: str) -> str:
    """The value of a field as people read it."""
    field = record._meta.get_field(name)
    if field.many_to_many:
        value: Any = ", ".join(str(other) for other in getattr(record, name).all())
    elif isinstance(field, models.BooleanField):
        value = gettext("yes") if getattr(record, name) else gettext("no")
    elif getattr(field, "choices", None):
        value = getattr(record, f"get_{name}_display")()
    else:
        value = getattr(record, name)
    return gettext("empty") if value in (None, "") else str(value)


def say_differences(form: forms.ModelForm, stored: models.Model) -> None:
    """Puts beside each field that differs what the database holds."""
    fields = {field.name for field in (*stored._meta.concrete_fields, *stored._meta.many_to_many)}
    for name in form.changed_data:
        if name in fields and name not in OF_THE_PAGE and name in form.fields:
            form.add_error(name, gettext("Saved meanwhile: %s") % shown(stored, name))


def as_new_rows(data: Any, prefix: str, lost: list[int]) -> Any:
    """What was sent, with these rows (by their number in the form) at the end and without a key: as new ones."""
    total, kept = (int(data[f"{prefix}-{name}_FORMS"]) for name in ("TOTAL", "INITIAL"))
    order = [*(number for number in range(total) if number not in lost), *lost]
    moved = data.copy()
    for name in data:
        if name.startswith(f"{prefix}-") and name.removeprefix(f"{prefix}-").split("-")[0].isdigit():
            del moved[name]
    for new, old in enumerate(order):
        for name in data:
            start = f"{prefix}-{old}-"
            if name.startswith(start) and not (old in lost and name == f"{start}id"):
                moved.setlist(f"{prefix}-{new}-{name.removeprefix(start)}", data.getlist(name))
    moved[f"{prefix}-INITIAL_FORMS"] = str(kept - len(lost))
    return moved


def with_lost_rows(formset: Any, stored: dict[Any, models.Model]) -> Any:
    """The rows of a form, those that somebody took out meanwhile as new ones: the page would not show them."""
    lost = [number for number, row in enumerate(formset.initial_forms) if row.instance.pk not in stored]
    if lost:
        data = as_new_rows(formset.data, formset.prefix, lost)
        again = type(formset)(data, instance=formset.instance, prefix=formset.prefix, queryset=formset.queryset)
        for row in again.forms[len(again.forms) - len(lost) :]:
            row.add_error(None, gettext("Somebody took this row out meanwhile. Saved again it comes back."))
        formset = again
    # The page pairs rows with what is stored by their order, which those of others would disturb.
    formset._queryset = [row.instance for row in formset.initial_forms]
    return formset


def say_all(form: forms.ModelForm, inlines: Iterable[Any]) -> list[str]:
    """Does it for the record and its rows; returns the rows that were added meanwhile, which saving over leaves in."""
    say_differences(form, type(form.instance)._default_manager.get(pk=form.instance.pk))
    added = []
    for inline in inlines:
        of_record = {inline.formset.fk.name: form.instance.pk}
        stored = {row.pk: row for row in inline.formset.model._default_manager.filter(**of_record)}
        inline.formset = with_lost_rows(inline.formset, stored)
        sent = {row.instance.pk for row in inline.formset.forms}
        for row in inline.formset.forms:
            if row.instance.pk in stored:
                say_differences(row, stored[row.instance.pk])
        kind = inline.formset.model._meta.verbose_name
        added += [f"{kind}: {row}" for pk, row in stored.items() if pk not in sent]
    return added

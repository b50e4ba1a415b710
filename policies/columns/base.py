"""What a column and a table are: how a value is found, read, and written as text.

Downloads and the data dictionary are made from it. A column's ``path`` leads from the record to its value, over foreign
keys with dots (``country.iso3``) and through lists with a star (``topics.*.slug``), so what a table needs to
fetch follows from its columns. Values come out as text: honest dates as they are stored, codes as in the query
string, ``yes`` and ``no``, decimals with a point, lists with ``; `` between their items, nothing for what is not known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policies.choices import PublicationState

LIST_SEPARATOR = "; "
KINDS = {
    "text": _("text"),
    "code": _("code"),
    "date": _("date: year, month or day"),
    "number": _("number"),
    "flag": _("yes or no"),
    "address": _("web address"),
    "language": _("language code (BCP 47)"),
    "list": _("list of codes"),
}
_KIND_OF_FIELD = {
    "HonestDateField": "date",
    "DateField": "date",
    "BooleanField": "flag",
    "FloatField": "number",
    "DecimalField": "number",
    "PositiveSmallIntegerField": "number",
    "WebAddressField": "address",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, the way to its value, and what it means.

    ``refers_to`` names the column of another table that the value is found in, as ``table.column``.
    """

    name: str
    path: str
    help: str | Promise
    kind: str
    required: bool = False
    refers_to: str = ""
    codes: tuple[tuple[str, str | Promise], ...] = ()

    def read(self, row: Model) -> str:
        """The value of a record, as text."""
        return LIST_SEPARATOR.join(_follow(row, self.path.split(".")))


def _follow(value: Any, parts: list[str]) -> Iterator[str]:
    for index, part in enumerate(parts):
        if part == "*":
            for item in value.all():
                yield from _follow(item, parts[index + 1 :])
            return
        value = getattr(value, part)
        if value is None:
            return
    if value != "":
        yield as_text(value)


def as_text(value: Any) -> str:
    """A value as it is written in every public file."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds")
    return str(value)


@dataclass(frozen=True, slots=True)
class Table:
    """The records of one model as a table. ``key`` names the columns by which a row is known."""

    name: str
    model: type[Model]
    help: str | Promise
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    #: Where the publication states of the record and of what it joins are: ``state``, ``policy__state project__state``.
    states: tuple[str, ...] = ()
    #: Reference data that readers meet only with a published record: the model's own query of it.
    only: Callable[[Any], QuerySet[Any]] | None = None

    def rows(self) -> QuerySet[Any]:
        """Every public record, with what the columns read. One query, and one more for each list."""
        joined, lists = set(), set()
        for column in self.columns:
            before, star, __ = column.path.partition(".*")
            if star:
                lists.add(before.replace(".", "__"))
            elif "." in before:
                joined.add(before.rpartition(".")[0].replace(".", "__"))
        rows: Any = self.model._default_manager.order_by("pk")
        rows = rows.filter(**dict.fromkeys(self.states, PublicationState.PUBLISHED))
        if self.only:
            rows = self.only(rows)
        if joined:
            rows = rows.select_related(*sorted(joined))
        return rows.prefetch_related(*sorted(lists))


def field_at(model: type[Model], path: str) -> Field[Any, Any] | None:
    """The model's field that a path ends at, or None where it ends at a property."""
    here: Any = model
    found = None
    for part in path.replace(".*", "").split("."):
        try:
            found = here._meta.get_field(part)
        except FieldDoesNotExist:
            return None
        here = found.related_model
    return found


def column(
    model: type[Model], name: str, help: str | Promise = "", path: str = "", refers_to: str = "", kind: str = ""
) -> Column:
    """A column of a model; what it does not say is taken from the model's own field."""
    path = path or name
    own = field_at(model, path.split(".")[0])
    end = field_at(model, path)
    if not kind:
        kind = _KIND_OF_FIELD.get(type(end).__name__, "text")
        if ".*" in path:
            kind = "list"
        elif refers_to or getattr(end, "choices", None):
            kind = "code"
        elif name.endswith("language"):
            kind = "language"
    choices = getattr(end, "choices", None) if not refers_to else None
    required = own is not None and not own.many_to_many and not own.null and not own.blank
    return Column(name, path, help or end.help_text, kind, required, refers_to, tuple(choices or ()))  # type: ignore[union-attr]


def table(
    name: str,
    model: type[Model],
    help: str | Promise,
    key: str,
    columns: list[tuple[Any, ...]],
    states: str = "",
    only: Callable[[Any], QuerySet[Any]] | None = None,
) -> Table:
    of_model = tuple(column(model, *parts) for parts in columns)
    return Table(name, model, help, tuple(key.split()), of_model, tuple(states.split()), only)

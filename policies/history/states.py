"""All that a record says, as plain values that can be kept as JSON, compared and written back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, TypedDict

from django.db.models import Field, ManyToManyField, Model

from policies.dates import HonestDate
from policies.models import (
    Alignment,
    Funding,
    Policy,
    PolicyDocument,
    PolicyEvent,
    PolicyProject,
    PolicyRelation,
    Project,
    ProjectCountry,
    ProjectParticipation,
)
from policies.models.review import Publishable

#: One row, or the record itself: field (a foreign key by its column, ``source_id``) -> value, lists as sorted keys.
Values = dict[str, Any]


class State(TypedDict):
    """``rows``: name of the part -> key of the row -> its values. A row of a working copy that stands for one of the
    record has that one's key, another has ``new-`` before its own."""

    fields: Values
    rows: dict[str, dict[str, Values]]


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that are published with their record: the accessor on the record, their model, their field for it."""

    name: str
    model: type[Model]
    parent: str


PARTS: Mapping[type[Publishable], tuple[Part, ...]] = {
    Policy: (
        Part("events", PolicyEvent, "policy"),
        Part("alignments", Alignment, "policy"),
        Part("relations_out", PolicyRelation, "policy"),
        Part("documents", PolicyDocument, "policy"),
        Part("project_links", PolicyProject, "policy"),
    ),
    Project: (
        Part("shares", ProjectCountry, "project"),
        Part("participations", ProjectParticipation, "project"),
        Part("fundings", Funding, "project"),
    ),
}
#: The address of a record is not part of what it says: it is changed by itself, and the old one goes on leading there.
NOT_SAID = {"slug"}
NEW = "new-"


@cache
def fields_of(model: type[Model]) -> tuple[Field[Any, Any], ...]:
    """The fields that an analyst fills in, without the record that a row is of."""
    parents = {part.parent for parts in PARTS.values() for part in parts if part.model is model}
    return tuple(
        field
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key and field.name not in parents | NOT_SAID
    )


@cache
def lists_of(model: type[Model]) -> tuple[ManyToManyField[Any, Any], ...]:
    """The lists of other records that have no rows of their own."""
    return tuple(
        field
        for field in model._meta.many_to_many
        if field.editable and field.remote_field.through._meta.auto_created  # type: ignore[union-attr]
    )


def plain(value: Any) -> Any:
    """A value of a field as JSON has it, the same from both databases."""
    if isinstance(value, Decimal):
        return str(value.quantize(Decimal(1)) if value == value.to_integral() else value.normalize())
    if isinstance(value, HonestDate | dt.date):
        return str(value)
    return value


def values_of(record: Model) -> Values:
    return {field.attname: plain(getattr(record, field.attname)) for field in fields_of(type(record))}


def states(model: type[Publishable], keys: Iterable[int]) -> dict[int, State]:
    """What these records say now, by primary key. As many queries as a record has lists and parts, and one."""
    found: dict[int, State] = {}
    copies = set()
    for record in model._default_manager.filter(pk__in=list(keys)):
        found[record.pk] = {"fields": values_of(record), "rows": {part.name: {} for part in PARTS[model]}}
        if record.is_copy:
            copies.add(record.pk)
    for listed in lists_of(model):
        through: Any = listed.remote_field.through
        owner, item = listed.m2m_column_name(), listed.m2m_reverse_name()
        for state in found.values():
            state["fields"][listed.name] = []
        pairs = through._default_manager.filter(**{f"{owner}__in": found}).order_by(item).values_list(owner, item)
        for pk, other in pairs:
            found[pk]["fields"][listed.name].append(other)
    for part in PARTS[model]:
        for row in part.model._default_manager.filter(**{f"{part.parent}__in": found}).order_by("pk"):
            of = getattr(row, f"{part.parent}_id")
            key = str(row.copy_of_id or f"{NEW}{row.pk}") if of in copies else str(row.pk)
            found[of]["rows"][part.name][key] = values_of(row)
    return found


def state_of(record: Publishable) -> State:
    return states(type(record), [record.pk])[record.pk]

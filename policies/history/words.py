"""Differences in words: names instead of keys, one line a field, as the public changelog keeps and shows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import BooleanField, Field, ForeignKey, Model

from policies.history.differences import Difference, Kind
from policies.history.states import PARTS, Values, fields_of, lists_of
from policies.models.review import Publishable

LIST_SEPARATOR = "; "
#: What a row is called by, until it is read: the fields that tell it from its neighbours.
CALLED_BY = {
    "events": ("date", "type", "title"),
    "alignments": ("framework_id", "component_id"),
    "relations_out": ("type", "other_id"),
    "documents": ("variant", "url"),
    "project_links": ("role", "project_id"),
    "shares": ("country_id",),
    "participations": ("role", "organisation_id"),
    "fundings": ("type", "date", "amount", "currency"),
}
#: What a record is called by in texts that must not change: its public name, where it has one.
PUBLIC_NAMES = ("iso3", "code", "slug")

Names = dict[type[Model], dict[Any, str]]


@dataclass(frozen=True, slots=True)
class Change:
    """One field, before and after, as text: dates as they are stored, codes as in the query string, records by code, slug,
    or label; empty where there was none. ``row`` says which row of ``part`` it is, and is empty for the record itself."""

    part: str
    row: str
    field: str
    kind: Kind
    old: str
    new: str

    def as_json(self) -> dict[str, str]:
        return asdict(self)


def in_words(model: type[Publishable], found: Iterable[Difference], rows: dict[str, dict[str, Values]]) -> list[Change]:
    """``rows`` are those of the newer state, for what a changed row is called. One query a kind of record that is named."""
    found = list(found)
    shapes: dict[str, type[Model]] = {"": model, **{part.name: part.model for part in PARTS[model]}}
    names = _names(shapes, found, rows)
    changes = []
    for difference in found:
        shape = shapes[difference.part]
        fields = {field.attname: field for field in fields_of(shape)} | {one.name: one for one in lists_of(shape)}
        if difference.field:
            values = rows.get(difference.part, {}).get(difference.row, {}) if difference.part else {}
            pairs = [(fields[difference.field], difference.old, difference.new)]
        else:
            values = difference.new or difference.old
            old, new = difference.old or {}, difference.new or {}
            pairs = [(field, old.get(name), new.get(name)) for name, field in fields.items() if name in values]
        row = _called(shape, CALLED_BY.get(difference.part, ()), values, names)
        for field, before, after in pairs:
            texts = _text(field, before, names), _text(field, after, names)
            if difference.field or any(texts):
                changes.append(Change(difference.part, row, field.name, difference.kind, *texts))
    return changes


def _names(shapes: dict[str, type[Model]], found: list[Difference], rows: dict[str, dict[str, Values]]) -> Names:
    wanted: dict[type[Model], set[Any]] = defaultdict(set)
    for difference in found:
        shape = shapes[difference.part]
        values = [value for value in (difference.old, difference.new) if isinstance(value, dict)]
        if difference.field:
            values = [{difference.field: difference.old}, {difference.field: difference.new}]
            if difference.part:
                values.append(rows.get(difference.part, {}).get(difference.row, {}))
        for held in values:
            for field in fields_of(shape):
                if isinstance(field, ForeignKey) and held.get(field.attname) is not None:
                    wanted[field.related_model].add(held[field.attname])  # type: ignore[index]
            for listed in lists_of(shape):
                wanted[listed.related_model].update(held.get(listed.name) or ())  # type: ignore[index]
    return {
        related: {record.pk: public_name(record) for record in related._default_manager.filter(pk__in=keys)}
        for related, keys in wanted.items()
    }


def public_name(record: Any) -> str:
    for name in PUBLIC_NAMES:
        if getattr(record, name, ""):
            return str(getattr(record, name))
    return str(getattr(record, "reference", "") or record)


def _text(field: Field[Any, Any], value: Any, names: Names) -> str:
    if value is None or value == "":
        return ""
    if isinstance(field, BooleanField):
        return "yes" if value else "no"
    if isinstance(value, list):
        return LIST_SEPARATOR.join(sorted(names[field.related_model].get(key, str(key)) for key in value))  # type: ignore[index]
    if isinstance(field, ForeignKey):
        return names[field.related_model].get(value, str(value))  # type: ignore[index]
    return str(value)


def _called(shape: type[Model], by: tuple[str, ...], values: Values, names: Names) -> str:
    fields = {field.attname: field for field in fields_of(shape)}
    return " ".join(text for name in by if (text := _text(fields[name], values.get(name), names)))

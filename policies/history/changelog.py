"""Changes as they are shown: grouped by the record itself and its rows, with the names of the form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Field, Model
from django.utils.text import capfirst

from policies.history.states import PARTS
from policies.history.words import Change
from policies.models.review import Publishable


@dataclass(frozen=True, slots=True)
class Line:
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Group:
    """The record itself (``part`` is empty), or one row of it. ``kind`` as in Change."""

    part: str
    row: str
    kind: str
    lines: tuple[Line, ...]


def described(model: type[Publishable], changes: Iterable[Change]) -> list[Group]:
    """In the order of the changes; choices by their labels. No queries."""
    shapes: dict[str, type[Model]] = {"": model, **{part.name: part.model for part in PARTS[model]}}
    groups: dict[tuple[str, str, str], list[Line]] = {}
    for change in changes:
        shape = shapes.get(change.part)
        if shape is None:
            continue
        line = Line(_label(shape, change.field), _shown(shape, change, change.old), _shown(shape, change, change.new))
        groups.setdefault((change.part, change.row, change.kind), []).append(line)
    return [
        Group(capfirst(str(shapes[part]._meta.verbose_name)) if part else "", row, kind, tuple(lines))
        for (part, row, kind), lines in groups.items()
    ]


def _field(shape: type[Model], name: str) -> Field | None:  # type: ignore[type-arg]
    return next((field for field in (*shape._meta.fields, *shape._meta.many_to_many) if field.name == name), None)


def _label(shape: type[Model], name: str) -> str:
    field = _field(shape, name)
    return capfirst(str(field.verbose_name)) if field is not None else name


def _shown(shape: type[Model], change: Change, value: str) -> str:
    field = _field(shape, change.field)
    choices = dict(field.flatchoices) if field is not None else {}
    return str(choices.get(value, value))

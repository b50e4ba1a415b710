"""Values of columns with their types, read without making an object of each row.

Text, codes and dates are strings (a date as exactly as it is known: ``2017``, ``2017-04``, ``2017-04-27``), numbers numbers,
flags booleans, lists arrays. What is not known is null, never an empty text or 0.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any, Final

from django.db.models import Model, QuerySet

from policies.columns import Column, as_text
from policies.columns.base import field_at
from policies.models import Country, Source

#: So many rows are in memory at a time.
CHUNK: Final = 1_000

Row = dict[str, Any]
Made = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Derived:
    """A property of a model as a value: the fields that it follows from, and how."""

    fields: tuple[str, ...]
    made: Made


def _name_of_country(iso2: str, iso3: str, note: str) -> str:
    return Country(iso2=iso2, iso3=iso3, note=note).name


#: Columns end at fields, but for these.
DERIVED: Final[dict[tuple[type[Model], str], Derived]] = {
    (Source, "reference"): Derived(("url", "citation"), lambda url, citation: url or citation),
    (Country, "name"): Derived(("iso2", "iso3", "note"), _name_of_country),
}


def number(value: Any) -> int | float:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value  # type: ignore[no-any-return]


def text(value: Any) -> str:
    return value if type(value) is str else as_text(value)


TYPED: Final[dict[str, Made]] = {"number": number, "flag": bool}


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row: what is asked of the database for it, and how it is made from that."""

    name: str
    lookups: tuple[str, ...]
    made: Made


def end_of(model: type[Model], path: str) -> tuple[type[Model], str]:
    """The model that a path leads to, and the name on it."""
    here: Any = model
    *steps, last = path.split(".")
    for step in steps:
        here = here._meta.get_field(step).related_model
    return here, last


def cell_of(model: type[Model], column: Column) -> Cell:
    """``column`` ends at a field, at a property of DERIVED, or at an annotation of the rows that are read."""
    derived = DERIVED.get(end_of(model, column.path))
    if derived is None:
        return Cell(column.name, (column.path.replace(".", "__"),), TYPED.get(column.kind, text))
    before = column.path.rpartition(".")[0].replace(".", "__")
    return Cell(column.name, tuple(f"{before}__{name}".lstrip("_") for name in derived.fields), derived.made)


def is_integer(model: type[Model], column: Column) -> bool:
    field = field_at(model, column.path)
    return field is not None and "Integer" in type(field).__name__


def lists_of(model: type[Model], column: Column, keys: Sequence[int]) -> dict[int, list[str]]:
    """The values of a list of each of these records, in the usual order of what is listed. One query."""
    before, __, after = column.path.partition(".*.")
    field: Any = model._meta.get_field(before)
    near, far = field.m2m_field_name(), field.m2m_reverse_field_name()
    order = [f"{far}__{name}" for name in field.related_model._meta.ordering]
    found: dict[int, list[str]] = defaultdict(list)
    rows = field.remote_field.through._base_manager.filter(**{f"{near}_id__in": keys}).order_by(*order)
    for key, value in rows.values_list(f"{near}_id", f"{far}__{after}"):
        found[key].append(value)
    return found


class Reader:
    """Reads some columns of a model's rows. ``beside`` are lookups that are handed back with each row, first its primary key."""

    def __init__(
        self, model: type[Model], columns: Iterable[Column], cells: Iterable[Cell], beside: tuple[str, ...] = ()
    ) -> None:
        columns = tuple(columns)
        self.model = model
        self.lists = [column for column in columns if column.kind == "list"]
        own = [cell_of(model, column) for column in columns if column.kind != "list"]
        self.beside = ("pk", *beside)
        cells = [*own, *cells]
        self.lookups = tuple(dict.fromkeys((*self.beside, *(name for cell in cells for name in cell.lookups))))
        at = {name: place for place, name in enumerate(self.lookups)}
        self.plain = [(cell.name, at[cell.lookups[0]], cell.made) for cell in cells if len(cell.lookups) == 1]
        self.derived = [
            (cell.name, [at[name] for name in cell.lookups], cell.made) for cell in cells if len(cell.lookups) > 1
        ]
        #: In the order of the columns, and each unknown until it is read.
        self.empty: Row = dict.fromkeys((*(column.name for column in columns), *(cell.name for cell in cells)))

    def read(self, rows: QuerySet[Any]) -> list[tuple[tuple[Any, ...], Row]]:
        """All of these rows. One query, and one more for each list."""
        return self.typed(rows.values_list(*self.lookups))

    def stream(self, rows: QuerySet[Any]) -> Iterator[list[tuple[tuple[Any, ...], Row]]]:
        """The rows in parts, through a cursor of the database; for each part one query a list."""
        found = rows.values_list(*self.lookups).iterator(chunk_size=CHUNK)
        while part := list(islice(found, CHUNK)):
            yield self.typed(part)

    def typed(self, found: Iterable[tuple[Any, ...]]) -> list[tuple[tuple[Any, ...], Row]]:
        number_beside = len(self.beside)
        read = []
        for values in found:
            row = dict(self.empty)
            for name, place, made in self.plain:
                value = values[place]
                if value is not None and value != "":
                    row[name] = made(value)
            for name, places, made in self.derived:
                row[name] = made(*(values[place] for place in places)) or None
            read.append((values[:number_beside], row))
        for column in self.lists:
            items = lists_of(self.model, column, [beside[0] for beside, __ in read])
            for beside, row in read:
                row[column.name] = items.get(beside[0], [])
        return read

"""What a list is as a file: its columns, and its rows under a query string."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise

from policies.columns import LIST_SEPARATOR, Column, Table
from policies.filters import AsOf, PolicyFilterSet
from policies.models import PolicyEvent

LICENCE: Final = "CC BY 4.0"
LICENCE_ADDRESS: Final = "https://creativecommons.org/licenses/by/4.0/"
#: Every row of every list ends with these.
LAST: Final = ("permalink", "licence")
#: So many records are in memory at a time.
CHUNK: Final = 200

#: A row's text in every column.
Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a list under one query string: those of the screen, in its order, all pages of them.

    ``cells`` is read once. ``events`` are those of the listed policies, where the list has a feed.
    """

    cells: Iterable[Cells]
    count: Callable[[], int]
    chosen: PolicyFilterSet | AsOf | None = None
    events: QuerySet[PolicyEvent] | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A list page. ``address`` is the name of its URL; ``numbers`` are the headers of counts and measures."""

    name: str | Promise
    address: str
    headers: Cells
    open: Callable[[QueryDict], Rows]
    numbers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of a table, a name beside each code of a closed list, and what a list adds to them."""

    table: Table
    beside: Cells

    @property
    def named(self) -> list[Column]:
        return [column for column in self.table.columns if column.codes]

    @property
    def headers(self) -> Cells:
        own = (column.name for column in self.table.columns)
        return (*own, *(f"{column.name}_name" for column in self.named), *self.beside, *LAST)

    @property
    def numbers(self) -> frozenset[str]:
        return frozenset(column.name for column in self.table.columns if column.kind == "number")

    def cells(self, records: Iterable[Any], beside: Callable[[Any], Cells]) -> Iterator[Cells]:
        """The cells of each record; ``beside`` gives those that the list adds."""
        labels = {column.name: {code: str(label) for code, label in column.codes} for column in self.named}
        for record in records:
            values = {column.name: column.read(record) for column in self.table.columns}
            names = (labels[name].get(values[name], "") for name in labels)
            yield (*values.values(), *names, *beside(record), *last_of(record))


def last_of(record: Model) -> Cells:
    return settings.SITE_URL + record.get_absolute_url(), LICENCE  # type: ignore[attr-defined]


def together(items: Iterable[str]) -> str:
    """Different texts in one cell, in their order."""
    return LIST_SEPARATOR.join(dict.fromkeys(item for item in items if item))

"""What a list is as a file: its columns, and its rows under a query string."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from policies.columns import LIST_SEPARATOR, Column, Table
from policies.filters import AsOf, PolicyFilterSet
from policies.models import PolicyEvent

LICENCE: Final = "CC BY 4.0"
LICENCE_ADDRESS: Final = "https://creativecommons.org/licenses/by/4.0/"
#: A header, and what it means.
Added = Mapping[str, str | Promise]
#: Every row of every list ends with these.
LAST: Final[Added] = {
    "permalink": _("Address of the record on this site."),
    "licence": _("Under which the row may be used: name MigPol and the permalink."),
}
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
    """A list page. ``address`` is the name of its URL; ``numbers`` are the headers of counts and measures.

    ``added`` are the headers that are no columns of a table, with what they mean;
    ``table`` names the table whose columns come first, if the rows are its records.
    """

    name: str | Promise
    address: str
    headers: Cells
    open: Callable[[QueryDict], Rows]
    added: Added
    numbers: frozenset[str] = frozenset()
    table: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of a table, a name beside each code of a closed list, and what a list adds to them."""

    table: Table
    beside: Added

    @property
    def named(self) -> list[Column]:
        return [column for column in self.table.columns if column.codes]

    @property
    def added(self) -> Added:
        label = _("What the code in “{column}” means.")
        named = {f"{column.name}_name": format_lazy(label, column=column.name) for column in self.named}
        return {**named, **self.beside, **LAST}

    def listed(
        self, name: str | Promise, address: str, open: Callable[[QueryDict], Rows], counts: Iterable[str] = ()
    ) -> Listed:
        """The list page of this shape; ``counts`` are those of the added headers that are numbers."""
        headers = (*(column.name for column in self.table.columns), *self.added)
        numbers = (column.name for column in self.table.columns if column.kind == "number")
        return Listed(name, address, headers, open, self.added, frozenset((*numbers, *counts)), self.table.name)

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

"""By what the rows of each table are chosen: any column that is a code, a flag or the key of a record. The same name again means or.

Policies have the filters of the site instead, all of them, under the same names (policies.filters).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.api.entities import BASE, Entity
from policies.choices import IncomeGroup, Instrument, Link, Region, Status
from policies.columns import TABLES, Column
from policies.filters import PolicyFilterSet
from policies.filters.fields import Lookup, listed, named
from policies.models import Source, TargetGroup, Topic
from policies.models.policy import Term

FLAGS: Final = (("true", _("yes")), ("false", _("no")))


@dataclass(frozen=True, slots=True)
class Choice:
    """One name of the query string. ``codes`` are its values where they are a closed list, ``found_in`` the table that has them."""

    name: str
    help: str
    kind: str
    many: bool = True
    codes: tuple[tuple[str, Any], ...] = ()
    found_in: str = ""
    #: The vocabulary that has them, where that is no table of its own.
    words: type[Term] | None = None
    example: str = ""
    #: Of tables other than policies: which values are known, and which rows have them.
    lookup: Lookup | None = None
    where: Callable[[list[str]], Q] | None = None

    def mend(self) -> str:
        """How to write it, for whoever wrote it otherwise."""
        if self.codes:
            return gettext("choose one of %s") % ", ".join(code for code, __ in self.codes)
        if self.found_in:
            return gettext("what there is stands at %s") % f"{BASE}{self.found_in}/"
        if self.words:
            return gettext("choose one of %s") % ", ".join(self.words._default_manager.values_list("slug", flat=True))
        return ""


def _sources(values: list[str]) -> dict[str, str]:
    rows = Source.objects.named_by_public().filter(Q(url__in=values) | Q(url="", citation__in=values))
    return {source.reference: source.reference for source in rows.only("url", "citation")}


def _from_sources(before: str) -> Callable[[list[str]], Q]:
    def where(values: list[str]) -> Q:
        return Q(**{f"{before}url__in": values}) | Q(**{f"{before}url": "", f"{before}citation__in": values})

    return where


def _choice(entity: Entity, column: Column) -> Choice | None:
    """How rows are chosen by a column, if they are."""
    path = column.path.replace(".", "__")

    def within(values: list[str]) -> Q:
        return Q(**{f"{path}__in": values})

    def is_true(values: list[str]) -> Q:
        return Q(**{f"{path}__in": [value == "true" for value in values]})

    help = str(column.help)
    table, __, key = (column.refers_to or f"{entity.name}.{column.name}").partition(".")
    if column.kind == "list":
        return None
    if key == "reference" and table == "sources":
        where = _from_sources(path.removesuffix("reference"))
        return Choice(column.name, help, "text", found_in="sources", lookup=_sources, where=where)
    if column.refers_to or (column.name,) == entity.table.key:
        known = named(TABLES[table].rows, key, key)
        return Choice(column.name, help, "code", found_in=table, lookup=known, where=within)
    if column.codes:
        return Choice(column.name, help, "code", codes=column.codes, lookup=listed(column.codes), where=within)
    if column.kind == "flag":
        return Choice(column.name, help, "flag", many=False, codes=FLAGS, lookup=listed(FLAGS), where=is_true)
    return None


AS_OF: Final = Choice(
    "as_of",
    str(_("The record as of this day: a year, a month or a day, not in the future. Today without it.")),
    "date",
    many=False,
    example="2020-06-30",
)

#: Of the site's own filters: the closed lists, and the tables that have the values of the others.
_CLOSED: Final[dict[str, Any]] = {
    "region": Region,
    "income": IncomeGroup,
    "instrument": Instrument,
    "status": Status,
    "link": Link,
}
_FOUND_IN: Final = {
    "country": "countries",
    "group": "groups",
    "framework": "frameworks",
    "component": "components",
    "funder": "organisations",
    "project": "projects",
}
_WORDS: Final[dict[str, type[Term]]] = {"topic": Topic, "target": TargetGroup}
_KIND: Final = {"q": "text", "mapping": "switch", "adopted_from": "date", "adopted_to": "date", "as_of": "date"}
_ONE: Final = {*_KIND}
_EXAMPLES: Final = {"q": "labour migration", "adopted_from": "2010", "adopted_to": "2020", "as_of": "2020-06-30"}
_SWITCH: Final = (("on", _("yes")), ("off", _("no")))


@cache
def choices_of(entity: Entity) -> dict[str, Choice]:
    """By name, in the order in which they are described."""
    if entity.name == "policies":
        return {name: _of_site(name, str(field.label)) for name, field in PolicyFilterSet.base_filters.items()}
    found = (_choice(entity, column) for column in entity.table.columns)
    choices = {choice.name: choice for choice in found if choice}
    return {**choices, **({"as_of": AS_OF} if entity.dated else {})}


def _of_site(name: str, label: str) -> Choice:
    if name == "as_of":
        return AS_OF
    codes = tuple(_CLOSED[name].choices) if name in _CLOSED else _SWITCH if name == "mapping" else ()
    return Choice(
        name,
        f"{label}.",
        _KIND.get(name, "code"),
        many=name not in _ONE,
        codes=codes,
        found_in=_FOUND_IN.get(name, ""),
        words=_WORDS.get(name),
        example=_EXAMPLES.get(name, ""),
    )

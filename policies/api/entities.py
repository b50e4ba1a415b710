"""What the API has: every table of the data dictionary, with the day it is read as of, and what comes with it when asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from urllib.parse import quote

from django.conf import settings
from django.db.models import Case, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from policies import lifecycle
from policies.api.reading import Cell, Reader, Row, cell_of
from policies.choices import CountryState, Status
from policies.columns import TABLES, Column, Table
from policies.queries.country_states import countries_with_states

#: Where this version of the API is.
BASE: Final = "/api/v1/"
PERMALINK: Final = Column(
    "permalink",
    "",
    _("Address of the record on this site, or of the record that it belongs to; of what has no page, here."),
    "address",
    required=True,
)


@dataclass(frozen=True, slots=True)
class Include:
    """Rows of another table that come with a record; ``paths`` are their fields that name it."""

    table: str
    paths: tuple[str, ...]


@dataclass(frozen=True)
class Entity:
    """``page`` is the address of a record's page (the name of its URL) and the path to the value in it.

    ``dated`` annotates rows with what ``added`` reads of them, as of a day.
    """

    table: Table
    page: tuple[str, str] = ("", "")
    includes: tuple[tuple[str, Include], ...] = ()
    added: tuple[Column, ...] = ()
    dated: Callable[[Any, dt.date], Any] | None = None

    @property
    def name(self) -> str:
        return self.table.name

    @property
    def columns(self) -> tuple[Column, ...]:
        """All that a record says, in order."""
        return (*self.table.columns, *self.added, PERMALINK)

    @property
    def identifier(self) -> Column | None:
        """The column that stands in the address of a record; None where several together name a row, or a text does."""
        first, *others = self.table.key
        column = next(column for column in self.table.columns if column.name == first)
        return None if others or first == "reference" else column

    def rows(self, on: dt.date) -> QuerySet[Any]:
        """The public records and nothing that they join, as of a day where that matters. No query."""
        rows = self.table.rows().select_related(None).prefetch_related(None)
        return self.dated(rows, on) if self.dated else rows

    def reader(self, names: tuple[str, ...] = (), beside: tuple[str, ...] = ()) -> Reader:
        """Of these columns, or of all."""
        return _reader(self, names, beside)

    def permalink(self) -> Cell:
        route, path = self.page
        if route:
            address = reverse(route, args=["x-x"])
        else:
            path = self.table.key[0]
            address = f"{BASE}{self.name}/x-x/" if self.identifier else f"{BASE}{self.name}/?{path}=x-x"
        before, after = (settings.SITE_URL + address).split("x-x")
        column = Column(PERMALINK.name, path, "", "text")
        own = cell_of(self.table.model, column)

        def made(*values: Any) -> str:
            return f"{before}{quote(own.made(*values), safe='')}{after}"

        return Cell(PERMALINK.name, own.lookups, made)

    def read_includes(self, names: tuple[str, ...], records: list[tuple[tuple[Any, ...], Row]]) -> None:
        """Puts these into the records. One query for each."""
        by_key = {beside[0]: row for beside, row in records}
        for name, include in self.includes:
            if name not in names:
                continue
            for row in by_key.values():
                row[name] = []
            for beside, row in included(include, list(by_key)):
                for key in dict.fromkeys(beside[1:]):
                    if key in by_key:
                        by_key[key][name].append(row)


@cache
def _reader(entity: Entity, names: tuple[str, ...], beside: tuple[str, ...]) -> Reader:
    columns = [column for column in entity.columns if column is not PERMALINK and (not names or column.name in names)]
    links = [entity.permalink()] if not names or PERMALINK.name in names else []
    return Reader(entity.table.model, columns, links, beside)


def included(include: Include, keys: list[int]) -> list[tuple[tuple[Any, ...], Row]]:
    """The rows of a table that name any of these records, in their usual order."""
    entity = ENTITIES[include.table]
    rows = entity.rows(dt.date.min)
    naming = rows.none()
    for path in include.paths:
        naming = naming | rows.filter(**{f"{path}_id__in": keys})
    order = entity.table.model._meta.ordering or ["pk"]
    beside = tuple(f"{path}_id" for path in include.paths)
    return entity.reader(beside=beside).read(naming.order_by(*order))


def policies_on(rows: Any, on: dt.date) -> Any:
    return rows.with_status(on).annotate(status_as_of=Value(on.isoformat()))


def countries_on(rows: Any, on: dt.date) -> Any:
    """With their states, which follow from the policies in the index."""
    by_state: dict[str, list[int]] = {}
    for country, state in countries_with_states(on):
        by_state.setdefault(state.value, []).append(country.pk)
    states = [When(pk__in=keys, then=Value(state)) for state, keys in by_state.items()]
    unknown = Value(CountryState.NOT_ASSESSED.value)
    return rows.annotate(state=Case(*states, default=unknown), state_as_of=Value(on.isoformat()))


STATUS: Final = Column(
    "status",
    "status_then",
    _("Status on the day, by the rules of this site."),
    "code",
    required=True,
    codes=(*Status.choices, (lifecycle.NOT_BEGUN, _("Not begun"))),
)
STATE: Final = Column(
    "state",
    "state",
    _("State of its national policies and strategies on the day."),
    "code",
    required=True,
    codes=tuple(CountryState.choices),
)


def day_of(name: str) -> Column:
    return Column(name, name, _("The day of the answer."), "date", required=True)


def _includes(*rows: tuple[str, str, str]) -> tuple[tuple[str, Include], ...]:
    return tuple((name, Include(table, tuple(paths.split()))) for name, table, paths in rows)


def _entities() -> dict[str, Entity]:
    policy, project = ("policy", "policy.slug"), ("project", "project.slug")
    country, framework = ("country", "country.slug"), ("framework", "framework.code")
    found = {
        "countries": Entity(
            TABLES["countries"],
            ("country", "slug"),
            _includes(("memberships", "memberships", "country"), ("checks", "checks", "country")),
            (STATE, day_of("state_as_of")),
            countries_on,
        ),
        "groups": Entity(TABLES["groups"], includes=_includes(("memberships", "memberships", "group"))),
        "memberships": Entity(TABLES["memberships"], country),
        "frameworks": Entity(
            TABLES["frameworks"],
            ("framework", "code"),
            _includes(
                ("components", "components", "framework"),
                ("alignments", "framework_alignments", "subject framework"),
            ),
        ),
        "components": Entity(TABLES["components"], framework),
        "mappings": Entity(TABLES["mappings"], ("framework", "component.framework.code")),
        "policies": Entity(
            TABLES["policies"],
            ("policy", "slug"),
            _includes(
                ("events", "events", "policy"),
                ("alignments", "alignments", "policy"),
                ("documents", "documents", "policy"),
                ("relations", "relations", "policy other"),
                ("projects", "policy_projects", "policy"),
            ),
            (STATUS, day_of("status_as_of")),
            policies_on,
        ),
        "framework_alignments": Entity(TABLES["framework_alignments"], ("framework", "subject.code")),
        "organisations": Entity(TABLES["organisations"], ("funder", "slug")),
        "projects": Entity(
            TABLES["projects"],
            ("project", "slug"),
            _includes(
                ("countries", "project_countries", "project"),
                ("organisations", "project_participations", "project"),
                ("fundings", "fundings", "project"),
                ("policies", "policy_projects", "project"),
            ),
        ),
        "participations": Entity(TABLES["participations"], framework),
        "scores": Entity(TABLES["scores"], country),
        "checks": Entity(TABLES["checks"], country),
        "sources": Entity(TABLES["sources"]),
    }
    for name in ("events", "alignments", "relations", "documents", "policy_projects"):
        found[name] = Entity(TABLES[name], policy)
    for name in ("project_countries", "project_participations", "fundings"):
        found[name] = Entity(TABLES[name], project)
    return {name: found.get(name) or Entity(table) for name, table in TABLES.items()}


#: Every table, in the order of the data dictionary.
ENTITIES: Final[dict[str, Entity]] = _entities()

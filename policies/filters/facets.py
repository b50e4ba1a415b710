"""Facets: for each name of the query string its values, with how many policies each would show.

A facet counts under all other choices and not under its own, so that a second value can be added to the first. Counts
come from the index (policies.bitmaps) and ask nothing of the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import get_language
from pyroaring import BitMap

from policies.choices import IncomeGroup, Instrument, Link, Region, Status
from policies.filters.fields import label_of_component
from policies.filters.members import OF_ALIGNMENT, Members
from policies.filters.policies import PolicyFilterSet

#: Lists without end: of those so many values are offered, those of most policies; chosen ones always.
OPEN_LISTS = {"funder", "project"}
MOST_OPTIONS = 100


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One name of the query string. ``more`` tells how many values with policies are not offered."""

    name: str
    label: str
    options: tuple[Option, ...]
    more: int = 0

    @property
    def chosen(self) -> int:
        return sum(option.chosen for option in self.options)

    @property
    def is_long(self) -> bool:
        """Whether a box to search in it helps."""
        return len(self.options) > 12


#: (value, label, count), in the order in which they are offered.
Counted = Iterable[tuple[str, str, int]]


def country(members: Members) -> Counted:
    by_code = members.index.by["country"]
    left = members.without("country")
    return counted(by_code, members.index.country_names(get_language() or ""), left)


def listed(name: str, choices: Iterable[tuple[Any, Any]], members: Members) -> Counted:
    """The values of a closed list in their order."""
    return counted(members.index.by[name], [(str(code), str(label)) for code, label in choices], members.without(name))


def counted(by_value: dict[str, BitMap], labels: Iterable[tuple[str, str]], left: BitMap) -> Counted:
    nothing = BitMap()
    for value, label in labels:
        yield value, label, by_value.get(value, nothing).intersection_cardinality(left)


def status(members: Members) -> Counted:
    return counted(members.statuses(), [(str(c), str(label)) for c, label in Status.choices], members.without("status"))


def group(members: Members) -> Counted:
    groups = members.index.groups(members.filters.on)
    labels = sorted(members.index.labels["group"], key=lambda row: row[1])
    return counted(groups, labels, members.without("group"))


def of_alignment(name: str, values: Iterable[str], members: Members) -> dict[str, BitMap]:
    """Values of framework, component or link -> policies with an alignment that fits the choices of the other two."""
    wanted = members.wanted(name)
    position = OF_ALIGNMENT.index(name)
    return {value: members.aligned_to(*wanted[:position], [value], *wanted[position + 1 :]) for value in values}


def aligned(name: str, labels: list[tuple[str, str]], members: Members) -> Counted:
    return counted(of_alignment(name, (value for value, __ in labels), members), labels, members.without(name))


def framework(members: Members) -> Counted:
    return aligned("framework", sorted(members.index.labels["framework"], key=lambda row: row[1]), members)


def component(members: Members) -> Counted:
    rows = members.index.components
    return aligned(
        "component", [(row.code, label_of_component(row.framework_name, row.code, row.title)) for row in rows], members
    )


def link(members: Members) -> Counted:
    return aligned("link", [(str(code), str(label)) for code, label in Link.choices], members)


def terms(name: str, members: Members) -> Counted:
    return counted(members.index.by[name], members.index.labels[name], members.without(name))


def most_first(name: str, members: Members) -> Counted:
    return sorted(terms(name, members), key=lambda row: -row[2])


#: In the order in which they stand on the page.
FACETS: dict[str, Callable[[Members], Counted]] = {
    "status": status,
    "framework": framework,
    "component": component,
    "link": link,
    "country": country,
    "region": partial(listed, "region", Region.choices),
    "group": group,
    "income": partial(listed, "income", IncomeGroup.choices),
    "instrument": partial(listed, "instrument", Instrument.choices),
    "topic": partial(terms, "topic"),
    "target": partial(terms, "target"),
    "funder": partial(most_first, "funder"),
    "project": partial(most_first, "project"),
}
#: Closed lists of which every value is offered, also where it has no policy.
WHOLE_LISTS = {"status", "instrument", "link"}


def facets_of(filters: PolicyFilterSet, members: Members | None = None) -> list[Facet]:
    """Every facet of a selection. ``members`` saves finding it again."""
    members = members or Members(filters)
    return [facet(filters, name, list(count(members))) for name, count in FACETS.items()]


def facet(filters: PolicyFilterSet, name: str, counted: Sequence[tuple[str, str, int]]) -> Facet:
    field: Any = filters.form.fields[name]
    chosen = dict.fromkeys(filters.chosen.get(name) or [])
    rows = [row for row in counted if row[2] or row[0] in chosen or name in WHOLE_LISTS]
    found = {value for value, __, __ in rows} if chosen else set()
    # What is chosen and fits nothing stays in sight, so that it can be taken back.
    missing = [Option(value, field.labels[value], 0, True) for value in chosen if value not in found]
    offered = len(rows) if name not in OPEN_LISTS else MOST_OPTIONS
    offered_rows = [*rows[:offered], *(row for row in rows[offered:] if row[0] in chosen)]
    shown = [Option(value, label, count, value in chosen) for value, label, count in offered_rows]
    first = sorted((*missing, *shown), key=lambda option: not option.chosen) if len(shown) > 12 else [*missing, *shown]
    return Facet(name, str(field.label), tuple(first), len(rows) - len(shown))

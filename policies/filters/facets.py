"""Facets: for each name of the query string its values, with how many policies each would show.

A facet counts under all other choices and not under its own, so that a second value can be added to the first. The
facets of country, region, group, income, instrument, status and link come from one query for all that have no choice of their
own; each of the others takes one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from policies.choices import IncomeGroup, Instrument, Link, OrganisationRole, Region, Status
from policies.filters.fields import label_of_component
from policies.filters.policies import PolicyFilterSet
from policies.models import (
    Alignment,
    Country,
    GroupMembership,
    Policy,
    PolicyProject,
    TargetGroup,
    Topic,
)

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


@dataclass(frozen=True, slots=True)
class Group:
    """Policies alike in all that the first facets ask."""

    country: Country
    instrument: str
    status: str
    count: int
    links: tuple[int, ...]  # of them so many are aligned, by each kind of link in the order of choices.Link


#: (value, label, count), in the order in which they are offered.
Counted = Iterable[tuple[str, str, int]]


class Facets:
    """Counts for one selection; what two facets need alike is asked once."""

    def __init__(self, filters: PolicyFilterSet) -> None:
        self.filters = filters
        self.chosen = filters.chosen

    def groups(self, name: str) -> list[Group]:
        return self.of(name) if self.chosen.get(name) else self.of_all

    @cached_property
    def of_all(self) -> list[Group]:
        """The selection itself."""
        return self.of("")

    def of(self, name: str) -> list[Group]:
        wanted = [self.chosen.get(own) or [] for own in ("framework", "component")]
        return grouped(self.filters.without(name), wanted)

    def country(self) -> Counted:
        groups = self.groups("country")
        counts = count_by(groups, lambda group: [group.country.iso3])
        countries = {group.country.iso3: group.country for group in groups}
        for country in sorted(countries.values(), key=lambda country: country.sort_key):
            yield country.iso3, country.name, counts[country.iso3]

    def region(self) -> Counted:
        def regions(group: Group) -> list[str]:
            country = group.country
            return [slug for slug in (country.region, country.sub_region, country.intermediate_region) if slug]

        return of_list(Region.choices, count_by(self.groups("region"), regions))

    def group(self) -> Counted:
        members: dict[int, set[tuple[str, str]]] = defaultdict(set)
        on = GroupMembership.objects.on(self.filters.on)
        for country, code, name in on.values_list("country", "group__code", "group__name"):
            members[country].add((code, name))
        counts = count_by(self.groups("group"), lambda group: members[group.country.pk])
        return sorted(((code, name, n) for (code, name), n in counts.items()), key=lambda row: row[1])

    def income(self) -> Counted:
        return of_list(IncomeGroup.choices, count_by(self.groups("income"), lambda group: [group.country.income]))

    def instrument(self) -> Counted:
        return of_list(Instrument.choices, count_by(self.groups("instrument"), lambda group: [group.instrument]))

    def status(self) -> Counted:
        return of_list(Status.choices, count_by(self.groups("status"), lambda group: [group.status]))

    def alignments(self, name: str) -> QuerySet[Alignment]:
        """Alignments of the policies that are left, which satisfy the other two of the three choices themselves."""
        others = [[] if name == own else self.chosen.get(own) or [] for own in ("framework", "component", "link")]
        return Alignment.objects.matching(*others).filter(policy__in=self.filters.without(name)).order_by()

    def framework(self) -> Counted:
        rows = self.alignments("framework").values_list("framework__code", "framework__short_name")
        return sorted(rows.annotate(n=Count("policy", distinct=True)), key=lambda row: row[1])

    def component(self) -> Counted:
        of_components = self.alignments("component").filter(component__isnull=False)
        names = ("code", "short_title", "order", "framework__short_name")
        rows = of_components.values_list(*(f"component__{name}" for name in names))
        in_order = sorted(rows.annotate(n=Count("policy", distinct=True)), key=lambda row: (row[3], row[2], row[0]))
        for code, title, __, framework, count in in_order:
            yield code, label_of_component(framework, code, title), count

    def link(self) -> Counted:
        counts: Counter[str] = Counter()
        for group in self.groups("link"):
            counts.update(dict(zip(Link.values, group.links, strict=True)))
        return of_list(Link.choices, counts)

    def topic(self) -> Counted:
        return terms(Topic, self.filters.without("topic"))

    def target(self) -> Counted:
        return terms(TargetGroup, self.filters.without("target"))

    def funder(self) -> Counted:
        links = PolicyProject.objects.public().filter(policy__in=self.filters.without("funder")).order_by()
        funding = links.filter(project__participations__role=OrganisationRole.FUNDING)
        slug, name = "project__participations__organisation__slug", "project__participations__organisation__name"
        paid = links.filter(project__fundings__isnull=False)
        pairs = funding.values_list("policy", slug, name).union(
            paid.values_list("policy", "project__fundings__funder__slug", "project__fundings__funder__name")
        )
        counts = Counter((slug, name) for __, slug, name in pairs)
        return [(slug, name, n) for (slug, name), n in sorted(counts.items(), key=lambda row: (-row[1], row[0][1]))]

    def project(self) -> Counted:
        links = PolicyProject.objects.public().filter(policy__in=self.filters.without("project")).order_by()
        rows = links.values_list("project__slug", "project__title").annotate(n=Count("policy", distinct=True))
        return sorted(rows, key=lambda row: (-row[2], row[1]))


#: In the order in which they stand on the page.
FACETS: dict[str, Callable[[Facets], Counted]] = {
    "status": Facets.status,
    "framework": Facets.framework,
    "component": Facets.component,
    "link": Facets.link,
    "country": Facets.country,
    "region": Facets.region,
    "group": Facets.group,
    "income": Facets.income,
    "instrument": Facets.instrument,
    "topic": Facets.topic,
    "target": Facets.target,
    "funder": Facets.funder,
    "project": Facets.project,
}
#: Closed lists of which every value is offered, also where it has no policy.
WHOLE_LISTS = {"status", "instrument", "link"}


def facets_of(filters: PolicyFilterSet) -> tuple[list[Facet], int]:
    """Every facet of a selection, and how many policies are in it. At most one query a facet."""
    asked = Facets(filters)
    facets = [facet(filters, name, list(count(asked))) for name, count in FACETS.items()]
    return facets, sum(group.count for group in asked.of_all)


def facet(filters: PolicyFilterSet, name: str, counted: Sequence[tuple[str, str, int]]) -> Facet:
    field: Any = filters.form.fields[name]
    chosen = dict.fromkeys(filters.chosen.get(name) or [])
    rows = [row for row in counted if row[2] or row[0] in chosen or name in WHOLE_LISTS]
    found = {value for value, __, __ in rows}
    # What is chosen and fits nothing stays in sight, so that it can be taken back.
    missing = [Option(value, field.labels[value], 0, True) for value in chosen if value not in found]
    options = [Option(value, label, count, value in chosen) for value, label, count in rows]
    shown = [
        option
        for index, option in enumerate(options)
        if name not in OPEN_LISTS or index < MOST_OPTIONS or option.chosen
    ]
    first = sorted((*missing, *shown), key=lambda option: not option.chosen) if len(shown) > 12 else [*missing, *shown]
    return Facet(name, str(field.label), tuple(first), len(options) - len(shown))


def grouped(policies: QuerySet[Policy], aligned_to: list[list[str]]) -> list[Group]:
    """Policies by country, instrument and status, and how many of them are aligned to these frameworks and components.

    One query.
    """
    of_country = ("pk", "iso3", "iso2", "note", "region", "sub_region", "intermediate_region", "income")
    names = (*(f"country__{name}" for name in of_country), "instrument", "status_then")
    of_policy = Alignment.objects.filter(policy=OuterRef("pk"))
    links = {
        f"by_{link.name}": Count("pk", filter=Exists(of_policy.matching(*aligned_to, [link.value]))) for link in Link
    }
    start = len(of_country)
    return [
        Group(Country(**dict(zip(of_country, row, strict=False))), *row[start : start + 3], links=row[start + 3 :])
        for row in policies.order_by().values_list(*names).annotate(n=Count("pk"), **links)
    ]


def count_by(groups: Iterable[Group], values: Callable[[Group], Iterable[Any]]) -> Counter[Any]:
    counts: Counter[Any] = Counter()
    for group in groups:
        for value in values(group):
            counts[value] += group.count
    return counts


def of_list(choices: Iterable[tuple[Any, Any]], counts: Counter[str]) -> Counted:
    """The values of a closed list in their order."""
    return [(str(code), str(label), counts[str(code)]) for code, label in choices]


def terms(model: type[Topic] | type[TargetGroup], policies: QuerySet[Policy]) -> Counted:
    rows = model._default_manager.filter(policies__in=policies).annotate(n=Count("policies")).order_by("label")
    return list(rows.values_list("slug", "label", "n"))

"""Where money goes: from funders through projects and policies to countries.

Two measures, never mixed. Links: a unit for each funder of a project and each policy that the project worked on. Amounts: what
funders committed, or disbursed, in one currency; an amount is never divided, because no source says how.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

from policies.bitmaps import Selected
from policies.choices import FundingType, OrganisationRole
from policies.models import Funding, Organisation, PolicyProject, Project, ProjectParticipation
from policies.queries.kept import kept
from policies.queries.pages import OF_PUBLISHED_PROJECT


@dataclass(frozen=True, slots=True)
class Path:
    """What flows one way. ``funder`` None: not known. Without ``policies`` none is recorded of the project."""

    funder: int | None
    project: int
    policies: frozenset[int]
    countries: frozenset[int]
    value: Decimal


#: Kind of transaction and ISO 4217 code.
Measure = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Money:
    """All that is known of a set of projects; ids throughout.

    ``links`` are (policy, country) by project, ``recipients`` countries of projects without any, ``funders`` by project,
    ``amounts`` by project and funder.
    """

    links: Mapping[int, frozenset[tuple[int, int]]]
    recipients: Mapping[int, frozenset[int]]
    funders: Mapping[int, frozenset[int]]
    amounts: Mapping[Measure, Mapping[tuple[int, int], Decimal]]

    @property
    def projects(self) -> set[int]:
        return {*self.links, *self.recipients}

    @property
    def totals(self) -> list[tuple[str, str, Decimal]]:
        """(type label, currency, total): amounts in different currencies are never added."""
        labels = dict(FundingType.choices)
        return sorted(
            (str(labels[kind]), currency, sum(own.values(), Decimal()))
            for (kind, currency), own in self.amounts.items()
        )

    @property
    def measures(self) -> dict[Measure, int]:
        """In how many projects each kind of amount is known; that of most projects first."""
        counts = {measure: len({project for project, __ in own}) for measure, own in self.amounts.items()}
        return dict(sorted(counts.items(), key=lambda row: (-row[1], row[0])))

    def by_link(self) -> list[Path]:
        paths = []
        for project in sorted(self.projects):
            own = self.links.get(project)
            ends = [(frozenset([policy]), frozenset([country])) for policy, country in sorted(own)] if own else []
            ends = ends or [(frozenset(), self.recipients.get(project, frozenset()))]
            for funder in sorted(self.funders.get(project, ())) or [None]:
                paths += [Path(funder, project, policies, countries, Decimal(1)) for policies, countries in ends]
        return paths

    def by_amount(self, measure: Measure) -> list[Path]:
        """One path for each funder and project with such an amount, whole, to all of the project's policies together."""
        paths = []
        for (project, funder), amount in sorted(self.amounts.get(measure, {}).items()):
            own = self.links.get(project, frozenset())
            countries = frozenset(country for __, country in own) or self.recipients.get(project, frozenset())
            if amount:
                paths.append(Path(funder, project, frozenset(policy for policy, __ in own), countries, amount))
        return paths


def money_of(policies: Selected, on: dt.date, *, cut: bool, whole: bool, funder: Organisation | None = None) -> Money:
    """The money of the projects that worked on these policies; of one funder only what is its own.

    With ``whole`` also of published projects of which no policy is recorded. With ``cut`` without projects and amounts of
    which the start or the date is after ``on``. Two queries; with ``whole``, ``cut`` or a funder at most four.
    """
    ours = Project.objects.published()
    if cut:
        ours = ours.filter(Q(start__isnull=True) | Q(start__lte=on.isoformat()))
    if funder is not None:
        by_role = funder.participations.filter(role=OrganisationRole.FUNDING).values("project")
        ours = ours.filter(Q(pk__in=by_role) | Q(pk__in=funder.fundings.values("project")))
    # Without either all published projects are.
    counted = set(ours.order_by().values_list("pk", flat=True)) if cut or funder is not None else None
    by_project = _gathered(pair for pair in links_of(policies) if counted is None or pair[0] in counted)
    recipients: dict[int, frozenset[int]] = {}
    if whole:
        unlinked = ours.exclude(pk__in=PolicyProject.objects.public().values("project")).order_by()
        # A project without a recipient is not lost: it comes with none.
        shares = _gathered(unlinked.values_list("pk", "shares__country"))
        recipients = {project: countries - {None} for project, countries in shares.items()}
    known = {*by_project, *recipients}
    given = Funding.objects.filter(OF_PUBLISHED_PROJECT)
    if funder is not None:
        given = given.filter(funder=funder)
        pairs = {(project, funder.pk) for project, organisation in kept(funding_roles) if organisation == funder.pk}
    else:
        pairs = set(kept(funding_roles))
    dated = given.filter(Q(date__isnull=True) | Q(date__lte=on.isoformat())) if cut else given
    sums = dated.order_by().values_list("project", "funder", "type", "currency").annotate(total=Sum("amount"))
    amounts: dict[Measure, dict[tuple[int, int], Decimal]] = defaultdict(dict)
    for project, organisation, kind, currency, total in sums:
        if project in known:
            pairs.add((project, organisation))
            amounts[kind, currency][project, organisation] = total
    return Money(by_project, recipients, _gathered(pair for pair in pairs if pair[0] in known), dict(amounts))


def links_of(policies: Selected) -> Iterable[tuple[int, tuple[int, int]]]:
    """(project, (policy, country)), by primary keys, of the published projects that worked on these policies. No query."""
    index = policies.index
    pairs = index.open_lists["project"]
    countries = [country.pk for country in index.countries]
    at = pairs.among(policies.places, len(index.keys))
    places = pairs.place[at]
    rows = zip(pairs.value[at].tolist(), places.tolist(), index.policies.country[places].tolist(), strict=True)
    return ((pairs.keys[project], (index.keys[place], countries[country])) for project, place, country in rows)


def funding_roles() -> list[tuple[int, int]]:
    """(project, organisation) for each funder that a published project names. One query."""
    roles = ProjectParticipation.objects.filter(OF_PUBLISHED_PROJECT, role=OrganisationRole.FUNDING)
    return list(roles.order_by().values_list("project", "organisation").distinct())


def _gathered(pairs: Iterable[tuple[int, Any]]) -> dict[int, frozenset[Any]]:
    found: dict[int, set[Any]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return {key: frozenset(values) for key, values in found.items()}

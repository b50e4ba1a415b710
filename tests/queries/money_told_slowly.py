"""What the money of a selection is, by its definition: one project, one funder and one path at a time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable
from decimal import Decimal
from typing import Any

from policies.choices import OrganisationRole
from policies.models import Funding, Organisation, PolicyProject, Project, ProjectParticipation
from policies.queries.funding_fold import MOST_FUNDERS, MOST_NODES
from policies.queries.funding_names import Names, Places, policies_in_words
from policies.queries.ledger import Measure
from policies.queries.paths import Path
from policies.rows import FlowNode, FlowRow


class SlowMoney:
    """The money of ``policies``, by primary key, as money_of has it."""

    def __init__(
        self, policies: Iterable[int], on: dt.date, *, cut: bool, whole: bool, funder: Organisation | None
    ) -> None:
        def begun(date: Any) -> bool:
            return not cut or date is None or date.earliest <= on

        roles = ProjectParticipation.objects.filter(role=OrganisationRole.FUNDING).values_list(
            "project", "organisation"
        )
        given = list(Funding.objects.all())
        funders = {*roles, *((row.project_id, row.funder_id) for row in given)}
        ours = {
            project.pk: project
            for project in Project.objects.published()
            if begun(project.start) and (funder is None or (project.pk, funder.pk) in funders)
        }
        public = PolicyProject.objects.public().values_list("project", "policy", "policy__country")
        wanted = set(policies)
        self.links: dict[int, set[tuple[int, int]]] = defaultdict(set)
        for project, policy, country in public:
            if project in ours and policy in wanted:
                self.links[project].add((policy, country))
        linked = {row[0] for row in public}
        self.recipients = {
            key: frozenset(project.countries.values_list("pk", flat=True))
            for key, project in ours.items()
            if whole and key not in linked
        }
        self.projects = {*self.links, *self.recipients}
        pairs = {*roles}
        self.amounts: dict[Measure, dict[tuple[int, int], Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        for row in given:
            if row.project_id in self.projects and begun(row.date) and (funder is None or row.funder_id == funder.pk):
                pairs.add((row.project_id, row.funder_id))
                self.amounts[row.type, row.currency][row.project_id, row.funder_id] += row.amount
        self.funders: dict[int, set[int]] = defaultdict(set)
        for project, organisation in pairs:
            if project in self.projects and (funder is None or organisation == funder.pk):
                self.funders[project].add(organisation)

    def by_link(self) -> list[Path]:
        paths = []
        for project in sorted(self.projects):
            own = sorted(self.links.get(project, ()))
            ends = [(frozenset([policy]), frozenset([country])) for policy, country in own]
            ends = ends or [(frozenset(), self.recipients[project])]
            for funder in sorted(self.funders.get(project, ())) or [None]:
                paths += [Path(funder, project, policies, countries, Decimal(1)) for policies, countries in ends]
        return paths

    def by_amount(self, measure: Measure) -> list[Path]:
        paths = []
        for (project, funder), amount in sorted(self.amounts[measure].items()):
            own = self.links.get(project, set())
            countries = frozenset(country for __, country in own) or self.recipients.get(project, frozenset())
            if amount:
                paths.append(Path(funder, project, frozenset(policy for policy, __ in own), countries, amount))
        return paths


def largest_first(paths: list[Path]) -> list[Path]:
    totals: dict[int | None, Decimal] = defaultdict(Decimal)
    for path in paths:
        totals[path.funder] += path.value
    return sorted(paths, key=lambda path: (path.funder is None, -totals[path.funder], path.funder or 0, path.project))


def listed(paths: list[Path]) -> list[FlowRow]:
    """Every path by itself, in order."""
    names = Names(paths, {}, Places())
    return [names.row(path) for path in largest_first(paths)]


def drawn(paths: list[Path]) -> list[FlowRow]:
    """The paths, drawn together where a stage has too many nodes."""
    paths, places = largest_first(paths), Places()
    names = Names(paths, {}, places)
    known = list(dict.fromkeys(path.funder for path in paths if path.funder is not None))
    large = known[:MOST_FUNDERS] if len(known) > MOST_FUNDERS + 1 else known
    many_policies = len({path.policies for path in paths}) > MOST_NODES
    many_projects = len({path.project for path in paths}) > MOST_NODES
    many_countries = len({path.countries for path in paths}) > MOST_NODES

    def fund(path: Path) -> int | None:
        return path.funder if path.funder is None or path.funder in large else 0

    def place(path: Path) -> FlowNode:
        return (places.region if many_countries else places.country)(path.countries)

    def nodes(path: Path) -> tuple[FlowNode, ...]:
        funder, project, policy = names.funder(path), names.project(path), names.policy(path)
        if fund(path) == 0:
            n = len(known) - len(large)
            funder = FlowNode("other", f"{n} other funder{'s' * (n > 1)}")
        if many_projects:
            n = len({other.project for other in paths if fund(other) == fund(path)})
            project = FlowNode(f"by-{fund(path)}", f"{n} project{'s' * (n > 1)}")
        if many_policies and path.policies:
            key = place(path).key
            here = {policy for other in paths if place(other).key == key for policy in other.policies}
            policy = FlowNode(f"in-{key}", policies_in_words(len(here)))
        return funder, project, policy, place(path)

    values: dict[tuple[Hashable, ...], Decimal] = defaultdict(Decimal)
    first: dict[tuple[Hashable, ...], Path] = {}
    for path in paths:
        way = (
            fund(path),
            None if many_projects else path.project,
            bool(path.policies) if many_policies else path.policies,
            place(path).key,
        )
        values[way] += path.value
        first.setdefault(way, path)
    return [FlowRow(nodes(first[way]), value) for way, value in values.items()]

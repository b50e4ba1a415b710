"""Paths of money as rows of a flow: with names, and drawn together where there are too many to tell apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext, ngettext

from policies.models import Country, Organisation, Policy, Project
from policies.queries.funding import Path
from policies.queries.kept import kept
from policies.rows import FlowNode, FlowRow

#: So many nodes of one stage can be read; more are drawn together.
MOST_FUNDERS, MOST_NODES = 12, 24
#: So many paths are listed one by one.
MOST_SINGLY = 300


@dataclass(frozen=True, slots=True)
class Flow:
    """``rows`` are what is drawn, ``singly`` what the table lists: the same, one by one where there are not too many."""

    rows: list[FlowRow]
    singly: list[FlowRow]
    funders: int
    projects: int
    policies: int
    countries: int
    without_funder: int  # projects
    without_policy: int  # projects
    folded: bool  # projects, policies or countries are drawn together


def flow_of(paths: Sequence[Path], known: Iterable[Organisation] = ()) -> Flow:
    """The rows of these paths, with the largest funders first. At most three queries for names, whatever their number.

    ``known`` are funders whose names need not be asked for.
    """
    by_funder: dict[int | None, Decimal] = defaultdict(Decimal)
    for path in paths:
        by_funder[path.funder] += path.value
    paths = sorted(
        paths, key=lambda path: (path.funder is None, -by_funder[path.funder], path.funder or 0, path.project)
    )
    projects, funders = {path.project for path in paths}, {path.funder for path in paths} - {None}
    policies = {policy for path in paths for policy in path.policies}
    listed = len(paths) <= MOST_SINGLY
    names = Names(
        paths,
        {funder.pk: funder for funder in known},
        projects if listed or len(projects) <= MOST_NODES else set(),
        policies if listed or len(policies) <= MOST_NODES else set(),
    )
    drawn = Fold(paths, names).rows()
    return Flow(
        rows=drawn,
        singly=[names.row(path) for path in paths] if listed else drawn,
        funders=len(funders),
        projects=len(projects),
        policies=len(policies),
        countries=len({country for path in paths for country in path.countries}),
        without_funder=len({path.project for path in paths if path.funder is None}),
        without_policy=len({path.project for path in paths if not path.policies}),
        folded=len(projects) > MOST_NODES or len(policies) > MOST_NODES,
    )


def countries_by_id() -> dict[int, Country]:
    """One query."""
    return Country.objects.in_bulk()


class Names:
    """Nodes that stand for one record each, made once each."""

    def __init__(
        self, paths: Sequence[Path], known: dict[int, Organisation], projects: set[int], policies: set[int]
    ) -> None:
        """Projects and policies are named only those of the sets: of very many none is drawn or listed by itself."""
        funders = {path.funder for path in paths if path.funder} - known.keys()
        self.funders = known | (Organisation.objects.only("slug", "name").in_bulk(funders) if funders else {})
        self.projects = Project.objects.only("slug", "title").in_bulk(projects)
        self.policies = Policy.objects.select_related("country").defer("search_text").in_bulk(policies)
        self.countries = kept(countries_by_id)
        self.made: dict[tuple[str, Hashable], FlowNode] = {}

    def row(self, path: Path) -> FlowRow:
        nodes = (self.funder(path), self.project(path), self.policy(path), self.country(path))
        return FlowRow(nodes, path.value)

    def once(self, stage: str, of: Hashable, make: Callable[[], FlowNode]) -> FlowNode:
        node = self.made.get((stage, of))
        if node is None:
            node = self.made[stage, of] = make()
        return node

    def funder(self, path: Path) -> FlowNode:
        if path.funder is None:
            return FlowNode("none", gettext("Funder not known"))
        funder = self.funders[path.funder]
        return self.once("funder", funder.pk, lambda: _node(funder, funder.name))

    def project(self, path: Path) -> FlowNode:
        project = self.projects[path.project]
        return self.once("project", project.pk, lambda: _node(project, project.title))

    def policy(self, path: Path) -> FlowNode:
        if not path.policies:
            return FlowNode("none", gettext("No policy recorded"))
        if len(path.policies) > 1:
            return FlowNode("-".join(map(str, sorted(path.policies))), _policies(len(path.policies)))
        policy = self.policies[next(iter(path.policies))]
        return self.once("policy", policy.pk, lambda: _node(policy, policy.title))

    def country(self, path: Path) -> FlowNode:
        return self.once("country", path.countries, lambda: self._country(path.countries))

    def _country(self, ids: frozenset[int]) -> FlowNode:
        if not ids:
            return FlowNode("none", gettext("Country not known"))
        own = sorted((self.countries[pk] for pk in ids), key=lambda country: country.sort_key)
        if len(own) > 1:
            return FlowNode("-".join(country.iso3 for country in own), _countries(len(own)))
        return FlowNode(own[0].iso3, own[0].name, own[0].get_absolute_url())

    def region(self, path: Path) -> FlowNode:
        return self.once("region", path.countries, lambda: self._region(path.countries))

    def _region(self, ids: frozenset[int]) -> FlowNode:
        regions = {self.countries[pk].narrowest_region for pk in ids}
        if len(regions) != 1:
            return FlowNode("several", gettext("Several regions") if regions else gettext("Country not known"))
        region = regions.pop()
        return FlowNode(f"region-{region}", region or gettext("Elsewhere"))


class Fold:
    """Draws together what a stage has too many of: small funders; projects by funder; countries by region; policies by
    country or region.

    There may be tens of thousands of paths, so that what is said of a node is put into words once, not once a path.
    """

    def __init__(self, paths: Sequence[Path], names: Names) -> None:
        """``paths`` have those of the largest funders first."""
        self.paths, self.names = paths, names
        known = list(dict.fromkeys(path.funder for path in paths if path.funder is not None))
        self.large = set(known[:MOST_FUNDERS] if len(known) > MOST_FUNDERS + 1 else known)
        self.small = len(known) - len(self.large)
        self.many_policies = len({path.policies for path in paths}) > MOST_NODES
        self.many_projects = len({path.project for path in paths}) > MOST_NODES
        a_path = {path.countries: path for path in paths}
        many_countries = len(a_path) > MOST_NODES
        place = names.region if many_countries else names.country
        self.countries = {countries: place(path) for countries, path in a_path.items()}
        self.projects: dict[int | None, set[int]] = defaultdict(set)
        self.policies: dict[str, set[int]] = defaultdict(set)
        for path in paths:
            self.projects[self.fund(path)].add(path.project)
            self.policies[self.countries[path.countries].key].update(path.policies)

    def fund(self, path: Path) -> int | None:
        """The id of the path's funder; 0 for the small ones together, None for one that is not known."""
        return path.funder if path.funder is None or path.funder in self.large else 0

    def rows(self) -> list[FlowRow]:
        """One row for each way through the nodes as they are drawn."""
        values: dict[tuple[Hashable, ...], Decimal] = defaultdict(Decimal)
        first: dict[tuple[Hashable, ...], Path] = {}
        for path in self.paths:
            way = (
                self.fund(path),
                None if self.many_projects else path.project,
                bool(path.policies) if self.many_policies else path.policies,
                self.countries[path.countries].key,
            )
            values[way] += path.value
            first.setdefault(way, path)
        return [FlowRow(self.nodes(first[way]), value) for way, value in values.items()]

    def nodes(self, path: Path) -> tuple[FlowNode, ...]:
        return self.funder(path), self.project(path), self.policy(path), self.countries[path.countries]

    def funder(self, path: Path) -> FlowNode:
        if self.fund(path) != 0:
            return self.names.funder(path)
        label = ngettext("%d other funder", "%d other funders", self.small) % self.small
        return FlowNode("other", label)

    def project(self, path: Path) -> FlowNode:
        if not self.many_projects:
            return self.names.project(path)
        n = len(self.projects[self.fund(path)])
        return FlowNode(f"by-{self.fund(path)}", ngettext("%d project", "%d projects", n) % n)

    def policy(self, path: Path) -> FlowNode:
        if not self.many_policies or not path.policies:
            return self.names.policy(path)
        key = self.countries[path.countries].key
        return FlowNode(f"in-{key}", _policies(len(self.policies[key])))


def _node(record: Organisation | Project | Policy, label: str) -> FlowNode:
    return FlowNode(str(record.pk), label, record.get_absolute_url())


def _policies(n: int) -> str:
    return ngettext("%d policy", "%d policies", n) % n


def _countries(n: int) -> str:
    return ngettext("%d country", "%d countries", n) % n

"""Paths of money drawn together where a stage has too many nodes to tell apart."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from django.utils.translation import ngettext

from policies.queries.funding_names import Names, Places, policies_in_words
from policies.queries.numbered_sets import Numbers, distinct
from policies.queries.paths import UNKNOWN, Path, Paths
from policies.rows import FlowNode, FlowRow

#: So many nodes of one stage can be read; more are drawn together.
MOST_FUNDERS, MOST_NODES = 12, 24
#: Stands among funders for all small ones.
SMALL = -1
#: How keys of nodes write what is no funder.
KEYS = {UNKNOWN: "None", SMALL: "0"}


class Fold:
    """Draws together what a stage has too many of: small funders; projects by funder; countries by region; policies by
    country or region.

    There may be tens of thousands of paths: they are counted as arrays, and of each way that is drawn one is named.
    """

    def __init__(self, paths: Paths, places: Places) -> None:
        """``paths`` have those of the largest funders first."""
        self.paths = paths
        funders, first = np.unique(paths.funder, return_index=True)
        known = [funder for funder in funders[np.argsort(first)].tolist() if funder != UNKNOWN]
        large = known[:MOST_FUNDERS] if len(known) > MOST_FUNDERS + 1 else known
        self.small = len(known) - len(large)
        #: Of each path its funder, SMALL or UNKNOWN.
        self.fund = np.where(np.isin(paths.funder, [UNKNOWN, *large]), paths.funder, SMALL)
        self.many_projects = len(np.unique(paths.project)) > MOST_NODES
        self.many_policies = len(np.unique(paths.policies)) > MOST_NODES
        self.place_nodes, self.place = self.placed(places)
        self.first, self.way = self.ways()

    def placed(self, places: Places) -> tuple[list[FlowNode], Numbers]:
        """The nodes of countries, or of regions if these are too many, and of each path the position of its own."""
        sets, at = np.unique(self.paths.countries, return_inverse=True)
        name = places.region if len(sets) > MOST_NODES else places.country
        named = [name(self.paths.ends.country_sets.of(number)) for number in sets.tolist()]
        nodes = {node.key: node for node in named}
        position = {key: n for n, key in enumerate(nodes)}
        return list(nodes.values()), np.array([position[node.key] for node in named], dtype=np.intp)[at]

    def ways(self) -> tuple[Numbers, Numbers]:
        """Where each way through the nodes as they are drawn is taken first, in that order, and the way of each path."""
        way = np.zeros(len(self.paths), dtype=np.intp)
        for stage in (
            self.fund,
            None if self.many_projects else self.paths.project,
            self.paths.without_policy if self.many_policies else self.paths.policies,
            self.place,
        ):
            if stage is not None:
                nodes, at = np.unique(stage, return_inverse=True)
                way = way * len(nodes) + at
        __, first, at = np.unique(way, return_index=True, return_inverse=True)
        order = np.argsort(first)
        return first[order], np.argsort(order)[at]

    @cached_property
    def drawn(self) -> list[Path]:
        """The first path of each way."""
        return [self.paths.path(at) for at in self.first.tolist()]

    def rows(self, names: Names) -> list[FlowRow]:
        """One row for each way, with all that flows on it."""
        sums = self.paths.sums(self.way, len(self.first)).tolist()
        return [
            FlowRow(self.nodes(path, at, names), self.paths.whole(total))
            for path, at, total in zip(self.drawn, self.first.tolist(), sums, strict=True)
        ]

    def nodes(self, path: Path, at: int, names: Names) -> tuple[FlowNode, ...]:
        """Those of a path, which is at this position."""
        fund, place = int(self.fund[at]), int(self.place[at])
        return (
            self.others if fund == SMALL else names.funder(path),
            self.projects(fund) if self.many_projects else names.project(path),
            self.policies(place) if self.many_policies and path.policies else names.policy(path),
            self.place_nodes[place],
        )

    @property
    def others(self) -> FlowNode:
        return FlowNode("other", ngettext("%d other funder", "%d other funders", self.small) % self.small)

    def projects(self, fund: int) -> FlowNode:
        n = self.projects_by_fund[fund]
        return FlowNode(f"by-{KEYS.get(fund, fund)}", ngettext("%d project", "%d projects", n) % n)

    def policies(self, place: int) -> FlowNode:
        return FlowNode(f"in-{self.place_nodes[place].key}", policies_in_words(self.policies_by_place[place]))

    @cached_property
    def projects_by_fund(self) -> dict[int, int]:
        funders, counts = np.unique(distinct(self.fund, self.paths.project)[0], return_counts=True)
        return dict(zip(funders.tolist(), counts.tolist(), strict=True))

    @cached_property
    def policies_by_place(self) -> list[int]:
        places, sets = distinct(self.place, self.paths.policies)
        at, members = self.paths.ends.policy_sets.members(sets)
        places, __ = distinct(places[at], members)
        return np.bincount(places, minlength=len(self.place_nodes)).tolist()

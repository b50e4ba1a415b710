"""The nodes of a flow of money, in words: what stands for a record has its name and its address."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable

from django.utils.translation import gettext, ngettext

from policies.models import Country, Organisation, Policy, Project
from policies.queries.kept import kept
from policies.queries.paths import Path
from policies.rows import FlowNode, FlowRow


class Nodes:
    """Nodes, made once each."""

    def __init__(self) -> None:
        self.made: dict[tuple[str, Hashable], FlowNode] = {}

    def once(self, stage: str, of: Hashable, make: Callable[[], FlowNode]) -> FlowNode:
        node = self.made.get((stage, of))
        if node is None:
            node = self.made[stage, of] = make()
        return node


class Places(Nodes):
    """Nodes of countries, and of the regions that they are in. No query, but after a change."""

    def __init__(self) -> None:
        super().__init__()
        self.countries = kept(countries_by_id)

    def country(self, ids: frozenset[int]) -> FlowNode:
        return self.once("country", ids, lambda: self._country(ids))

    def _country(self, ids: frozenset[int]) -> FlowNode:
        if not ids:
            return FlowNode("none", gettext("Country not known"))
        own = sorted((self.countries[pk] for pk in ids), key=lambda country: country.sort_key)
        if len(own) > 1:
            return FlowNode("-".join(country.iso3 for country in own), countries_in_words(len(own)))
        return FlowNode(own[0].iso3, own[0].name, own[0].get_absolute_url())

    def region(self, ids: frozenset[int]) -> FlowNode:
        return self.once("region", ids, lambda: self._region(ids))

    def _region(self, ids: frozenset[int]) -> FlowNode:
        regions = {self.countries[pk].narrowest_region for pk in ids}
        if len(regions) != 1:
            return FlowNode("several", gettext("Several regions") if regions else gettext("Country not known"))
        region = regions.pop()
        return FlowNode(f"region-{region}", region or gettext("Elsewhere"))


class Names(Nodes):
    """Nodes that stand for what single paths lead through."""

    def __init__(
        self,
        paths: Collection[Path],
        known: dict[int, Organisation],
        places: Places,
        *,
        projects: bool = True,
        policies: bool = True,
    ) -> None:
        """At most three queries, of what these paths name: neither ``projects`` nor ``policies`` where none is to be
        named. ``known`` are funders that need not be asked for."""
        super().__init__()
        funders = {path.funder for path in paths if path.funder} - known.keys()
        # Of several policies together only the number is said.
        single = {next(iter(path.policies)) for path in paths if len(path.policies) == 1} if policies else set()
        self.funders = known | Organisation.objects.only("slug", "name").in_bulk(funders)
        self.projects = Project.objects.only("slug", "title").in_bulk({path.project for path in paths if projects})
        self.policies = Policy.objects.select_related("country").defer("search_text").in_bulk(single)
        self.places = places

    def row(self, path: Path) -> FlowRow:
        nodes = (self.funder(path), self.project(path), self.policy(path), self.places.country(path.countries))
        return FlowRow(nodes, path.value)

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
            return FlowNode("-".join(map(str, sorted(path.policies))), policies_in_words(len(path.policies)))
        policy = self.policies[next(iter(path.policies))]
        return self.once("policy", policy.pk, lambda: _node(policy, policy.title))


def countries_by_id() -> dict[int, Country]:
    """One query."""
    return Country.objects.in_bulk()


def _node(record: Organisation | Project | Policy, label: str) -> FlowNode:
    return FlowNode(str(record.pk), label, record.get_absolute_url())


def policies_in_words(n: int) -> str:
    return ngettext("%d policy", "%d policies", n) % n


def countries_in_words(n: int) -> str:
    return ngettext("%d country", "%d countries", n) % n

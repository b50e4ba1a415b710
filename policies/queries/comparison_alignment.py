"""Alignment side by side: the best evidence of each country for each component."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from pyroaring import BitMap

from policies.bitmaps import NEVER, Selected
from policies.choices import EvidenceKind
from policies.models import Framework, FrameworkComponent
from policies.queries.comparison_cells import Cell, Line, Section, missing
from policies.queries.country_page import CountryPage
from policies.queries.country_record import frameworks_by_code
from policies.queries.kept import kept
from policies.queries.matrix import RANK

#: A framework of more components shows those only that some policy is aligned to.
SHORT_LIST = 10


class Evidence:
    """Alignments of one country to one component: the best of them, and by how many policies."""

    def __init__(self) -> None:
        self.policies = BitMap()
        self.best = (len(RANK), True)

    def add(self, policies: BitMap, link: str, older: BitMap) -> None:
        """Alignments of some policies, of which those of ``older`` were adopted before the framework."""
        self.policies |= policies
        self.best = min(self.best, (RANK[EvidenceKind(link)], policies.issubset(older)))

    @property
    def link(self) -> EvidenceKind:
        return list(EvidenceKind)[self.best[0]]

    @property
    def text(self) -> str:
        n = len(self.policies)
        words = {"link": self.link.label, "n": n}
        said = ngettext("%(link)s, %(n)d policy", "%(link)s, %(n)d policies", n) % words
        return gettext("%s; older than the framework") % said if self.best[1] else said


def alignments(
    pages: Sequence[CountryPage],
    components: Sequence[FrameworkComponent],
    mapped: dict[int, list[FrameworkComponent]],
) -> Iterator[Section]:
    """A table for each framework that one of these policies is coded for, most policies first."""
    frameworks = kept(frameworks_by_code)
    coded: dict[Framework, BitMap] = defaultdict(BitMap)
    for page in pages:
        for code, __, __, places in page.record.alignments():
            coded[frameworks[code]] |= places
    evidence = evidence_of(pages, components, mapped, coded)
    for framework in sorted(coded, key=lambda framework: (-len(coded[framework]), framework.code)):
        own = [component for component in components if component.framework_id == framework.pk]
        shown = [
            c for c in own if len(own) <= SHORT_LIST or any((page, c.pk) in evidence for page in range(len(pages)))
        ]
        lines = [component_line(pages, evidence, component, framework) for component in shown]
        whole = -framework.pk
        if any((page, whole) in evidence for page in range(len(pages))):
            lines.insert(0, component_line(pages, evidence, None, framework))
        rest = len(own) - len(shown)
        note = (
            ngettext(
                "%d other component has not been assessed for any of these countries.",
                "%d other components have not been assessed for any of these countries.",
                rest,
            )
            % rest
            if rest
            else ""
        )
        title = gettext("Alignment with %(framework)s") % {"framework": framework.short_name}
        yield Section(f"alignment-{framework.code}", title, tuple(lines), note, framework.get_absolute_url())


def evidence_of(
    pages: Sequence[CountryPage],
    components: Sequence[FrameworkComponent],
    mapped: dict[int, list[FrameworkComponent]],
    coded: Collection[Framework],
) -> dict[tuple[int, int], Evidence]:
    """By position of the page and id of the component; minus the id of a framework stands for it as a whole."""
    evidence: dict[tuple[int, int], Evidence] = defaultdict(Evidence)
    by_code = {component.code: component.pk for component in components}
    frameworks = {framework.code: framework for framework in coded}
    for position, page in enumerate(pages):
        older = {framework.pk: older_than(framework, page.record.policies) for framework in coded}
        for code, component, link, places in page.record.alignments():
            framework = frameworks[code].pk
            own = by_code[component] if component else -framework
            evidence[position, own].add(places, link, older[framework])
            for other in mapped.get(own, []):
                if other.framework_id in older:
                    evidence[position, other.pk].add(places, EvidenceKind.BY_MAPPING, older[other.framework_id])
    return evidence


def older_than(framework: Framework, policies: Selected) -> BitMap:
    """The policies that can only share themes with the framework, because they were adopted before it."""
    if framework.adopted is None:
        return BitMap()
    adopted, force = policies.day("adopted_from"), policies.day("force_from")
    begun = np.where(adopted == NEVER, force, adopted)
    return BitMap(policies.at[begun < framework.adopted.earliest.toordinal()].astype(np.uint32))


def component_line(
    pages: Sequence[CountryPage],
    evidence: dict[tuple[int, int], Evidence],
    component: FrameworkComponent | None,
    framework: Framework,
) -> Line:
    key = component.pk if component else -framework.pk
    asked = f"component={component.code}" if component else f"framework={framework.code}"
    cells = []
    for position, page in enumerate(pages):
        found = evidence.get((position, key))
        if found is None:
            cells.append(missing(gettext("not assessed")))
            continue
        address = f"{reverse('policy-list')}?country={page.country.iso3}&{asked}"
        if found.link == EvidenceKind.BY_MAPPING:
            address = framework.get_absolute_url()
        cells.append(Cell(((found.text, address),), f"link-{found.link}"))
    label = component.label if component else gettext("The framework as a whole")
    url = f"{framework.get_absolute_url()}#{component.code}" if component else framework.get_absolute_url()
    return Line(label, tuple(cells), url)

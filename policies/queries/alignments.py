"""Alignments as they are shown: coded ones, and those that follow from them by mapping."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F

from policies.choices import Link
from policies.models import (
    Alignment,
    ComponentMapping,
    Framework,
    FrameworkAlignment,
    FrameworkComponent,
    Policy,
)
from policies.queries.kept import kept


@dataclass(frozen=True, slots=True)
class Evidence:
    """An alignment as seen from a component: ``by_mapping`` names the component it was really coded for."""

    alignment: Alignment
    component: FrameworkComponent | None
    by_mapping: FrameworkComponent | None = None


def mapped_components() -> dict[int, list[FrameworkComponent]]:
    """For each component, those of other frameworks that it corresponds to, in both directions. One query."""
    pairs: dict[int, list[FrameworkComponent]] = defaultdict(list)
    mappings = ComponentMapping.objects.select_related("component__framework", "other__framework")
    for mapping in mappings:
        pairs[mapping.component_id].append(mapping.other)
        pairs[mapping.other_id].append(mapping.component)
    return pairs


def evidence_of_policy(policy: Policy) -> list[tuple[Framework, list[Evidence], list[Evidence]]]:
    """By framework, in the order of ``strength``: what was coded, and what follows by mapping. One query, and one more
    after a change."""
    alignments = list(policy.alignments.select_related("framework", "component__framework", "source"))
    mapped = kept(mapped_components) if alignments else {}
    coded: dict[Framework, list[Evidence]] = defaultdict(list)
    derived: dict[Framework, list[Evidence]] = defaultdict(list)
    coded_components = {alignment.component_id for alignment in alignments}
    shown: set[tuple[int, int]] = set()  # two coders of one component do not make two rows by mapping
    for alignment in alignments:
        coded[alignment.framework].append(Evidence(alignment, alignment.component))
        for other in mapped.get(alignment.component_id or 0, []):
            if other.pk not in coded_components and (alignment.component_id or 0, other.pk) not in shown:
                shown.add((alignment.component_id or 0, other.pk))
                derived[other.framework].append(Evidence(alignment, other, alignment.component))
    frameworks = sorted({*coded, *derived}, key=lambda f: (f not in coded, strength(coded.get(f, [])), f.short_name))
    return [(framework, coded.get(framework, []), derived.get(framework, [])) for framework in frameworks]


def strength(rows: Iterable[Evidence]) -> int:
    """The place of a framework on a policy's page: named ones first, then those read into it, then those it is older than."""
    readings = [row.alignment for row in rows]
    if any(reading.link == Link.EXPLICIT for reading in readings):
        return 0
    return 2 if any(reading.predates_framework for reading in readings) else 1


def alignments_of_framework(framework: Framework) -> list[tuple[Framework, list[FrameworkAlignment]]]:
    """What was coded of a regional framework, by the framework that it follows."""
    own = (reading for reading in kept(readings) if reading.subject_id == framework.pk)
    return grouped((reading.framework, reading) for reading in sorted(own, key=lambda row: row.framework.name))


def frameworks_that_follow(framework: Framework) -> list[tuple[Framework, list[FrameworkAlignment]]]:
    """Regional frameworks with what was coded of each about this one."""
    own = (reading for reading in kept(readings) if reading.framework_id == framework.pk)
    return grouped((reading.subject, reading) for reading in sorted(own, key=lambda row: row.subject.name))


def readings() -> list[FrameworkAlignment]:
    """All alignments of regional frameworks, the framework as a whole before its components. One query."""
    read = FrameworkAlignment.objects.select_related("subject", "framework", "component", "source")
    return list(read.order_by(*IN_ORDER))


def mappings_shown() -> list[ComponentMapping]:
    """All mappings with what is shown of them. One query."""
    return list(ComponentMapping.objects.select_related("component__framework", "other__framework", "source"))


#: The framework as a whole, then its components.
IN_ORDER = (F("component__order").asc(nulls_first=True), "id")


def grouped(
    pairs: Iterable[tuple[Framework, FrameworkAlignment]],
) -> list[tuple[Framework, list[FrameworkAlignment]]]:
    """In the order in which the frameworks come."""
    groups: dict[Framework, list[FrameworkAlignment]] = {}
    for framework, reading in pairs:
        groups.setdefault(framework, []).append(reading)
    return list(groups.items())

"""Policies x components of one framework: the best evidence in each cell."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext

from policies.choices import Link, PublicationState
from policies.models import Alignment, Framework, FrameworkComponent, Policy

#: A cell that follows from an alignment to a component of another framework.
BY_MAPPING = "by-mapping"
#: Best evidence first.
RANK = (Link.EXPLICIT.value, Link.IMPLICIT.value, BY_MAPPING)


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """``link`` is explicit, implicit, by-mapping, or empty: nobody has assessed it."""

    link: str = ""

    @property
    def label(self) -> str:
        if self.link == BY_MAPPING:
            return gettext("By mapping")
        return str(Link(self.link).label) if self.link else ""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    policy: Policy
    whole: MatrixCell
    cells: tuple[MatrixCell, ...]

    #: The policy was adopted before the framework was: it can only share its themes.
    is_older: bool

    @property
    def only_by_mapping(self) -> bool:
        return {cell.link for cell in (self.whole, *self.cells)} <= {"", BY_MAPPING}


def alignment_matrix(
    framework: Framework, components: list[FrameworkComponent], mapped: dict[int, list[FrameworkComponent]], on: dt.date
) -> list[MatrixRow]:
    """Published policies, begun by ``on``, aligned to the framework or to a component that one of its own is mapped to.

    ``mapped`` gives for each component, by its id, those of other frameworks that correspond to it. Two queries.
    """
    shown_as: dict[int, list[int | None]] = defaultdict(list)
    for component_id, others in mapped.items():
        for other in others:
            shown_as[other.pk].append(component_id)
    alignments = Alignment.objects.filter(
        Q(framework=framework) | Q(component__in=list(shown_as)), policy__state=PublicationState.PUBLISHED
    )
    best: dict[tuple[int, int | None], str] = {}
    for alignment in alignments.only("policy_id", "framework_id", "component_id", "link"):
        own = alignment.framework_id == framework.pk
        link = alignment.link if own else BY_MAPPING
        for component in [alignment.component_id] if own else shown_as[alignment.component_id or 0]:
            key = (alignment.policy_id, component)
            best[key] = min(best.get(key, link), link, key=RANK.index)
    begun = framework.adopted.earliest if framework.adopted else None
    policies = (
        Policy.objects.published()
        .with_status(on)
        .known_by(on)
        .filter(pk__in={policy_id for policy_id, __ in best})
        .select_related("country")
        .order_by("country__slug", "slug")
    )
    return [
        MatrixRow(
            policy,
            MatrixCell(best.get((policy.pk, None), "")),
            tuple(MatrixCell(best.get((policy.pk, component.pk), "")) for component in components),
            is_older=bool(begun and (policy.adopted_from or policy.force_from or begun) < begun),
        )
        for policy in policies
    ]

"""Small random records of alignments and mappings, and what they mean told slowly, one alignment at a time."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from hypothesis import strategies as st

from policies import bitmaps
from policies.choices import EvidenceKind
from policies.models import Alignment, ComponentMapping, Framework, FrameworkComponent, Policy
from policies.queries import kept
from tests import factories as make

COUNTRIES, POLICIES = 3, 5
#: Frameworks by code, with so many components each; one has none.
SIZES = {"a": 3, "b": 3, "c": 2, "d": 0}
COMPONENTS = [f"{framework}-{n}" for framework, size in SIZES.items() for n in range(size)]


@dataclass(frozen=True)
class World:
    """(country, is published) by policy; (policy, framework, component or "", link); pairs of components."""

    policies: list[tuple[int, bool]]
    alignments: list[tuple[int, str, str, str]]
    mappings: list[tuple[str, str]]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    targets = [(framework, "") for framework in SIZES] + [(code[0], code) for code in COMPONENTS]
    alignment = st.tuples(
        st.integers(0, POLICIES - 1), st.sampled_from(targets), st.sampled_from(["explicit", "implicit"])
    )
    pairs = st.tuples(st.sampled_from(COMPONENTS), st.sampled_from(COMPONENTS)).filter(lambda pair: pair[0] != pair[1])
    return World(
        draw(st.lists(st.tuples(st.integers(0, COUNTRIES - 1), st.booleans()), min_size=POLICIES, max_size=POLICIES)),
        [(policy, *target, link) for policy, target, link in draw(st.lists(alignment, max_size=12))],
        draw(st.lists(pairs, max_size=5, unique=True)),
    )


@contextlib.contextmanager
def recorded(world: World) -> Iterator[list[Policy]]:
    """The world in the database, for as long as the block lasts; its policies in their order."""
    # What was rolled back before had the same data version.
    bitmaps.forget()
    kept.forget()
    with transaction.atomic():
        source = make.SourceFactory()
        countries = [make.MadeUpCountryFactory() for __ in range(COUNTRIES)]
        frameworks = {code: make.FrameworkFactory(code=code) for code in SIZES}
        components = {
            code: make.ComponentFactory(framework=frameworks[code[0]], code=code, order=n)
            for n, code in enumerate(COMPONENTS)
        }
        policies = [
            make.PolicyFactory(country=countries[country], state="published" if public else "draft")
            for country, public in world.policies
        ]
        for number, (policy, framework, component, link) in enumerate(world.alignments):
            make.AlignmentFactory(
                policy=policies[policy], framework=frameworks[framework], component=components.get(component),
                link=link, coded_by=str(number), source=source,
            )  # fmt: skip
        for one, other in world.mappings:
            make.MappingFactory(component=components[one], other=components[other], source=source)
        yield policies
        transaction.set_rollback(True)


def kind_of(alignment: Alignment, framework: Framework, column: FrameworkComponent | None) -> EvidenceKind | None:
    """What an alignment is to a column of the matrix of a framework, by its definition."""
    if alignment.framework == framework:
        return EvidenceKind(alignment.link) if alignment.component == column else None
    if alignment.component is None or column is None:
        return None
    pairs = ComponentMapping.objects.values_list("component", "other")
    ours, theirs = column.pk, alignment.component.pk
    return EvidenceKind.BY_MAPPING if {(ours, theirs), (theirs, ours)} & set(pairs) else None


def best(kinds: list[EvidenceKind | None]) -> EvidenceKind | None:
    return next((kind for kind in EvidenceKind if kind in kinds), None)

"""The matrix against its definition, cell by cell, on random records; and its literal number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from policies import bitmaps
from policies.actions import refresh_milestones
from policies.choices import EvidenceKind
from policies.filters import PolicyFilterSet
from policies.models import Alignment, DataVersion, Framework, Policy
from policies.models.version import reading_at
from policies.queries.evidence import Evidence
from policies.queries.mappings import Mappings
from policies.queries.matrix import Frame, is_older, totals_of
from policies.queries.passages import Passages
from tests import factories as make
from tests.queries.alignment_worlds import COMPONENTS, SIZES, World, best, kind_of, recorded, worlds

pytestmark = pytest.mark.django_db
ON = dt.date(2020, 6, 1)
CODES = st.lists(st.sampled_from(list(SIZES)), max_size=2), st.lists(st.sampled_from(COMPONENTS), max_size=2)


def frame_of(code: str, mapping: bool) -> Frame:
    framework = Framework.objects.get(code=code)
    return Frame.of(framework, list(framework.components.all()), Mappings.load() if mapping else None)


def in_its_part(alignment: Alignment) -> tuple[str, str, str, int]:
    policy = alignment.policy
    return alignment.link, policy.country.slug, policy.slug, alignment.pk


def evidence_of(frame: Frame) -> Evidence:
    return Evidence(frame, bitmaps.selected(policies_as_listed()))


def policies_as_listed() -> list[Policy]:
    return Policy.objects.published().with_status(ON).order_by("country__slug", "slug")


@settings(max_examples=60)
@given(world=worlds(), code=st.sampled_from(list(SIZES)), mapping=st.booleans())
def test_every_cell_total_and_passage_is_as_defined(world: World, code: str, mapping: bool) -> None:
    with recorded(world):
        frame = frame_of(code, mapping)
        columns = [None, *frame.components]
        everything = list(Alignment.objects.select_related("component", "framework", "policy"))
        published = list(policies_as_listed())

        def kinds(column: object, of: list[Policy]) -> list[EvidenceKind | None]:
            found = [kind_of(a, frame.framework, column) for a in everything if a.policy in of]
            return [kind for kind in found if mapping or kind != EvidenceKind.BY_MAPPING]

        expected = {p.pk: tuple(best(kinds(column, [p])) for column in columns) for p in published}
        evidence = evidence_of(frame)
        cells = evidence.cells([p.pk for p in published])
        assert {p.pk: cells.get(p.pk, frame.nothing) for p in published} == expected
        assert evidence.totals() == totals_of(expected.values(), len(columns))

        rows = evidence.countries()
        by_country = {row.country.pk: (row.policies, row.cells) for row in rows}
        here = {p.country_id: [q for q in published if q.country_id == p.country_id] for p in published}
        assert by_country == {
            pk: (len(of), tuple(best(kinds(column, of)) for column in columns)) for pk, of in here.items()
        }
        assessed = [any(row.cells) for row in rows]
        assert assessed == sorted(assessed, reverse=True)

        for index, column in enumerate(columns):
            pages = Passages(evidence, column.pk if column else None)
            found = pages[:]
            counting = [a for a in everything if a.policy in published and kind_of(a, frame.framework, column)]
            counting = [a for a in counting if mapping or a.framework == frame.framework]
            assert len(pages) == len(counting)
            assert found == sorted(counting, key=lambda a: (a.framework != frame.framework, *in_its_part(a)))
            assert [row for start in range(0, len(pages), 2) for row in pages[start : start + 2]] == found
            shown = [kind_of(a, frame.framework, column) for a in found]
            assert shown == sorted(kinds_only(kinds(column, published)), key=list(EvidenceKind).index)
            assert (best(shown) is None) == all(cells[index] is None for cells in expected.values())

        ordered = [evidence.index.keys[place] for part in evidence.parts for place in part]
        coded = {a.policy_id for a in everything if a.framework == frame.framework}
        assert ordered == [p.pk for p in sorted(published, key=lambda p: (p.pk not in coded, not any(expected[p.pk])))]
        with_evidence = [p for p in published if any(expected[p.pk])]
        counts = evidence.followers()
        assert (counts.policies, counts.countries, counts.coded, counts.older) == (
            len(with_evidence),
            len({p.country_id for p in with_evidence}),
            sum(p.pk in coded for p in published),
            0,
        )


def kinds_only(kinds: list[EvidenceKind | None]) -> list[EvidenceKind]:
    return [kind for kind in kinds if kind]


@settings(max_examples=60)
@given(
    world=worlds(), frameworks=CODES[0], components=CODES[1],
    links=st.lists(st.sampled_from(["explicit", "implicit"]), max_size=2), mapping=st.booleans(),
)  # fmt: skip
def test_the_selection_is_as_defined_and_its_best_evidence_first(
    world: World, frameworks: list[str], components: list[str], links: list[str], mapping: bool
) -> None:
    """Framework, component and link hold on one alignment; the link is that of the alignment as it was coded."""
    with recorded(world) as policies:
        asked = QueryDict(mutable=True)
        asked.setlist("framework", frameworks)
        asked.setlist("component", components)
        asked.setlist("link", links)
        if mapping:
            asked["mapping"] = "on"
        mapped = {frozenset(pair) for pair in world.mappings}

        def targets(framework: str, component: str) -> list[tuple[str, str, bool]]:
            """(framework, component, is by mapping): for what an alignment counts."""
            others = [code for code in COMPONENTS if mapping and frozenset((component, code)) in mapped]
            return [(framework, component, False), *((code[0], code, True) for code in others)]

        def fits(framework: str, component: str) -> bool:
            return (not frameworks or framework in frameworks) and (not components or component in components)

        rank: dict[str, int] = {}
        follows = frameworks or components
        for number, policy in enumerate(policies):
            own = [a[1:] for a in world.alignments if a[0] == number]
            kinds = [
                EvidenceKind.BY_MAPPING if by_mapping else EvidenceKind(link)
                for *target, link in own
                for framework, component, by_mapping in targets(*target)
                if fits(framework, component)
            ]
            counted = any(
                fits(framework, component) and (follows or not by_mapping)
                for *target, link in own
                if not links or link in links
                for framework, component, by_mapping in targets(*target)
            )
            if policy.state == "published" and (counted or not (follows or links)):
                rank[policy.slug] = list(EvidenceKind).index(best(kinds)) if follows else 0
        filters = PolicyFilterSet(asked, Policy.objects.published(), today=ON)
        found = list(filters.qs)
        assert {p.slug for p in found} == set(rank)
        if follows:
            shown = [filters.evidence_of(p) for p in found]
            assert shown == [list(EvidenceKind)[rank[p.slug]] for p in found]
            assert shown == sorted(shown, key=list(EvidenceKind).index)


@pytest.mark.parametrize("n", [1, 3])
def test_queries_do_not_grow(django_assert_num_queries: Callable, n: int) -> None:
    component = make.ComponentFactory(framework__code="a")
    other = make.MappingFactory(component=component).other
    for __ in range(n):
        policy = make.PolicyFactory(country=make.MadeUpCountryFactory())
        make.AlignmentFactory(policy=policy, framework=component.framework, component=component)
        make.AlignmentFactory(policy=policy, framework=other.framework, component=other)
    with django_assert_num_queries(1):
        mappings = Mappings.load()
    frame = Frame.of(component.framework, [component], mappings)
    evidence = evidence_of(frame)
    with django_assert_num_queries(0):
        evidence.countries()
        evidence.cells([policy.pk])
        evidence.totals()
        evidence.followers()
    with reading_at(DataVersion.objects.latest()):
        Passages(evidence, component.pk)[:]
        with django_assert_num_queries(1):
            shown = Passages(evidence, component.pk)[:]
    assert shown
    with django_assert_num_queries(0):
        for passage in shown:
            assert passage.policy.country.name and passage.source.url and passage.component.framework.short_name


def test_passages_are_of_the_selection() -> None:
    component = make.ComponentFactory(framework__code="a")
    found = {}
    for slug, state in (("b", "published"), ("a", "published"), ("c", "draft"), ("d", "published")):
        policy = make.PolicyFactory(slug=slug, state=state)
        found[slug] = make.AlignmentFactory(policy=policy, framework=component.framework, component=component)
    frame = Frame.of(component.framework, [component])
    selected = bitmaps.selected(Policy.objects.exclude(slug="d"))
    rows = Passages(Evidence(frame, selected), component.pk)
    assert (len(rows), rows[:], rows[1:2]) == (2, [found["a"], found["b"]], [found["b"]])
    assert not Passages(Evidence(frame, selected), None)[:]


def test_a_policy_adopted_before_the_framework_is_older() -> None:
    framework = make.FrameworkFactory(code="a", adopted="2015-11")
    dates = ("2015-10-31", "2015-11-01", "2015", None)
    for date in dates:
        policy = make.PolicyFactory()
        make.AlignmentFactory(policy=policy, framework=framework)
        if date:
            make.EventFactory(policy=policy, date=date)
    refresh_milestones(Policy.objects.values_list("pk", flat=True))
    framework.refresh_from_db()
    frame = Frame.of(framework, [])
    assert [is_older(policy, framework) for policy in Policy.objects.order_by("pk")] == [True, False, True, False]
    assert evidence_of(frame).followers().older == 2


def test_a_component_that_corresponds_to_two_counts_for_both() -> None:
    framework, elsewhere = make.FrameworkFactory(), make.ComponentFactory()
    components = [make.ComponentFactory(framework=framework) for __ in range(2)]
    for component in components:
        make.MappingFactory(component=component, other=elsewhere)
    policy = make.AlignmentFactory(framework=elsewhere.framework, component=elsewhere).policy
    frame = Frame.of(framework, components, Mappings.load())
    assert evidence_of(frame).cells([policy.pk]) == {policy.pk: (None, *[EvidenceKind.BY_MAPPING] * 2)}
    counts = evidence_of(frame).followers()
    assert (counts.policies, counts.coded, counts.only_by_mapping) == (1, 0, 1)

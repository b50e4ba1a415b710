"""Countries side by side: what each cell says, and that nothing missing is made a "no"."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from policies import bitmaps
from policies.actions import refresh_milestones
from policies.models import Country, Framework, FrameworkComponent, Policy
from policies.queries.alignments import mapped_components
from policies.queries.comparison import countries_with_counts, country_pages, examples, lanes_of
from policies.queries.comparison_cells import Line, Section
from policies.queries.comparison_tables import sections_of
from tests import factories as make

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 23)


def tables(*countries: Country, on: dt.date | None = None) -> dict[str, Section]:
    refresh_milestones(Policy.objects.values_list("pk", flat=True))
    pages = country_pages(countries, on or TODAY, cut=on is not None)
    frameworks = list(Framework.objects.filter(participations__isnull=False).distinct())
    components = list(FrameworkComponent.objects.select_related("framework"))
    return {section.key: section for section in sections_of(pages, components, mapped_components(), frameworks)}


def said(line: Line) -> list[str]:
    return ["; ".join(text for text, __ in cell.texts) for cell in line.cells]


@pytest.fixture
def pair() -> tuple[Country, Country]:
    return make.CountryFactory(), make.CountryFactory(kenya=True)


def test_evidence_is_the_best_of_a_country_and_the_rest_is_not_assessed(pair: tuple[Country, Country]) -> None:
    peru, __ = pair
    migof = make.FrameworkFactory(code="migof", adopted="2015-11")
    mgi = make.FrameworkFactory(code="mgi")
    explicit, both, mapped, nothing = (
        make.ComponentFactory(framework=migof, code=f"migof-o{n}", order=n) for n in range(4)
    )
    domain = make.ComponentFactory(framework=mgi, code="mgi-d1")
    make.MappingFactory(component=mapped, other=domain)
    for number, (component, link) in enumerate(((explicit, "explicit"), (both, "implicit"), (both, "explicit"))):
        policy = make.PolicyFactory(country=peru)
        make.EventFactory(policy=policy, date=f"20{17 + number}")
        make.AlignmentFactory(policy=policy, framework=migof, component=component, link=link)
    older = make.PolicyFactory(country=peru)
    make.EventFactory(policy=older, date="2010")
    make.AlignmentFactory(policy=older, framework=migof, component=nothing, link="implicit")
    make.AlignmentFactory(policy=older, framework=mgi, component=domain)
    make.AlignmentFactory(policy=older, framework=migof, component=None, link="implicit")

    section = tables(*pair)["alignment-migof"]
    assert [said(line)[0] for line in section.lines] == [
        "Implicit, 1 policy; older than the framework",
        "Explicit, 1 policy",
        "Explicit, 2 policies",
        "By mapping, 1 policy; older than the framework",
        "Implicit, 1 policy; older than the framework",
    ]
    assert {said(line)[1] for line in section.lines} == {"not assessed"}
    assert all(line.cells[1].missing and not line.cells[0].missing for line in section.lines)
    assert section.lines[1].cells[0].texts[0][1] == "/policies/?country=PER&component=migof-o0"


def test_of_a_long_framework_only_what_is_assessed_is_listed(pair: tuple[Country, Country]) -> None:
    gcm = make.FrameworkFactory(code="gcm")
    components = [make.ComponentFactory(framework=gcm, code=f"gcm-{n}", order=n) for n in range(12)]
    make.AlignmentFactory(policy=make.PolicyFactory(country=pair[1]), framework=gcm, component=components[3])
    section = tables(*pair)["alignment-gcm"]
    assert [said(line) for line in section.lines] == [["not assessed", "Explicit, 1 policy"]]
    assert section.note.startswith("11 other components have not been assessed")


@pytest.mark.parametrize(
    ("complete", "un_member", "words"),
    [(True, True, "not a party"), (True, False, "not recorded"), (False, True, "not recorded")],
)
def test_who_is_not_on_a_list(complete: bool, un_member: bool, words: str) -> None:
    peru, kenya = make.CountryFactory(), make.CountryFactory(kenya=True, un_member=un_member)
    treaty = make.FrameworkFactory(kind="treaty", participants_complete=complete, participants_as_of="2015-02-09")
    make.TakesPartFactory(framework=treaty, country=peru, action="signed", date="2004")
    make.TakesPartFactory(framework=treaty, country=peru, action="ratified", date="2005-09-14")
    (line,) = tables(peru, kenya)["treaties"].lines
    assert said(line) == ["Signed, 2004; Ratified, 14 September 2005", words]
    assert line.cells[1].missing and line.note == "list known up to 9 February 2015"


def test_a_treaty_of_others_is_listed_where_its_list_is_complete(pair: tuple[Country, Country]) -> None:
    ecuador = make.CountryFactory(ecuador=True)
    for kind, complete in (("treaty", True), ("treaty", False), ("compact", True)):
        framework = make.FrameworkFactory(kind=kind, participants_complete=complete, participants_as_of="2015")
        make.TakesPartFactory(framework=framework, country=ecuador)
    (line,) = tables(*pair)["treaties"].lines
    assert said(line) == ["not a party", "not a party"]


def test_scores_are_of_the_newest_year_and_missing_ones_are_no_data(pair: tuple[Country, Country]) -> None:
    component = make.ComponentFactory(code="sdg-1", framework__code="sdg")
    other = make.ComponentFactory(code="sdg-2", framework=component.framework, order=2)
    make.ScoreFactory(country=pair[0], component=component, year=2015, score=1)
    make.ScoreFactory(country=pair[0], component=component, year=2019, score="3.50")
    make.ScoreFactory(country=pair[1], component=other, year=2019, score=4)
    section = tables(*pair)["scores-sdg"]
    assert section.title.endswith("2019")
    assert [said(line) for line in section.lines] == [["3.5", "no data"], ["no data", "4"]]


def test_the_glance_counts_and_a_day_cuts(pair: tuple[Country, Country]) -> None:
    policy = make.PolicyFactory(country=pair[0], title="National policy")
    make.EventFactory(policy=policy, date="2017-04-27", type="entered-into-force")
    make.MembershipFactory(country=pair[0], group__code="can", since="1996")
    make.MembershipFactory(country=pair[1], group__code="au", since="2020")
    make.CheckFactory(country=pair[1], date="2024-05")
    now = [said(line) for line in tables(*pair)["glance"].lines]
    assert now == [
        ["In force", "None found"],
        ["National policy", "none recorded"],
        ["1", "none recorded"],
        ["CAN", "AU"],
        ["no check recorded", "May 2024: None found"],
    ]
    then = [said(line) for line in tables(*pair, on=dt.date(2016, 1, 1))["glance"].lines]
    assert then == [
        ["Not assessed", "None found"],  # what is known today of that day
        ["none recorded", "none recorded"],
        ["none recorded", "none recorded"],
        ["CAN", "none recorded"],
        ["no check recorded", "no check recorded"],
    ]


def test_projects_and_their_funders(pair: tuple[Country, Country]) -> None:
    link = make.PolicyProjectFactory(policy__country=pair[0])
    funder = make.ParticipationFactory(project=link.project).organisation
    make.ParticipationFactory(project=link.project, role="4")
    named = make.ShareFactory(country=pair[1]).project
    hidden = make.ProjectFactory(state="draft")
    make.ShareFactory(project=hidden, country=pair[1])
    lines = tables(*pair)["projects"].lines
    assert [said(line) for line in lines] == [[link.project.title, named.title], [funder.name, "none recorded"]]


def test_as_many_queries_for_two_as_for_four(pair: tuple[Country, Country], django_assert_num_queries: Any) -> None:
    countries = [*pair, make.CountryFactory(ecuador=True), make.MadeUpCountryFactory()]
    for country in countries:
        for __ in range(2):
            policy = make.PolicyFactory(country=country)
            make.EventFactory(policy=policy)
            make.AlignmentFactory(policy=policy)
            make.ParticipationFactory(project=make.PolicyProjectFactory(policy=policy).project)
            make.RelationFactory(other=policy, policy=make.PolicyFactory(country=country))
        make.TakesPartFactory(country=country)
        make.ScoreFactory(country=country)
    for n in (2, 4):
        bitmaps.current()
        with django_assert_num_queries(14):
            pages = country_pages(countries[:n], TODAY, cut=False)
        with django_assert_num_queries(0):
            assert all(lanes_of(page) for page in pages)


def test_lanes_put_laws_and_treaties_together(pair: tuple[Country, Country]) -> None:
    peru = pair[0]
    for instrument, date in (("policy", "2017"), ("action-plan", "2018"), ("law", "1999"), ("decree", "2002-03")):
        make.EventFactory(policy=make.PolicyFactory(country=peru, instrument=instrument, title=instrument), date=date)
    make.PolicyFactory(country=peru, instrument="law")
    for action, date in (("signed", "1990"), ("ratified", "2005"), ("acceded", "1999-02"), ("ratified", None)):
        make.TakesPartFactory(country=peru, action=action, date=date)
    make.ShareFactory(country=peru, project__start=None)
    refresh_milestones(Policy.objects.values_list("pk", flat=True))
    first, second = country_pages(pair, TODAY, cut=False)
    assert [(lane.label, [str(mark.date) for mark in lane.marks]) for lane in lanes_of(first)] == [
        ("policy", ["2017"]),
        ("action-plan", ["2018"]),
        ("Laws, decrees and other instruments (3): adoption", ["1999", "2002-03"]),
        ("Treaties (2): consent to be bound", ["2005", "1999-02"]),
    ]
    (nothing,) = lanes_of(second)
    assert nothing.label == "Nothing is recorded yet"


def test_examples_are_neighbours_of_most_records(pair: tuple[Country, Country]) -> None:
    ecuador = make.CountryFactory(ecuador=True)
    for country in (pair[0], pair[0], ecuador, pair[1]):
        make.PolicyFactory(country=country)
    make.PolicyFactory(country=pair[1], state="draft")
    assert [(one.iso3, other.iso3) for one, other in examples(countries_with_counts())] == [("PER", "ECU")]

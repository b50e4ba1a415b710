"""Read questions: rows and their literal number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import given

from policies import bitmaps, lifecycle
from policies.actions import refresh_milestones
from policies.bitmaps import selected
from policies.choices import CheckScope
from policies.dates import HonestDate
from policies.lifecycle import Event, Facts, Milestones
from policies.models import DataVersion, Participation, Policy, Project
from policies.models.version import reading_at
from policies.queries.adoptions import adoptions_by_year
from policies.queries.alignments import evidence_of_policy
from policies.queries.country_record import drawn_projects
from policies.queries.country_states import changes_of, country_states, days_by_year, state_on
from policies.queries.duplicates import likely_duplicates
from policies.queries.funders import funders
from policies.queries.pages import latest_events, money_by_currency, projects_of_country
from policies.queries.standings import explain, label_of, term_of
from policies.queries.timelines import country_lanes, framework_lane, policy_lane, project_lane, stages
from policies.rows import AdoptionsRow
from tests import factories as make
from tests.strategies import facts, near_days

ON = dt.date(2020, 6, 1)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


# States of countries

IN_FORCE = Milestones(adopted_from=day("2010-01-01"), force_from=day("2010-01-01"))
DRAFTED = Milestones(development_from=day("2010-01-01"))
ADOPTED = Milestones(adopted_from=day("2010-01-01"), force_from=day("2030-01-01"))
ENDED = Milestones(force_from=day("2000-01-01"), force_until=day("2005-01-01"))
REPEALED = Milestones(force_from=day("2000-01-01"), final_from=day("2005-01-01"), final_status="repealed")
UNDATED = Milestones()
LATER = Milestones(force_from=day("2025-01-01"))


@pytest.mark.parametrize(
    ("policies", "checked", "state"),
    [
        ([], False, "not-assessed"),
        ([], True, "none-found"),
        ([UNDATED], False, "not-assessed"),
        ([UNDATED], True, "not-assessed"),
        ([LATER], False, "not-assessed"),
        ([LATER], True, "none-found"),
        ([IN_FORCE], False, "in-force"),
        ([IN_FORCE], True, "in-force"),
        ([DRAFTED], True, "in-development"),
        ([ADOPTED], False, "in-development"),
        ([ENDED], False, "ended"),
        ([REPEALED], True, "ended"),
        ([ENDED, DRAFTED], False, "in-development"),
        ([ENDED, DRAFTED, IN_FORCE, UNDATED], False, "in-force"),
        ([UNDATED, ENDED], True, "ended"),
    ],
)
def test_state_of_a_country(policies: list[Milestones], checked: bool, state: str) -> None:
    assert state_on(policies, checked, ON) == state
    assert state_on(reversed(policies), checked, ON) == state


def test_days_by_year() -> None:
    assert days_by_year(2018, ON) == {2018: day("2018-12-31"), 2019: day("2019-12-31"), 2020: ON}
    assert changes_of([(2018, "a"), (2019, "a"), (2020, "b"), (2021, "a")]) == ((2018, "a"), (2020, "b"), (2021, "a"))
    assert changes_of([]) == ()


@pytest.mark.django_db
@pytest.mark.parametrize("n", [1, 3])
def test_country_states(django_assert_num_queries: Callable, n: int) -> None:
    for __ in range(n):
        event = make.EventFactory(date="2019-03")
        make.CheckFactory(country=make.MadeUpCountryFactory())
    make.CountryFactory(kenya=True)
    refresh_milestones([event.policy_id])
    policies = selected(Policy.objects.published())
    with reading_at(DataVersion.objects.latest()), django_assert_num_queries(2):
        rows = country_states(policies, days_by_year(2018, ON))
    by_code = {row.iso3: row for row in rows}
    assert by_code["PER"].changes == ((2018, "not-assessed"), (2019, "in-force"))
    assert by_code["KEN"].changes == ((2018, "not-assessed"),)
    assert (by_code["PER"].name, by_code["PER"].url, by_code["PER"].latitude) == ("Peru", "/countries/peru/", -9.15)
    assert len(rows) == n + 2
    assert [row.state_in(2019) for row in rows].count("none-found") == n


@pytest.mark.django_db
def test_a_check_of_asylum_law_says_nothing_of_national_policies(client: Client) -> None:
    check = make.CheckFactory(scope=CheckScope.ASYLUM_LAW)
    (row,) = country_states(selected(Policy.objects.published()), {2020: ON})
    assert row.state_in(2020) == "not-assessed"
    page = client.get(check.country.get_absolute_url()).content.decode()
    assert "Asylum law: none found" in page and "Somebody looked and found no policy" not in page


@pytest.mark.django_db
def test_countries_are_in_the_order_that_a_reader_expects() -> None:
    for iso3, iso2 in (("ZWE", "ZW"), ("ALA", "AX"), ("AFG", "AF"), ("REU", "RE"), ("ROU", "RO")):
        make.CountryFactory(iso3=iso3, iso2=iso2, slug=iso3.lower())
    names = [row.name for row in country_states(selected(Policy.objects.all()), {2020: ON})]
    assert names == ["Afghanistan", "Åland Islands", "Réunion", "Romania", "Zimbabwe"]


# Adoptions


@pytest.mark.django_db
def test_adoptions_count_each_country_once_at_its_first(django_assert_num_queries: Callable) -> None:
    peru, kenya = make.CountryFactory(), make.CountryFactory(kenya=True)
    for country, date in ((peru, "2015"), (peru, "2013"), (kenya, "2016"), (kenya, None), (kenya, "2019")):
        make.EventFactory(policy__country=country, date=date)
    refresh_milestones(Policy.objects.values_list("pk", flat=True))
    policies = bitmaps.published()
    with django_assert_num_queries(0):
        rows = adoptions_by_year(policies, dt.date(2017, 6, 1))
    assert rows == [AdoptionsRow(y, n) for y, n in ((2013, 1), (2014, 1), (2015, 1), (2016, 2), (2017, 2))]
    assert adoptions_by_year(policies, dt.date(2012, 12, 31)) == []
    assert adoptions_by_year(bitmaps.selected(Policy.objects.none()), ON) == []


# Alignments


@pytest.mark.django_db
def test_what_follows_by_mapping_is_shown_in_both_directions_and_not_twice(django_assert_num_queries: Callable) -> None:
    migof, mgi = make.FrameworkFactory(code="migof"), make.FrameworkFactory(code="mgi")
    o1, o2 = (make.ComponentFactory(framework=migof, code=f"migof-o{n}") for n in (1, 2))
    d1, d2 = (make.ComponentFactory(framework=mgi, code=f"mgi-d{n}") for n in (1, 2))
    make.MappingFactory(component=o1, other=d1)
    make.MappingFactory(component=d2, other=o2)
    policy = make.PolicyFactory()
    for component in (o1, d1, o2):
        make.AlignmentFactory(policy=policy, framework=component.framework, component=component)
    evidence_of_policy(policy)
    with django_assert_num_queries(2):  # the version, for which the mappings are kept, and the alignments
        rows = evidence_of_policy(policy)
    shown = {
        f.code: ([e.component for e in coded], [(e.component, e.by_mapping) for e in derived])
        for f, coded, derived in rows
    }
    assert shown == {"migof": ([o1, o2], []), "mgi": ([d1], [(d2, o2)])}


@pytest.mark.django_db
def test_no_alignment_no_evidence(django_assert_num_queries: Callable) -> None:
    policy = make.PolicyFactory()
    with django_assert_num_queries(1):
        assert evidence_of_policy(policy) == []


# Duplicates


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("title", "reference", "because"),
    [
        ("National Migration Policy 2017-2025", "", "similar title"),
        ("national  MIGRATION policy 2017–2025", "", "similar title"),
        ("National Migration Policy 2017-2026", "", "similar title"),
        ("politica nacional migratoria 2017-2025", "", "similar title"),
        ("Something else", "decreto supremo n° 015 2017 re", "same legal reference"),
        ("National Migration Policy 2017-2025", "Decreto Supremo N° 015-2017-RE", "same legal reference"),
        ("Act on refugees", "", ""),
        ("Act on refugees", "Decreto Supremo N° 016-2017-RE", ""),
    ],
)
def test_likely_duplicates(django_assert_num_queries: Callable, title: str, reference: str, because: str) -> None:
    policy = make.PolicyFactory(
        title="National Migration Policy 2017-2025", original_title="Política Nacional Migratoria 2017-2025",
        legal_reference="Decreto Supremo N° 015-2017-RE", state="archived",
    )  # fmt: skip
    make.PolicyFactory(title="Health plan", country=make.CountryFactory(kenya=True))
    make.PolicyFactory(title=title, country=make.CountryFactory(kenya=True), legal_reference=reference)
    with django_assert_num_queries(1):
        found = likely_duplicates(policy.country, [title, ""], reference)
    assert [(d.policy, d.because) for d in found] == ([(policy, because)] if because else [])
    assert likely_duplicates(policy.country, [title, ""], reference, exclude=policy.pk) == []


@pytest.mark.django_db
def test_the_likeliest_duplicate_comes_first() -> None:
    peru = make.CountryFactory()
    near = make.PolicyFactory(country=peru, title="National Migration Policy 2015")
    same = make.PolicyFactory(country=peru, title="National Migration Policy 2017")
    by_law = make.PolicyFactory(country=peru, title="Entirely other words", legal_reference="L-1")
    found = likely_duplicates(peru, ["National Migration Policy 2017"], "L 1")
    assert [d.policy for d in found] == [by_law, same, near]


# Money and funders


@pytest.mark.django_db
@pytest.mark.parametrize("n", [1, 3])
def test_how_far_a_funders_money_reaches(django_assert_num_queries: Callable, n: int) -> None:
    fund = make.OrganisationFactory()
    for __ in range(n):
        project = make.ParticipationFactory(organisation=fund).project
        make.FundingFactory(project=project, funder=fund)
        make.FundingFactory(project=project, funder=fund, date="2016")
        for __ in range(2):
            make.PolicyProjectFactory(project=project)
        make.PolicyProjectFactory(project=project, policy__state="draft")
    make.ParticipationFactory(organisation=fund, role="2")
    funders()  # what is kept for a version of the data is there
    with django_assert_num_queries(2):
        (row,) = funders()
    assert (row.organisation, row.projects, row.policies, row.countries) == (fund, n, 2 * n, 1)


@pytest.mark.django_db
def test_money_is_added_by_type_and_currency() -> None:
    fundings = [
        make.FundingFactory(amount=amount, currency=currency, type=kind)
        for amount, currency, kind in ((1, "USD", "2"), (2, "USD", "2"), (4, "USD", "3"), (8, "EUR", "2"))
    ]
    assert money_by_currency(fundings) == [
        ("Commitment", "EUR", 8),
        ("Commitment", "USD", 3),
        ("Disbursement", "USD", 4),
    ]


@pytest.mark.django_db
def test_projects_of_a_country_by_name_or_by_policy() -> None:
    peru = make.CountryFactory()
    named = make.ShareFactory(project__title="B", project__start="2016").project
    both = make.ShareFactory(project__title="A", project__start=None).project
    worked = make.PolicyProjectFactory(project__start="2015").project
    make.PolicyProjectFactory(project=both)
    make.PolicyProjectFactory(policy__state="draft")
    make.ShareFactory(country=make.CountryFactory(kenya=True))
    assert list(projects_of_country(drawn_projects([peru.pk], 60, None)[peru.pk].keys)) == [worked, named, both]


# Events


@pytest.mark.django_db
def test_latest_events_are_public_dated_and_past(django_assert_num_queries: Callable) -> None:
    shown = [make.EventFactory(date=date) for date in ("2020-06-01", "2020", "2019-12")]
    for hidden in (
        {"date": "2020-06-02"},
        {"date": None},
        {"date": "2018", "planned": True},
        {"policy__state": "draft"},
    ):
        make.EventFactory(**hidden)
    with django_assert_num_queries(1):
        events = list(latest_events(ON))
        assert [event.policy.country.name for event in events] == ["Peru"] * 3
    assert events == shown
    assert len(latest_events(ON, most=2)) == 2


# Words of a status


@pytest.mark.django_db
@pytest.mark.parametrize("code", [*lifecycle.STATUSES, lifecycle.NOT_BEGUN])
def test_every_status_has_a_label_and_a_sentence(code: str) -> None:
    policy = make.PolicyFactory()
    standing = lifecycle.Standing(code, ON, lifecycle.Reason("adopted", None, "Act issued"))
    assert label_of(code)
    assert "Act issued" in explain(standing, policy)


@pytest.mark.django_db
def test_a_percent_sign_in_a_title_is_harmless() -> None:
    policy = make.PolicyFactory()
    reason = lifecycle.Reason("replaced-by", None, "100%s of %(date)s")
    assert "100%s of %(date)s" in explain(lifecycle.Standing("replaced", ON, reason), policy)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        ("2017", "2025", "2017–2025"),
        ("2017-09", None, "from September 2017"),
        (None, "2025", "to 2025"),
        (None, None, ""),
    ],
)
def test_stated_term(start: str | None, end: str | None, shown: str) -> None:
    assert term_of(Policy.objects.get(pk=make.PolicyFactory(term_start=start, term_end=end).pk)) == shown


# Timelines


def staged(*events: tuple[str, str], term_end: str | None = None) -> list[tuple[str, str]]:
    facts = Facts(
        tuple(Event(kind, HonestDate.parse(date)) for kind, date in events),
        term_end=HonestDate.parse(term_end) if term_end else None,
    )
    return [(f"{bar.start} {bar.end}", bar.label) for bar in stages(lifecycle.milestones(facts))]


def test_stages_follow_each_other_without_overlap() -> None:
    events = (("drafting-started", "2010"), ("adopted", "2012-05"), ("entered-into-force", "2013-01-15"))
    assert staged(*events, term_end="2020") == [
        ("2010-01-01 2012-04-30", "In development 2010 – May 2012"),
        ("2012-05-01 2013-01-14", "Adopted May 2012 – 15 January 2013"),
        ("2013-01-15 2020-12-31", "In force 15 January 2013 – 2020"),
    ]
    assert staged(*events)[-1] == ("2013-01-15 None", "In force since 15 January 2013")


def test_a_stage_that_never_was_has_no_bar() -> None:
    assert [label for __, label in staged(("drafting-started", "2010"), ("adopted", "2012"))] == [
        "In development 2010 – 2012",
        "In force since 2012",
    ]
    assert staged(("amended", "2012")) == []
    assert staged(("adopted", "2012"), ("repealed", "2011-01-02")) == []


@given(facts(), near_days)
def test_bars_show_the_status_of_every_day(of: Facts, on: dt.date) -> None:
    m = lifecycle.milestones(of)
    status = lifecycle.standing(m, on).status
    drawn = [bar.css_class for bar in stages(m) if bar.start <= on and (bar.end is None or on <= bar.end)]
    assert drawn == ([status] if status in ("in-development", "adopted", "in-force") else [])


@pytest.mark.django_db
def test_lanes_of_a_country(django_assert_num_queries: Callable) -> None:
    policy = make.EventFactory(date="2015-09", type="drafting-started", title="Begun").policy
    make.EventFactory(policy=policy, date=None, type="consultation", title="Undated")
    make.AlignmentFactory(policy=policy, framework__adopted="2015-11", framework__in_force="2016")
    make.AlignmentFactory(policy=policy, framework__adopted="2014", framework__body="A conference")
    make.AlignmentFactory(policy=policy)
    make.AlignmentFactory(policy=policy, link="implicit", framework__adopted="2013")
    refresh_milestones([policy.pk])
    paid = make.ParticipationFactory(project=make.ProjectFactory(start="2014", end=None), role="1")
    project = Project.objects.prefetch_related("participations__organisation").get()
    make.TakesPartFactory(action="signed", date="1999-05")
    treaty = Participation.objects.get().framework
    make.TakesPartFactory(framework=treaty, date="2003")
    make.TakesPartFactory(date=None)
    with_all = Policy.objects.prefetch_related("events", "relations_in__policy", "alignments__framework")
    policies, parts = list(with_all), list(Participation.objects.select_related("framework"))
    with django_assert_num_queries(0):
        lanes = country_lanes(policies, [project], parts)
    assert [lane.kind for lane in lanes] == ["policy", "project", "participation", "framework", "framework"]
    assert [(mark.date_label, mark.group, mark.title) for mark in lanes[0].marks] == [
        ("September 2015", "preparation", "Begun")
    ]
    assert lanes[0].intervals[0].label == "In development since September 2015"
    assert lanes[1].label == f"{project.title} ({paid.organisation.name})"
    assert lanes[1].intervals[0].label == "Project 2014 – end not known"
    assert [(mark.date_label, mark.group, mark.type_label) for mark in lanes[2].marks] == [
        ("May 1999", "preparation", "Signed"),
        ("2003", "force", "Ratified"),
    ]
    assert [mark.type_label for mark in lanes[3].marks] == ["Framework adopted by A conference, for comparison"]
    assert [(mark.group, mark.type_label) for mark in lanes[4].marks] == [
        ("adoption", "The framework itself was adopted, for comparison"),
        ("force", "The framework itself entered into force, for comparison"),
    ]


@pytest.mark.django_db
def test_lanes_without_dates() -> None:
    assert project_lane(make.ProjectFactory(start=None)).intervals == ()
    assert framework_lane(make.FrameworkFactory()).marks == ()
    assert policy_lane(make.PolicyFactory()).marks == ()

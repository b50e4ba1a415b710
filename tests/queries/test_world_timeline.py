"""What the timeline across countries counts."""

from __future__ import annotations

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from policies import bitmaps
from policies.actions import refresh_milestones
from policies.bitmaps import Selected
from policies.choices import EventType
from policies.models import Country, Policy, PolicyEvent
from policies.queries.world_timeline import (
    Asked,
    Lanes,
    Tally,
    among,
    bins,
    drawn_events,
    happenings,
    in_force_by_year,
    keys_by_day,
    stretches,
    tallies,
    years_of,
)
from policies.rows import Bin
from tests import factories as make

pytestmark = pytest.mark.django_db
ON = dt.date(2020, 6, 1)
ALL = tuple(EventType.values)


def selection() -> Selected:
    return bitmaps.selected(Policy.objects.published())


def policy(country: Country, *events: tuple[str, str | None], slug: str = "", **fields: object) -> Policy:
    made: Policy = make.PolicyFactory(country=country, **({"slug": slug} if slug else {}), **fields)
    for kind, date in events:
        make.EventFactory(policy=made, type=kind, date=date)
    return made


@pytest.fixture
def record() -> tuple[Country, Country]:
    """Three policies of Peru and one of Kenya, with nine events; and a draft, which nobody sees."""
    peru, kenya = make.CountryFactory(), make.CountryFactory(kenya=True)
    policy(peru, ("adopted", "1985"), ("repealed", "2002-12-31"), slug="old", title="Old Law")
    policy(
        peru, ("drafting-started", "2015-09"), ("adopted", "2017-04-27"), ("review", None), slug="new", term_end="2018"
    )
    policy(peru, ("consultation", None), slug="undated")
    policy(kenya, ("adopted", "2017"), ("amended", "2019-03"), ("evaluation", "2021"), slug="kenyan")
    policy(kenya, ("adopted", "2017"), slug="hidden", state="draft")
    refresh_milestones(Policy.objects.values_list("pk", flat=True))
    return peru, kenya


def numbers(tally: Tally) -> tuple[int, ...]:
    return (
        tally.policies,
        tally.in_force,
        tally.undated_policies,
        tally.events,
        tally.undated,
        tally.before,
        tally.shown,
    )


def test_every_country_is_counted(
    record: tuple[Country, Country], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    policies = selection()
    with django_assert_num_queries(0):
        kenya, peru = tallies(policies, Asked(ALL, 1990, None), ON)
    assert (kenya.country.name, kenya.region) == ("Kenya", "eastern-africa")
    assert numbers(kenya) == (1, 1, 0, 3, 0, 0, 3)
    assert numbers(peru) == (3, 0, 1, 6, 2, 1, 3)
    assert years_of([kenya, peru]) == (1985, 2021)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (Asked(ALL), 7),
        (Asked(ALL, 2017, 2017), 2),
        (Asked(ALL, 2018), 2),
        (Asked(ALL, None, 2002), 2),
        (Asked(ALL, 2003, 2014), 0),
        (Asked(("adopted",)), 3),
        (Asked(("adopted", "review"), 1990), 2),
        (Asked(ALL, None, None, dt.date(2019, 2, 28)), 5),
        (Asked(ALL, None, None, dt.date(2019, 3, 1)), 6),
        (Asked(ALL, None, None, ON), 6),
    ],
)
def test_events_are_those_of_the_types_years_and_day_asked_for(
    record: tuple[Country, Country], asked: Asked, shown: int
) -> None:
    assert sum(tally.shown for tally in tallies(selection(), asked, ON)) == shown
    assert sum(len(rows) for rows in happenings(selection(), asked).values()) == shown
    counted = bins(selection(), asked, "country", range(1900, 2100), ON)
    assert sum(of_years.events for rows in counted.values() for of_years in rows) == shown
    by_region = bins(selection(), asked, "region", range(1900, 2100, 10), ON)
    assert sum(of_years.events for rows in by_region.values() for of_years in rows) == shown


def test_events_come_in_parts_that_are_whole_days(record: tuple[Country, Country]) -> None:
    # Adopted in Kenya in 2017, which is dated to its first day.
    policy(record[0], ("amended", "2017-01-01"), slug="same-day")
    refresh_milestones(Policy.objects.values_list("pk", flat=True))
    policies, asked = selection(), Asked(ALL, 2000)
    parts = list(keys_by_day(policies, asked, 3))
    dates = {event.pk: str(event.date) for event in PolicyEvent.objects.all()}
    assert [sorted(dates[key] for key in keys) for keys in parts] == [
        ["2002-12-31", "2015-09", "2017", "2017-01-01"],
        ["2017-04-27", "2019-03", "2021"],
    ]
    assert sum(map(len, parts)) == len(drawn_events(policies, asked))


def test_happenings_are_the_events_with_their_policy(
    record: tuple[Country, Country], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    peru, _ = record
    policies = among(selection(), [peru])
    with django_assert_num_queries(1):
        rows = happenings(policies, Asked(ALL, 1990))
    assert list(rows) == [peru.pk]
    assert [(row.mark.date_label, row.mark.type_label, row.mark.group, row.url) for row in rows[peru.pk]] == [
        ("31 December 2002", "Repealed", "end", "/policies/old/"),
        ("September 2015", "Drafting started", "preparation", "/policies/new/"),
        ("27 April 2017", "Adopted", "adoption", "/policies/new/"),
    ]


def test_stretches_are_the_times_in_force(
    record: tuple[Country, Country], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    peru, kenya = record
    policies = selection()
    with django_assert_num_queries(1):
        rows = stretches(policies, Asked(ALL, 1990), (1990, 2020), ON)
    assert [(row.interval.label, row.policy) for row in rows[peru.pk]] == [
        ("In force 1985 – 2002", "Old Law"),
        ("In force 27 April 2017 – 2018", Policy.objects.get(slug="new").title),
    ]
    assert [(row.interval.label, row.interval.end) for row in rows[kenya.pk]] == [("In force since 2017", None)]


def test_stretches_beside_the_years_are_left_out(record: tuple[Country, Country]) -> None:
    def drawn(first: int, last: int, until: dt.date | None = None) -> list[str]:
        rows = stretches(selection(), Asked(ALL, first, last, until), (first, last), ON)
        return sorted(row.interval.label for of_country in rows.values() for row in of_country)

    assert drawn(1990, 1999) == ["In force 1985 – 2002"]
    assert drawn(2003, 2016) == []
    assert drawn(2019, 2020) == ["In force since 2017"]
    assert drawn(2021, 2030) == []  # nothing goes on further than the day
    assert drawn(1990, 2020, dt.date(2001, 1, 1)) == ["In force since 1985"]  # the end was still to come


def test_a_time_in_force_that_is_empty_is_none() -> None:
    made = policy(make.CountryFactory(), ("adopted", "2012"), ("repealed", "2011-01-02"))
    refresh_milestones([made.pk])
    assert stretches(selection(), Asked(ALL), (2000, 2020), ON) == {}
    policies = selection()
    assert not in_force_by_year(policies, Lanes.of(policies, "country"), [2010, 2011, 2012, 2020], ON).any()


def test_bins_by_region_and_year(
    record: tuple[Country, Country], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    policies = selection()
    with django_assert_num_queries(0):
        rows = bins(policies, Asked(ALL, 2015, 2021), "region", range(2015, 2022), ON)
    assert set(rows) == {"eastern-africa", "south-america"}
    assert rows["south-america"] == [
        Bin(2015, 1, (("preparation", 1),), 0),
        Bin(2017, 1, (("adoption", 1),), 1),
        Bin(2018, 1, (), 1),  # its term ends with the year
    ]
    assert rows["eastern-africa"] == [
        Bin(2017, 1, (("adoption", 1),), 1),
        Bin(2018, 1, (), 1),
        Bin(2019, 1, (("force", 1),), 1),
        Bin(2020, 1, (), 1),
        Bin(2021, 1, (("follow-through", 1),), None),
    ]


def test_bins_begin_and_end_with_the_years_asked_for(record: tuple[Country, Country]) -> None:
    rows = bins(selection(), Asked(ALL, 2013, 2019), "region", range(2013, 2020, 5), ON)
    assert rows["south-america"] == [Bin(2013, 5, (("preparation", 1), ("adoption", 1)), 1)]
    assert rows["eastern-africa"] == [Bin(2013, 5, (("adoption", 1),), 1), Bin(2018, 2, (("force", 1),), 1)]


def test_bins_of_ten_years(record: tuple[Country, Country]) -> None:
    peru, kenya = record
    rows = bins(selection(), Asked(ALL), "country", range(1980, 2030, 10), ON)
    assert rows[peru.pk] == [
        Bin(1980, 10, (("adoption", 1),), 1),
        Bin(1990, 10, (), 1),
        Bin(2000, 10, (("end", 1),), 0),
        Bin(2010, 10, (("preparation", 1), ("adoption", 1)), 0),
    ]
    assert [of_years.in_force for of_years in rows[kenya.pk]] == [1, 1]


@pytest.mark.parametrize(
    "on", [dt.date(2002, 12, 30), dt.date(2002, 12, 31), dt.date(2018, 12, 31), dt.date(2019, 1, 1), ON]
)
def test_policies_in_force_are_as_many_as_the_list_says(record: tuple[Country, Country], on: dt.date) -> None:
    known = Policy.objects.published().with_status(on).known_by(on)
    counted = bins(bitmaps.selected(known), Asked(ALL, None, None, on), "country", range(1980, on.year + 1), on)
    now = [of_years.in_force or 0 for rows in counted.values() for of_years in rows if of_years.first == on.year]
    assert sum(now) == known.filter(status_then="in-force").count()


def test_an_empty_selection_has_nothing() -> None:
    assert tallies(selection(), Asked(ALL), ON) == []
    assert years_of([]) is None
    assert bins(selection(), Asked(ALL), "region", range(2000, 2010), ON) == {}

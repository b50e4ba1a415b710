"""Who takes part in a framework, year by year."""

from __future__ import annotations

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from policies.choices import ParticipationAction
from policies.models import DataVersion, Framework
from policies.models.version import reading_at
from policies.queries.participations import STATE_OF_ACTION, Participants, participants_of
from tests.factories import CountryFactory, FrameworkFactory, OrganisationFactory, TakesPartFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


def asked(framework: Framework, on: dt.date = TODAY) -> Participants:
    framework = Framework.objects.get(pk=framework.pk)  # as the page reads it
    rows = list(framework.participations.select_related("country", "organisation"))
    found = participants_of(framework, rows, on, TODAY)
    assert found is not None
    return found


def test_signed_then_ratified() -> None:
    treaty = FrameworkFactory()
    TakesPartFactory(framework=treaty, action=ParticipationAction.SIGNED, date="1999-05")
    TakesPartFactory(framework=treaty, action=ParticipationAction.RATIFIED, date="2003-07-01")
    (row,) = asked(treaty).rows
    assert row.changes == ((1999, "begun"), (2003, "takes-part"))


def test_a_country_off_a_complete_list_takes_no_part_and_off_another_is_not_recorded() -> None:
    CountryFactory(kenya=True)
    for complete, state in ((True, "no-part"), (False, "not-recorded")):
        treaty = FrameworkFactory(participants_complete=complete, participants_as_of="2015-02-09")
        TakesPartFactory(framework=treaty, date="2005")
        states = {row.iso3: row.state_in(2015) for row in asked(treaty).rows}
        assert states == {"PER": "takes-part", "KEN": state}


def test_a_territory_takes_part_through_its_state_so_nothing_is_said_of_it() -> None:
    CountryFactory(kenya=True, un_member=False)
    treaty = FrameworkFactory(participants_complete=True, participants_as_of="2015-02-09")
    TakesPartFactory(framework=treaty, date="2005")
    assert {row.iso3: row.state_in(2015) for row in asked(treaty).rows}["KEN"] == "not-recorded"


def test_nothing_is_said_after_the_day_up_to_which_the_list_is_known() -> None:
    treaty = FrameworkFactory(participants_as_of="2015-02-09")
    TakesPartFactory(framework=treaty, date="2014")
    found = asked(treaty)
    assert (found.on, list(found.days)) == (dt.date(2015, 2, 9), [2014, 2015])
    assert asked(treaty, dt.date(2014, 6, 30)).on == dt.date(2014, 6, 30)


def test_an_undated_action_is_shown_on_the_last_day_only_and_counted() -> None:
    framework = FrameworkFactory()
    TakesPartFactory(framework=framework, action=ParticipationAction.ASSESSED, date=None)
    TakesPartFactory(framework=framework, country=CountryFactory(kenya=True), date="2024")
    found = asked(framework)
    states = {row.iso3: row.changes for row in found.rows}
    assert states["PER"] == ((2024, "not-recorded"), (2026, "takes-part"))
    assert found.undated == 1


def test_an_undated_action_is_not_shown_on_a_day_before_the_last_of_the_list() -> None:
    framework = FrameworkFactory()
    TakesPartFactory(framework=framework, action=ParticipationAction.ASSESSED, date=None)
    found = asked(framework, dt.date(1990, 12, 31))
    assert not found.is_whole_list
    assert {row.iso3: row.changes for row in found.rows}["PER"] == ((1990, "not-recorded"), (2026, "takes-part"))


def test_a_member_takes_part_from_the_adoption_on() -> None:
    framework = FrameworkFactory(adopted="2006-06-29")
    TakesPartFactory(framework=framework, action=ParticipationAction.MEMBER, date="1963-05-25")
    TakesPartFactory(
        framework=framework, action=ParticipationAction.MEMBER, date="2011-07-27", country=CountryFactory(kenya=True)
    )
    states = {row.iso3: row.changes for row in asked(framework).rows}
    assert states["PER"] == ((2006, "takes-part"),)
    assert states["KEN"] == ((2006, "not-recorded"), (2011, "takes-part"))


def test_a_withdrawal_counts_from_its_latest_day() -> None:
    treaty = FrameworkFactory(participants_complete=True, participants_as_of="2026")
    TakesPartFactory(framework=treaty, action=ParticipationAction.RATIFIED, date="2010-05")
    TakesPartFactory(framework=treaty, action=ParticipationAction.WITHDREW, date="2010")
    (row,) = asked(treaty).rows
    assert row.changes == ((2010, "no-part"),)


def test_who_withdrew_takes_part_no_more_until_it_comes_back() -> None:
    treaty = FrameworkFactory(participants_complete=True, participants_as_of="2026")
    TakesPartFactory(framework=treaty, action=ParticipationAction.RATIFIED, date="2005")
    TakesPartFactory(framework=treaty, action=ParticipationAction.WITHDREW, date="2010")
    TakesPartFactory(framework=treaty, action=ParticipationAction.ACCEDED, date="2014")
    (row,) = asked(treaty).rows
    assert row.changes == ((2005, "takes-part"), (2010, "no-part"), (2014, "takes-part"))


def test_every_action_has_a_state() -> None:
    assert set(STATE_OF_ACTION) | {ParticipationAction.WITHDREW} == set(ParticipationAction)


def test_an_organisation_stands_beside_the_countries() -> None:
    treaty = FrameworkFactory()
    union = TakesPartFactory(framework=treaty, country=None, organisation=OrganisationFactory())
    assert asked(treaty).others == [union]


def test_no_entry_no_map() -> None:
    assert participants_of(FrameworkFactory(), [], TODAY, TODAY) is None


def test_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    treaty = FrameworkFactory()
    TakesPartFactory(framework=treaty)
    rows = list(treaty.participations.select_related("country", "organisation"))
    with reading_at(DataVersion.objects.latest()), django_assert_num_queries(1):
        participants_of(treaty, rows, TODAY, TODAY)

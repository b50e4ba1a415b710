"""What records are called, found by, and say of themselves."""

from __future__ import annotations

import pytest
from django.utils import translation

from policies.choices import EventGroup
from policies.dates import HonestDate
from policies.models import Country, Organisation, Policy, Source
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_policies_are_found_without_accents_by_title_original_title_and_reference() -> None:
    policy = make.PolicyFactory(
        title="National Migration Policy",
        original_title="POLÍTICA  Nacional Migratoria",
        legal_reference="Decreto Supremo N° 015-2017-RE",
        summary="Inclusión",
    )
    for words in ("politica nacional", "national migration", "015-2017-re", "inclusion"):
        assert Policy.objects.filter(search_text__contains=words).get() == policy


def test_saving_some_fields_keeps_the_words_up_to_date() -> None:
    policy = make.PolicyFactory(title="Old")
    policy.title = "Nuéva"
    policy.save(update_fields=["title"])
    policy.refresh_from_db()
    assert policy.search_text == "nueva"


def test_countries_are_found_by_their_names_in_three_languages() -> None:
    make.CountryFactory()
    for words in ("peru", "perou", "per"):
        assert Country.objects.filter(search_text__contains=words).exists()
    assert "é" not in Country.objects.get().search_text


def test_country_names_follow_the_language() -> None:
    kenya = make.CountryFactory(iso3="CIV", iso2="CI", slug="ivory-coast")
    assert kenya.name == "Côte d’Ivoire"
    with translation.override("es"):
        assert kenya.name == "Côte d’Ivoire" or "Marfil" in kenya.name
        assert make.CountryFactory(iso3="DEU", iso2="DE", slug="germany").name == "Alemania"
    assert make.CountryFactory(iso3="XKX", iso2="ZX", slug="nowhere").name == "XKX"


def test_narrowest_region() -> None:
    assert make.CountryFactory().narrowest_region == "South America"
    assert Country(region="europe", sub_region="northern-europe").narrowest_region == "Northern Europe"
    assert Country(region="europe").narrowest_region == "Europe"
    assert Country().narrowest_region == ""


def test_regions_match_at_any_level() -> None:
    peru = make.CountryFactory()
    make.CountryFactory(kenya=True)
    for region in ("americas", "latin-america-and-the-caribbean", "south-america"):
        assert list(Country.objects.in_regions([region])) == [peru]
    assert Country.objects.in_regions(["south-america", "africa"]).count() == 2
    assert not Country.objects.in_regions(["oceania"]).exists()


def test_source_labels() -> None:
    assert Source(title="T", citation="C", url="https://www.iom.int/news/x").label == "T"
    assert Source(citation="C").label == "C"
    assert Source(url="https://www.iom.int/news/x").label == "iom.int/news/x"
    assert Source(url="https://[bad").site == ""
    assert len(Source(url="https://example.org/" + "x" * 900).label) <= 120


def test_a_source_is_found_by_what_names_it() -> None:
    page, book = Source.objects.create(url=" https://example.org/a "), Source.objects.create(citation="A book")
    assert Source.objects.named("https://example.org/a").get() == page
    assert Source.objects.named("A book").get() == book
    assert not Source.objects.named("https://example.org/b").exists()


def test_component_codes() -> None:
    for code, own in (("migof-o2", "O2"), ("gcm-23", "23"), ("sdg-10.7", "10.7"), ("alone", "alone")):
        assert make.ComponentFactory.build(code=code).own_code == own


def test_funders_fund_by_role_or_by_money() -> None:
    by_role = make.ParticipationFactory().organisation
    by_money = make.FundingFactory().funder
    make.ParticipationFactory(role="4")
    make.OrganisationFactory()
    assert set(Organisation.objects.funders()) == {by_role, by_money}


def test_a_policy_older_than_the_framework_shares_its_theme_only() -> None:
    framework = make.FrameworkFactory(adopted="2015-11")
    old = make.AlignmentFactory(framework=framework, policy__adopted_from="2015-10-31")
    new = make.AlignmentFactory(framework=framework, policy__adopted_from="2015-11-01")
    undated = make.AlignmentFactory(framework=framework)
    for alignment in (old, new, undated):
        alignment.refresh_from_db()
        alignment.policy.refresh_from_db()
    framework.refresh_from_db()
    assert [a.predates_framework for a in (old, new, undated)] == [True, False, False]


def test_events_are_in_the_order_of_their_dates_undated_last() -> None:
    policy = make.PolicyFactory()
    for date in (None, "2017-04-27", "2011", "2017", "2015-09"):
        make.EventFactory(policy=policy, date=date)
    assert [str(event.date) for event in policy.events.all()] == ["2011", "2015-09", "2017", "2017-04-27", "None"]


def test_event_says_its_group_and_itself() -> None:
    event = make.EventFactory.build(policy=None, source=None, type="drafted", date=HonestDate(2015, 9), title="Bill")
    assert event.group is EventGroup.PREPARATION
    assert str(event) == "2015-09 Draft or bill presented: Bill"


def test_relations_read_from_both_ends() -> None:
    relation = make.RelationFactory()
    assert (relation.get_type_display(), relation.seen_from_target) == ("replaces", "replaced by")


def test_who_sees_what(person: object, django_user_model: type) -> None:
    public, draft = make.PolicyFactory(), make.PolicyFactory(state="draft")
    make.PolicyFactory(state="archived", slug="gone")
    reader = django_user_model.objects.create_user("reader")
    outsider = person("", "staff-without-role")  # type: ignore[operator]
    for user in (reader, outsider):
        assert list(Policy.objects.visible_to(user)) == [public]
    assert draft in Policy.objects.visible_to(person("analyst"))  # type: ignore[operator]
    assert Policy.objects.visible_to(person("reviewer")).count() == 3  # type: ignore[operator]

"""What the pages of policies, countries, projects and funders say."""

from __future__ import annotations

import csv
from collections.abc import Callable

import pytest
from django.test import Client

from policies.actions import refresh
from policies.models import Country
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_policy_page_in_full(client: Client) -> None:
    policy = make.PolicyFactory(
        slug="p", title="National Migration Policy", original_title="Política", original_language="es",
        term_start="2017", term_end="2025", legal_reference="DS 015", source=make.SourceFactory(title="Decree"),
        under_revision=True,
    )  # fmt: skip
    make.EventFactory(policy=policy, type="drafting-started", date="2015-09", title="Drafting")
    make.EventFactory(policy=policy, type="adopted", date="2017-04-27", title="Issued")
    make.EventFactory(policy=policy, type="published", date="2017-04-27", title="Published in El Peruano")
    make.EventFactory(policy=policy, type="implementation-plan", date=None, title="Plan", planned=True)
    o2 = make.ComponentFactory(framework__code="migof", framework__name="MiGOF", code="migof-o2", short_title="Crises")
    d5 = make.ComponentFactory(
        framework__code="mgi", framework__name="MGI", code="mgi-d5", short_title="Mobility in crises"
    )
    make.MappingFactory(component=o2, other=d5)
    make.AlignmentFactory(policy=policy, framework=o2.framework, component=o2, quote="en crisis", quote_language="es")
    make.RelationFactory(other=policy, policy__title="Amending act", type="amends", date="2019")
    link = make.PolicyProjectFactory(policy=policy)
    make.ParticipationFactory(project=link.project, organisation__name="The Fund")
    refresh([policy.pk])

    page = client.get("/policies/p/?as_of=2020").content.decode()
    for words in (
        "As of 31 December 2020.", "In force since 27 April 2017: Published in El Peruano.", "2017–2025", "DS 015",
        '<p class="original" lang="es">Política</p>', '<time datetime="2015-09">September 2015</time>', "date not known",
        "planned", "“en crisis”", '<blockquote lang="es">', "By mapping", "D5 Mobility in crises", "Coded by tests",
        "amended by", "Amending act", "(2019)", "Funding: <a", "The Fund", "Decree",
    ):  # fmt: skip
        assert words in page, words
    assert "under revision" not in page  # a mark of today, not of 2020
    today = client.get("/policies/p/").content.decode()
    assert "under revision" in today
    assert "Term ended 2025: the stated term 2017–2025 is over" in today
    before = client.get("/policies/p/?as_of=2016-12-31").content.decode()
    assert "In development since September 2015: Drafting." in before
    assert "Not begun" in client.get("/policies/p/?as_of=2000").content.decode()


def test_a_bad_day_is_named_on_pages_of_one_thing(client: Client, world: Callable[[int], None]) -> None:
    world(1)
    for path in ("/", "/countries/", "/countries/the-country/", "/policies/the-policy/", "/frameworks/migof/"):
        response = client.get(path, {"as_of": "31.12.2016"})
        assert "<code>as_of=31.12.2016</code>" in response.content.decode(), path


def test_a_country_page_as_of_a_day_leaves_out_what_had_not_begun(client: Client) -> None:
    event = make.EventFactory(policy__title="Later act", date="2020")
    refresh([event.policy_id])
    assert "Later act" in client.get("/countries/peru/").content.decode()
    then = client.get("/countries/peru/?as_of=2019")
    assert "Later act" not in then.content.decode()
    assert then.context["page"].state == "not-assessed"


def test_the_list_answers_htmx_with_the_results_alone(client: Client) -> None:
    make.PolicyFactory(slug="p")
    response = client.get("/policies/", headers={"HX-Request": "true"})
    page = response.content.decode()
    assert 'data-policy="p"' in page
    assert "<html" not in page
    assert "HX-Request" in response["Vary"]
    assert "HX-Request" in client.get("/policies/")["Vary"]


def test_money_in_different_currencies_is_not_added(client: Client) -> None:
    project = make.ProjectFactory(slug="q")
    for amount, currency in (("1000.50", "USD"), ("2000", "USD"), ("5", "EUR")):
        make.FundingFactory(project=project, amount=amount, currency=currency)
    assert [(c, str(t)) for __, c, t in client.get("/projects/q/").context["totals"]] == [
        ("EUR", "5.00"),
        ("USD", "3000.50"),
    ]


def test_a_funder_by_money_alone_funds_its_project(client: Client) -> None:
    """Organisation.funders() knows it as a funder, so its page and its row name the project."""
    make.FundingFactory(funder__slug="payer", project__slug="paid")
    (row,) = client.get("/funders/").context["funders"]
    assert row.projects == 1
    assert [project.slug for project in client.get("/funders/payer/").context["projects"]] == ["paid"]


def test_a_funder_reaches_the_countries_of_projects_without_a_policy_as_its_flow_says(client: Client) -> None:
    """Of a project with policies only theirs count, whatever else it names."""
    funder = make.OrganisationFactory(slug="payer")
    peru, kenya, ecuador = make.CountryFactory(), make.CountryFactory(kenya=True), make.CountryFactory(ecuador=True)
    linked = make.PolicyProjectFactory(policy__country=peru).project
    lone, hidden = make.ProjectFactory(), make.PolicyProjectFactory(policy__country=peru, policy__state="draft").project
    for project, country in ((linked, ecuador), (lone, kenya), (hidden, kenya)):
        make.ShareFactory(project=project, country=country)
        make.ParticipationFactory(project=project, organisation=funder)
    (row,) = client.get("/funders/").context["funders"]
    assert (row.projects, row.policies, row.countries) == (3, 1, 2)
    page = client.get("/funders/payer/")
    assert len(page.context["countries"]) == 2
    assert page.context["chart"].sentence.startswith("1 funder, 3 projects, 1 policy and 2 countries")
    (told,) = csv.DictReader(client.get("/funders.csv").getvalue().decode().splitlines())
    assert (told["projects"], told["policies"], told["countries"]) == ("3", "1", "2")


def test_an_organisation_that_only_implements_has_a_page_too(client: Client) -> None:
    make.ParticipationFactory(organisation__slug="doer", role="4", project__slug="q")
    context = client.get("/funders/doer/").context
    assert ([p.slug for p in context["projects"]], [p.slug for p in context["other_projects"]]) == ([], ["q"])
    assert client.get("/funders/").context["funders"] == []


def test_every_country_is_listed_once(client: Client) -> None:
    for number in range(3):
        make.CheckFactory(date=f"200{number}")
        make.PolicyFactory()
    Country.objects.create(iso3="ATA", iso2="AQ", slug="antarctica", latitude=-75, longitude=0)
    page = client.get("/countries/").content.decode()
    assert page.count('data-country="PER"') == 1
    assert page.count('data-country="ATA"') == 1
    assert "Without an M49 region" in page

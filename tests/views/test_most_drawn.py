"""Of a country with very many policies some are drawn, which the page says; everything that counts has all of them."""

from __future__ import annotations

import csv
import html
import re
from typing import Any

import pytest
from django.test import Client

from policies.actions import refresh_milestones
from policies.models import Country, Policy
from policies.queries import comparison, country_record
from tests import factories as make

pytestmark = pytest.mark.django_db

PAGE, COMPARISON = 60, 30


def fill(country: Country, policies: int) -> None:
    """So many policies: the first is the oldest and has ended, the second is a law, the third not dated."""
    rows = [make.PolicyFactory(country=country, slug=f"{country.slug}-{n}") for n in range(policies)]
    for n, policy in enumerate(rows):
        if n != 2:
            make.EventFactory(policy=policy, date=str(1950 + n), type="entered-into-force")
    make.EventFactory(policy=rows[0], date="2000", type="repealed")
    Policy.objects.filter(pk=rows[1].pk).update(instrument="law")
    refresh_milestones(Policy.objects.values_list("pk", flat=True))


def slugs(policies: Any) -> set[str]:
    return {policy.slug for policy in policies}


def words(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(response.content.decode())).split())


def test_the_limits_are_those_that_are_written_of() -> None:
    assert (country_record.MOST_DRAWN, comparison.MOST_DRAWN) == (PAGE, COMPARISON)


def test_sixty_policies_are_all_drawn(client: Client) -> None:
    fill(make.CountryFactory(), PAGE)
    response = client.get("/countries/peru/")
    assert len(response.context["page"].policies) == PAGE
    assert "drawn and listed here" not in response.content.decode()
    assert not any("are drawn" in note for note in response.context["chart"].notes)


def test_of_sixty_one_policies_sixty_are_drawn_and_the_page_says_where_all_are(client: Client) -> None:
    peru = make.CountryFactory()
    fill(peru, PAGE + 1)
    response = client.get("/countries/peru/")
    page, text = response.context["page"], response.content.decode()
    everything = slugs(peru.policies.all())
    # Those in force come first, then the newest: what has no date comes last.
    assert len(page.policies) == PAGE and everything - slugs(page.policies) == {"peru-2"}
    assert "60 of 61 policies are drawn and listed here" in words(response)
    assert '<a href="/policies/?country=PER">the list has all</a>' in text
    assert '<span class="count">61</span>' in text
    assert any(note.startswith("60 of 61 policies of Peru are drawn") for note in response.context["chart"].notes)
    drawn = {lane.url for lane in page.lanes if lane.kind == "policy"}
    assert len(drawn) == PAGE


def test_counts_files_and_summary_have_all_of_them(client: Client) -> None:
    peru = make.CountryFactory()
    fill(peru, PAGE + 1)
    response = client.get("/countries/peru/")
    page = response.context["page"]
    assert page.policy_total == PAGE + 1 and sum(page.record.statuses.values()) == PAGE + 1
    assert page.record.statuses["in-force"] == PAGE - 1
    assert f"{PAGE - 1} in force, 1 repealed" in words(response)
    assert client.get("/policies/?country=PER").context["page"].paginator.count == PAGE + 1
    rows = list(csv.DictReader(client.get("/policies.csv?country=PER").getvalue().decode("utf-8-sig").splitlines()))
    assert {row["slug"] for row in rows} == slugs(peru.policies.all())
    assert client.get("/policies.json?country=PER").getvalue().decode().count('"slug"') == PAGE + 1


def test_the_list_that_is_led_to_is_of_the_same_day(client: Client) -> None:
    fill(make.CountryFactory(), PAGE + 3)
    response = client.get("/countries/peru/?as_of=2012")
    assert len(response.context["page"].policies) == PAGE
    total = response.context["page"].policy_total
    assert total == PAGE + 3
    assert "/policies/?country=PER&amp;as_of=2012-12-31" in response.content.decode()
    assert client.get("/policies/?country=PER&as_of=2012-12-31").context["page"].paginator.count == total


def test_of_sixty_one_projects_of_an_organisation_sixty_are_listed_and_all_are_counted(client: Client) -> None:
    body = make.OrganisationFactory(slug="body")
    for role in ("1", "4"):
        for n in range(PAGE + 1):
            project = make.ProjectFactory(
                slug=f"{role}-{n}", title=f"Project {PAGE - n}", start=str(1950 + n) if n else None
            )
            make.ParticipationFactory(organisation=body, project=project, role=role)
            make.ShareFactory(project=project, country=make.MadeUpCountryFactory())
    both = make.ParticipationFactory(organisation=body, project__start="2012", role="4").project
    make.ParticipationFactory(organisation=body, project=both, role="1")
    response = client.get("/funders/body/")
    funded, others = (response.context[name] for name in ("projects", "other_projects"))
    assert both in funded and both not in others
    assert slugs(funded) == {f"1-{n}" for n in range(2, PAGE + 1)} | {both.slug}
    assert slugs(others) == {f"4-{n}" for n in range(1, PAGE + 1)}
    assert [project.title for project in others] == sorted(project.title for project in others)
    assert (response.context["project_total"], response.context["other_total"]) == (PAGE + 2, PAGE + 1)
    assert len(response.context["countries"]) == PAGE + 1
    said = words(response)
    assert "60 newest of 62 projects are listed here; the list has all" in said
    assert "60 newest of 61 projects are listed here; the list has all" in said
    past = client.get("/funders/body/?as_of=1959")
    assert (past.context["project_total"], past.context["other_total"]) == (10, 10)
    assert slugs(past.context["projects"]) == {f"1-{n}" for n in range(10)}
    assert "newest of" not in words(past)


@pytest.mark.parametrize("policies", [COMPARISON, COMPARISON + 1])
def test_a_comparison_draws_thirty_of_a_country_and_counts_all(client: Client, policies: int) -> None:
    fill(make.CountryFactory(), policies)
    fill(make.CountryFactory(kenya=True), 4)
    response = client.get("/compare/?country=PER&country=KEN")
    peru, kenya = response.context["comparison"].pages
    assert (len(peru.policies), peru.policy_total, kenya.policy_total) == (COMPARISON, policies, 4)
    said = [note for note in response.context["chart"].notes if "are drawn" in note]
    assert [note.split(".")[0] for note in said] == (
        [f"{COMPARISON} of {policies} policies of Peru are drawn"] if policies > COMPARISON else []
    )
    rows = list(
        csv.DictReader(client.get("/compare.csv?country=PER&country=KEN").getvalue().decode("utf-8-sig").splitlines())
    )
    of_peru = [row["value"] for row in rows if row["country"] == "PER"]
    assert any(re.search(rf"\b{policies}\b", value) for value in of_peru), of_peru

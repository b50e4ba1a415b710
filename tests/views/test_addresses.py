"""Codes and capitals lead to the page; a wrong address is answered with what was perhaps meant."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", ["PER", "per", "Per", "PE", "pe"])
def test_country_codes_lead_to_the_country(client: Client, code: str) -> None:
    make.CountryFactory()
    response = client.get(f"/countries/{code}/")
    assert (response.status_code, response["Location"]) == (301, "/countries/peru/")


def test_framework_codes_in_capitals_lead_to_the_framework(client: Client) -> None:
    make.FrameworkFactory(code="migof")
    response = client.get("/frameworks/MIGOF/")
    assert (response.status_code, response["Location"]) == (301, "/frameworks/migof/")


@pytest.mark.parametrize("section", ["policies", "projects", "funders"])
def test_capitals_lead_to_the_address_as_it_is_written(client: Client, section: str) -> None:
    response = client.get(f"/{section}/PER-2017-Policy/?as_of=2018")
    assert (response.status_code, response["Location"]) == (301, f"/{section}/per-2017-policy/?as_of=2018")


@pytest.mark.parametrize(
    ("address", "formats"),
    [
        ("/timeline.atom?region=africa", [f"/timeline.{suffix}?region=africa" for suffix in ("csv", "xlsx", "json")]),
        ("/matrix.bib", [f"/matrix.{suffix}" for suffix in ("csv", "xlsx", "json")]),
        ("/compare.xlsx?country=PER&country=ECU", ["/compare.csv?country=PER&country=ECU"]),
        ("/compare.bib", ["/compare.csv"]),
        ("/projects.atom", [f"/projects.{suffix}" for suffix in ("csv", "xlsx", "json", "bib", "ris", "csl")]),
        ("/policies/p.csv", [f"/policies/p.{suffix}" for suffix in ("atom", "bib", "ris", "csl")]),
        ("/policies/no-such.csv", []),
    ],
)
def test_a_wrong_format_is_answered_with_those_that_there_are(client: Client, address: str, formats: list[str]) -> None:
    make.PolicyFactory(slug="p")
    for country in (make.CountryFactory(), make.CountryFactory(ecuador=True)):
        make.AlignmentFactory(policy__country=country, framework=make.ComponentFactory().framework)
    response = client.get(address)
    assert response.status_code == 404
    assert [found for __, found in response.context["formats"]] == formats
    for found in formats:
        assert client.get(found).status_code == 200, found


def test_a_missing_slash_is_added(client: Client) -> None:
    assert client.get("/countries").status_code == 301


@pytest.mark.parametrize(
    ("path", "suggestion"),
    [
        ("/countries/pero/", "/countries/peru/"),
        ("/countries/Peruu/", "/countries/peru/"),
        ("/policies/per-2017-national-migration/", "/policies/per-2017-national-migration-policy/"),
        ("/frameworks/migoff/", "/frameworks/migof/"),
        ("/projects/strengthening-migration/", "/projects/strengthening-migration-management/"),
        ("/funders/iom-development/", "/funders/iom-development-fund/"),
    ],
)
def test_a_wrong_address_is_answered_with_what_was_perhaps_meant(client: Client, path: str, suggestion: str) -> None:
    make.CountryFactory()
    make.PolicyFactory(slug="per-2017-national-migration-policy")
    make.PolicyFactory(slug="per-2017-national-migration-draft", state="draft")
    make.FrameworkFactory(code="migof")
    make.ParticipationFactory(
        project__slug="strengthening-migration-management", organisation__slug="iom-development-fund"
    )
    response = client.get(path)
    page = response.content.decode()
    assert response.status_code == 404
    assert f'href="{suggestion}"' in page
    assert "There is nothing at this address" in page
    assert "-draft" not in page


@pytest.mark.parametrize(
    "path",
    ["/countries/xx/", "/countries/XXX/", "/countries/" + "x" * 5000 + "/", "/policies/<script>/", "/policies/a%00b/",
     "/policies/%F0%9F%92%A5/", "/countries/peru/x/", "/x/y/z/", "/index.php", "/policies/../../etc/passwd"],
)  # fmt: skip
def test_an_address_near_nothing(client: Client, path: str) -> None:
    make.CountryFactory()
    response = client.get(path)
    assert response.status_code == 404
    assert "Did you mean" not in response.content.decode()
    assert 'href="/countries/"' in response.content.decode()


@pytest.mark.parametrize(
    ("path", "link"),
    [("/polices/", "/policies/"), ("/country/", "/countries/"), ("/policies.xls", "/policies.xlsx"),
     ("/countries.pdf", "/countries.csv"), ("/countries/peru.csv", "/countries/peru/")],
)  # fmt: skip
def test_a_wrong_section_or_format_is_answered_with_the_right_ones(client: Client, path: str, link: str) -> None:
    make.CountryFactory()
    response = client.get(path)
    assert response.status_code == 404
    main = response.content.decode().partition("<h1>")[2]
    assert f'href="{link}"' in main


@pytest.mark.parametrize("path", ["/polices/", "/policies.exe", "/policies/nothing/", "/a/b/c/d/"])
def test_developers_are_helped_as_readers_are(client: Client, settings: Any, path: str) -> None:
    settings.DEBUG = True
    response = client.get(path)
    assert response.status_code == 404
    assert "There is nothing at this address" in response.content.decode()
    assert client.get("/policies").status_code == 301


def test_an_address_that_leads_nowhere_is_searched_for(client: Client) -> None:
    page = client.get("/policies/national_migration-policy<x>/").content.decode()
    assert 'name="q" type="search" maxlength="200" value="national migration policy x"' in page

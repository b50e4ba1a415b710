"""Suggestions while a reader types."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from policies.actions import refresh
from policies.models import Policy
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def record() -> None:
    peru = make.CountryFactory()
    make.CountryFactory(ecuador=True)
    make.FrameworkFactory(code="migof", short_name="MiGOF", name="Migration Governance Framework")
    make.PolicyFactory(
        slug="per",
        country=peru,
        title="Migration Policy",
        summary="Permits for all.",
        legal_reference="Decreto Supremo N° 015-2017-RE",
    )
    make.PolicyFactory(slug="draft", country=peru, title="Migration Policy, next", state="draft")
    fund = make.OrganisationFactory(slug="fund", name="Migration Fund of Perth", acronym="MFP")
    make.ParticipationFactory(organisation=fund)
    make.OrganisationFactory(slug="no-funder", name="Migration Club")
    refresh(Policy.objects.values_list("pk", flat=True))


def suggested(words: str) -> list[str]:
    response = Client().get("/suggest/", {"q": words})
    assert response.status_code == 200
    return re.findall(r'data-href="([^"]+)"', response.content.decode())


@pytest.mark.parametrize(
    ("words", "addresses"),
    [
        ("mig", ["/frameworks/migof/", "/policies/per/", "/funders/fund/"]),
        ("per", ["/countries/peru/", "/policies/per/", "/funders/fund/"]),  # the policy by its country
        ("PÉROU", ["/countries/peru/", "/policies/per/"]),
        ("policy migration", ["/policies/per/"]),
        ("mfp", ["/funders/fund/"]),
        ("015-2017-RE", ["/policies/per/"]),
        ("ds 015", []),  # every word must be found
        ("decreto supremo n° 015", ["/policies/per/"]),
        ("permits", []),  # names only
        ("igration", []),  # the beginnings of words
        ("p", []),
        ("", []),
        ("*", []),
        ('"', []),
        ("x" * 5_000, []),
        ("per\x00u", []),
    ],
)
def test_suggested(words: str, addresses: list[str]) -> None:
    assert suggested(words) == addresses


def test_few_of_each_kind_are_suggested() -> None:
    for number in range(5):
        make.PolicyFactory(title=f"Migration act {number}")
        make.FrameworkFactory(name=f"Migration framework {number}")
        make.ParticipationFactory(organisation=make.OrganisationFactory(name=f"Migration fund {number}"))
    refresh(Policy.objects.values_list("pk", flat=True))
    addresses = suggested("migra")
    assert len(addresses) <= 9
    kinds = [address.split("/")[1] for address in addresses]
    assert sorted(set(kinds), key=kinds.index) == ["frameworks", "policies", "funders"]


@pytest.mark.parametrize(
    "other", [{"instrument": "decree"}, {"instrument": "law"}, {"level": "subnational"}, {"level": "regional"}]
)
def test_national_policies_and_strategies_come_first(other: dict[str, str]) -> None:
    """However well the title of another fits, and however new it is."""
    make.PolicyFactory(slug="other", title="Labour Migration", **other)
    for slug, instrument in (("strategy", "strategy"), ("policy", "policy")):
        make.PolicyFactory(slug=slug, title="Migration of all kinds, and of Labour", instrument=instrument)
    make.EventFactory(policy=Policy.objects.get(slug="other"), date="2025")
    make.EventFactory(policy=Policy.objects.get(slug="strategy"), date="2012")
    refresh(Policy.objects.values_list("pk", flat=True))
    assert suggested("labour migration") == ["/policies/strategy/", "/policies/policy/", "/policies/other/"]


def test_names_are_escaped() -> None:
    make.FrameworkFactory(code="odd", short_name="<b>odd</b>", name='"><script>')
    html = Client().get("/suggest/?q=odd").content.decode()
    assert "&lt;b&gt;odd&lt;/b&gt;" in html
    assert "<script" not in html


@pytest.mark.parametrize("path", ["/", "/policies/"])
def test_search_fields_are_plain_ones_with_suggestions(client: Client, path: str) -> None:
    html = client.get(path).content.decode()
    assert 'data-suggest="/suggest/"' in html
    assert "suggest.js" in html
    assert 'role="combobox"' not in html  # the script makes it one

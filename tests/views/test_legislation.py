"""The linked data of a policy's page."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from policies.actions import refresh_milestones
from policies.choices import RelationType, Status
from policies.models import Policy
from policies.views.legislation import LEGAL_FORCE, PROPERTY_OF_RELATION
from tests import factories as make

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"


def act(client: Client, address: str = "/policies/p/") -> dict[str, Any]:
    page = client.get(address).content.decode()
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    data = json.loads(block)
    assert data["@context"] == "https://schema.org"
    legislation, breadcrumbs = data["@graph"]
    assert [item["position"] for item in breadcrumbs["itemListElement"]] == [1, 2, 3]
    assert breadcrumbs["itemListElement"][-1]["item"] == f"{SITE}/policies/p/"
    return legislation


def test_all_that_is_known(client: Client) -> None:
    source = make.SourceFactory(url="https://example.org/gazette")
    policy = make.PolicyFactory(
        slug="p", title="National Policy", original_title="Política", original_language="es", source=source,
        legal_reference="DS 015", term_start="2017", term_end="2025-12", instrument="decree",
    )  # fmt: skip
    policy.issuing_bodies.add(make.OrganisationFactory(name="The Government", slug="gov"))
    make.EventFactory(policy=policy, date="2017-04", type="adopted", source=source)
    make.EventFactory(policy=policy, date="2017-04-27", type="published", source=source)
    make.DocumentFactory(policy=policy, url="https://example.org/text", language="es")
    refresh_milestones([policy.pk])
    found = act(client, "/policies/p/?as_of=2018")
    for name, value in {
        "@type": "Legislation", "@id": f"{SITE}/policies/p/#act", "name": "National Policy",
        "alternateName": {"@value": "Política", "@language": "es"}, "inLanguage": "es", "legislationIdentifier": "DS 015",
        "legislationType": "Decree", "legislationDate": "2017-04", "datePublished": "2017-04-27",
        "temporalCoverage": "2017/2025-12", "legislationLegalForce": "https://schema.org/InForce",
        "sdLicense": "https://creativecommons.org/licenses/by/4.0/",
    }.items():  # fmt: skip
        assert found[name] == value, name
    assert (found["legislationJurisdiction"]["identifier"], found["legislationJurisdiction"]["name"]) == ("PER", "Peru")
    assert [body["name"] for body in found["legislationPassedBy"]] == ["The Government"]
    assert found["encoding"][0]["url"] == "https://example.org/text"
    assert found["mainEntityOfPage"]["citation"] == ["https://example.org/gazette"]
    assert "license" not in found  # the act is nobody's to license here
    assert act(client)["legislationLegalForce"] == "https://schema.org/NotInForce"


def test_what_is_not_known_is_left_out(client: Client) -> None:
    make.PolicyFactory(slug="p")
    found = act(client)
    for name in ("legislationDate", "datePublished", "temporalCoverage", "legislationLegalForce", "legislationIdentifier",
                 "alternateName", "inLanguage", "legislationPassedBy", "encoding"):  # fmt: skip
        assert name not in found, name


def test_a_planned_publication_is_none(client: Client) -> None:
    make.EventFactory(policy__slug="p", type="published", planned=True)
    assert "datePublished" not in act(client)


def test_every_relation_to_a_public_policy_has_its_property(client: Client) -> None:
    policy = make.PolicyFactory(slug="p")
    for kind in RelationType:
        make.RelationFactory(policy=policy, type=kind, other=make.PolicyFactory(slug=f"other-{kind.value}"))
        make.RelationFactory(
            policy=policy, type=kind, other=make.PolicyFactory(slug=f"draft-{kind.value}", state="draft")
        )
    found = act(client)
    for kind in RelationType:
        (other,) = found[PROPERTY_OF_RELATION[kind]]
        assert other["url"] == f"{SITE}/policies/other-{kind.value}/"


def test_every_status_but_undated_says_whether_it_is_in_force() -> None:
    assert set(LEGAL_FORCE) == set(Status.values) - {Status.UNDATED}


def test_a_draft_has_none(client: Client, logged_in: Any) -> None:
    make.PolicyFactory(slug="p", state="draft")
    assert b"ld+json" not in logged_in("reviewer").get("/policies/p/").content


@pytest.mark.parametrize(
    ("health", "words"),
    [
        ("unchecked", "Address not checked yet"),
        ("alive", "Address answered when"),
        ("dead", "Address did not answer when"),
        ("unclear", "could not be told when last checked"),
    ],
)
def test_a_source_says_whether_its_address_answers(client: Client, health: str, words: str) -> None:
    source = make.SourceFactory(link_health=health, accessed="2025-05-16", archived_url="https://archive.example.org/1")
    make.PolicyFactory(slug="p", source=source)
    page = client.get("/policies/p/").content.decode().partition('id="sources"')[2]
    assert words in page
    assert "Read 16 May 2025." in page
    assert 'href="https://archive.example.org/1"' in page
    Policy.objects.update(source=make.SourceFactory(url="", citation="A book"))
    assert "Address " not in client.get("/policies/p/").content.decode()

"""Former addresses answer 301 with the present one, in every format, and what names a record by its address follows."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from policies.desk.addresses import change_address
from policies.models import Correction, Policy, Revision
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def root() -> User:
    return User.objects.create_superuser("root")


@pytest.fixture
def policy(root: User) -> Policy:
    policy = make.EventFactory(policy__slug="first", policy__title="The Plan").policy
    Revision.objects.create(policy=policy, number=1, kind="first", role="seeds")
    return policy


@pytest.mark.parametrize(
    "address",
    [
        "/policies/{}/", "/policies/{}.atom", "/policies/{}.bib", "/policies/{}.ris", "/embed/policy-timeline/{}/",
        "/charts/policy-timeline/{}.svg", "/charts/policy-timeline/{}.csv",
    ],
)  # fmt: skip
def test_every_form_of_a_policy_is_found(client: Client, policy: Policy, root: User, address: str) -> None:
    assert client.get(address.format("first")).status_code == 200
    change_address(policy, "second", root)
    change_address(policy, "third", root)
    for old in ("first", "second"):
        response = client.get(address.format(old) + "?as_of=2020&x=a%20b")
        assert (response.status_code, response["Location"]) == (301, address.format("third") + "?as_of=2020&x=a%20b")
        assert response["Cache-Control"] == "no-cache"
        assert client.head(address.format(old)).status_code == 301
    assert client.get(address.format("third")).status_code == 200
    assert client.get(address.format("never")).status_code == 404


@pytest.mark.parametrize("address", ["/projects/{}/", "/projects/{}.bib", "/funders/{}/", "/funders/{}.bib",
                                     "/embed/funding-flow/{}/", "/charts/funding-flow/{}.csv"])  # fmt: skip
def test_projects_and_funders_are_found_too(client: Client, root: User, address: str) -> None:
    funding = make.FundingFactory(project__slug="first", funder__slug="first")
    for record in (funding.project, funding.funder):
        change_address(record, "second", root)
    response = client.get(address.format("first"))
    assert (response.status_code, response["Location"]) == (301, address.format("second"))


def test_an_address_given_back_leads_in_no_circle(client: Client, policy: Policy, root: User) -> None:
    for slug in ("second", "first"):
        policy = change_address(policy, slug, root)
    assert client.get("/policies/first/").status_code == 200
    assert client.get("/policies/second/")["Location"] == "/policies/first/"


def test_what_is_withdrawn_is_told_to_nobody_but_staff(client: Client, policy: Policy, root: User) -> None:
    change_address(policy, "second", root)
    Policy.objects.update(state="archived")
    assert client.get("/policies/first/").status_code == 404


def test_only_what_is_not_found_costs_a_query(client: Client, policy: Policy, root: User) -> None:
    def asked(address: str) -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return [query["sql"] for query in captured if "policies_pastaddress" in query["sql"]]

    change_address(policy, "second", root)
    assert asked("/policies/second/") == asked("/policies/second.bib") == asked("/embed/policy-timeline/second/") == []
    assert len(asked("/policies/first/")) == len(asked("/policies/nothing/")) == 1


def test_the_changelog_is_asked_by_either_address(client: Client, policy: Policy, root: User) -> None:
    change_address(policy, "second", root)
    for slug in ("first", "second"):
        assert "The Plan" in client.get(f"/changes/?of=policies/{slug}").content.decode()
        body = b"".join(client.get(f"/changes.csv?of=policies/{slug}").streaming_content).decode()  # type: ignore[attr-defined]
        assert body.count("The Plan") == 1
        assert "The Plan" in client.get(f"/changes.atom?of=policies/{slug}").content.decode()
    assert "The Plan" not in client.get("/changes/?of=projects/first").content.decode()


def test_corrections_go_with_the_record(client: Client, policy: Policy, root: User) -> None:
    kept: dict[str, Any] = {"kind": "policies", "permalink": "https://example.org/", "answered_at": timezone.now()}
    Correction.objects.create(key="first", message="a", state="accepted", answer="The day was mended.", **kept)
    Correction.objects.create(key="other", message="b", state="accepted", answer="Something else.", **kept)
    change_address(policy, "second", root)
    page = client.get("/policies/second/").content.decode()
    assert "The day was mended." in page and "Something else." not in page
    for slug in ("first", "second"):
        assert "The Plan" in client.get(f"/suggest-correction/?of=policies/{slug}").content.decode()
    assert client.get("/suggest-correction/?of=policies/nothing").status_code == 404


def test_a_record_that_is_deleted_takes_its_addresses_with_it(client: Client, root: User) -> None:
    policy = make.PolicyFactory(slug="first")
    change_address(policy, "second", root).delete()
    assert client.get("/policies/first/").status_code == 404
    make.PolicyFactory.build(slug="first", country=make.CountryFactory()).full_clean()

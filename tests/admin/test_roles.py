"""Who may open, add and change what."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from policies.models import Organisation, Policy, Project
from tests import factories as make
from tests.admin.pages import OF_READERS, REGISTERED, LoggedIn, change, changelist, rows, sent_again

pytestmark = pytest.mark.django_db


#: What analysts may add to; the rest of the registered they may look at.
ENTERED = {"policy", "source", "organisation", "project", "importbatch"}
#: Statements that are public at once: those who publish add to them. An analyst enters alignments on the page of a policy.
PUBLIC_AT_ONCE = {"countrycheck", "participation", "componentscore", "alignment"}


@pytest.mark.parametrize("name", REGISTERED)
@pytest.mark.parametrize("role", ["analyst", "reviewer", "manager", ""])
def test_who_may_open_and_add(logged_in: LoggedIn, role: str, name: str) -> None:
    client = logged_in(role)
    expected = 200 if role else 403
    assert client.get(changelist(name)).status_code == expected
    may_add = (
        (role == "manager" and name not in OF_READERS)
        or (role and name in ENTERED)
        or (role == "reviewer" and name in PUBLIC_AT_ONCE)
    )
    assert client.get(reverse(f"admin:policies_{name}_add")).status_code == (200 if may_add else 403)


@pytest.mark.parametrize("name", REGISTERED)
@pytest.mark.parametrize("role", ["analyst", "reviewer", "manager"])
def test_forms_of_records_open(logged_in: LoggedIn, role: str, name: str) -> None:
    rows(1)
    row = REGISTERED[name].objects.first()
    assert logged_in(role).get(reverse(f"admin:policies_{name}_change", args=[row.pk])).status_code == 200


@pytest.mark.parametrize("name", REGISTERED)
def test_the_anonymous_are_sent_to_log_in(client: Client, name: str) -> None:
    response = client.get(changelist(name))
    assert (response.status_code, response["Location"]) == (302, f"/admin/login/?next={changelist(name)}")


def test_a_reader_with_an_account_but_not_of_the_staff_is_sent_away(
    client: Client, person: Callable[..., User]
) -> None:
    client.force_login(person("analyst", is_staff=False))
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("name", sorted(set(REGISTERED) - {"policy", "project", "importbatch"}))
@pytest.mark.parametrize("role", ["analyst", "reviewer", "manager"])
def test_who_may_change_what_readers_see_at_once(logged_in: LoggedIn, role: str, name: str) -> None:
    """An analyst changes nothing that is there already; drafts have their own rules."""
    rows(1)
    row = REGISTERED[name].objects.first()
    of_reviewers = {*PUBLIC_AT_ONCE, *OF_READERS, "source", "organisation"}
    may_change = role == "manager" or (role == "reviewer" and name in of_reviewers)
    page = logged_in(role).get(change(row)).content.decode()
    assert ('name="_save"' in page) == may_change


def test_an_analyst_mends_no_source_that_is_there(logged_in: LoggedIn) -> None:
    source = make.SourceFactory(title="As it was")
    sent = {"url": source.url, "title": "Changed"}
    assert logged_in("analyst").post(change(source), sent).status_code == 403
    assert logged_in("reviewer").post(change(source), sent).status_code == 302
    source.refresh_from_db()
    assert source.title == "Changed"


def test_what_an_analyst_adds_is_on_no_public_page(logged_in: LoggedIn, client: Client) -> None:
    """Organisations and projects wait for a reviewer; an organisation shows with the published record that names it."""
    analyst, reviewer = logged_in("analyst"), logged_in("reviewer")
    analyst.post("/admin/policies/organisation/add/", {"name": "New fund", "slug": "new-fund", "type": "40"})
    fund = Organisation.objects.get(slug="new-fund")
    country, source = make.CountryFactory(), make.SourceFactory()
    policy = make.PolicyFactory(country=country)
    empty = {f"{prefix}-{count}_FORMS": 0 for prefix in ("shares", "participations", "fundings", "policy_links")
             for count in ("TOTAL", "INITIAL")}  # fmt: skip
    rows_of_project = {
        "shares-TOTAL_FORMS": 1, "shares-0-country": country.pk,
        "participations-TOTAL_FORMS": 1, "participations-0-organisation": fund.pk, "participations-0-role": "1",
        "fundings-TOTAL_FORMS": 1, "fundings-0-funder": fund.pk, "fundings-0-type": "2", "fundings-0-amount": "5",
        "fundings-0-currency": "USD", "fundings-0-source": source.pk,
    }  # fmt: skip
    sent = {**empty, **rows_of_project, "title": "New project", "slug": "new-project"}
    response = analyst.post("/admin/policies/project/add/", sent)
    assert response.status_code == 302, response.context["errors"]
    project = Project.objects.get(slug="new-project")
    make.PolicyProjectFactory(policy=policy, project=project)
    pages = ("/projects/", "/funders/", country.get_absolute_url(), policy.get_absolute_url(), "/projects/new-projec/")
    addresses = (project.get_absolute_url(), fund.get_absolute_url())
    for page in pages:
        shown = client.get(page).content.decode()
        assert "New project" not in shown, page
        assert "New fund" not in shown, page
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    assert client.get("/").context["projects"] == 0
    assert "Preview for staff" in analyst.get(addresses[0]).content.decode()

    reviewer.post(change(project), sent_again(reviewer, project, _move="publish"))
    for page in pages[:-1]:
        shown = client.get(page).content.decode()
        assert ("New fund" if page == "/funders/" else "New project") in shown, page
    assert [client.get(address).status_code for address in addresses] == [200, 200]
    assert client.get("/").context["projects"] == 1


def test_a_body_shows_with_the_published_policy_that_names_it(client: Client) -> None:
    for field in ("issuing_bodies", "lead_bodies"):
        policy, body = make.PolicyFactory(state="draft"), make.OrganisationFactory()
        getattr(policy, field).add(body)
        assert client.get(body.get_absolute_url()).status_code == 404
        Policy.objects.filter(pk=policy.pk).update(state="published")
        assert client.get(body.get_absolute_url()).status_code == 200

"""Countries that are assigned to an account: an analyst works on those only, a reviewer on all."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from policies import actions
from policies.importers.sheet.writing import import_file
from policies.models import Assignment, Policy, Project
from tests import factories as make
from tests.admin.pages import ADD, LoggedIn, change, changelist, form, sent_again

pytestmark = pytest.mark.django_db

Person = Callable[..., User]


@pytest.fixture
def peru() -> Any:
    return make.CountryFactory()


@pytest.fixture
def kenya() -> Any:
    return make.CountryFactory(kenya=True)


def assign(username: str, country: Any = None, region: str = "") -> None:
    Assignment.objects.create(user=User.objects.get(username=username), country=country, region=region)


def test_without_any_an_analyst_works_on_all(person: Person, peru: Any, kenya: Any) -> None:
    assert Assignment.objects.countries_of(person("analyst")) is None


def test_countries_and_regions_add_up(person: Person, peru: Any, kenya: Any) -> None:
    analyst, other = person("analyst"), person("analyst", "other")
    assign("analyst", peru)
    assert Assignment.objects.countries_of(analyst) == {peru.pk}
    assign("other", peru)
    assign("other", region=kenya.sub_region)
    with CaptureQueriesContext(connection) as queries:
        for __ in range(3):
            assert Assignment.objects.countries_of(other) == {peru.pk, kenya.pk}
    assert len(queries) == 2


@pytest.mark.parametrize("row", [{}, {"country": True, "region": "africa"}])
def test_a_row_is_a_country_or_a_region(person: Person, peru: Any, row: dict[str, Any]) -> None:
    user = person("analyst")
    given = {**row, **({"country": peru} if "country" in row else {})}
    with pytest.raises(ValidationError, match="Choose a country or a region"):
        Assignment(user=user, **given).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(user=user, **given)


def test_an_analyst_edits_a_draft_of_an_assigned_country_only(
    logged_in: LoggedIn, peru: Any, kenya: Any, caplog: pytest.LogCaptureFixture
) -> None:
    ours, theirs = (make.PolicyFactory(state="draft", country=c, title="As it was") for c in (peru, kenya))
    client, reviewer = logged_in("analyst"), logged_in("reviewer")
    assign("analyst", peru)
    assert client.post(change(ours), sent_again(client, ours, title="Changed")).status_code == 302
    page = client.get(change(theirs)).content.decode()
    assert "a country that is not assigned to your account" in page and 'name="_save"' not in page
    caplog.clear()
    assert client.post(change(theirs), sent_again(reviewer, theirs, title="Changed")).status_code == 403
    assert "permission denied" in caplog.text
    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert (ours.title, theirs.title) == ("Changed", "As it was")


def test_an_analyst_enters_and_moves_no_record_to_another_country(
    logged_in: LoggedIn, peru: Any, kenya: Any, caplog: pytest.LogCaptureFixture
) -> None:
    client = logged_in("analyst")
    assign("analyst", peru)
    refused = client.post(ADD, form(country=kenya.pk, title="Act"))
    assert "Choose one of the countries that are assigned to your account: Peru." in refused.content.decode()
    assert "a country that is not assigned to the account" in caplog.text
    assert not Policy.objects.exists()
    assert client.post(ADD, form(country=peru.pk, title="Act")).status_code == 302
    policy = Policy.objects.get()
    assert client.post(change(policy), sent_again(client, policy, country=kenya.pk)).status_code == 200
    assert Policy.objects.get().country == peru


def test_boxes_offer_assigned_countries_only(logged_in: LoggedIn, peru: Any, kenya: Any) -> None:
    client, reviewer = logged_in("analyst"), logged_in("reviewer")
    assign("analyst", peru)
    assign("reviewer", peru)

    def offered(client: Client, model: str, field: str) -> set[str]:
        asked = {"app_label": "policies", "model_name": model, "field_name": field, "term": ""}
        return {row["text"] for row in json.loads(client.get("/admin/autocomplete/", asked).content)["results"]}

    assert offered(client, "policy", "country") == {"Peru"}
    assert offered(client, "projectcountry", "country") == {"Kenya", "Peru"}
    assert offered(reviewer, "policy", "country") == {"Kenya", "Peru"}


def test_moves_of_other_countries_are_refused_and_logged(
    logged_in: LoggedIn, peru: Any, kenya: Any, caplog: pytest.LogCaptureFixture
) -> None:
    ours, theirs = (make.PolicyFactory(state="draft", country=c) for c in (peru, kenya))
    client = logged_in("analyst")
    assign("analyst", peru)
    chosen = {"_selected_action": [ours.pk, theirs.pk], "action": "submit_selected"}
    page = client.post(changelist("policy"), chosen, follow=True).content.decode()
    assert "1 record was moved on." in page and "not assigned to your account" in page
    assert f"submit policy {theirs.pk}: not allowed" in caplog.text
    assert set(Policy.objects.filter(state="in-review")) == {ours}
    with pytest.raises(actions.NotAllowed):
        actions.move(theirs, "submit", User.objects.get(username="analyst"))


def test_rows_on_pages_of_their_own_are_of_the_policy(logged_in: LoggedIn, peru: Any, kenya: Any) -> None:
    alignment = make.AlignmentFactory(policy__state="draft", policy__country=kenya)
    client = logged_in("analyst")
    assert 'name="_save"' in client.get(change(alignment)).content.decode()
    assign("analyst", peru)
    assert 'name="_save"' not in client.get(change(alignment)).content.decode()
    assert client.post(change(alignment), {}).status_code == 403


def project_form(*countries: Any) -> dict[str, object]:
    sent: dict[str, object] = {"title": "Project", "slug": "project", "shares-TOTAL_FORMS": len(countries)}
    sent |= {f"{p}-TOTAL_FORMS": 0 for p in ("participations", "fundings")}
    sent |= {f"{p}-INITIAL_FORMS": 0 for p in ("shares", "participations", "fundings")}
    return {**sent, **{f"shares-{n}-country": country.pk for n, country in enumerate(countries)}}


def test_a_project_has_one_of_the_assigned_countries(
    logged_in: LoggedIn, peru: Any, kenya: Any, caplog: pytest.LogCaptureFixture
) -> None:
    client = logged_in("analyst")
    assign("analyst", peru)
    add = "/admin/policies/project/add/"
    for countries in ((kenya,), ()):
        page = client.post(add, project_form(*countries)).content.decode()
        assert "Name one of the countries that are assigned to your account: Peru." in page
    assert "a project of no country that is assigned" in caplog.text
    assert client.post(add, project_form(kenya, peru)).status_code == 302
    project = Project.objects.get()
    assert 'name="_save"' in client.get(change(project)).content.decode()
    project.shares.filter(country=peru).delete()
    assert 'name="_save"' not in client.get(change(project)).content.decode()


@pytest.mark.parametrize("role", ["reviewer", "manager"])
def test_who_publishes_is_not_limited_and_sees_their_own_first(
    logged_in: LoggedIn, role: str, peru: Any, kenya: Any
) -> None:
    ours, theirs = (make.PolicyFactory(state="draft", country=c) for c in (peru, kenya))
    project = make.ProjectFactory()
    make.ShareFactory(project=project, country=peru)
    make.ProjectFactory()
    client = logged_in(role)
    assert "Only in my countries" not in client.get(changelist("policy")).content.decode()
    assign(role, region=peru.region)
    assert "Only in my countries" in client.get(changelist("policy")).content.decode()
    assert client.post(change(theirs), sent_again(client, theirs, title="Changed")).status_code == 302
    mine = {name: client.get(changelist(name), {"mine": "yes"}).context["cl"] for name in ("policy", "project")}
    assert [row.pk for row in mine["policy"].result_list] == [ours.pk]
    assert [row.pk for row in mine["project"].result_list] == [project.pk]
    assert client.get(changelist("policy"), {"mine": "nonsense"}).context["cl"].result_count == 2


def test_a_manager_assigns_on_the_page_of_the_account(logged_in: LoggedIn, person: Person, peru: Any) -> None:
    manager, analyst = logged_in("manager"), person("analyst")
    sent = sent_again(manager, analyst)
    sent |= {"assignments-TOTAL_FORMS": 2, "assignments-0-country": peru.pk, "assignments-1-region": "africa"}
    response = manager.post(change(analyst), {**sent, "groups": [group.pk for group in analyst.groups.all()]})
    assert response.status_code == 302, response.context["errors"]
    assert set(analyst.assignments.values_list("country", "region")) == {(peru.pk, ""), (None, "africa")}


def test_an_import_brings_no_record_of_another_country(person: Person, peru: Any, kenya: Any) -> None:
    """By the dry run and by what writes; the rows of assigned countries are told apart from the others."""
    analyst = person("analyst")
    assign("analyst", peru)
    row = "{},Migration Policy of {},policy,https://example.org/{}\r\n"
    data = ("country,title,instrument,source\r\n" + "".join(row.format(c, c, c) for c in ("PER", "KEN"))).encode()
    made, batch = import_file(data, "both.csv", user=analyst)
    assert (made.counts["added"], made.counts["rejected"], batch) == (1, 1, None)
    (rejected,) = made.of("rejected")[0].rejections
    assert (rejected.row, rejected.column) == (3, "country") and "not assigned to your account" in rejected.reason
    assert not Policy.objects.exists()
    assert import_file(data, "both.csv", user=person("reviewer"))[1] is not None

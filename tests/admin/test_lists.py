"""Lists: as many queries for ten rows as for one, search, order, filters."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.models import Policy
from tests import factories as make
from tests.admin.pages import REGISTERED, LoggedIn, changelist, rows

pytestmark = pytest.mark.django_db


def test_everything_is_registered_that_is_not_a_row_of_something_else() -> None:
    assert set(REGISTERED) == {
        "policy", "alignment", "topic", "targetgroup", "country", "countrygroup", "countrycheck", "framework",
        "frameworkcomponent", "componentmapping", "participation", "componentscore", "organisation", "project", "source",
        "correction",
        "importbatch",
    }  # fmt: skip


@pytest.mark.parametrize("name", REGISTERED)
def test_lists_take_as_many_queries_for_ten_rows_as_for_one(logged_in: LoggedIn, name: str) -> None:
    client = logged_in("manager")
    taken = []
    for n in (1, 9):
        rows(n)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(changelist(name))
        assert response.status_code == 200
        taken.append(len(queries))
    shown = response.context["cl"].result_count
    assert shown >= 10
    assert taken[0] == taken[1]
    assert taken[1] <= 16


@pytest.mark.parametrize("name", REGISTERED)
def test_lists_search_sort_and_filter(logged_in: LoggedIn, name: str) -> None:
    client = logged_in("manager")
    rows(3)
    for words in ("policy", "Polítïca 1", "' OR 1=1", "x" * 2000, "💥", '"'):
        assert client.get(changelist(name), {"q": words}).status_code == 200, words
    listed = client.get(changelist(name)).context["cl"]
    for column in range(1, len(listed.list_display) + 1):
        for order in (f"{column}", f"-{column}"):
            assert client.get(changelist(name), {"o": order}).status_code == 200
    for spec in listed.filter_specs:
        for choice in list(spec.choices(listed))[:4]:
            response = client.get(changelist(name) + choice["query_string"])
            assert response.status_code == 200, choice
            assert response.context["cl"].result_count <= listed.result_count


def test_a_filter_lists_no_policy_twice(logged_in: LoggedIn) -> None:
    framework = make.FrameworkFactory()
    policy = make.AlignmentFactory(framework=framework).policy
    make.AlignmentFactory(policy=policy, framework=framework, coded_by="other")
    response = logged_in("analyst").get(changelist("policy"), {"alignments__framework__id__exact": framework.pk})
    assert [row.pk for row in response.context["cl"].result_list] == [policy.pk]


SLUGS = {
    "policy": lambda: make.PolicyFactory(slug="per-2011-plan", title="Other words"),
    "project": lambda: make.ProjectFactory(slug="per-2011-plan", title="Other words"),
    "organisation": lambda: make.OrganisationFactory(slug="per-2011-plan", name="Other words"),
    "framework": lambda: make.FrameworkFactory(code="per-2011-plan", name="Other words", short_name="OW"),
    "frameworkcomponent": lambda: make.ComponentFactory(code="per-2011-plan", short_title="Other words"),
    "alignment": lambda: make.AlignmentFactory(policy__slug="per-2011-plan"),
    "country": lambda: make.CountryFactory(slug="per-2011-plan"),
    "countrycheck": lambda: make.CheckFactory(country=make.CountryFactory(slug="per-2011-plan")),
}


@pytest.mark.parametrize("name", SLUGS)
def test_a_list_is_searched_by_what_addresses_call_a_record(logged_in: LoggedIn, name: str) -> None:
    rows(1)
    wanted = SLUGS[name]()
    client = logged_in("manager")
    for words in ("per-2011-plan", "PER-2011", " 2011-plan "):
        found = client.get(changelist(name), {"q": words}).context["cl"].result_list
        assert [row.pk for row in found] == [wanted.pk], words
    assert not client.get(changelist(name), {"q": "per-2011-plan-b"}).context["cl"].result_list


def test_the_words_of_a_search_may_stand_in_slug_and_title(logged_in: LoggedIn) -> None:
    policy = make.PolicyFactory(slug="per-2011-plan", title="Política Nacional")
    make.PolicyFactory(slug="per-2012-plan", title="Política Nacional")
    found = logged_in("analyst").get(changelist("policy"), {"q": "politica per-2011"}).context["cl"].result_list
    assert [row.pk for row in found] == [policy.pk]


def test_a_country_is_found_by_its_code(logged_in: LoggedIn) -> None:
    peru = make.CountryFactory()
    make.CountryFactory(kenya=True)
    for words in ("PER", "per"):
        found = logged_in("analyst", words).get(changelist("country"), {"q": words}).context["cl"].result_list
        assert [row.pk for row in found] == [peru.pk]


def test_days_and_times_are_day_first_with_24_hours(logged_in: LoggedIn) -> None:
    policy = make.PolicyFactory()
    at = dt.datetime(2026, 11, 23, 14, 20, tzinfo=dt.UTC)
    Policy.objects.filter(pk=policy.pk).update(changed_at=at)
    page = logged_in("analyst").get(changelist("policy")).content.decode()
    assert '<td class="field-changed_at nowrap">23 Nov 2026, 14:20</td>' in page


@pytest.mark.parametrize(
    ("text", "day"), [("2026-04-05", 5), ("05/04/2026", 5), ("5 Apr 2026", 5), ("04/23/2026", None)]
)
def test_a_typed_day_is_never_read_month_first(text: str, day: int | None) -> None:
    field = forms.DateField()
    if day is None:
        with pytest.raises(ValidationError):
            field.clean(text)
    else:
        assert field.clean(text) == dt.date(2026, 4, day)


def test_autocomplete_finds_without_accents(logged_in: LoggedIn) -> None:
    policy = make.PolicyFactory(title="Plan", original_title="Política Nacional Migratoria")
    make.PolicyFactory(title="Another")
    client = logged_in("analyst")
    query = {"app_label": "policies", "model_name": "policyrelation", "field_name": "other"}
    for words in ("politica", "POLÍTICA nacional", "migratoria plan"):
        found = json.loads(client.get("/admin/autocomplete/", {**query, "term": words}).content)
        assert [row["id"] for row in found["results"]] == [str(policy.pk)], words
    assert json.loads(client.get("/admin/autocomplete/", {**query, "term": "zzz"}).content)["results"] == []

"""Lists: as many queries for ten rows as for one, search, order, filters."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.admin.pages import REGISTERED, LoggedIn, changelist, rows

pytestmark = pytest.mark.django_db


def test_everything_is_registered_that_is_not_a_row_of_something_else() -> None:
    assert set(REGISTERED) == {
        "policy", "alignment", "topic", "targetgroup", "country", "countrygroup", "countrycheck", "framework",
        "frameworkcomponent", "componentmapping", "participation", "componentscore", "organisation", "project", "source",
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


def test_autocomplete_finds_without_accents(logged_in: LoggedIn) -> None:
    policy = make.PolicyFactory(title="Plan", original_title="Política Nacional Migratoria")
    make.PolicyFactory(title="Another")
    client = logged_in("analyst")
    query = {"app_label": "policies", "model_name": "policyrelation", "field_name": "other"}
    for words in ("politica", "POLÍTICA nacional", "migratoria plan"):
        found = json.loads(client.get("/admin/autocomplete/", {**query, "term": words}).content)
        assert [row["id"] for row in found["results"]] == [str(policy.pk)], words
    assert json.loads(client.get("/admin/autocomplete/", {**query, "term": "zzz"}).content)["results"] == []

"""The list as a file equals the list on the screen."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from policies.columns import TABLES
from tests.factories import AlignmentFactory, CountryFactory, MadeUpCountryFactory, PolicyFactory

pytestmark = pytest.mark.django_db


def rows_of(client: Client, query: str) -> list[dict[str, str]]:
    response = client.get(f"/policies.csv{query}")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.getvalue().decode(), newline="")))


def test_all_pages_of_the_same_rows_in_the_same_order(client: Client) -> None:
    for __ in range(60):
        PolicyFactory(country=MadeUpCountryFactory())
    PolicyFactory(state="draft")
    for query in ("", "?sort=title", "?instrument=policy&page=2&sort=-adopted"):
        screen = [policy.slug for policy in client.get(f"/policies/{query}").context["filters"].qs]
        assert [row["slug"] for row in rows_of(client, query)] == screen
        assert len(screen) == 60


def test_the_choices_are_those_of_the_page(client: Client) -> None:
    alignment = AlignmentFactory(policy=PolicyFactory(country=CountryFactory(ecuador=True)), link="explicit")
    PolicyFactory()
    (row,) = rows_of(client, f"?framework={alignment.framework.code}&link=explicit&country=ECU&colour=blue")
    assert (row["country"], row["country_name"], row["frameworks"]) == ("ECU", "Ecuador", alignment.framework.code)
    assert row["permalink"].endswith(alignment.policy.get_absolute_url())
    assert row["licence"] == "CC BY 4.0"
    CountryFactory(kenya=True)
    assert rows_of(client, "?country=KEN") == rows_of(client, "?country=XXX&country=KEN") == []


def test_no_cell_is_a_formula_and_text_survives(client: Client) -> None:
    title = '=1+1 "quoted", été\nline'
    PolicyFactory(title=title)
    (row,) = rows_of(client, "")
    assert row["title"] == f"'{title}"
    (same,) = json.loads(client.get("/policies.json").getvalue())
    assert same["title"] == title
    assert list(same) == list(row)
    assert [column.name for column in TABLES["policies"].columns] == list(row)[: len(TABLES["policies"].columns)]


def test_json_of_nothing_is_an_empty_list(client: Client) -> None:
    assert json.loads(client.get("/policies.json?q=zzzz").getvalue()) == []


@pytest.mark.parametrize("n", [1, 5])
def test_queries_do_not_grow(client: Client, django_assert_num_queries: DjangoAssertNumQueries, n: int) -> None:
    for __ in range(n):
        AlignmentFactory(policy=PolicyFactory())
    with django_assert_num_queries(8):
        client.get("/policies.csv").getvalue()


@pytest.mark.parametrize("path", ["/policies.xls", "/policies.", "/policies.csv/"])
def test_an_unknown_format_is_a_helpful_404(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404

"""The list as a file equals the list on the screen."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from policies import bitmaps
from policies.actions import refresh_milestones
from policies.columns import TABLES
from policies.exporters import EXPORTERS
from policies.exporters.citations import CITATIONS
from policies.models import Policy
from policies.views.lists import LISTS
from tests.factories import (
    AlignmentFactory,
    CountryFactory,
    EventFactory,
    FundingFactory,
    MadeUpCountryFactory,
    OrganisationFactory,
    ParticipationFactory,
    PolicyFactory,
    PolicyProjectFactory,
    ProjectFactory,
    ShareFactory,
    SourceFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db

ADDRESSES = {key: "/about/coverage" if key == "coverage" else f"/{key}" for key in LISTS}
#: Queries of each list as a file, whatever is in the record.
QUERIES = {"policies": 11, "countries": 3, "frameworks": 3, "projects": 5, "funders": 6, "coverage": 5}
#: How a row of each list is marked on its page, and the column that has the same.
ROWS = {
    "policies": r'<li class="row" data-policy="([^"]+)"',
    "countries": r'<li data-country="([^"]+)"',
    "frameworks": r'<tr data-framework="([^"]+)"',
    "projects": r'<li class="row" data-project="([^"]+)"',
    "funders": r'<tr data-funder="([^"]+)"',
    "coverage": r'<th scope="row"><a href="/policies/\?region=([^"]+)"',
}
KEYS = {
    "policies": "slug", "countries": "iso3", "frameworks": "code", "projects": "slug", "funders": "slug", "coverage": "region",
}  # fmt: skip


def fill(n: int) -> None:
    """``n`` of everything that lists show, with texts that formats might take for something else."""
    for number in range(n):
        region = ("africa", "asia", "europe")[number % 3]
        country = MadeUpCountryFactory(
            region=region, sub_region=("western-africa", "western-asia", "western-europe")[number % 3]
        )
        policy = PolicyFactory(country=country, title=f'=1+{number} "é", x', source=SourceFactory())
        policy.issuing_bodies.add(OrganisationFactory(country=country))
        EventFactory(policy=policy)
        AlignmentFactory(policy=policy, framework__source=SourceFactory())
        project = ProjectFactory(title=f"Project {number % 7}", source=SourceFactory())
        ShareFactory(project=project, country=country)
        PolicyProjectFactory(policy=policy, project=project)
        ParticipationFactory(project=project, organisation__country=country)
        FundingFactory(project=project)
    refresh_milestones(Policy.objects.values_list("pk", flat=True))


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
@pytest.mark.parametrize("suffix", EXPORTERS)
def test_queries_do_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, suffix: str, n: int
) -> None:
    fill(n)
    bitmaps.current()
    for key, count in QUERIES.items():
        # A format with a limit counts before it writes; what is read at once is counted in memory.
        counts = suffix == "xlsx" and key in ("policies", "projects")
        with django_assert_num_queries(count + counts, info=key):
            client.get(f"{ADDRESSES[key]}.{suffix}").getvalue()


# Every list


def read(client: Client, address: str) -> list[dict[str, str]]:
    """The rows of a file in any format, as text."""
    content = client.get(address).getvalue()
    if ".json" in address:
        return json.loads(content)
    if ".csv" in address:
        return list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    headers, *rows = load_workbook(io.BytesIO(content)).worksheets[0].values
    return [dict(zip(headers, ["" if cell is None else str(cell) for cell in row], strict=True)) for row in rows]


@pytest.mark.parametrize("key", LISTS)
def test_every_format_has_the_rows_of_the_screen(client: Client, key: str) -> None:
    fill(55 if key in ("policies", "projects") else 7)
    PolicyFactory(state="draft", title="Unborn")
    ProjectFactory(state="draft", title="Unborn")
    page = f"{ADDRESSES[key]}/"
    shown = []
    for number in (1, 2) if key in ("policies", "projects") else (1,):
        html = client.get(f"{page}?page={number}" if number > 1 else page).content.decode()
        shown += re.findall(ROWS[key], html.partition("<h1")[2])
    csv_rows = read(client, f"{ADDRESSES[key]}.csv")
    assert [row[KEYS[key]] for row in csv_rows] == shown
    assert len(shown) > 1
    # A CSV marks what a spreadsheet would run; the others keep the text.
    plain = [{name: re.sub("^'(?=[=+@-])", "", text) for name, text in row.items()} for row in csv_rows]
    assert read(client, f"{ADDRESSES[key]}.json") == read(client, f"{ADDRESSES[key]}.xlsx") == plain
    for row in csv_rows:
        assert row["permalink"].startswith("http://127.0.0.1:8000/")
        assert row["licence"] == "CC BY 4.0"
    assert client.get(csv_rows[-1]["permalink"].removeprefix("http://127.0.0.1:8000")).status_code == 200


@pytest.mark.parametrize("suffix", EXPORTERS)
def test_the_day_is_that_of_the_page(client: Client, suffix: str) -> None:
    event = EventFactory(date="2015", policy__slug="p")
    refresh_milestones([event.policy_id])
    states = {
        day: [row["state"] for row in read(client, f"/countries.{suffix}?as_of={day}") if row["iso3"] == "PER"]
        for day in ("2014", "2016")
    }
    assert states == {"2014": ["not-assessed"], "2016": ["in-force"]}
    assert [row["state_as_of"] for row in read(client, f"/countries.{suffix}?as_of=2016")] == ["2016-12-31"]
    assert read(client, f"/policies.{suffix}?as_of=2014") == []
    assert [row["status"] for row in read(client, f"/policies.{suffix}?as_of=2016")] == ["in-force"]


def test_a_row_of_a_policy_names_what_its_codes_mean_and_every_source(client: Client) -> None:
    policy = PolicyFactory(source=SourceFactory(url="https://example.org/main"), instrument="action-plan")
    policy.topics.add(TopicFactory(slug="return", label="Return"))
    policy.issuing_bodies.add(OrganisationFactory(slug="gov", name="The Government"))
    EventFactory(policy=policy, source=SourceFactory(url="https://example.org/event"))
    AlignmentFactory(policy=policy, source=policy.source, framework__code="migof", framework__short_name="MiGOF")
    (row,) = read(client, "/policies.csv")
    for header, text in {
        "country": "PER", "country_name": "Peru", "instrument": "action-plan", "instrument_name": "Action plan",
        "topics": "return", "topic_names": "Return", "issuing_bodies": "gov", "issuing_body_names": "The Government",
        "frameworks": "migof", "framework_names": "MiGOF", "status": "undated", "status_name": "Undated",
        "source": "https://example.org/main", "sources": "https://example.org/main; https://example.org/event",
    }.items():  # fmt: skip
        assert row[header] == text, header


def test_a_workbook_says_what_it_is_and_runs_nothing(client: Client) -> None:
    PolicyFactory(title="=1+1")
    book = load_workbook(io.BytesIO(client.get("/policies.xlsx?country=PER&as_of=2020").getvalue()))
    data, about = book.worksheets
    assert [cell.value for row in data.iter_rows() for cell in row if cell.data_type == "f"] == []
    said = dict(about.values)
    assert said["Permalink"] == "http://127.0.0.1:8000/policies/?country=PER&as_of=2020-12-31"
    assert said["Licence"] == "CC BY 4.0 https://creativecommons.org/licenses/by/4.0/"
    assert (said["Choices"], said["Status as of"]) == ("Country: Peru", "2020-12-31")


def test_a_list_that_a_sheet_cannot_hold_is_refused_with_the_way_out(client: Client, monkeypatch: Any) -> None:
    PolicyFactory()
    PolicyFactory()
    small = replace(EXPORTERS["xlsx"], most_rows=1)
    monkeypatch.setitem(EXPORTERS, "xlsx", small)
    response = client.get("/policies.xlsx")
    assert response.status_code == 400
    assert "The list has 2 rows, and a file of XLSX holds 1. Take the CSV" in response.content.decode()
    assert client.get("/policies.csv").status_code == client.get("/policies.xlsx?q=zzz").status_code == 200


def test_headers_name_the_file_its_licence_and_its_permalink(client: Client) -> None:
    response = client.get('/policies.csv?as_of=2020&q="%0d%0aX: <y>')
    assert response["Content-Disposition"] == 'attachment; filename="migpol-policies-2020-12-31.csv"'
    assert (
        'rel="license", <http://127.0.0.1:8000/policies/?q=%22%0D%0AX%3A+%3Cy%3E&as_of=2020-12-31>' in response["Link"]
    )


@pytest.mark.parametrize("suffix", EXPORTERS)
def test_a_question_for_the_headers_alone_reads_no_row(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, suffix: str
) -> None:
    PolicyFactory()
    with django_assert_max_num_queries(2):
        response = client.head(f"/policies.{suffix}")
        assert (response.status_code, response.getvalue()) == (200, b"")


@pytest.mark.parametrize("query", ["as_of=%00", "as_of=99999-99", "page=x", "sort=%27;--", "country=" + "A" * 5000,
                                   "q=%ff%fe", "framework=%F0%9F%92%A5&framework=&=&&", "adopted_from=2020&adopted_to=1"])  # fmt: skip
@pytest.mark.parametrize("suffix", [*EXPORTERS, *CITATIONS, "atom"])
def test_a_hostile_query_string_is_answered(client: Client, suffix: str, query: str) -> None:
    EventFactory()
    for key, address in ADDRESSES.items():
        response = client.get(f"{address}.{suffix}?{query}")
        assert response.status_code == (404 if suffix == "atom" and key != "policies" else 200)
        response.getvalue()


@pytest.mark.parametrize(
    "path", ["/policies.xls", "/policies.", "/policies.csv/", "/policies.CSV", "/policies.csv.csv", "/nothing.csv", "/.csv",
             "/countries.atom", "/about/coverage.atom", "/about.csv", "/about/coverage.pdf", "/countries/peru.csv",
             "/nothing/peru.bib", "/countries/nowhere.bib", "/projects/nothing.atom", "/policies/p.exe",
             "/policies.__class__", "/policies.%00"],
)  # fmt: skip
def test_an_unknown_format_is_a_helpful_404(client: Client, path: str) -> None:
    CountryFactory()
    response = client.get(path)
    assert response.status_code == 404
    assert "There is nothing at this address" in response.content.decode()

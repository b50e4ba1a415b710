"""Every table is there, with the same values as in downloads, each with its type."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from policies.api.choices import choices_of
from policies.api.entities import ENTITIES
from policies.columns import LIST_SEPARATOR, TABLES, Column
from policies.models import Country, Framework, Policy, Project
from tests import factories as make
from tests.api.conftest import Ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

World = Callable[[int], None]


def as_in_files(column: Column, value: Any) -> str:
    """A value of the API as downloads write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return LIST_SEPARATOR.join(value) if isinstance(value, list) else str(value)


@pytest.fixture(scope="module")
def record(lasting: None, world: World) -> None:
    """Three of everything, and values of the kinds that the world has none of."""
    world(3)
    make.MembershipFactory()
    make.MembershipFactory(until="2001-05-31")
    make.ShareFactory(percentage="33.50")
    make.ScoreFactory(score="2.75")
    make.DocumentFactory(language="pt-BR")
    policy = make.PolicyFactory(slug="told", source=make.SourceFactory(url="", citation="Gazette 12, page 3"))
    Policy.objects.filter(pk=policy.pk).update(term_start="2017", term_end="2025-06", last_checked="2024-01-31")
    Country.objects.filter(iso3="KEN").update(note="a note")
    Framework.objects.filter(code="mgi").update(binding=False)
    Project.objects.filter(slug="the-project").update(end="2019-05")


@pytest.mark.parametrize("name", TABLES)
def test_a_row_says_what_the_table_says(ask: Ask, name: str) -> None:
    """Every column of every table, compared with the text that files have of it."""
    table = TABLES[name]
    shown = ask.all(f"/api/v1/{name}/?page_size=100&cursor=")
    read = list(table.rows())
    assert len(shown) == len(read) > 0
    for row, record in zip(shown, read, strict=True):
        assert [*row] == [column.name for column in ENTITIES[name].columns]
        for column in table.columns:
            assert as_in_files(column, row[column.name]) == column.read(record), column.name


def test_values_have_their_types(ask: Ask) -> None:
    told = ask("policies/told/").json()
    assert (told["term_start"], told["term_end"], told["last_checked"]) == ("2017", "2025-06", "2024-01-31")
    assert told["source"] == "Gazette 12, page 3"
    assert told["under_revision"] is False
    assert told["summary"] is None and told["adopted"] is None
    assert told["topics"] == []
    assert told["permalink"] == "http://127.0.0.1:8000/policies/told/"
    peru = ask("countries/PER/").json()
    assert (peru["latitude"], peru["un_member"], peru["name"]) == (-9.15, True, "Peru")
    assert ask("countries/ken/").json()["name"] == "Kenya (a note)"
    assert {row["score"] for row in ask.rows("scores/")} == {3, 2.75}
    assert {row["percentage"] for row in ask.rows("project_countries/")} == {None, 33.5}
    assert ask("frameworks/mgi/").json()["binding"] is False
    assert ask("frameworks/migof/").json()["binding"] is None


@pytest.mark.parametrize("name", [name for name, entity in ENTITIES.items() if entity.identifier])
def test_a_record_is_found_by_its_identifier(ask: Ask, name: str) -> None:
    key = ENTITIES[name].table.key[0]
    for row in ask.rows(f"{name}/") or pytest.fail("nothing to look up"):
        assert ask(f"{name}/{row[key]}/").json() == row
        assert ask(f"{name}/{row[key].upper()}/").json() == row
    assert ask.refused(f"{name}/no-such-record/", 404)["title"] == "There is no such thing"


@pytest.mark.parametrize("name", TABLES)
def test_a_permalink_leads_to_a_page(ask: Ask, name: str) -> None:
    permalinks = {row["permalink"] for row in ask.rows(f"{name}/")}
    for permalink in permalinks or pytest.fail("no row"):
        assert ask.client.get(permalink.removeprefix("http://127.0.0.1:8000")).status_code == 200, permalink


@pytest.mark.parametrize("name", [name for name in TABLES if name != "policies"])
def test_rows_are_chosen_by_each_code_flag_and_key(ask: Ask, name: str) -> None:
    """Each choice that a row's own value makes has exactly the rows with that value."""
    rows = ask.rows(f"{name}/?page_size=100")
    assert rows
    for choice in choices_of(ENTITIES[name]).values():
        if choice.name == "as_of":
            continue
        values = {row[choice.name] for row in rows} - {None}
        for value in values:
            asked = str(value).lower() if isinstance(value, bool) else value
            answer = ask(f"{name}/", data={choice.name: asked, "page_size": "100"}).json()
            assert answer["results"] == [row for row in rows if row[choice.name] == value], choice.name
            assert answer["count"] == len(answer["results"])
        if choice.many and len(values) > 1:
            both = ask(f"{name}/", data={choice.name: sorted(values)[:2]}).json()
            assert both["count"] == sum(row[choice.name] in sorted(values)[:2] for row in rows)


def test_policies_are_chosen_as_on_the_site(ask: Ask) -> None:
    """The same query string, the same policies in the same order."""
    for query in (
        "", "country=PER", "country=PER&country=KEN", "region=americas", "framework=migof", "component=migof-c1&link=explicit",
        "framework=mgi&mapping=on", "status=in-force&as_of=2020", "q=policy", "sort=-adopted", "sort=title", "adopted_from=2002",
        "adopted_to=2001&sort=adopted", "funder=the-funder", "project=the-project", "instrument=law", "as_of=2001-05",
    ):  # fmt: skip
        page = ask.client.get(f"/policies/?{query}")
        on_page = re.findall(r'<li class="row" data-policy="([^"]+)"', page.content.decode())
        assert ask.names(f"policies/?{query}") == on_page, query
        lines = ask(f"policies.ndjson?fields=slug&{query}").getvalue().decode()
        assert re.findall(r'"slug":"([^"]+)"', lines) == on_page, query


def test_a_site_filter_that_is_new_is_described() -> None:
    """Each has its help, and either a closed list, a table that has its values, a vocabulary, or values of its own."""
    for choice in choices_of(ENTITIES["policies"]).values():
        assert choice.help
        assert choice.codes or choice.found_in or choice.words or choice.kind in ("text", "date"), choice.name

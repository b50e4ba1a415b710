"""Pages, cursors, columns, and what comes with a record; and how many queries each takes."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.actions import refresh
from policies.api.entities import ENTITIES
from tests import factories as make
from tests.api.conftest import Ask

pytestmark = pytest.mark.django_db

World = Callable[[int], None]
EVERYTHING = "include=events,alignments,documents,relations,projects"

#: Queries of each address with the index of the data at hand, the data version among them.
QUERIES = {
    "": 1,
    "policies/": 6,
    "policies/?fields=title,country": 2,
    f"policies/?{EVERYTHING}": 11,
    f"policies/?{EVERYTHING}&cursor=": 11,
    "policies/?country=PER&framework=migof&topic=topic-0&as_of=2024": 4,
    f"policies/the-policy/?{EVERYTHING}": 11,
    f"policies.ndjson?{EVERYTHING}": 11,
    "countries/": 4,
    "countries/PER/?include=memberships,checks": 5,
    "frameworks/": 4,
    "frameworks/migof/?include=components,alignments": 5,
    "projects/?include=countries,organisations,fundings,policies": 7,
    "events/": 3,
    "events/?policy=the-policy&type=adopted": 4,
    "alignments/": 3,
    "sources/": 3,
    "organisations/": 3,
    "participations.ndjson": 2,
    "openapi.json": 1,
}


@pytest.mark.parametrize("n", [1, 3])
def test_an_answer_takes_a_fixed_number_of_queries(ask: Ask, world: World, n: int) -> None:
    world(n)
    make.TopicFactory(slug="topic-0")
    taken = {}
    for address in QUERIES:
        ask(address).getvalue()
        with CaptureQueriesContext(connection) as queries:
            answer = ask(address)
            answer.getvalue()
        assert answer.status_code == 200, address
        taken[address] = len(queries)
    assert taken == QUERIES


def test_pages_follow_each_other(ask: Ask) -> None:
    for __ in range(7):
        make.PolicyFactory()
    first = ask("policies/?page_size=3&country=PER").json()
    assert (first["count"], first["page"], first["pages"], first["page_size"]) == (7, 1, 3, 3)
    assert first["links"]["previous"] is None
    assert first["links"]["next"] == "http://127.0.0.1:8000/api/v1/policies/?page_size=3&country=PER&page=2"
    assert first["links"]["last"].endswith("&page=3")
    assert len(ask.all("/api/v1/policies/?page_size=3&country=PER")) == 7
    last = ask("policies/?page_size=3&page=3")
    assert last.json()["links"]["next"] is None
    assert 'rel="prev"' in last["Link"] and 'rel="next"' not in last["Link"]
    assert 'rel="license"' in last["Link"]
    assert len(ask.rows("policies/?page_size=100")) == 7


def test_an_empty_selection_has_one_page(ask: Ask) -> None:
    make.CountryFactory()
    answer = ask("policies/?country=PER").json()
    assert (answer["count"], answer["pages"], answer["results"]) == (0, 1, [])
    assert ask("policies/?country=PER&cursor=").json()["links"]["next"] is None
    assert ask("policies.ndjson?country=PER").getvalue() == b""


@pytest.mark.parametrize("name", ["policies", "events", "sources"])
def test_a_cursor_neither_repeats_nor_leaves_out_what_is_added_meanwhile(ask: Ask, name: str) -> None:
    key = ENTITIES[name].table.key[0] if name != "events" else "title"
    for __ in range(5):
        make.EventFactory()
    before = ask.names(f"{name}/", key)
    first = ask(f"{name}/?cursor=&page_size=2").json()
    assert (first["count"], first["page"], first["pages"]) == (5, None, None)
    # What sorts first in the usual order comes last here.
    make.EventFactory(
        policy__slug="a-first", policy__country__slug="aaa", title="A first", source__url="http://a.example"
    )
    cursor = first["links"]["next"].partition("cursor=")[2]
    assert str(cursor) and "after" not in cursor
    rest = ask.all(f"/api/v1/{name}/?page_size=2&cursor={cursor}")
    seen = [row[key] for row in (*first["results"], *rest)]
    assert len(seen) == len(set(seen)) == 6
    assert set(before) < set(seen)
    assert seen[-1] in ("a-first", "A first", "http://a.example")


def test_only_the_columns_asked_for(ask: Ask) -> None:
    make.PolicyFactory(title="One")
    assert ask.rows("policies/?fields=title,country") == [{"country": "PER", "title": "One"}]
    assert ask.rows("policies/?fields=title&fields=status") == [{"title": "One", "status": "undated"}]
    assert json.loads(ask("policies.ndjson?fields=topics").getvalue()) == {"topics": []}


def test_rows_that_belong_to_a_record(ask: Ask) -> None:
    policy, other = make.PolicyFactory(slug="one"), make.PolicyFactory(slug="other")
    make.EventFactory(policy=policy, date="2017-04-27", title="Second")
    make.EventFactory(policy=policy, date="2016", title="First")
    make.AlignmentFactory(policy=other)
    make.DocumentFactory(policy=policy)
    make.RelationFactory(policy=policy, other=other, type="replaces")
    make.PolicyProjectFactory(policy=policy, project__slug="work")
    rows = {row["slug"]: row for row in ask.rows(f"policies/?{EVERYTHING}")}
    one, two = rows["one"], rows["other"]
    assert [event["title"] for event in one["events"]] == ["First", "Second"]
    assert one["events"] == [
        row for date in ("2016", "2017-04-27") for row in ask.rows("events/") if row["date"] == date
    ]
    assert (len(one["alignments"]), len(two["alignments"])) == (0, 1)
    assert one["documents"][0]["policy"] == "one"
    assert [(row["policy"], row["other"]) for row in one["relations"]] == [("one", "other")]
    assert one["relations"] == two["relations"]
    assert [row["project"] for row in one["projects"]] == ["work"]
    assert ask("policies/one/?include=events&fields=slug").json() == {"slug": "one", "events": one["events"]}
    assert json.loads(ask("policies.ndjson?include=events&country=PER").getvalue().splitlines()[0])["events"]
    (project,) = ask.rows("projects/?include=policies")
    assert project["policies"] == one["projects"]


def test_all_rows_as_lines(ask: Ask, world: World) -> None:
    """The same rows in the same order as page after page."""
    world(3)
    for name in ENTITIES:
        answer = ask(f"{name}.ndjson")
        assert answer["Content-Type"] == "application/x-ndjson"
        assert answer["Content-Disposition"].startswith(f'attachment; filename="migpol-{name}-')
        lines = answer.getvalue().decode().splitlines()
        assert [json.loads(line) for line in lines] == ask.all(f"/api/v1/{name}/?page_size=100"), name
    assert ask.client.head("/api/v1/policies.ndjson").getvalue() == b""


def test_what_there_is(ask: Ask) -> None:
    index = ask("").json()
    assert [*index["entities"]] == [*ENTITIES]
    for of in index["entities"].values():
        for address in (of["list"], of["ndjson"]):
            assert ask.client.get(address.removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_the_status_is_that_of_the_day(ask: Ask) -> None:
    policy = make.PolicyFactory(slug="old")
    make.EventFactory(policy=policy, type="adopted", date="2010")
    make.EventFactory(policy=policy, type="repealed", date="2015")
    refresh([policy.pk])
    for day, status in (("2012", "in-force"), ("2016", "repealed"), ("1999", "not-begun")):
        row = ask(f"policies/old/?as_of={day}").json()
        assert (row["status"], row["status_as_of"]) == (status, f"{day}-12-31")
    assert ask.names("policies/?as_of=1999") == []
    assert ask("policies/?as_of=2012").json()["as_of"] == "2012-12-31"
    states = {day: ask(f"countries/PER/?as_of={day}").json()["state"] for day in ("1999", "2012", "2016")}
    assert states == {"1999": "not-assessed", "2012": "in-force", "2016": "ended"}

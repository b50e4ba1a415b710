"""What is not understood is refused by name, with the way to mend it, and never an error of ours."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.api.entities import ENTITIES
from tests import factories as make
from tests.api.conftest import Ask
from tests.views.test_fuzz import HOSTILE, NAMES, UNDERSTOOD

pytestmark = pytest.mark.django_db

#: Query string -> parameter, and words of what is said of it.
REFUSED = {
    "country=PRU": ("country", "no such choice: what there is stands at /api/v1/countries/"),
    "country=PER&country=XX": ("country", "/api/v1/countries/"),
    "region=atlantis": ("region", "choose one of africa, americas"),
    "topic=nothing": ("topic", "choose one of labour"),
    "status=old": ("status", "choose one of in-development"),
    "mapping=yes": ("mapping", "it is on or off"),
    "as_of=yesterday": ("as_of", "2017-04-27"),
    "as_of=2150": ("as_of", "choose a day up to today"),
    "adopted_from=2016-13": ("adopted_from", "2017-04-27"),
    "sort=best": ("sort", "choose one of"),
    "page=0": ("page", "from 1"),
    "page=last": ("page", "from 1"),
    "page_size=101": ("page_size", "a number from 1 to 100"),
    "page_size=٢": ("page_size", "a number from 1 to 100"),
    "cursor=abc": ("cursor", "take the cursor from links.next"),
    "cursor=YWZ0ZXI6OTk5OTk5OTk5OTk5OTk5OTk5OTk": ("cursor", "take the cursor from links.next"),
    "cursor=&page=2": ("page", "leave it out"),
    "cursor=&sort=title": ("sort", "leave it out"),
    "fields=title,colour": ("fields", "choose of slug, country"),
    "fields=,": ("fields", "choose of slug, country"),
    "include=friends": ("include", "choose of events, alignments"),
    "colour=red": ("colour", "no such parameter; there are q, country"),
    "country=": ("country", "it is empty"),
    "page=1&page=2": ("page", "it stands 2 times"),
    "q=" + "x" * 300: ("q", "200"),
}


@pytest.mark.parametrize("query", REFUSED)
def test_a_bad_value_is_named_with_the_way_to_mend_it(ask: Ask, query: str) -> None:
    make.PolicyFactory().topics.add(make.TopicFactory(slug="labour"))
    name, words = REFUSED[query]
    said = ask.said_of(f"policies/?{query}")
    assert words in said[name], said
    assert name in ask.refused(f"policies/?{query}")["detail"]


def test_all_problems_are_told_at_once(ask: Ask) -> None:
    told = ask.refused("policies/?country=XX&colour=red&page=0&fields=x&as_of=2150")
    assert {error["parameter"] for error in told["errors"]} == {"country", "colour", "page", "fields", "as_of"}
    assert {"parameter": "country", "value": "XX"}.items() <= told["errors"][0].items()


@pytest.mark.parametrize(
    ("address", "name", "words"),
    [
        ("events/?type=party", "type", "choose one of"),
        ("events/?policy=none", "policy", "/api/v1/policies/"),
        ("events/?planned=on", "planned", "choose one of true, false"),
        ("events/?as_of=2020", "as_of", "no such parameter"),
        ("events/?include=policy", "include", "nothing can be included"),
        ("countries/?as_of=2150-01-01", "as_of", "choose a day up to today"),
        ("countries/?iso3=XXX", "iso3", "/api/v1/countries/"),
        ("sources/?reference=http://nowhere.example", "reference", "/api/v1/sources/"),
        ("policies/the-policy/?country=PER", "country", "no such parameter; there are as_of, fields, include"),
        ("groups/au/?as_of=2020", "as_of", "no such parameter; there are fields, include"),
        ("policies.ndjson?page=2", "page", "all rows come at once"),
        ("events.ndjson?page_size=2", "page_size", "no such parameter"),
        ("?x=1", "x", "there are no parameters"),
        ("openapi.json?lang=es", "lang", "there are no parameters"),
    ],
)
def test_every_address_says_what_it_understands(ask: Ask, address: str, name: str, words: str) -> None:
    make.PolicyFactory(slug="the-policy")
    make.GroupFactory(code="au")
    assert words in ask.said_of(address)[name]


def test_marks_of_other_sites_are_left_alone(ask: Ask) -> None:
    assert ask("policies/?utm_source=letter&fbclid=x").status_code == 200


def test_a_page_after_the_last_is_not_there(ask: Ask) -> None:
    make.PolicyFactory()
    assert ask.said_of("policies/?page=2", 404) == {"page": "the last page is 1"}
    assert ask.said_of("events/?page=99999999", 404) == {"page": "the last page is 1"}


@pytest.mark.parametrize(
    "address",
    [
        "nothing/",
        "nothing",
        "policies/a/b/",
        "policies.xml",
        "openapi.txt",
        "%00/",
        "%0A/",
        "policies/%0Aa/",
        "policies/é/",
    ],
)
def test_what_is_not_there(ask: Ask, address: str) -> None:
    assert "/api/v1/" in ask.refused(address, 404)["detail"]


def test_a_slash_that_is_missing_is_put_there(ask: Ask) -> None:
    answer = ask("policies?country=PER")
    assert (answer.status_code, answer["Location"]) == (301, "/api/v1/policies/?country=PER")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize("address", ["/api/v1/", "/api/v1/policies/", "/api/v1/policies.ndjson", "/api/v1/policies/p/"])
def test_nothing_can_be_written(client: Client, method: str, address: str) -> None:
    answer = getattr(client, method)(address)
    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
    assert answer["Allow"] == "GET, HEAD, OPTIONS"


def test_nothing_that_is_sent_is_read(client: Client) -> None:
    for sent in ({"data": {"title": "a\x00b"}}, {"data": b"--", "content_type": "multipart/form-data; boundary=\xff"}):
        answer = client.post("/api/v1/policies/", **sent)
        assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
    client.cookies["x"] = "a"
    assert client.get("/api/v1/policies/").status_code == 200


def test_a_query_string_without_end(ask: Ask) -> None:
    assert "too many parameters" in ask.refused("policies/?" + "country=PER&" * 6000)["detail"]


@pytest.mark.parametrize("path", ["/api/", "/api/v2/policies/", "/api/v1"])
def test_other_versions_are_not_there(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == (301 if path == "/api/v1" else 404)
    assert answer["Content-Type"].startswith("application/problem+json") or path == "/api/v1"


def test_options(client: Client) -> None:
    answer = client.options("/api/v1/policies/")
    assert (answer.status_code, answer.content, answer["Allow"]) == (204, b"", "GET, HEAD, OPTIONS")


@pytest.mark.parametrize(
    ("address", "accept", "status"),
    [
        ("policies/", "application/json", 200),
        ("policies/", "text/html, */*;q=0.1", 200),
        ("policies/", "application/*", 200),
        ("policies/", "text/csv", 406),
        ("policies.ndjson", "application/x-ndjson", 200),
        ("policies.ndjson", "application/json", 406),
        ("openapi.yaml", "application/yaml", 200),
    ],
)
def test_one_format_an_address(ask: Ask, address: str, accept: str, status: int) -> None:
    answer = ask(address, headers={"Accept": accept})
    assert answer.status_code == status
    if status == 406:
        assert answer["Content-Type"] == "application/problem+json"
        assert "Accept" in answer.json()["detail"]


values = st.sampled_from(UNDERSTOOD) | st.sampled_from(HOSTILE) | st.text(max_size=12)
names = st.sampled_from((*NAMES, "page_size", "cursor", "fields", "include", "type", "iso3", "reference", "planned"))
pairs = st.lists(st.tuples(names, values), max_size=5)
addresses = st.sampled_from([f"{name}{end}" for name in ENTITIES for end in ("/", ".ndjson", "/per/", "/migof/")])


@pytest.mark.parametrize("round_", range(2))
def test_no_query_string_is_an_error(round_: int) -> None:
    policy = make.PolicyFactory(slug="per")
    make.AlignmentFactory(policy=policy, framework__code="migof")

    @settings(max_examples=250)
    @given(address=addresses, pairs=pairs, raw=st.binary(max_size=8), round_=st.just(round_))
    def ask(address: str, pairs: list[tuple[str, str]], raw: bytes, round_: int) -> None:
        query = urlencode(pairs, errors="surrogatepass") + "&" + "".join(f"%{byte:02x}" for byte in raw)
        answer: Any = Client(raise_request_exception=True).get(f"/api/v1/{address}?{query}")
        answer.getvalue()
        assert answer.status_code in (200, 400, 404), (address, query)

    ask()

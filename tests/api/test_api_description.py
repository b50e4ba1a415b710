"""The description says what is answered: it is the one in docs/, and whatever it allows is asked and checked by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import yaml
from django.conf import settings as site
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.generation import GenerationMode

from migpol.wsgi import application
from policies.api.describing import description
from policies.api.entities import ENTITIES
from tests import factories as make
from tests.api.conftest import Ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

World = Callable[[int], None]

RECORDS = [f"/api/v1/{name}/{{identifier}}/" for name, entity in ENTITIES.items() if entity.identifier]
ADDRESSES = ["/api/v1/", *(f"/api/v1/{name}{end}" for name in ENTITIES for end in ("/", ".ndjson")), *RECORDS]
#: Of each address, and of each of two kinds: what the description allows, and what it does not.
EXAMPLES = 8
#: Which countries and frameworks there are stands in the record, not in the description: a code that fits may be of none.
NOT_MEANT = "positive_data_acceptance"
#: The client does not decompress.
PLAIN = {"Accept-Encoding": "identity"}


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """The application would close the connection after each request, and with it the transaction of the test; Django's own
    test client sees to the same."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_the_copy_in_docs_is_the_description(tmp_path: Path) -> None:
    made = tmp_path / "openapi.yaml"
    call_command("spectacular", file=str(made), validate=True, fail_on_warn=True)
    copy = Path(site.BASE_DIR, "docs", "openapi.yaml").read_text(encoding="utf-8")
    assert made.read_text(encoding="utf-8") == copy, "`make openapi` writes docs/openapi.yaml anew"


def test_it_is_served_as_json_and_yaml(ask: Ask) -> None:
    as_json, as_yaml = ask("openapi.json"), ask("openapi.yaml")
    assert (as_json["Content-Type"], as_yaml["Content-Type"]) == ("application/json", "application/yaml")
    assert as_json.json() == yaml.load(as_yaml.content, yaml.CSafeLoader)
    assert as_json.json()["openapi"] == "3.1.1"


def test_every_address_is_described() -> None:
    assert sorted(description()["paths"]) == sorted(ADDRESSES)


def test_each_column_is_described() -> None:
    shapes = description()["components"]["schemas"]
    for entity in ENTITIES.values():
        includes = [name for name, __ in entity.includes]
        shape = shapes[entity.table.model.__name__]
        assert [*shape["properties"]] == [*(column.name for column in entity.columns), *includes]
        for column in entity.columns:
            assert str(column.help) in shape["properties"][column.name]["description"].replace("\n", " ")


@cache
def described() -> Any:
    load_all_checks()
    schema = schemathesis.openapi.from_dict(description())
    schema.app = application
    return schema


def checks() -> list[Any]:
    return [check for check in CHECKS.get_all() if check.__name__ != NOT_MEANT]


@pytest.fixture(scope="module")
def record(lasting: None, world: World) -> None:
    world(2)
    make.MembershipFactory(group__code="au")
    make.PolicyFactory(source=make.SourceFactory(url="", citation="Gazette 12"))


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fits", "does-not-fit"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_whatever_is_asked_the_answer_is_as_described(address: str, mode: GenerationMode) -> None:
    operation = described()[address]["GET"]
    if mode is GenerationMode.NEGATIVE and address == "/api/v1/":
        pytest.skip("it takes nothing that could be wrong")
    given_checks = checks()

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode), address=st.just(address))
    def ask(case: Any, address: str) -> None:
        case.call_and_validate(checks=given_checks, headers=PLAIN)

    ask()


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_code_that_is_described_is_understood(address: str) -> None:
    """Each value of each closed list, and each example of a column or include, answered as described."""
    operation = described()[address]["GET"]
    raw = description()["paths"][address]["get"]
    identifiers = {"policies": "the-policy", "projects": "the-project", "organisations": "the-funder", "groups": "au",
                   "countries": "PER", "frameworks": "migof", "components": "migof-c1"}  # fmt: skip
    in_path = {"identifier": identifiers[address.split("/")[3]]} if "{" in address else {}
    given_checks, asked = checks(), 0
    for parameter in raw.get("parameters", ()):
        values = parameter["schema"].get("items", parameter["schema"]).get("enum", ())
        many = parameter["schema"]["type"] == "array"
        for value in values:
            query = {parameter["name"]: [value] if many else value}
            if value == "relevance":
                query["q"] = "policy"
            answer = operation.Case(path_parameters=in_path, query=query).call_and_validate(
                checks=given_checks, headers=PLAIN
            )
            assert answer.status_code == 200, query
            asked += 1
    assert asked or address == "/api/v1/"


@pytest.mark.parametrize("name", ENTITIES)
def test_a_line_has_the_shape_of_a_row(ask: Ask, name: str) -> None:
    components = description()["components"]
    shape = {"$ref": f"#/components/schemas/{ENTITIES[name].table.model.__name__}", "components": components}
    includes = ",".join(include for include, __ in ENTITIES[name].includes)
    rows = ask.all(f"/api/v1/{name}/?cursor=" + (f"&include={includes}" if includes else ""))
    assert rows
    Draft202012Validator.check_schema(shape)
    for row in rows:
        Draft202012Validator(shape).validate(row)

"""The description of the API in OpenAPI 3.1, built by drf-spectacular from the parameters and the shapes of answers.

It is the same for every record and every machine: docs/openapi.yaml is a copy (``make openapi``), and a test compares the two.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.utils.translation import gettext
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from policies.api import parameters
from policies.api.entities import Entity
from policies.api.parameters import EXAMPLES, Parameter
from policies.api.problems import CONTENT_TYPE, KINDS
from policies.api.serializers import IndexSerializer, ProblemSerializer, page_of, row_of

#: Of every answer.
HEADERS: Final = {
    "ETag": "Changes with the data, the day and the code: send it back in If-None-Match.",
    "Last-Modified": "When the data changed, or the day began.",
    "Link": "Licence and description; the next and the previous page of a list.",
    "RateLimit-Limit": "Requests a minute that are answered to one address.",
    "RateLimit-Remaining": "What is left of them.",
    "RateLimit-Reset": "Seconds until they begin again.",
}
EXAMPLE_OF_PROBLEM: Final = {
    "type": "https://migpol.example/data/api/#bad-parameter",
    "title": "A parameter is not understood",
    "status": 400,
    "detail": "Parameter country, “PRU”: no such choice: what there is stands at /api/v1/countries/.",
    "instance": "/api/v1/policies/",
    "errors": [
        {
            "parameter": "country",
            "value": "PRU",
            "detail": "no such choice: what there is stands at /api/v1/countries/",
        }
    ],
}


class Description(AutoSchema):
    """Of a view that says by ``answers`` what it gives: a list, all its lines, one record, or the index."""

    view: Any

    @property
    def entity(self) -> Entity:
        return self.view.entity  # type: ignore[no-any-return]

    def get_tags(self) -> list[str]:
        return [self.entity.name] if self.view.answers != "index" else ["index"]

    def get_auth(self) -> list[Any]:
        return []

    def get_operation_id(self) -> str:
        return f"{self.get_tags()[0]}_{self.view.answers}"

    def get_summary(self) -> str:
        words = {
            "index": "What there is",
            "list": f"A page of {self.entity.name}",
            "lines": f"All {self.entity.name}, a line each",
            "record": f"One of {self.entity.name}",
        }
        return words[self.view.answers].replace("_", " ")

    def get_description(self) -> str:
        if self.view.answers == "index":
            return gettext("Every table with the addresses of its rows.")
        key = ", ".join(self.entity.table.key)
        return f"{self.entity.table.help} " + gettext("A row is known by: %s.") % key

    def get_override_parameters(self) -> list[OpenApiParameter]:
        of = {"list": parameters.of_list, "lines": parameters.of_lines, "record": parameters.of_record}.get(
            self.view.answers
        )
        found = [described(parameter) for parameter in (of(self.entity) if of else ())]
        if self.view.answers == "record":
            found.append(self.in_path())
        return found

    def in_path(self) -> OpenApiParameter:
        column = self.entity.identifier
        schema = {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "examples": [EXAMPLES[self.entity.name]]}
        help = str(column.help) if column else ""
        return OpenApiParameter("identifier", schema, OpenApiParameter.PATH, True, help)

    def get_request_serializer(self) -> None:
        return None

    def get_response_serializers(self) -> dict[Any, Any]:
        return {
            **self.answer(),
            304: OpenApiResponse(description=gettext("Nothing has changed since the ETag or day that was sent.")),
            **dict(self.problems()),
        }

    def answer(self) -> dict[Any, Any]:
        if self.view.answers == "index":
            return {(200, "application/json"): OpenApiResponse(IndexSerializer, "What there is.")}
        name = self.entity.name
        if self.view.answers == "list":
            return {(200, "application/json"): OpenApiResponse(page_of(name), "A page of the selection.")}
        if self.view.answers == "record":
            return {(200, "application/json"): OpenApiResponse(row_of(name), "The record.")}
        help = f"A JSON object a line, each a {self.entity.table.model.__name__} as in the list."
        return {(200, "application/x-ndjson"): OpenApiResponse({"type": "string"}, help)}

    def problems(self) -> Iterable[tuple[Any, Any]]:
        for status, (__, title) in KINDS.items():
            if status == 405 or (status == 404 and self.view.answers in ("index", "lines")):
                continue
            examples = [OpenApiExample("A bad value", EXAMPLE_OF_PROBLEM)] if status == 400 else []
            yield (status, CONTENT_TYPE), OpenApiResponse(ProblemSerializer, f"{title}.", examples)


def tidy(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """What is the same everywhere stands once: the answers to what cannot be answered, and the headers."""
    components = result["components"]
    responses: dict[str, Any] = components.setdefault("responses", {})
    components["headers"] = {
        name: {"schema": {"type": "string"}, "description": help} for name, help in HEADERS.items()
    }
    for path in result["paths"].values():
        answers = path["get"]["responses"]
        for status, answer in answers.items():
            if status == "200":
                answer["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS}
                continue
            anchor, __ = KINDS.get(int(status), ("unchanged", ""))
            name = anchor.title().replace("-", "")
            responses[name] = answer
            answers[status] = {"$ref": f"#/components/responses/{name}"}
    for shape in components["schemas"].values():
        for value in shape.get("properties", {}).values():
            value.pop("x-spec-enum-id", None)
    return result


def described(parameter: Parameter) -> OpenApiParameter:
    many = parameter.schema["type"] == "array"
    return OpenApiParameter(
        parameter.name,
        parameter.schema,
        OpenApiParameter.QUERY,
        description=parameter.in_words,
        style="form" if many else None,
        explode=parameter.is_repeated if many else None,
    )

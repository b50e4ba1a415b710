"""The description as files, and the page about the API that is made from the same."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, ClassVar

import orjson
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from rest_framework.request import Request

from policies.api import parameters
from policies.api.asking import LARGEST_PAGE, PAGE_SIZE, unknown
from policies.api.description import EXAMPLE_OF_PROBLEM
from policies.api.entities import BASE, ENTITIES
from policies.api.rendering import JSON, YAML
from policies.api.views import Public, licensed, refuse
from policies.views.common import unknown_names

FORMATS = {"json": JSON.media_type, "yaml": YAML.media_type}


@cache
def description() -> dict[str, Any]:
    schema: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return schema


@cache
def written(suffix: str) -> bytes:
    if suffix == "yaml":
        return bytes(OpenApiYamlRenderer().render(description(), renderer_context={}))
    return orjson.dumps(description(), option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS)


class DescriptionView(Public):
    """OpenAPI 3.1, as JSON or YAML."""

    schema = None
    renderer_classes: ClassVar[list[Any]] = [JSON, YAML]

    def get(self, request: Request, suffix: str) -> HttpResponse:
        if suffix not in FORMATS:
            raise Http404
        refuse(request.GET, unknown(request.GET, ()))
        response = HttpResponse(written(suffix), content_type=FORMATS[suffix])
        licensed(response)
        return response


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """How the API is asked: ways in, parameters and columns of every table, problems, limits."""
    entities = [{"entity": entity, "parameters": list(parameters.of_list(entity))} for entity in ENTITIES.values()]
    context = {
        "base": BASE,
        "site": settings.SITE_URL,
        "list": reverse("policy-list"),
        "entities": entities,
        "example": json.dumps(EXAMPLE_OF_PROBLEM, indent=2, ensure_ascii=False),
        "limit": settings.API_REQUESTS_PER_MINUTE,
        "page_size": PAGE_SIZE,
        "largest_page": LARGEST_PAGE,
        "problems": unknown_names(request),
    }
    return render(request, "policies/api.html", context)

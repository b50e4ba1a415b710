"""The addresses below ``/api/``, of version 1: of each table its rows, all of them as lines, and one record where it has a name of its own."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path, re_path

from policies.api.describing import DescriptionView
from policies.api.entities import ENTITIES
from policies.api.serving import served
from policies.api.views import IndexView, ListView, Nowhere, RecordView, StreamView


def address(route: str, view: Any, name: str, **of: Any) -> URLPattern:
    return path(f"v1/{route}", served(view.as_view(**of)), name=name)


def patterns() -> list[URLPattern]:
    found = [
        address("", IndexView, "api-index"),
        address("openapi.<slug:suffix>", DescriptionView, "api-description"),
    ]
    for name, entity in ENTITIES.items():
        found.append(address(f"{name}/", ListView, f"api-{name}", entity=entity))
        found.append(address(f"{name}.ndjson", StreamView, f"api-{name}-lines", entity=entity))
        if entity.identifier:
            route = f"{name}/<slug:identifier>/"
            found.append(address(route, RecordView, f"api-{name}-record", entity=entity))
    # Whatever it is, line breaks too.
    nowhere = re_path(r"^(?P<rest>[\s\S]*)\Z", served(Nowhere.as_view()), name="api-nowhere")
    return [*found, nowhere]


urlpatterns = patterns()

"""The addresses of the API. Each reads the query string whole before it asks the database, and refuses what it does not understand."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, ClassVar
from urllib.parse import urlencode

import orjson
from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext
from rest_framework.request import Request
from rest_framework.views import APIView

from policies.api.asking import SHAPE, BadParameters, Paging, PastTheEnd, Shape, badly_written, cursor_after, unknown
from policies.api.choices import AS_OF, choices_of
from policies.api.entities import BASE, ENTITIES, Entity
from policies.api.problems import handler, not_found
from policies.api.reading import Row
from policies.api.rendering import JSON, NDJSON, PROBLEM
from policies.api.selections import Selection, select, told
from policies.filters import AsOf, Problem
from policies.models import DataVersion
from policies.views.lists.base import LICENCE, LICENCE_ADDRESS


class Public(APIView):
    """Read by anybody, changed by nobody."""

    authentication_classes: ClassVar[list[Any]] = []
    permission_classes: ClassVar[list[Any]] = []
    renderer_classes: ClassVar[list[Any]] = [JSON]
    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]

    def get_exception_handler(self) -> Any:
        return handler

    def options(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """What may be done here stands in Allow."""
        return HttpResponse(status=204)


def told_as_json(content: Any, **links: str | None) -> HttpResponse:
    response = HttpResponse(orjson.dumps(content), content_type=JSON.media_type)
    licensed(response, **links)
    return response


def licensed(response: HttpResponseBase, **links: str | None) -> None:
    described_by = f'<{settings.SITE_URL}{reverse("api-description", args=["json"])}>; rel="service-desc"'
    others = [f'<{address}>; rel="{rel}"' for rel, address in links.items() if address]
    response["Link"] = ", ".join([f'<{LICENCE_ADDRESS}>; rel="license"', described_by, *others])


def refuse(data: QueryDict, problems: list[Problem], repeated: Collection[str] = SHAPE) -> None:
    """All that is wrong with a query string at once. ``repeated`` are the names that may stand in it more than once."""
    problems = [*badly_written(data, repeated), *problems]
    if problems:
        raise BadParameters(problems)


def repeated_in(entity: Entity) -> set[str]:
    return {*SHAPE, *(choice.name for choice in choices_of(entity).values() if choice.many)}


class OfEntity(Public):
    """Of one table. ``answers`` says what, for the description."""

    answers = ""
    entity: Entity = ENTITIES["policies"]


class ListView(OfEntity):
    """A page of a selection, by its number or from a cursor on."""

    answers = "list"

    def get(self, request: Request) -> HttpResponse:
        problems: list[Problem] = []
        paging = Paging.read(request.GET, problems)
        shape = Shape.read(self.entity, request.GET, problems)
        selection = select(self.entity, request.GET)
        refuse(request.GET, [*selection.problems, *problems], repeated_in(self.entity))
        answer = (
            self.after(selection, paging, shape) if paging.after is not None else self.page(selection, paging, shape)
        )
        links = answer["links"]
        return told_as_json(answer, next=links["next"], prev=links["previous"])

    def page(self, selection: Selection, paging: Paging, shape: Shape) -> Row:
        count = selection.count()
        pages = max(1, -(-count // paging.size))
        if paging.page > pages:
            message = gettext("the last page is %(pages)d") % {"pages": pages}
            raise PastTheEnd([Problem("page", str(paging.page), message)])
        first = (paging.page - 1) * paging.size
        reader = self.entity.reader(shape.fields)
        records = selection.part(reader, first, first + paging.size)
        number = paging.page
        links = {
            "first": self.link(page=1),
            "previous": self.link(page=number - 1) if number > 1 else None,
            "next": self.link(page=number + 1) if number < pages else None,
            "last": self.link(page=pages),
        }
        told = {"count": count, "page": number, "pages": pages, "page_size": paging.size}
        return self.envelope(selection, told, links, records, shape)

    def after(self, selection: Selection, paging: Paging, shape: Shape) -> Row:
        """One row more than is shown tells whether there is a next."""
        reader = self.entity.reader(shape.fields)
        rows = selection.rows.order_by("pk").filter(pk__gt=paging.after)[: paging.size + 1]
        records = reader.read(rows)
        shown = records[: paging.size]
        more = cursor_after(shown[-1][0][0]) if len(records) > paging.size else None
        links = {
            "first": self.link(cursor=""),
            "previous": None,
            "next": self.link(cursor=more) if more else None,
            "last": None,
        }
        told = {"count": selection.count(), "page": None, "pages": None, "page_size": paging.size}
        return self.envelope(selection, told, links, shown, shape)

    def envelope(self, selection: Selection, told: Row, links: Row, records: Any, shape: Shape) -> Row:
        self.entity.read_includes(shape.include, records)
        return {
            **told,
            "as_of": selection.on.isoformat(),
            "data_version": DataVersion.objects.current().number,
            "licence": LICENCE,
            "links": {"self": settings.SITE_URL + self.request.get_full_path(), **links},
            "results": [row for __, row in records],
        }

    def link(self, **paging: Any) -> str:
        """This address with the same choices, and another page."""
        pairs = [(name, value) for name, values in self.request.GET.lists() for value in values]
        kept = [pair for pair in pairs if pair[0] not in ("page", "cursor")]
        return f"{settings.SITE_URL}{self.request.path}?{urlencode([*kept, *paging.items()])}"


class StreamView(OfEntity):
    """All rows of a selection, a line each: a part at a time is in memory."""

    answers = "lines"
    renderer_classes: ClassVar[list[Any]] = [NDJSON]

    def get(self, request: Request) -> StreamingHttpResponse:
        problems: list[Problem] = []
        shape = Shape.read(self.entity, request.GET, problems)
        selection = select(self.entity, request.GET, paged=False)
        refuse(request.GET, [*selection.problems, *problems], repeated_in(self.entity))
        # A question for the headers alone is answered without reading a row.
        lines = iter(()) if request.method == "HEAD" else self.lines(selection, shape)
        response = StreamingHttpResponse(lines, content_type=NDJSON.media_type)
        name = f"migpol-{self.entity.name}-{selection.on.isoformat()}.ndjson"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        licensed(response)
        return response

    def lines(self, selection: Selection, shape: Shape) -> Iterator[bytes]:
        for records in self.entity.reader(shape.fields).stream(selection.rows):
            self.entity.read_includes(shape.include, records)
            yield b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for __, row in records)


class RecordView(OfEntity):
    """One record, as of today or of a day."""

    answers = "record"

    def get(self, request: Request, identifier: str) -> HttpResponse:
        data, problems = request.GET, []  # type: ignore[var-annotated]
        shape = Shape.read(self.entity, data, problems)
        is_dated = self.entity.dated is not None
        day = AsOf.read(data) if is_dated else None
        known = (*((AS_OF.name,) if is_dated else ()), *SHAPE)
        refuse(data, [*(told(problem) for problem in (day.problems if day else ())), *unknown(data, known), *problems])
        on = day.on if day else timezone.localdate()
        # Codes are known by their letters: PER and per are one.
        spellings = {identifier, identifier.upper(), identifier.lower()}
        found = self.entity.rows(on).filter(**{f"{self.entity.table.key[0]}__in": spellings})
        records = self.entity.reader(shape.fields).read(found)
        if not records:
            raise Http404
        self.entity.read_includes(shape.include, records)
        return told_as_json(records[0][1])


class IndexView(OfEntity):
    """What there is."""

    answers = "index"

    def get(self, request: Request) -> HttpResponse:
        refuse(request.GET, unknown(request.GET, ()))
        entities = {
            name: {
                "about": str(entity.table.help),
                "list": f"{settings.SITE_URL}{BASE}{name}/",
                "ndjson": f"{settings.SITE_URL}{BASE}{name}.ndjson",
            }
            for name, entity in ENTITIES.items()
        }
        content = {
            "version": "1",
            "data_version": DataVersion.objects.current().number,
            "licence": LICENCE,
            "documentation": settings.SITE_URL + reverse("api-page"),
            "description": settings.SITE_URL + reverse("api-description", args=["json"]),
            "entities": entities,
        }
        return told_as_json(content)


class Nowhere(Public):
    """An address of the API that is none. One that lacks its last slash is led to the right one."""

    schema = None
    renderer_classes: ClassVar[list[Any]] = [JSON, NDJSON, PROBLEM]

    def get(self, request: Request, rest: str) -> HttpResponse:
        path = request.path_info
        if not path.endswith("/") and is_address(f"{path}/"):
            return redirect(request.get_full_path(force_append_slash=True), permanent=True)
        return not_found(request)


def is_address(path: str) -> bool:
    try:
        return resolve(path).url_name != "api-nowhere"
    except Resolver404:
        return False

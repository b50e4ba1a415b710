"""The parameters of each address, for the description and for the page about the API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext

from policies.api.asking import LARGEST_PAGE, LAST_PAGE, PAGE_SIZE
from policies.api.choices import AS_OF, Choice, choices_of
from policies.api.entities import Entity
from policies.api.selections import ORDERS

#: A value that the project's own record has, of each table that others refer to.
EXAMPLES: Final = {
    "countries": "PER",
    "groups": "african-union",
    "frameworks": "migof",
    "components": "migof-p1",
    "organisations": "iom",
    "policies": "per-2017-national-migration-policy",
    "projects": "project",
    "sources": "https://example.org/law",
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """``schema`` is the JSON Schema of its value."""

    name: str
    help: str
    schema: dict[str, Any] = field(default_factory=dict)
    is_repeated: bool = False


def of_choice(choice: Choice) -> Parameter:
    value: dict[str, Any] = {"type": "string"}
    help = choice.help
    if choice.codes:
        value["enum"] = [code for code, __ in choice.codes]
        help += " " + "; ".join(f"{code}: {label}" for code, label in choice.codes) + "."
    elif choice.kind == "date":
        # More than the pattern of an answer: 2017-13 is refused all the same.
        value["pattern"] = r"^\s*[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?\s*$"
    example = choice.example or EXAMPLES.get(choice.found_in, "")
    if example:
        value["examples"] = [example]
    if choice.found_in:
        help += " " + gettext("Values are found at /api/v1/%s/.") % choice.found_in
    schema = {"type": "array", "items": value} if choice.many else value
    return Parameter(choice.name, help, schema, choice.many)


def of_list(entity: Entity) -> Iterator[Parameter]:
    yield from of_lines(entity)
    yield Parameter(
        "page",
        gettext("Page by its number, from 1 on."),
        {"type": "integer", "minimum": 1, "maximum": LAST_PAGE, "default": 1},
    )
    yield Parameter(
        "page_size",
        gettext("Rows of a page."),
        {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE},
    )
    yield Parameter(
        "cursor",
        gettext(
            "In place of page: empty to begin, then as in links.next. Rows come in the order in which they were recorded, "
            "and what is added meanwhile comes last."
        ),
        {"type": "string"},
    )


def of_lines(entity: Entity) -> Iterator[Parameter]:
    for choice in choices_of(entity).values():
        yield of_choice(choice)
    if entity.name == "policies":
        codes = "; ".join(f"{name}: {label}" for name, label in ORDERS)
        schema = {"type": "string", "enum": [name for name, __ in ORDERS]}
        yield Parameter("sort", gettext("Order of the rows.") + f" {codes}.", schema)
    yield from of_shape(entity)


def of_record(entity: Entity) -> Iterator[Parameter]:
    if entity.dated:
        yield of_choice(AS_OF)
    yield from of_shape(entity)


def of_shape(entity: Entity) -> Iterator[Parameter]:
    yield some_of("fields", gettext("Only these columns."), [column.name for column in entity.columns])
    if entity.includes:
        names = [name for name, __ in entity.includes]
        yield some_of("include", gettext("With the rows of other tables that belong to each record."), names)


def some_of(name: str, help: str, names: list[str]) -> Parameter:
    help += " " + gettext("Names with commas between them.")
    return Parameter(name, help, {"type": "array", "items": {"type": "string", "enum": names}})

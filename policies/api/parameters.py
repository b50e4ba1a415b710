"""The parameters of each address, for the description and for the page about the API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext

from policies.api.asking import LARGEST_PAGE, LAST_PAGE, PAGE_SIZE
from policies.api.choices import AS_OF, Choice, choices_of
from policies.api.entities import BASE, Entity
from policies.api.selections import ORDERS
from policies.api.serializers import HONEST_DATE
from policies.filters.policies import MOST_LETTERS

#: A value that the project's own record has, of each table that others refer to.
EXAMPLES: Final = {
    "countries": "PER",
    "groups": "au",
    "frameworks": "migof",
    "components": "migof-p1",
    "organisations": "iom",
    "policies": "per-2017-national-migration-policy",
    "projects": "appui-conseil-en-matiere-de-politique-de-migration",
    "sources": "https://example.org/law",
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """``schema`` is the JSON Schema of its value, ``codes`` what its values mean."""

    name: str
    help: str
    schema: dict[str, Any] = field(default_factory=dict)
    is_repeated: bool = False
    codes: tuple[tuple[str, Any], ...] = ()
    found_in: str = ""

    @property
    def in_words(self) -> str:
        """All of it as one text."""
        said = [self.help]
        if self.codes:
            said.append("; ".join(f"{code}: {label}" for code, label in self.codes) + ".")
        if self.found_in:
            said.append(gettext("Values are found at %s.") % f"{BASE}{self.found_in}/")
        return " ".join(said)


def of_choice(choice: Choice) -> Parameter:
    value: dict[str, Any] = {"type": "string", "minLength": 1}
    if choice.codes:
        value = {"type": "string", "enum": [code for code, __ in choice.codes]}
    elif choice.kind == "date":
        # More than is understood: 2017-13 is refused all the same.
        value = {"type": "string", "pattern": HONEST_DATE}
    elif choice.name == "q":
        value["maxLength"] = MOST_LETTERS
    example = choice.example or EXAMPLES.get(choice.found_in, "")
    if example:
        value["examples"] = [example]
    schema = {"type": "array", "items": value, "minItems": 1} if choice.many else value
    return Parameter(choice.name, choice.help, schema, choice.many, choice.codes, choice.found_in)


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
        schema = {"type": "string", "enum": [name for name, __ in ORDERS]}
        yield Parameter("sort", gettext("Order of the rows."), schema, codes=ORDERS)
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
    schema = {"type": "array", "items": {"type": "string", "enum": names}, "minItems": 1}
    return Parameter(name, help, schema)

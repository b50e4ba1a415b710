"""What a request asks for beside its selection: which page, which columns, and what is to come with each record."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext
from rest_framework.exceptions import APIException

from policies.api.entities import Entity
from policies.filters import FOREIGN_PREFIXES, Problem, shorten

PAGE_SIZE: Final = 50
LARGEST_PAGE: Final = 100
#: Names that pages of a list are asked by.
PAGING: Final = ("page", "page_size", "cursor")
#: Names that say what of a record is shown.
SHAPE: Final = ("fields", "include")
#: No list has more pages.
LAST_PAGE: Final = 99_999_999
#: No key of any record is larger.
LARGEST_KEY: Final = 2**63 - 1


class BadParameters(APIException):
    """The query string asks for what is not there; every problem of it is named at once."""

    status_code = 400

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__()


class PastTheEnd(BadParameters):
    """A page after the last one: well asked, and not there."""

    status_code = 404


@dataclass(frozen=True, slots=True)
class Shape:
    """Which columns of a record are shown, all if none is named, and which rows come with it."""

    fields: tuple[str, ...]
    include: tuple[str, ...]

    @classmethod
    def read(cls, entity: Entity, data: QueryDict, problems: list[Problem]) -> Shape:
        columns = [column.name for column in entity.columns]
        includes = [name for name, __ in entity.includes]
        return cls(_names(data, "fields", columns, problems), _names(data, "include", includes, problems))


def _names(data: QueryDict, name: str, known: list[str], problems: list[Problem]) -> tuple[str, ...]:
    """Names with commas between them, or the parameter repeated."""
    asked = [item.strip() for value in data.getlist(name) for item in value.split(",")]
    asked = list(dict.fromkeys(item for item in asked if item))
    mend = gettext("choose of %s") % ", ".join(known) if known else gettext("nothing can be included here")
    if name in data and not asked:
        problems.append(Problem(name, shorten(data[name]), mend))
    problems += [Problem(name, shorten(item), mend) for item in asked if item not in known]
    return tuple(item for item in asked if item in known)


@dataclass(frozen=True, slots=True)
class Paging:
    """Either a page by its number, or what follows the row with the key ``after``."""

    size: int
    page: int = 1
    after: int | None = None

    @classmethod
    def read(cls, data: QueryDict, problems: list[Problem]) -> Paging:
        size = _number(data, "page_size", PAGE_SIZE, LARGEST_PAGE, problems)
        page = _number(data, "page", 1, LAST_PAGE, problems)
        if "cursor" not in data:
            return cls(size, page)
        for other in ("page", "sort"):
            if data.get(other):
                message = gettext("with a cursor rows come in the order in which they were recorded: leave it out")
                problems.append(Problem(other, shorten(data[other]), message))
        after = _position(data["cursor"])
        if after is None:
            message = gettext("take the cursor from links.next of an answer, or an empty one to begin")
            problems.append(Problem("cursor", shorten(data["cursor"]), message))
        return cls(size, 1, after or 0)


def _number(data: QueryDict, name: str, usual: int, most: int, problems: list[Problem]) -> int:
    asked = data.get(name, "")
    if not asked:
        return usual
    if asked.isascii() and asked.isdigit() and len(asked) < 9 and 1 <= int(asked) <= most:
        return int(asked)
    message = gettext("it is a number from 1 to %d") % most
    problems.append(Problem(name, shorten(asked), message))
    return usual


def cursor_after(key: int) -> str:
    """Where the next answer goes on: a text that says nothing to anybody else, and stays good whatever is added."""
    return base64.urlsafe_b64encode(b"after:%d" % key).decode().rstrip("=")


def _position(cursor: str) -> int | None:
    """The key that a cursor stands for; 0 is before all; None if it is none of ours."""
    if not cursor:
        return 0
    try:
        word, colon, key = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).partition(b":")
    except (binascii.Error, ValueError):
        return None
    if word != b"after" or not colon or not key.isdigit() or len(key) > 19:
        return None
    return int(key) if int(key) <= LARGEST_KEY else None


def badly_written(data: QueryDict, repeated: Collection[str]) -> list[Problem]:
    """Names without a value, and names that stand twice where only one value counts: whoever wrote it meant something."""
    problems = []
    for name, values in data.lists():
        if name.startswith(FOREIGN_PREFIXES):
            continue
        if name != "cursor" and not all(value.strip() for value in values):
            problems.append(Problem(shorten(name), "", gettext("it is empty: give a value, or leave it out")))
        if len(values) > 1 and name not in repeated:
            said = gettext("it stands %d times, and one value counts") % len(values)
            problems.append(Problem(shorten(name), shorten(", ".join(values)), said))
    return problems


def unknown(data: QueryDict, known: Iterable[str]) -> list[Problem]:
    """Names that this address does not know. Marks that other sites add to links are no mistake of who follows them."""
    known = list(known)
    mend = (
        gettext("no such parameter; there are %s") % ", ".join(known) if known else gettext("there are no parameters")
    )
    return [
        Problem(shorten(name), shorten(data.get(name, "")), mend)
        for name in data
        if name not in known and not name.startswith(FOREIGN_PREFIXES)
    ]

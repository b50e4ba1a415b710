"""The rows that a query string chooses of a table, and how a page or all of them are read."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final, Protocol

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext

from policies.api.asking import PAGING, SHAPE, unknown
from policies.api.choices import choices_of
from policies.api.entities import Entity
from policies.api.reading import Reader, Row
from policies.filters import AsOf, PolicyFilterSet, Problem, members_of, shorten
from policies.filters.fields import LenientChoices
from policies.filters.policies import SORTS

Read = list[tuple[tuple[Any, ...], Row]]


class Selection(Protocol):
    """``rows`` are all of them; ``problems`` what of the query string was not understood."""

    on: dt.date
    problems: list[Problem]

    @property
    def rows(self) -> QuerySet[Any]: ...

    def count(self) -> int: ...

    def part(self, reader: Reader, first: int, last: int) -> Read: ...


def select(entity: Entity, data: QueryDict, paged: bool = True) -> Selection:
    """``paged``: whether the address shows a page of them."""
    beside = (*(PAGING if paged else ()), *SHAPE)
    return Policies(entity, data, beside) if entity.name == "policies" else Rows(entity, data, beside)


class Rows:
    """The rows of a table that have all that is asked for, in the order in which they were recorded."""

    def __init__(self, entity: Entity, data: QueryDict, beside: tuple[str, ...]) -> None:
        self.entity = entity
        choices = choices_of(entity)
        day = AsOf.read(data) if entity.dated else None
        self.on = day.on if day else timezone.localdate()
        self.problems = [
            *(told(problem) for problem in (day.problems if day else ())),
            *unknown(data, (*choices, *beside)),
        ]
        self.wanted = []
        for name, choice in choices.items():
            if choice.lookup is None or choice.where is None or name not in data:
                continue
            field = LenientChoices(lookup=choice.lookup, required=False)
            values = field.clean(data.getlist(name) if choice.many else [data[name]])
            self.problems += [
                Problem(name, shorten(value), f"{gettext('no such choice')}: {choice.mend()}")
                for value in field.refused
            ]
            if values:
                self.wanted.append(choice.where(values))

    @property
    def rows(self) -> QuerySet[Any]:
        return self.entity.rows(self.on).filter(*self.wanted)

    def count(self) -> int:
        return self.entity.table.rows().filter(*self.wanted).count()

    def part(self, reader: Reader, first: int, last: int) -> Read:
        return reader.read(self.rows[first:last])


class Policies:
    """The selection of policies that a page of the site shows under the same query string, in its order."""

    def __init__(self, entity: Entity, data: QueryDict, beside: tuple[str, ...]) -> None:
        self.entity = entity
        self.filters = PolicyFilterSet(
            data, entity.table.rows().select_related(None).prefetch_related(None), beside=beside
        )
        self.on = self.filters.on
        self.problems = [self.told(problem, beside) for problem in self.filters.problems]
        if "page" in data and "page" not in beside:  # which the filters know, for the pages of the site
            self.problems.append(Problem("page", shorten(data["page"]), gettext("all rows come at once here")))

    def told(self, problem: Problem, beside: tuple[str, ...]) -> Problem:
        """The problem with the way to mend it."""
        choices = choices_of(self.entity)
        if problem.name in choices and problem.message == gettext("no such choice"):
            return Problem(problem.name, problem.value, f"{problem.message}: {choices[problem.name].mend()}")
        if problem.message == gettext("no such filter"):
            names = ", ".join((*choices, "sort", *beside))
            return Problem(problem.name, problem.value, gettext("no such parameter; there are %s") % names)
        return told(problem)

    @property
    def rows(self) -> QuerySet[Any]:
        dated = self.entity.dated
        return dated(self.filters.qs, self.on) if dated else self.filters.qs

    def count(self) -> int:
        return len(members_of(self.filters).all())

    def part(self, reader: Reader, first: int, last: int) -> Read:
        """Found in the index, so that only these rows are read."""
        keys = members_of(self.filters).keys(first, last)
        found = {beside[0]: (beside, row) for beside, row in reader.read(self.entity.rows(self.on).filter(pk__in=keys))}
        return [found[key] for key in keys if key in found]


def told(problem: Problem) -> Problem:
    """Pages show today instead of a day to come; here nothing is shown instead."""
    if problem.message != gettext("it is in the future: today is shown"):
        return problem
    return Problem(problem.name, problem.value, gettext("it is in the future: choose a day up to today"))


#: The orders of policies.
ORDERS: Final = tuple((name, label) for name, (label, __) in SORTS.items())

"""What is recorded of the money of all published projects, as arrays: read once for each version of the data."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.db.models import CharField, F
from django.db.models.functions import Cast
from numpy.typing import NDArray

from policies.bitmaps.table import Days
from policies.choices import OrganisationRole
from policies.dates import HonestDate
from policies.models import Funding, Project, ProjectParticipation
from policies.queries.numbered_sets import Keys, Numbers
from policies.queries.pages import OF_PUBLISHED_PROJECT

#: Kind of transaction and ISO 4217 code.
Measure = tuple[str, str]
#: The day of what has no date: it may have been there on any.
ALWAYS: Final = 0
#: An amount is kept as a whole number of these, of any size: 1/100 of the currency.
PARTS: Final = 100


@dataclass(frozen=True, slots=True)
class Ledger:
    """A project's number is its position in ``key``. ``start`` and ``given_on`` are the first days that dates can mean.

    ``share_…`` are the recipient countries of projects, ``part_…`` those who take part in one otherwise than as funders,
    ``role_…`` those who fund one by their role, ``given_…`` the rows of money: an element a row, countries and funders by primary key, ``given_as`` a position in ``measures``.
    """

    key: Keys  # ascending
    start: Days
    share_project: Numbers
    share_country: Keys
    part_project: Numbers
    part_organisation: Keys
    role_project: Numbers
    role_funder: Keys
    measures: list[Measure]
    given_project: Numbers
    given_funder: Keys
    given_as: Numbers
    given_on: Days
    given: NDArray[np.object_]  # int, in PARTS

    def numbers(self, keys: Keys) -> Numbers:
        """The numbers of projects by their primary keys; -1 for one that is not known."""
        if not len(self.key):
            return np.full(len(keys), -1, dtype=np.intp)
        at = np.minimum(np.searchsorted(self.key, keys), len(self.key) - 1)
        return np.where(self.key[at] == keys, at, -1)

    def funded_by(self, organisation: int) -> NDArray[np.bool_]:
        """Of each project, whether this organisation funds it, by its role or by money that it gave."""
        funded = np.zeros(len(self.key), dtype=np.bool_)
        funded[self.role_project[self.role_funder == organisation]] = True
        funded[self.given_project[self.given_funder == organisation]] = True
        return funded

    def with_part_of(self, organisation: int) -> NDArray[np.bool_]:
        """Of each project, whether this organisation takes part in it otherwise than as a funder."""
        part = np.zeros(len(self.key), dtype=np.bool_)
        part[self.part_project[self.part_organisation == organisation]] = True
        return part

    def newest(self, numbers: Numbers, most: int) -> list[int]:
        """Primary keys of so many of these projects, those that started last; those without a date come last."""
        order = np.lexsort((-self.key[numbers], -self.start[numbers].astype(np.int64)))
        newest: list[int] = self.key[numbers[order[:most]]].tolist()
        return newest


def ledger() -> Ledger:
    """Four queries, whatever the number of projects."""
    starts = Project.objects.published().order_by("pk").values_list("pk", written("start"))
    key, start = columns(starts, np.int64, object)
    shares = Project.countries.through.objects.filter(OF_PUBLISHED_PROJECT).order_by()
    parts = ProjectParticipation.objects.filter(OF_PUBLISHED_PROJECT).order_by()
    share_of, country = columns(shares.values_list("project", "country"), np.int64, np.int64)
    part_of, organisation, role = columns(
        parts.values_list("project", "organisation", "role"), np.int64, np.int64, object
    )
    funds = role == OrganisationRole.FUNDING.value
    rows = Funding.objects.filter(OF_PUBLISHED_PROJECT).order_by()
    names = ("project", "funder", "type", "currency", written("date"), "amount")
    given_of, funder, kind, currency, date, amount = columns(
        rows.values_list(*names), np.int64, np.int64, object, object, object, object
    )
    kinds = list(zip(kind.tolist(), currency.tolist(), strict=True))
    measures = sorted(set(kinds))
    place = {measure: at for at, measure in enumerate(measures)}
    return Ledger(
        key=key,
        start=days(start),
        share_project=np.searchsorted(key, share_of),
        share_country=country,
        part_project=np.searchsorted(key, part_of[~funds]),
        part_organisation=organisation[~funds],
        role_project=np.searchsorted(key, part_of[funds]),
        role_funder=organisation[funds],
        measures=measures,
        given_project=np.searchsorted(key, given_of),
        given_funder=funder,
        given_as=np.array([place[measure] for measure in kinds], dtype=np.intp),
        given_on=days(date),
        given=in_parts(amount),
    )


def written(name: str) -> Any:
    """A date as it is stored: so many need not be made into objects."""
    return Cast(F(name), CharField(max_length=10))


def columns(rows: Iterable[tuple[Any, ...]], *kinds: Any) -> list[NDArray[Any]]:
    found = np.fromiter(rows, dtype=[(f"f{n}", kind) for n, kind in enumerate(kinds)])
    return [np.ascontiguousarray(found[f"f{n}"]) for n in range(len(kinds))]


def days(texts: NDArray[np.object_]) -> Days:
    return np.array([first_day(text or "") for text in texts.tolist()], dtype=np.int32)


@functools.lru_cache(maxsize=20_000)
def first_day(text: str) -> int:
    return HonestDate.parse(text).earliest.toordinal() if text else ALWAYS


def in_parts(amounts: NDArray[np.object_]) -> NDArray[np.object_]:
    found = np.empty(len(amounts), dtype=object)
    found[:] = [int(amount * PARTS) for amount in amounts.tolist()]
    return found

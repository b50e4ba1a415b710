"""The timeline across countries: what a selection of policies did, country by country or region by region.

Nothing here makes an object a row of the whole record: policies and events are counted in the database first, and then
either few enough to be drawn one by one, or counted again by place, years and group of events.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Case, CharField, Count, F, IntegerField, Max, Min, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, ExtractYear, NullIf, Substr
from django.urls import reverse

from policies.choices import EVENT_TYPES_BY_GROUP, GROUP_OF_EVENT_TYPE, EventType, Status
from policies.dates import HonestDate
from policies.models import Country, Policy, PolicyEvent
from policies.models.policy import NO_BEGINNING
from policies.queries.standings import label_of, show_date
from policies.queries.timelines import stretch_label
from policies.rows import Bin, Happening, Interval, Mark, Stretch


@dataclass(frozen=True, slots=True)
class Asked:
    """What is drawn of a selection: types of event, and years; ``until`` is the day after which nothing is shown."""

    types: Collection[str]
    first: int | None = None  # year
    last: int | None = None
    until: dt.date | None = None

    def in_years(self, name: str = "date") -> Q:
        """Dated in the years asked for; a date that is known to the year is in its year."""
        within = Q(**{f"{name}__isnull": False})
        if self.first:
            within &= Q(**{f"{name}__gte": str(self.first)})
        if self.last:
            within &= Q(**{f"{name}__lte": f"{self.last}-12-31"})
        return within


@dataclass(frozen=True, slots=True)
class Tally:
    """How much there is of one country. Events are of the types asked for; ``shown`` are dated in the years asked for."""

    country: Country
    policies: int
    in_force: int
    undated_policies: int
    events: int = 0
    undated: int = 0
    before: int = 0
    shown: int = 0
    years: tuple[int, ...] = ()  # first and last year of anything dated, in any order

    @property
    def region(self) -> str:
        """Slug of the smallest M49 region that it is in, or an empty text."""
        return self.country.intermediate_region or self.country.sub_region or self.country.region


def tallies(policies: QuerySet[Policy], asked: Asked) -> list[Tally]:
    """Every country of the policies, which are annotated with their status, in the order of names. Two queries."""
    of_country = ("pk", "iso3", "iso2", "slug", "note", "region", "sub_region", "intermediate_region")
    counted = policies.order_by().values_list(*(f"country__{name}" for name in of_country))
    counted = counted.annotate(
        n=Count("pk"),
        n_in_force=Count("pk", filter=Q(status_then=Status.IN_FORCE)),
        n_undated=Count("pk", filter=NO_BEGINNING),
        began=Min("force_from"),
    )
    early = Q(date__lt=str(asked.first)) if asked.first else Q(pk__isnull=True)
    by_country = {
        row[0]: row[1:]
        for row in events_of(policies, asked)
        .values_list("policy__country")
        .annotate(
            n=Count("pk"),
            n_undated=Count("pk", filter=Q(date__isnull=True)),
            n_before=Count("pk", filter=early),
            n_shown=Count("pk", filter=asked.in_years()),
            first=Min("date"),
            latest=Max("date"),
        )
    }
    found = []
    for row in counted:
        country = Country(**dict(zip(of_country, row, strict=False)))
        n, in_force, undated, began = row[len(of_country) :]
        *counts, first, last = by_country.get(country.pk, (0, 0, 0, 0, None, None))
        years = tuple(int(str(date)[:4]) for date in (began, first, last) if date)
        found.append(Tally(country, n, in_force, undated, *counts, years))
    return sorted(found, key=lambda tally: tally.country.sort_key)


def events_of(policies: QuerySet[Policy], asked: Asked) -> QuerySet[PolicyEvent]:
    """The events of the types asked for, in all years; those of unknown date among them."""
    events = PolicyEvent.objects.filter(policy__in=policies.order_by().values("pk")).order_by()
    if len(asked.types) < len(EventType.values):
        events = events.filter(type__in=asked.types)
    if asked.until:
        events = events.filter(Q(date__isnull=True) | Q(date__lte=asked.until.isoformat()))
    return events


def happenings(policies: QuerySet[Policy], asked: Asked) -> dict[int, list[Happening]]:
    """The dated events by country (primary key), oldest first. One query; there must be few."""
    labels = {code: str(label) for code, label in EventType.choices}
    found: dict[int, list[Happening]] = defaultdict(list)
    rows = events_of(policies, asked).filter(asked.in_years()).order_by("date", "pk")
    for kind, date, title, planned, country, policy, slug in rows.values_list(
        "type", "date", "title", "planned", "policy__country", "policy__title", "policy__slug"
    ):
        group = str(GROUP_OF_EVENT_TYPE[EventType(kind)])
        mark = Mark(date, show_date(date), group, labels[kind], title, planned)
        found[country].append(Happening(mark, policy, reverse("policy", args=[slug])))
    return found


def stretches(
    policies: QuerySet[Policy], asked: Asked, years: tuple[int, int], on: dt.date
) -> dict[int, list[Stretch]]:
    """When policies were in force in these years (first and last), by country (primary key), oldest first.

    One query; there must be few.
    """
    first, last = dt.date(years[0], 1, 1), dt.date(years[1], 12, 31)
    goes_on = Q(force_until__isnull=True) if on >= first else Q(pk__isnull=True)
    rows = ever_in_force(policies).filter(
        goes_on | Q(force_until__gte=first), force_from__lte=min(last, asked.until or last)
    )
    found: dict[int, list[Stretch]] = defaultdict(list)
    for country, title, slug, start, end, written, final in rows.order_by("force_from", "slug").values_list(
        "country", "title", "slug", "force_from", "force_until", "force_date", "final_from"
    ):
        if end and asked.until and end >= asked.until:
            end = None
        # Of an end only its day is stored, which may stand for a whole year: the year is what is certain.
        end_date = HonestDate((final if final and final > end else end).year) if end else None
        label = stretch_label(label_of(Status.IN_FORCE), written, end_date)
        interval = Interval(start, end, Status.IN_FORCE.value, label, written, end_date)
        found[country].append(Stretch(interval, title, reverse("policy", args=[slug])))
    return found


def ever_in_force(policies: QuerySet[Policy]) -> QuerySet[Policy]:
    """Those whose time in force is known and not empty."""
    return policies.filter(force_from__isnull=False).exclude(force_until__lt=F("force_from"))


def bins(policies: QuerySet[Policy], asked: Asked, place: str, years: range, on: dt.date) -> dict[Any, list[Bin]]:
    """Events and policies in force by place, in bins of ``years.step`` years; the last one may have fewer.

    ``place`` is "country" (primary keys) or "region" (slugs). Three queries.
    """
    counts: dict[Any, dict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    year = Cast(Substr("date", 1, 4, output_field=CharField()), IntegerField())
    rows = (
        events_of(policies, asked)
        .filter(asked.in_years())
        .values_list(place_of(place, "policy__"), (year - years.start) / years.step, GROUP)
        .annotate(n=Count("pk"))
    )
    for where, index, group, n in rows:
        counts[where][years.start + index * years.step][group] = n
    in_force = in_force_by_year(policies, place, on)
    found: dict[Any, list[Bin]] = {}
    for where in {*counts, *in_force}:
        of_place = []
        changes = in_force.get(where, {})
        for first in years:
            long = min(years.step, years.stop - first)
            end = min(first + long - 1, on.year)
            known = sum(change for year, change in changes.items() if year <= end) if first <= on.year else None
            groups = tuple((code, n) for code in GROUPS if (n := counts[where][first].get(code, 0)))
            if groups or known:
                of_place.append(Bin(first, long, groups, known))
        found[where] = of_place
    return found


def in_force_by_year(policies: QuerySet[Policy], place: str, on: dt.date) -> dict[Any, dict[int, int]]:
    """By how many the policies in force had become more or fewer by the last day of a year (of the last one: by
    ``on``), by place. Two queries."""
    forces = ever_in_force(policies).filter(force_from__lte=on).order_by()
    where = place_of(place, "")
    starts = forces.values_list(where, ExtractYear("force_from")).annotate(n=Count("pk"))
    # What ends with the last day of a year is in force on that day.
    over = Case(
        When(force_until__month=12, force_until__day=31, then=ExtractYear("force_until") + 1),
        default=ExtractYear("force_until"),
        output_field=IntegerField(),
    )
    ends = forces.filter(force_until__lt=on).values_list(where, over).annotate(n=Count("pk"))
    changes: dict[Any, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for sign, rows in ((1, starts), (-1, ends)):
        for key, year, n in rows:
            changes[key][year] += sign * n
    return changes


GROUPS: Final = tuple(str(group) for group in EVENT_TYPES_BY_GROUP)
GROUP: Final = Case(
    *(When(type__in=kinds, then=Value(str(group))) for group, kinds in EVENT_TYPES_BY_GROUP.items()),
    output_field=CharField(),
)


def place_of(place: str, before: str) -> Any:
    """What rows are grouped by: the country, or the smallest region that it is in."""
    if place == "country":
        return f"{before}country"
    names = ("intermediate_region", "sub_region", "region")
    known = [NullIf(f"{before}country__{name}", Value("")) for name in names]
    return Coalesce(*known, Value(""), output_field=CharField())


def among(policies: QuerySet[Policy], countries: Sequence[Country]) -> QuerySet[Policy]:
    return policies.filter(country__in=[country.pk for country in countries])


def years_of(found: Iterable[Tally]) -> tuple[int, int] | None:
    """First and last year of anything dated; None if nothing is."""
    years = [year for tally in found for year in tally.years]
    return (min(years), max(years)) if years else None

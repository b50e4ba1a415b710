"""The timeline across countries: what a selection of policies did, country by country or region by region.

Policies and events are counted in columns of numbers (policies.bitmaps); the database is only asked for the texts of
what is drawn one by one, by primary key.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.urls import reverse
from numpy.typing import NDArray

from policies import lifecycle
from policies.bitmaps import NEVER, NUMBER_OF_TYPE, Selected, day_of
from policies.choices import EVENT_TYPES_BY_GROUP, GROUP_OF_EVENT_TYPE, EventType, Status
from policies.dates import LAST_YEAR, HonestDate
from policies.models import Country, Policy, PolicyEvent
from policies.queries.standings import label_of, show_date
from policies.queries.timelines import stretch_label
from policies.rows import Bin, Happening, Interval, Mark, Stretch

#: The number of each group of events, in the order of the groups, by the number of a type.
GROUPS: Final = tuple(str(group) for group in EVENT_TYPES_BY_GROUP)
GROUP_OF: Final = np.array([GROUPS.index(str(GROUP_OF_EVENT_TYPE[EventType(kind)])) for kind in NUMBER_OF_TYPE])

#: Of the days that numpy counts from 0.
EPOCH: Final = dt.date(1970, 1, 1).toordinal()

#: Positions in an array, or what stands at them.
Numbers = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is drawn of a selection: types of event, and years; ``until`` is the day after which nothing is shown."""

    types: Collection[str]
    first: int | None = None  # year
    last: int | None = None
    until: dt.date | None = None


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
        return smallest_region(self.country)


def smallest_region(country: Country) -> str:
    return country.intermediate_region or country.sub_region or country.region


def tallies(policies: Selected, asked: Asked, on: dt.date) -> list[Tally]:
    """Every country of the policies, in the order of names; in force are those that are it ``on`` a day. No query."""
    countries = policies.countries
    most = len(countries)

    def by_country(of: NDArray[Any]) -> list[int]:
        return np.bincount(of, minlength=most).tolist()

    own = policies.country
    in_force = policies.among(policies.index.milestones.statuses(on)[lifecycle.IN_FORCE])
    # Of the type of what is put in: with another, numpy takes thirty times as long.
    began = np.full(most, NEVER, dtype=np.int32)
    np.minimum.at(began, own, policies.day("force_from"))

    table, events = policies.index.events, events_of(policies, asked)
    country, year = policies.index.policies.country[table.place[events]], table.year[events]
    dated = year > 0
    first, last = np.full(most, LAST_YEAR, dtype=np.int16), np.zeros(most, dtype=np.int16)
    np.minimum.at(first, country[dated], year[dated])
    np.maximum.at(last, country[dated], year[dated])
    columns = (
        by_country(own),
        by_country(in_force.country),
        by_country(own[policies.index.policies.is_undated[policies.at]]),
        by_country(country),
        by_country(country[~dated]),
        by_country(country[dated & (year < (asked.first or 0))]),
        by_country(country[in_years(year, asked)]),
    )
    found = []
    for number, counts in enumerate(zip(*columns, strict=True)):
        if counts[0]:
            day = day_of(began[number])
            years = [day.year] if day else []
            years += [int(first[number]), int(last[number])] if last[number] else []
            found.append(Tally(countries[number], *counts, tuple(years)))
    return sorted(found, key=lambda tally: tally.country.sort_key)


def events_of(policies: Selected, asked: Asked) -> Numbers:
    """The events of the types asked for, in all years, as positions in Index.events; those of unknown date among them."""
    table, found = policies.index.events, policies.events
    if len(asked.types) < len(NUMBER_OF_TYPE):
        wanted = np.zeros(len(NUMBER_OF_TYPE), dtype=np.bool_)
        wanted[[NUMBER_OF_TYPE[kind] for kind in asked.types]] = True
        found = found[wanted[table.type[found]]]
    if asked.until:
        day = table.day[found]
        found = found[(day == NEVER) | (day <= asked.until.toordinal())]
    return found


def in_years(year: NDArray[Any], asked: Asked) -> NDArray[np.bool_]:
    """Those dated in the years asked for; a date that is known to the year is in its year."""
    within = year >= max(asked.first or 0, 1)
    return within & (year <= asked.last) if asked.last else within


def drawn_events(policies: Selected, asked: Asked) -> Numbers:
    """The events of the types asked for that are dated in the years asked for, as positions in Index.events."""
    found = events_of(policies, asked)
    return found[in_years(policies.index.events.year[found], asked)]


def keys_by_day(policies: Selected, asked: Asked, size: int) -> Iterator[list[int]]:
    """Primary keys of the drawn events in parts, oldest first, of ``size`` or more: those of one day are in one part."""
    table, found = policies.index.events, drawn_events(policies, asked)
    found = found[np.argsort(table.day[found], kind="stable")]
    day = table.day[found]
    start = 0
    while start < len(found):
        end = int(np.searchsorted(day, day[min(start + size, len(found)) - 1], "right"))
        yield table.key[found[start:end]].tolist()
        start = end


def happenings(policies: Selected, asked: Asked) -> dict[int, list[Happening]]:
    """The dated events by country (primary key), oldest first. One query; there must be few."""
    labels = {code: str(label) for code, label in EventType.choices}
    found: dict[int, list[Happening]] = defaultdict(list)
    keys = policies.index.events.key[drawn_events(policies, asked)].tolist()
    rows = PolicyEvent.objects.filter(pk__in=keys).order_by("date", "pk")
    for kind, date, title, planned, country, policy, slug in rows.values_list(
        "type", "date", "title", "planned", "policy__country", "policy__title", "policy__slug"
    ):
        group = str(GROUP_OF_EVENT_TYPE[EventType(kind)])
        mark = Mark(date, show_date(date), group, labels[kind], title, planned)
        found[country].append(Happening(mark, policy, reverse("policy", args=[slug])))
    return found


def stretches(policies: Selected, asked: Asked, years: tuple[int, int], on: dt.date) -> dict[int, list[Stretch]]:
    """When policies were in force in these years (first and last), by country (primary key), oldest first.

    One query; there must be few.
    """
    first, last = dt.date(years[0], 1, 1), dt.date(years[1], 12, 31)
    last = min(last, asked.until or last)
    start, end = policies.day("force_from"), policies.day("force_until")
    drawn = ever_in_force(start, end) & (start <= last.toordinal()) & (end >= first.toordinal())
    if on < first:  # nothing goes on further than the day
        drawn &= end < NEVER
    keys = [policies.index.keys[place] for place in policies.at[drawn]]
    found: dict[int, list[Stretch]] = defaultdict(list)
    rows = Policy.objects.filter(pk__in=keys).order_by("force_from", "slug")
    for country, title, slug, begins, ends, written, final in rows.values_list(
        "country", "title", "slug", "force_from", "force_until", "force_date", "final_from"
    ):
        if ends and asked.until and ends >= asked.until:
            ends = None
        # Of an end only its day is stored, which may stand for a whole year: the year is what is certain.
        end_date = HonestDate((final if final and final > ends else ends).year) if ends else None
        label = stretch_label(label_of(Status.IN_FORCE), written, end_date)
        interval = Interval(begins, ends, Status.IN_FORCE.value, label, written, end_date)
        found[country].append(Stretch(interval, title, reverse("policy", args=[slug])))
    return found


def ever_in_force(start: NDArray[Any], end: NDArray[Any]) -> NDArray[np.bool_]:
    """Those whose time in force is known and not empty."""
    return (start < NEVER) & (end >= start)


def bins(policies: Selected, asked: Asked, place: str, years: range, on: dt.date) -> dict[Any, list[Bin]]:
    """Events and policies in force by place, in bins of ``years.step`` years; the last one may have fewer. No query.

    ``place`` is "country" (primary keys) or "region" (slugs).
    """
    lanes = Lanes.of(policies, place)
    table, found = policies.index.events, drawn_events(policies, asked)
    found = found[(table.year[found] >= years.start) & (table.year[found] < years.stop)]
    number = (table.year[found] - years.start) // years.step
    shape = len(lanes.keys), len(years), len(GROUPS)
    lane = lanes.by_country[policies.index.policies.country[table.place[found]]]
    counts = counted((lane, number, GROUP_OF[table.type[found]]), shape).tolist()
    ends = [min(first + years.step, years.stop) - 1 for first in years]
    in_force = in_force_by_year(policies, lanes, ends, on).tolist()
    rows: dict[Any, list[Bin]] = {}
    for n in np.unique(lanes.by_country[policies.country]).tolist():
        of_place = []
        for first, end, by_group, then in zip(years, ends, counts[n], in_force[n], strict=True):
            known = then if first <= on.year else None
            groups = tuple((code, count) for code, count in zip(GROUPS, by_group, strict=True) if count)
            if groups or known:
                of_place.append(Bin(first, end - first + 1, groups, known))
        if of_place:
            rows[lanes.keys[n]] = of_place
    return rows


@dataclass(frozen=True, slots=True)
class Lanes:
    """What is counted together: ``by_country`` has the position in ``keys`` of each country of Index.countries."""

    keys: list[Any]
    by_country: Numbers

    @classmethod
    def of(cls, policies: Selected, place: str) -> Lanes:
        """Lanes of countries, or of the smallest regions that they are in."""
        names = [country.pk if place == "country" else smallest_region(country) for country in policies.countries]
        position = {name: number for number, name in enumerate(dict.fromkeys(names))}
        return cls(list(position), np.array([position[name] for name in names], dtype=np.intp))


def in_force_by_year(policies: Selected, lanes: Lanes, years: Sequence[int], on: dt.date) -> Numbers:
    """How many policies were in force on the last day of each of some ascending years (of one not over yet: ``on`` a
    day), as an array of lanes and years. No query."""
    start, end = policies.day("force_from"), policies.day("force_until")
    begun = ever_in_force(start, end) & (start <= on.toordinal())
    over = begun & (end < on.toordinal())
    shape = len(lanes.keys), len(years) + 1  # the last is for what is later than all years
    lane = lanes.by_country[policies.country]
    # What ends with the last day of a year is in force on that day.
    more, fewer = (
        counted((lane[which], np.searchsorted(np.minimum(years, on.year), year_of(day[which]))), shape)
        for which, day in ((begun, start), (over, end + 1))
    )
    return np.cumsum(more - fewer, axis=1)[:, :-1]


def counted(positions: tuple[Any, ...], shape: tuple[int, ...]) -> Numbers:
    """How many there are at each place of an array of that shape."""
    return np.bincount(np.ravel_multi_index(positions, shape), minlength=int(np.prod(shape))).reshape(shape)


def year_of(days: NDArray[Any]) -> NDArray[np.int64]:
    """The year of each day."""
    return (days - EPOCH).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def among(policies: Selected, countries: Iterable[Country]) -> Selected:
    return policies.of("country", [country.iso3 for country in countries])


def years_of(found: Iterable[Tally]) -> tuple[int, int] | None:
    """First and last year of anything dated; None if nothing is."""
    years = [year for tally in found for year in tally.years]
    return (min(years), max(years)) if years else None

"""The timeline across countries, put together: a query string in, a chart with its lanes and its words out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from policies.bitmaps import Selected
from policies.charts.base import Chart
from policies.charts.world_timeline import MOST_MARKS, world_timeline
from policies.choices import CONTINENTS, EventGroup, Region
from policies.filters import Members, PolicyFilterSet, Problem, members_of
from policies.filters.timeline import NAMES, USUAL_START, TimelineChoices
from policies.models import Policy
from policies.queries.world_timeline import Asked, Tally, among, bins, happenings, stretches, tallies, years_of
from policies.rows import Strand
from policies.views.charts import as_of_words
from policies.views.world_timeline_words import Told, notes_of, words_of

#: Lanes of countries on a page.
LANES: Final = 40
#: A bin is of one year unless columns, cut into the groups of events, would have more pieces than these, or a lane
#: more bins.
MOST_PIECES: Final = 1200
MOST_PERIODS: Final = 45


@dataclass(frozen=True, slots=True)
class Place:
    """A lane to be: a country or a region, with the countries that are in it."""

    key: int | str
    label: str
    heading: str
    url: str
    found: tuple[Tally, ...]


class WorldTimeline:
    """The timeline of what a query string chooses: the same policies as the list, in lanes of countries or regions.

    Query string: that of the selection (PolicyFilterSet), ``page``, and the names of TimelineChoices.
    """

    def __init__(self, data: QueryDict) -> None:
        self.data = data
        self.filters = PolicyFilterSet(data, Policy.objects.published(), beside=NAMES)
        self.choices = TimelineChoices.read(data)

    @cached_property
    def members(self) -> Members:
        return members_of(self.filters)

    @property
    def policies(self) -> Selected:
        return self.members.selected

    @cached_property
    def asked(self) -> Asked:
        """What is asked of the events; years that a reader leaves to us begin with USUAL_START."""
        first = USUAL_START if self.choices.usual_years else self.choices.first
        until = self.filters.on if self.filters.has_as_of else None
        return Asked(self.choices.types, first, self.choices.last, until)

    @cached_property
    def counted(self) -> tuple[Asked, list[Tally]]:
        """Every country, and the years that were counted: all of them, where nothing is as new as the usual ones."""
        found = tallies(self.policies, self.asked, self.filters.on)
        years = years_of(found)
        if self.choices.usual_years and years and years[1] < USUAL_START:
            found = [replace(tally, shown=tally.before, before=0) for tally in found]
            return replace(self.asked, first=None), found
        return self.asked, found

    @property
    def found(self) -> list[Tally]:
        return self.counted[1]

    @property
    def by(self) -> str:
        """How lanes are grouped: as asked, else by country, or by region where there are too many events to draw."""
        return self.choices.by or ("country" if self.events <= MOST_MARKS else "region")

    @property
    def events(self) -> int:
        """The dated events in the years asked for, on all pages."""
        return sum(tally.shown for tally in self.found)

    @cached_property
    def page(self) -> Page[Place]:
        places = self.countries() if self.by == "country" else self.regions()
        # All regions of the world are fewer than the countries of a page.
        return Paginator(places, LANES).get_page(self.data.get("page", "1")[:10])

    def countries(self) -> list[Place]:
        return [
            Place(tally.country.pk, tally.country.name, "", tally.country.get_absolute_url(), (tally,))
            for tally in self.found
        ]

    def regions(self) -> list[Place]:
        """The smallest M49 regions under the five that divide the world; what is in none comes last."""
        by_region: dict[str, list[Tally]] = defaultdict(list)
        for tally in self.found:
            by_region[tally.region].append(tally)
        places = []
        for continent in (*CONTINENTS, ""):
            heading = str(Region(continent).label) if continent else gettext("In no region of the United Nations")
            of_continent = [slug for slug, found in by_region.items() if found[0].country.region == continent]
            for slug in sorted(of_continent, key=lambda slug: str(Region(slug).label) if slug else ""):
                found = by_region[slug]
                label = str(Region(slug).label) if slug else ", ".join(tally.country.name for tally in found)
                places.append(Place(slug, label, heading, self.address_of(slug) if slug else "", tuple(found)))
        return places

    def address_of(self, region: str) -> str:
        """The timeline of the selection in one region, country by country."""
        kept = self.filters.query_without("region")
        pairs = QueryDict(kept.removeprefix("?"), mutable=True)
        for name in NAMES:
            pairs.pop(name, None)
        pairs["region"] = region
        return reverse("timeline") + self.choices.query(pairs.urlencode(), without=("by",))

    @cached_property
    def chart(self) -> Chart | None:
        asked, found = self.counted
        known = years_of(found)
        if known is None:
            return None
        years = self.years(asked, known)
        shown = [tally for place in self.page for tally in place.found]
        drawn = sum(tally.shown for tally in shown)
        binned = max(drawn, sum(tally.policies for tally in shown)) > MOST_MARKS
        step = 1
        if binned:
            step = step_of(len(self.page), years, drawn)
            # Whole bins, unless the reader has said with which year to begin or to end.
            first = years[0] if asked.first else years[0] // step * step
            years = first, (years[1] if asked.last else years[1] + -(years[1] + 1 - first) % step)
        strands = self.binned(asked, range(years[0], years[1] + 1, step)) if binned else self.one_by_one(asked, years)
        told = Told(
            found=found,
            by=self.by,
            binned=binned,
            years=years,
            step=step,
            lanes=(self.page.start_index(), self.page.end_index(), self.page.paginator.count),
            as_of=as_of_words(self.filters.on),
            drawn=drawn,
            kinds=self.choices.labels,
        )
        chart = world_timeline(strands, self.filters.on, years, words_of(told), notes_of(told))
        pages = (("page", str(self.page.number)),) if self.page.number > 1 else ()
        return replace(chart, query=tuple(pages)) if chart else None

    def years(self, asked: Asked, known: tuple[int, int]) -> tuple[int, int]:
        """First and last year of the picture: those asked for, else those of the record; five at least."""
        today = self.filters.on.year
        last = asked.last or max(known[1], today, asked.first or 0)
        if asked.until:
            last = asked.last or max(today, asked.first or 0)
        first = self.choices.first or max(asked.first or 0, known[0])
        first = min(first, last)
        return (first if self.choices.first else min(first, last - 4)), last

    @property
    def of_page(self) -> Selected:
        """The policies of this page alone, where there are several."""
        if self.page.paginator.num_pages == 1:
            return self.policies
        return among(self.policies, [tally.country for place in self.page for tally in place.found])

    def one_by_one(self, asked: Asked, years: tuple[int, int]) -> list[Strand]:
        events = happenings(self.of_page, asked)
        forces = stretches(self.of_page, asked, years, self.filters.on)
        strands = []
        for place in self.page:
            keys = [tally.country.pk for tally in place.found]
            marks = sorted((row for key in keys for row in events.get(key, ())), key=lambda row: row.mark.date)
            bars = [row for key in keys for row in forces.get(key, ())]
            strands.append(replace(self.strand(place), happenings=tuple(marks), stretches=tuple(bars)))
        return strands

    def binned(self, asked: Asked, years: range) -> list[Strand]:
        counts = bins(self.of_page, asked, self.by, years, self.filters.on)
        return [replace(self.strand(place), bins=tuple(counts.get(place.key, ()))) for place in self.page]

    def strand(self, place: Place) -> Strand:
        policies, in_force = (
            sum(tally.policies for tally in place.found),
            sum(tally.in_force for tally in place.found),
        )
        return Strand(place.label, place.url, place.heading, policies, in_force)

    @property
    def problems(self) -> Sequence[Problem]:
        return (*self.filters.problems, *self.choices.problems)


def step_of(lanes: int, years: tuple[int, int], events: int) -> int:
    """How many years a bin has: 1, 5 or 10."""
    span = years[1] - years[0] + 1
    for step in (1, 5):
        periods = -(-span // step)
        if periods <= MOST_PERIODS and min(events, lanes * periods * len(EventGroup)) <= MOST_PIECES:
            return step
    return 10

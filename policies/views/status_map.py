"""The map of countries by the state of their policies, and the words and days that every map has."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.utils.translation import gettext

from policies.bitmaps import Selected
from policies.charts import status_map
from policies.charts.base import Chart
from policies.charts.country_map import UN_DISCLAIMER, Words
from policies.charts.geometry import world_file
from policies.choices import CountryState
from policies.queries.country_states import country_states, days_by_year
from policies.rows import CountryStateRow
from policies.views.charts import as_of_words, source_words

#: The first year of the map's slider.
FIRST_YEAR = 2000


@dataclass(frozen=True, slots=True)
class Scope:
    """What a map shows of the world: ``zoom`` is the part that it is drawn of, ``countries`` those that count (ISO
    alpha-3; None: all), ``query`` what the links to their pages end with, such as the day."""

    zoom: str = ""
    countries: frozenset[str] | None = None
    query: str = ""

    def of(self, rows: list[CountryStateRow]) -> list[CountryStateRow]:
        chosen = rows if self.countries is None else [row for row in rows if row.iso3 in self.countries]
        return [replace(row, url=row.url + self.query) for row in chosen] if self.query else chosen


WORLD = Scope()


def days_of_slider(on: dt.date, today: dt.date) -> dict[int, dt.date]:
    """The day of each year of the slider, from FIRST_YEAR, or the year asked for where that is earlier, to this year."""
    return days_by_year(min(FIRST_YEAR, on.year), today) | {on.year: on}


def map_of(policies: Selected, on: dt.date, today: dt.date, *, no_match: str = "", scope: Scope = WORLD) -> Chart:
    """The map of countries for a selection of policies, on the slider's year of ``on``.

    ``no_match`` is given where a reader's choices left policies out: a country without a match is not "none found" then,
    and this is said of it.
    The slider runs from FIRST_YEAR, or the year asked for where that is earlier, to this year.
    """
    days = days_of_slider(on, today)
    rows = scope.of(country_states(policies, days, use_checks=not no_match))
    words = status_map_words(on, no_match)
    chart = status_map(rows, days, on.year, as_of_words(on), words, world_file=world_file(scope.zoom))
    return replace(chart, subject="")


def map_words(on: dt.date) -> Words:
    """What every map says; its title and sentence are those of the states of countries."""
    states = {code: str(label) for code, label in CountryState.choices}
    return Words(
        title=gettext("National migration policies by country"),
        sentence=gettext(
            "{n} of {countries} countries and areas have a recorded policy or strategy in force, {as_of}."
        ),
        source=source_words(),
        country=gettext("Country"),
        code=gettext("ISO 3166-1 alpha-3"),
        as_of=gettext("as of {date}"),
        state=gettext("State %(as_of)s") % {"as_of": as_of_words(on)},
        since=gettext("Since"),
        after=gettext("after {year}"),
        or_before=gettext("{year} or before"),
        states=states,
        disclaimer=gettext(UN_DISCLAIMER),
        small_states=gettext(
            "Countries too small to be seen at this size are circles; where circles would overlap, they are moved apart."
        ),
    )


def status_map_words(on: dt.date, no_match: str) -> Words:
    words = map_words(on)
    if not no_match:
        return words
    return replace(
        words,
        sentence=gettext("{n} of {countries} countries and areas have a recorded match in force, {as_of}."),
        states={**words.states, "not-assessed": no_match},
    )

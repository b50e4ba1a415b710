"""The world by the class of each country, year by year: what every layer of the map is drawn with.

A class has a look: a code of theme.LOOKS, which decides its colour, pattern and outline. Layers name their classes by
the look that they shall have, and say in words what it means.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from policies.charts import text as words_of
from policies.charts.base import Chart, LegendItem, Place, Table
from policies.charts.geometry import WORLD_FILE, load
from policies.charts.map_figure import map_figure, on_the_map
from policies.charts.still_map import map_still
from policies.charts.still_parts import Still
from policies.rows import CountryStateRow

#: The words that the United Nations print by maps.
UN_DISCLAIMER: Final = (
    "The designations employed and the presentation of material on this map do not imply the expression of any opinion"
    " whatsoever on the part of the Secretariat of the United Nations concerning the legal status of any country,"
    " territory, city or area or of its authorities, or concerning the delimitation of its frontiers or boundaries."
)

#: Where nothing is said of a country.
SILENT: Final = "not-assessed"
#: The state that begins on the day after the last one, and not on its own first day.
ENDED: Final = "ended"


@dataclass(frozen=True, slots=True)
class Words:
    """What is written on and around the map.

    ``sentence`` may use {as_of}, {n}, {countries} and looks with an underscore for a hyphen ({by_mapping}), each the
    number of its countries; {as_of} is the words ``as_of`` with their {date}. The page's
    script fills both again when the reader moves to another year. ``states`` says what each look means.
    ``value`` is the header of the table's last column where that has values of its own and not years.
    """

    title: str = "National migration policies by country"
    sentence: str = "{n} of {countries} countries have a national migration policy or strategy in force, {as_of}."
    as_of: str = "as of {date}"
    source: str = "MigPol"
    country: str = "Country"
    code: str = "ISO 3166-1 alpha-3"
    state: str = "State"
    since: str = "Since"
    after: str = "after {year}"  # since when what ended is over
    value: str = ""
    or_before: str = "{year} or before"
    states: Mapping[str, str] = field(
        default_factory=lambda: {
            "in-force": "In force",
            "in-development": "In development",
            "ended": "Ended",
            "none-found": "None found",
            "not-assessed": "Not assessed",
        }
    )
    disclaimer: str = UN_DISCLAIMER
    small_states: str = (
        "Countries too small to be seen at this size are circles; where circles would overlap, they are moved apart."
    )
    notes: tuple[str, ...] = ()  # before those that every map has


def country_map(
    rows: Sequence[CountryStateRow],
    days: Mapping[int, dt.date],
    year: int,
    as_of_label: str,
    words: Words,
    *,
    key: str,
    looks: Sequence[str],
    counted: Collection[str],
    values: Mapping[str, str] | None = None,
    moves: bool = True,
    world_file: Path = WORLD_FILE,
) -> Chart:
    """The map of ``year``, with what it takes to step through the years of ``days``, which ascend.

    ``days`` is the day that is shown of each year; ``as_of_label`` is that of ``year``, in words ("as of 23 November
    2026"). ``looks`` are those of the legend, in its order; the sentence's {n} counts the countries of ``counted``.
    ``values`` has what the table says of a country (ISO alpha-3) beside its class, in place of since when it is in it.
    Without ``moves`` the map is of one day alone. A row without changes, or whose first change is later than a year, is
    SILENT in it. Raises GeometryMissing if the front end has not been built, KeyError on a look without words.
    """
    world = load(world_file)
    rows = sorted(rows, key=lambda row: row.iso3)
    states = {row.iso3: state_in(row, year) for row in rows}
    counts = Counter(states.values())
    large, small = on_the_map(rows, world)
    figure = map_figure(large, small, states, world, words.states, words.title, words.source)
    number = sum(counts[look] for look in counted)
    by_look = {look.replace("-", "_"): counts[look] for look in (*looks, SILENT)}
    sentence = words.sentence.format(as_of=as_of_label, n=number, countries=len(rows), **by_look)
    names = {row.iso3: f"{words_of.plain(row.name)}: {words.states[states[row.iso3]]}" for row in rows}
    steps = {
        "years": list(days),
        "countries": {row.iso3: [list(change) for change in row.changes] for row in rows},
        "labels": {look: words.states[look] for look in dict.fromkeys([*looks, SILENT])},
        "asOf": {str(at): day.isoformat() for at, day in days.items() if (day.month, day.day) != (12, 31)},
        "start": SILENT,
        "counted": list(counted),
        "sentence": words.sentence,
        "asOfWords": words.as_of,
    }
    return Chart(
        key=key,
        title=words.title,
        sentence=sentence,
        figure=figure,
        still=map_still(figure, world, Still(key, words.title, sentence), names),
        height=world.height,
        table=_table(rows, year, words, values),
        records=_table(rows, year, words, values, codes=True),
        source=words.source,
        legend=tuple(LegendItem(f"state-{look}", words.states[look], counts[look]) for look in looks),
        steps=steps if moves else None,
        notes=(*words.notes, words.small_states, words.disclaimer),
        places=tuple(
            Place(row.iso3, row.name, row.url, f"state-{states[row.iso3]}", words.states[states[row.iso3]])
            # As static/src/js/map-paint.js puts them when the reader moves to another year.
            for row in sorted(small, key=lambda row: (states[row.iso3] == SILENT, row.name))
        ),
    )


def state_in(row: CountryStateRow, year: int) -> str:
    """The class in a year; before the first that is known, and without any, nothing is said."""
    if not row.changes or year < row.changes[0][0]:
        return SILENT
    return row.state_in(year)


def in_looks(row: CountryStateRow, look_of: Callable[[str], str]) -> CountryStateRow:
    """The row with the look of each state; neighbours that look alike are one."""
    changes: list[tuple[int, str]] = []
    for year, state in row.changes:
        look = look_of(state)
        if not changes or changes[-1][1] != look:
            changes.append((year, look))
    return replace(row, changes=tuple(changes))


def _since(state: str, changed: Sequence[int], words: Words) -> str:
    """A year is shown as of its last day: what ended in it may have ended on the last day of the year before."""
    if len(changed) == 1:
        return words.or_before.format(year=changed[-1])
    return words.after.format(year=changed[-1] - 1) if state == ENDED else str(changed[-1])


def _table(
    rows: Sequence[CountryStateRow], year: int, words: Words, values: Mapping[str, str] | None, *, codes: bool = False
) -> Table:
    """By name. "Since" is the year of the last change; the first year shown may hide an earlier one."""
    lines: list[tuple[str | tuple[str, str], ...]] = []
    for row in sorted(rows, key=lambda row: row.name):
        state = state_in(row, year)
        if values is not None:
            last = values.get(row.iso3, "")
        else:
            past = [changed for changed, _ in row.changes if changed <= year]
            last = ""
            if past and state != SILENT:
                last = _since(state, past, words)
        lines.append(((row.name, row.url), words.states[state], last, *((row.iso3,) if codes else ())))
    headers = (words.country, words.state, words.since if values is None else words.value)
    last_key = "since" if values is None else "value"
    keys = ("country", "state", last_key, "iso3") if codes else ()
    return Table((*headers, words.code) if codes else headers, tuple(lines), keys)

"""The world by the state of each country's policy, year by year."""

from __future__ import annotations

import datetime as dt
import functools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from policies.charts import text as words_of
from policies.charts import theme
from policies.charts.base import Chart, Figure, LegendItem, Table
from policies.charts.geometry import WORLD_FILE, World, load
from policies.charts.still import Still, apart, map_still
from policies.rows import CountryStateRow

KEY: Final = "map-status"

#: The words that the United Nations print by maps.
UN_DISCLAIMER: Final = (
    "The designations employed and the presentation of material on this map do not imply the expression of any opinion"
    " whatsoever on the part of the Secretariat of the United Nations concerning the legal status of any country,"
    " territory, city or area or of its authorities, or concerning the delimitation of its frontiers or boundaries."
)

#: What the live map shows and hides. Its projection and ranges come with the geometry (``World.geo``), so that
#: still and live map coincide.
GEO_LOOK: Final[dict[str, Any]] = {
    "resolution": 110,
    "fitbounds": False,
    "domain": {"x": [0, 1], "y": [0, 1]},
    "showframe": False,
    "showcoastlines": False,
    "showocean": False,
    "showlakes": False,
    "showrivers": False,
    "showcountries": False,
    "showsubunits": False,
    "showland": True,
    "landcolor": theme.LAND,
    "bgcolor": "rgba(0,0,0,0)",
}

#: A country whose largest piece is smaller than this (px, of a map 960 px wide) is a circle.
SMALL_BELOW: Final = 8.0
MARKER_SIZE: Final = 9.0  # px across
MARKER_GAP: Final = 1.5  # px between circles that had to be moved apart


@dataclass(frozen=True, slots=True)
class Words:
    """What is written on and around the map.

    ``sentence`` may use {as_of}, {in_force} and {countries}; {as_of} is the words ``as_of`` with their {date}.
    The page's script fills both again when the reader moves to another year.
    """

    title: str = "National migration policies by country"
    sentence: str = (
        "{in_force} of {countries} countries have a national migration policy or strategy in force, {as_of}."
    )
    as_of: str = "as of {date}"
    source: str = "MigPol"
    country: str = "Country"
    code: str = "ISO 3166-1 alpha-3"
    state: str = "State"
    since: str = "Since"
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


_WORDS: Final = Words()


def status_map(
    rows: Sequence[CountryStateRow],
    years: Sequence[int],
    year: int,
    as_of_label: str,
    words: Words = _WORDS,
    *,
    as_of: dt.date | None = None,
    key: str = KEY,
    shown: Sequence[str] = theme.STATES,
    world_file: Path = WORLD_FILE,
) -> Chart:
    """The map of ``year``, with what it takes to step through ``years`` (ascending).

    ``as_of_label`` is the day that the map shows, in words ("as of 23 November 2026"); ``as_of`` is that day where
    it is not 31 December. ``shown`` are the states of the legend. A row without changes, or whose first change is later than a year, is not assessed in it.
    Raises GeometryMissing if the front end has not been built, KeyError on an unknown state code.
    """
    world = load(world_file)
    rows = sorted(rows, key=lambda row: row.iso3)
    states = {row.iso3: _state_in(row, year) for row in rows}
    counts = Counter(states.values())
    figure = _figure(rows, states, world, words)
    sentence = words.sentence.format(as_of=as_of_label, in_force=counts["in-force"], countries=len(rows))
    names = {row.iso3: f"{words_of.plain(row.name)}: {words.states[states[row.iso3]]}" for row in rows}
    steps = {
        "years": list(years),
        "countries": {row.iso3: [list(change) for change in row.changes] for row in rows},
        "labels": dict(words.states),
        "asOf": {str(as_of.year): as_of.isoformat()} if as_of else {},
        "start": "not-assessed",
        "sentence": words.sentence,
        "asOfWords": words.as_of,
    }
    legend = tuple(LegendItem(f"state-{code}", words.states[code], counts[code]) for code in shown)
    return Chart(
        key=key,
        title=words.title,
        sentence=sentence,
        figure=figure,
        still=map_still(figure, world, Still(key, words.title, sentence), names),
        height=world.height,
        table=_table(rows, year, words),
        records=_records(rows, year, words),
        source=words.source,
        legend=legend,
        steps=steps,
        notes=(words.small_states, words.disclaimer),
    )


def _state_in(row: CountryStateRow, year: int) -> str:
    """The state in a year; before the first that is known, and without any, not assessed."""
    if not row.changes or year < row.changes[0][0]:
        return "not-assessed"
    return row.state_in(year)


def _is_small(row: CountryStateRow, world: World) -> bool:
    return world.extents.get(row.iso3, 0.0) < SMALL_BELOW


def _figure(rows: Sequence[CountryStateRow], states: Mapping[str, str], world: World, words: Words) -> Figure:
    large = [row for row in rows if not _is_small(row, world)]
    small = [row for row in rows if _is_small(row, world)]
    order = list(theme.STATES)
    last = len(order)
    # Steps without transitions: each colour twice, at the beginning and the end of its step.
    scale = [
        [(index + end) / last, theme.state_colour(code)] for index, code in enumerate(order) for end in (0, 1)
    ]  # fmt: skip
    degrees = _places(small, world)

    def label(row: CountryStateRow) -> str:
        return words_of.markup(f"{row.name}: {words.states[states[row.iso3]]}")

    return {
        "data": [
            {
                "type": "choropleth",
                "locationmode": "ISO-3",
                "locations": [row.iso3 for row in large],
                "z": [order.index(states[row.iso3]) for row in large],
                "zmin": -0.5,
                "zmax": last - 0.5,
                "colorscale": scale,
                "showscale": False,
                "text": [words_of.markup(row.name) for row in large],
                "hovertext": [label(row) for row in large],
                "hovertemplate": "%{hovertext}<extra></extra>",
                "customdata": [row.url for row in large],
                "marker": {"line": {"color": theme.PAPER, "width": 0.5}},
            },
            {
                "type": "scattergeo",
                "mode": "markers",
                "lon": [round(longitude, 2) for longitude, _ in degrees],
                "lat": [round(latitude, 2) for _, latitude in degrees],
                "text": [words_of.markup(row.name) for row in small],
                "hovertext": [label(row) for row in small],
                "hovertemplate": "%{hovertext}<extra></extra>",
                "customdata": [[row.url, row.iso3] for row in small],
                "marker": {
                    "size": MARKER_SIZE,
                    "color": [theme.state_colour(states[row.iso3]) for row in small],
                    "line": {"color": theme.MUTED, "width": 0.75},
                },
            },
        ],
        "layout": {
            "height": world.height,
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "geo": {**GEO_LOOK, **world.geo},
            "showlegend": False,
            "meta": {
                "stateOrder": order,
                "title": words_of.markup(words.title),
                "source": words_of.markup(words.source),
            },
        },
    }


@functools.lru_cache(maxsize=16)
def _moved_apart(points: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    """Kept, for it is most of the work of a map, and every map has the same small countries."""
    return tuple(apart(list(points), MARKER_SIZE + MARKER_GAP))


def _places(rows: Sequence[CountryStateRow], world: World) -> list[tuple[float, float]]:
    """Longitude and latitude (degrees) of each circle: apart from each other, and whole within the map."""
    edge = MARKER_SIZE / 2 + 1
    places = []
    for x, y in _moved_apart(tuple(world.project(row.longitude, row.latitude) for row in rows)):
        inside = min(max(x, edge), world.width - edge), min(max(y, edge), world.height - edge)
        longitude, latitude = world.invert(*inside)
        places.append((min(max(longitude, -179.9), 179.9), latitude))
    return places


def _table(rows: Sequence[CountryStateRow], year: int, words: Words) -> Table:
    """By name. "Since" is the year of the last change; the first year shown may hide an earlier one."""
    lines: list[tuple[str | tuple[str, str], ...]] = []
    for row in sorted(rows, key=lambda row: row.name):
        state = _state_in(row, year)
        past = [changed for changed, _ in row.changes if changed <= year]
        since = ""
        if past and state != "not-assessed":
            since = words.or_before.format(year=past[-1]) if len(past) == 1 else str(past[-1])
        lines.append(((row.name, row.url), words.states[state], since))
    return Table((words.country, words.state, words.since), tuple(lines))


def _records(rows: Sequence[CountryStateRow], year: int, words: Words) -> Table:
    """The table with the country's code."""
    table = _table(rows, year, words)
    codes = [row.iso3 for row in sorted(rows, key=lambda row: row.name)]
    return Table(
        (*table.headers, words.code), tuple((*cells, code) for cells, code in zip(table.rows, codes, strict=True))
    )

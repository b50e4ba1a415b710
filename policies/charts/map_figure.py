"""The Plotly figure of a map: one choropleth, and circles for countries too small to be seen."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any, Final

from policies.charts import text as words_of
from policies.charts import theme
from policies.charts.base import Figure
from policies.charts.geometry import World
from policies.charts.still_map import apart
from policies.rows import CountryStateRow

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


def on_the_map(rows: Sequence[CountryStateRow], world: World) -> tuple[list[CountryStateRow], list[CountryStateRow]]:
    """Of the rows those whose area is seen, and those that are circles. The others are on another part of the world."""
    large, small = [], []
    for row in rows:
        here = world.has_room_for(*world.project(row.longitude, row.latitude))
        if world.extents.get(row.iso3, 0.0) < SMALL_BELOW and here:
            small.append(row)
        elif row.iso3 in world.countries:
            large.append(row)
    return large, small


def map_figure(
    large: Sequence[CountryStateRow],
    small: Sequence[CountryStateRow],
    states: Mapping[str, str],
    world: World,
    labels: Mapping[str, str],
    title: str,
    source: str,
) -> Figure:
    """``states`` has the look of each country, ``labels`` what a look means. ``layout.meta.stateOrder`` names the look
    that each z of the choropleth stands for."""
    order = [look for look in theme.LOOKS if look in labels]
    last = len(order)
    # Steps without transitions: each colour twice, at the beginning and the end of its step.
    scale = [
        [(index + end) / last, theme.state_colour(code)] for index, code in enumerate(order) for end in (0, 1)
    ]  # fmt: skip
    degrees = _places(small, world)

    def label(row: CountryStateRow) -> str:
        return words_of.markup(f"{row.name}: {labels[states[row.iso3]]}")

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
            "meta": {"stateOrder": order, "title": words_of.markup(title), "source": words_of.markup(source)},
        },
    }


@functools.lru_cache(maxsize=64)
def _moved_apart(points: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    """Kept, for it is most of the work of a map, and every map of one part of the world has the same small countries."""
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

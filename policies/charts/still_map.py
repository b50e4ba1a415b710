"""The still of a map: countries as shapes, small states as circles, both linked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from policies.charts import text as words
from policies.charts import theme
from policies.charts.base import Figure
from policies.charts.geometry import World
from policies.charts.still_parts import Still, link, n, pattern

_HIT_RADIUS: Final = 11.0  # px, of the circle that makes a small state easy to hit

#: The patterns of maps are the same in each, so that the style sheet can name them: ``map-hatch-<state>``.
HATCH: Final = "map-hatch"


def map_still(figure: Figure, world: World, about: Still, names: dict[str, str]) -> str:
    """A figure of one choropleth and one scattergeo (small states) as SVG.

    Countries that the figure does not have are land. ``names`` gives each ISO alpha-3 code its title, such
    as "Peru: In force". Shapes carry ``data-iso3`` and the class ``state-<code>``.
    """
    states = figure["layout"]["meta"]["stateOrder"]
    areas, circles = figure["data"]
    coloured = dict(zip(areas["locations"], zip(areas["z"], areas["customdata"], strict=True), strict=True))
    land = [path for iso3, path in world.countries.items() if iso3 not in coloured] + list(world.other.values())
    shapes = [
        _linked_shape("path", f'd="{world.countries[iso3]}"', iso3, states[z], names[iso3], url)
        for iso3, (z, url) in coloured.items()
    ]
    places = [world.project(lon, lat) for lon, lat in zip(circles["lon"], circles["lat"], strict=True)]
    radius = circles["marker"]["size"] / 2
    small = [
        _linked_shape("circle", f'cx="{n(x)}" cy="{n(y)}" r="{n(radius)}"', iso3, state, names[iso3], url, hit)
        for (x, y), (url, iso3), state, hit in zip(
            places,
            circles["customdata"],
            (colour.removeprefix("var(--state-").removesuffix(")") for colour in circles["marker"]["color"]),
            _with_room(places),
            strict=True,
        )
    ]
    hatches = "".join(
        pattern(f"{HATCH}-{code}", kind, theme.state_colour(code), line)
        for code, (kind, line) in theme.PATTERNS.items()
        if code in states
    )
    content = (
        f'<defs>{hatches}</defs><path class="land" d="{"".join(land)}"/>'
        f'<g class="countries">{"".join(shapes)}</g><g class="small-states">{"".join(small)}</g>'
    )
    return about.svg(world.width, world.height, "still-map", content, links=True)


def _linked_shape(tag: str, attributes: str, iso3: str, state: str, title: str, url: str, hit: bool = False) -> str:
    shape = (
        f'<{tag} class="country state-{state}" data-iso3="{words.xml(iso3)}" {attributes}>'
        f"<title>{words.xml(title)}</title></{tag}>"
    )
    if hit:  # a larger circle below, which nobody sees
        place = attributes.rsplit(" r=", 1)[0]
        shape = f'<circle class="hit" {place} r="{n(_HIT_RADIUS)}" fill="none" pointer-events="all"/>{shape}'
    return link(url, shape)


def _with_room(places: Sequence[tuple[float, float]]) -> list[bool]:
    """Whether a larger circle around each place touches no other place's."""
    return [
        all(math.dist(place, other) >= 2 * _HIT_RADIUS for other in places if other is not place) for place in places
    ]


def apart(places: Sequence[tuple[float, float]], distance: float, rounds: int = 200) -> list[tuple[float, float]]:
    """The places (px), moved as little as it takes that none is nearer to another than ``distance``.

    The same places always give the same answer. Places at one point go apart along a fixed direction.
    """
    points = [list(place) for place in places]
    for _ in range(rounds):
        moved = False
        for i, a in enumerate(points):
            for b in points[i + 1 :]:
                dx, dy = b[0] - a[0], b[1] - a[1]
                if abs(dx) >= distance or abs(dy) >= distance or (gap := math.hypot(dx, dy)) >= distance - 0.01:
                    continue
                push = (distance - gap) / 2
                ux, uy = (dx / gap, dy / gap) if gap else (1.0, 0.0)
                a[0], a[1] = a[0] - ux * push, a[1] - uy * push
                b[0], b[1] = b[0] + ux * push, b[1] + uy * push
                moved = True
        if not moved:
            break
    return [(x, y) for x, y in points]

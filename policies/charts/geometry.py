"""The world as the front-end build projects it, and the same projection for points.

``npm run build`` writes ``static/dist/world.json``: the map's size in px, its projection, the ``geo``
layout with which plotly.js draws the very same map, and one SVG path for each country. ``world-<zoom>.json`` is the
same of a part of the world, drawn as large as the whole (frontend/zooms.json).
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

WORLD_FILE: Final = Path(__file__).resolve().parents[2] / "static" / "dist" / "world.json"

_NUMBER: Final = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")


class GeometryMissing(RuntimeError):
    """The map's geometry has not been built, or is not of the shape that this code reads."""


@dataclass(frozen=True, slots=True)
class World:
    """Map geometry. Lengths are px of a map ``width`` px wide; y grows downwards."""

    width: int
    height: int
    scale: float
    translate: tuple[float, float]
    geo: dict[str, Any]  # Plotly's layout.geo for the same view
    countries: dict[str, str]  # ISO alpha-3 -> SVG path
    other: dict[str, str]  # areas without an ISO code -> SVG path
    extents: dict[str, float]  # ISO alpha-3 -> longer side of the bounding box of the largest ring
    rotation: float = 0.0  # longitude (degrees) of the middle of the globe as it is turned

    def project(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Degrees to px."""
        if self.rotation:
            longitude = _turned(longitude - self.rotation)
        x, y = _natural_earth(math.radians(longitude), math.radians(latitude))
        return self.translate[0] + self.scale * x, self.translate[1] - self.scale * y

    def invert(self, x: float, y: float) -> tuple[float, float]:
        """Px to degrees: (longitude, latitude)."""
        longitude, latitude = _natural_earth_inverse(
            (x - self.translate[0]) / self.scale, (self.translate[1] - y) / self.scale
        )
        degrees = math.degrees(longitude)
        return _turned(degrees + self.rotation) if self.rotation else degrees, math.degrees(latitude)

    def has_room_for(self, x: float, y: float) -> bool:
        """Whether a point (px) is on the map."""
        return 0 <= x <= self.width and 0 <= y <= self.height


def _turned(longitude: float) -> float:
    """The same longitude (degrees) between -180 and 180."""
    return (longitude + 180) % 360 - 180


def world_file(zoom: str = "") -> Path:
    """Where the geometry of a part of the world is; of the whole without a name."""
    return WORLD_FILE.with_name(f"world-{zoom}.json") if zoom else WORLD_FILE


@lru_cache(maxsize=32)
def load(path: Path = WORLD_FILE) -> World:
    """Read the geometry, once in a process. Raises GeometryMissing, which says what to run."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        projection = raw["projection"]
        return World(
            width=int(raw["width"]),
            height=int(raw["height"]),
            scale=float(projection["scale"]),
            translate=(float(projection["translate"][0]), float(projection["translate"][1])),
            geo=dict(raw["geo"]),
            countries=dict(raw["countries"]),
            other=dict(raw["other"]),
            extents={iso3: _extent(outline) for iso3, outline in raw["countries"].items()},
            rotation=float(projection.get("rotation", 0)),
        )
    except FileNotFoundError as error:
        raise GeometryMissing(f"{path} is missing. Run `npm run build`, which writes it.") from error
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise GeometryMissing(f"{path} cannot be read ({error!r}). Run `npm run build` again.") from error


def _extent(outline: str) -> float:
    """Longer side (px) of the bounding box of the largest ring of a path ``M x y l dx dy ... z``."""
    largest = 0.0
    for ring in outline.split("z"):
        numbers = [float(number) for number in _NUMBER.findall(ring)]
        if len(numbers) < 4:
            continue
        xs, ys = [numbers[0]], [numbers[1]]
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
            xs.append(xs[-1] + dx)
            ys.append(ys[-1] + dy)
        largest = max(largest, max(xs) - min(xs), max(ys) - min(ys))
    return largest


def _natural_earth(longitude: float, latitude: float) -> tuple[float, float]:
    """Natural Earth I, as d3's geoNaturalEarth1Raw; angles in radians, radius 1.

    Source: Šavrič et al. (2011), A polynomial equation for the Natural Earth projection.
    """
    p2 = latitude * latitude
    p4 = p2 * p2
    return (
        longitude * (0.8707 - 0.131979 * p2 + p4 * (-0.013791 + p4 * (0.003971 * p2 - 0.001529 * p4))),
        latitude * (1.007226 + p2 * (0.015085 + p4 * (-0.044475 + 0.028874 * p2 - 0.005916 * p4))),
    )


def _natural_earth_inverse(x: float, y: float) -> tuple[float, float]:
    latitude = y
    for _ in range(25):
        p2 = latitude * latitude
        p4 = p2 * p2
        step = (latitude * (1.007226 + p2 * (0.015085 + p4 * (-0.044475 + 0.028874 * p2 - 0.005916 * p4))) - y) / (
            1.007226 + p2 * (0.015085 * 3 + p4 * (-0.044475 * 7 + 0.028874 * 9 * p2 - 0.005916 * 11 * p4))
        )
        latitude -= step
        if abs(step) < 1e-9:
            break
    return x / _natural_earth(1.0, latitude)[0], latitude

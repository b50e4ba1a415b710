"""A world of five countries, and rows to draw on it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from policies.rows import CountryStateRow


@pytest.fixture(scope="session")
def world_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Geometry of the shape that the front-end build writes: two large countries, one tiny, one without a row."""
    path = tmp_path_factory.mktemp("dist") / "world.json"
    path.write_text(
        json.dumps(
            {
                "width": 960,
                "height": 418,
                "projection": {"type": "natural earth1", "scale": 175.4853, "translate": [480, 242.811]},
                "geo": {
                    "projection": {"type": "natural earth1"},
                    "center": {"lon": 0, "lat": 12.3},
                    "lonaxis": {"range": [-180, 180]},
                    "lataxis": {"range": [-48, 81]},
                },
                "countries": {
                    "PER": "M295.5 276.6l20 0 0 30-20 0z",
                    "KEN": "M580 240l25 0 0 25-25-.5z",
                    "LUX": "M495.5 105l1.5 0 0 2z",
                    "GRL": "M380 5l40 0 0 40z",
                },
                "other": {"XAP": "M520 150l2 0 0 2z"},
            }
        ),
        encoding="utf-8",
    )
    return path


@pytest.fixture
def countries() -> list[CountryStateRow]:
    """Two large countries, one tiny one, and two islands that the geometry does not have."""

    def row(iso3: str, name: str, latitude: float, longitude: float, *changes: tuple[int, str]) -> CountryStateRow:
        return CountryStateRow(iso3, name, f"/countries/{name.lower()}/", latitude, longitude, changes)

    return [
        row("PER", "Peru", -9.2, -74.4, (2000, "not-assessed"), (2015, "in-development"), (2017, "in-force")),
        row("KEN", "Kenya", 0.5, 37.9, (2000, "in-development")),
        row("LUX", "Luxembourg", 49.8, 6.1, (2000, "none-found")),
        row("KNA", "Kitts", 17.26, -62.69, (2000, "not-assessed"), (2010, "in-force"), (2020, "ended")),
        row("ATG", "Antigua", 17.28, -61.79),
    ]

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.charts import geometry


def test_a_missing_file_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(geometry.GeometryMissing, match="npm run build"):
        geometry.load(tmp_path / "none.json")


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"width": 1}'])
def test_a_file_of_another_shape_says_what_to_run(tmp_path: Path, content: str) -> None:
    path = tmp_path / "world.json"
    path.write_text(content)
    with pytest.raises(geometry.GeometryMissing, match="npm run build"):
        geometry.load(path)


def test_projection_is_that_of_d3() -> None:
    """Values of d3-geo's geoNaturalEarth1().scale(1).translate([0, 0]), y turned upwards."""
    assert geometry._natural_earth(0, 0) == (0, 0)
    x, y = geometry._natural_earth(1, 1)
    assert x == pytest.approx(0.8707 - 0.131979 - 0.013791 + 0.003971 - 0.001529)
    assert y == pytest.approx(1.007226 + 0.015085 - 0.044475 + 0.028874 - 0.005916)


@given(
    longitude=st.floats(min_value=-180, max_value=180),
    latitude=st.floats(min_value=-60, max_value=85),
)
def test_invert_undoes_project(world_file: Path, longitude: float, latitude: float) -> None:
    world = geometry.load(world_file)
    assert world.invert(*world.project(longitude, latitude)) == pytest.approx((longitude, latitude), abs=1e-5)


def test_extent_is_of_the_largest_ring() -> None:
    """A country on both sides of the antimeridian is not as wide as the map."""
    assert geometry._extent("M10 10l4 0 0-3zM900 10l2.5 0 0 6.5z") == 6.5
    assert geometry._extent("") == 0


def test_the_built_file_can_be_read() -> None:
    if not geometry.WORLD_FILE.exists():
        pytest.skip("the front end has not been built")
    world = geometry.load()
    assert world.extents["PER"] > 20
    x, y = world.project(-75, -10)
    assert 0 < x < world.width and 0 < y < world.height

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from policies import choices
from policies.charts import CHARTS, theme
from policies.charts.still_parts import symbol_svg

CSS = Path(__file__).resolve().parents[2] / "static" / "src" / "css"


def test_codes_are_those_of_the_domain() -> None:
    assert tuple(choices.CountryState.values) == theme.STATES
    assert tuple(choices.Status.values) == theme.STATUSES
    assert tuple(choices.EventGroup.values) == theme.EVENT_GROUPS


def test_every_code_has_a_colour_in_light_and_dark() -> None:
    names = [
        *(f"--state-{code}" for code in theme.LOOKS),
        *(f"--status-{code}" for code in theme.STATUSES),
        *(f"--event-{group}" for group in theme.EVENT_GROUPS),
        *(f"--lane-{kind}" for kind in theme.LANE_KINDS),
        *(f"--line-{letter}" for letter in "abcdef"),
        *(f"--chart-{name}" for name in ("ink", "muted", "grid", "paper", "land", "hatch", "accent", "area", "flow")),
    ]
    assert sorted(names) == sorted(theme.LIGHT) == sorted(theme.DARK)


def test_the_style_sheet_defines_every_variable() -> None:
    sheets = "".join(sheet.read_text(encoding="utf-8") for sheet in sorted(CSS.glob("*.css")))
    if "--state-in-force" not in sheets:
        pytest.skip("no style sheet defines chart colours yet")
    assert [name for name in theme.LIGHT if not re.search(rf"{name}\s*:", sheets)] == []


def test_event_groups_differ_by_shape() -> None:
    assert len(set(theme.SYMBOLS.values())) == len(theme.EVENT_GROUPS)
    drawings = {symbol_svg(symbol, 0, 0, 5) for symbol in theme.SYMBOLS.values()}
    assert len(drawings) == len(theme.EVENT_GROUPS)


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_text_and_marks_stand_out_from_the_paper(palette: dict[str, str]) -> None:
    """WCAG 2.2: 4.5 for text (1.4.3), 3 for graphics (1.4.11)."""
    paper = palette["--chart-paper"]
    for name in ("--chart-ink", "--chart-muted"):
        assert _contrast(palette[name], paper) >= 4.5, name
    for group in theme.EVENT_GROUPS:
        assert _contrast(palette[f"--event-{group}"], paper) >= 3, group


def test_resolve_replaces_names_of_colours_and_leaves_words() -> None:
    figure = {"data": [{"marker": {"color": ["var(--x)", "#fff"]}, "hovertext": ["about var(--x)"]}], "layout": {}}
    resolved = theme.resolve(figure, {"--x": "#123456"})
    assert resolved["data"][0] == {"marker": {"color": ["#123456", "#fff"]}, "hovertext": ["about var(--x)"]}
    with pytest.raises(KeyError):
        theme.resolve(figure, {})


def test_the_registry_has_every_chart() -> None:
    assert {path.stem for path in (CSS.parent.parent.parent / "policies" / "charts").glob("*.py")} >= {
        chart.__module__.rpartition(".")[2] for chart in CHARTS.values()
    }
    assert all(key == key.lower() and callable(chart) for key, chart in CHARTS.items())


def test_no_two_states_differ_by_colour_alone() -> None:
    looks = [theme.PATTERNS.get(state, ("", ""))[0] for state in theme.STATES]
    assert len(set(looks)) == len(theme.STATES)
    assert (
        set(theme.PATTERNS) | {"in-force", "explicit", *theme.STEPS} == set(theme.LOOKS) == set(theme.CIRCLE_OUTLINES)
    )


def test_no_two_kinds_of_alignment_differ_by_colour_alone() -> None:
    looks = ("explicit", "implicit", "by-mapping", "listed", "not-assessed")
    assert len({theme.PATTERNS.get(look, ("", ""))[0] for look in looks}) == len(looks)


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_steps_of_a_scale_can_be_told_apart_in_grey(palette: dict[str, str]) -> None:
    """Each stands out from the next, all the more from the paper the further up the scale it is."""
    steps = [palette[theme.state_colour(step)[4:-1]] for step in theme.STEPS]
    from_paper = [_contrast(step, palette["--chart-paper"]) for step in steps]
    assert from_paper == sorted(from_paper)
    assert all(_contrast(one, other) >= 1.35 for one, other in itertools.pairwise(steps))


@pytest.mark.parametrize("state", theme.LOOKS)
def test_the_style_sheet_has_the_patterns_and_outlines_of_states(state: str) -> None:
    css = "".join((CSS / name).read_text(encoding="utf-8") for name in ("charts.css", "maps.css"))
    fill = f"url(#map-hatch-{state}) var(--state-{state})" if state in theme.PATTERNS else f"var(--state-{state})"
    assert f".country.state-{state} {{ fill: {fill}; }}" in css
    colour, width, dashes = theme.CIRCLE_OUTLINES[state]
    outline = f"stroke: {colour}; stroke-width: {width:g};" + (f" stroke-dasharray: {dashes};" if dashes else "")
    assert f".small-states .country.state-{state} {{ {outline} }}" in css

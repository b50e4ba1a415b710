"""How charts look: colours by name, symbols, sizes of text.

A figure never holds a colour, it holds the name of one: ``var(--state-in-force)``. The style sheet gives
each name a value, one for light and one for dark; stills are coloured by the browser, and the page's
script resolves the names before it hands a figure to Plotly. ``resolve`` does the same for tests.
"""

from __future__ import annotations

import re
from typing import Any, Final

from policies.charts.base import Figure

STATES: Final = ("in-force", "in-development", "ended", "none-found", "not-assessed")
#: What a class of a map can look like: a state, how a policy is aligned, recorded without what the layer asks, and the
#: five steps of a scale, from least to most.
STEPS: Final = ("step-one", "step-two", "step-three", "step-four", "step-five")
LOOKS: Final = (*STATES, "explicit", "implicit", "by-mapping", "listed", *STEPS)
STATUSES: Final = ("in-development", "adopted", "in-force", "term-ended", "replaced", "repealed", "undated")
EVENT_GROUPS: Final = ("preparation", "adoption", "force", "end", "follow-through", "context")
LANE_KINDS: Final = ("policy", "institution", "project", "participation", "framework")  # in the order of drawing

#: Event groups differ by shape as well as by colour. Names are Plotly's.
SYMBOLS: Final = {
    "preparation": "circle",
    "adoption": "diamond",
    "force": "square",
    "end": "x",
    "follow-through": "triangle-up",
    "context": "cross",
}
#: Plotly's marker sizes (px) at which the shapes look equally large.
SYMBOL_SIZES: Final = {
    "circle": 10.0,
    "diamond": 9.0,
    "square": 8.5,
    "x": 9.0,
    "triangle-up": 10.5,
    "cross": 10.0,
    "triangle-left": 9.0,
    "triangle-right": 9.0,
    "triangle-down": 10.5,
}

#: Text, in px of the chart at full size.
FONT_SIZE: Final = 14.0
SMALL_FONT_SIZE: Final = 12.5

#: Widths (px) for which timelines and curves are laid out. Below NARROW_BELOW a page shows the narrow one.
WIDE: Final = 960
NARROW: Final = 360
NARROW_BELOW: Final = 720

INK: Final = "var(--chart-ink)"
MUTED: Final = "var(--chart-muted)"
GRID: Final = "var(--chart-grid)"
PAPER: Final = "var(--chart-paper)"
LAND: Final = "var(--chart-land)"
HATCH: Final = "var(--chart-hatch)"
ACCENT: Final = "var(--chart-accent)"
AREA: Final = "var(--chart-area)"
FLOW: Final = "var(--chart-flow)"

#: Lines of one curve differ by dash as well as by colour: colour, Plotly's dash (an empty text: unbroken).
LINES: Final = (
    ("var(--line-a)", ""),
    ("var(--line-b)", "9px,4px"),
    ("var(--line-c)", "2px,3px"),
    ("var(--line-d)", "12px,4px,2px,4px"),
    ("var(--line-e)", "5px,3px"),
    ("var(--line-f)", "16px,5px"),
)

#: Every variable that figures and stills use. Deep teal is what is in force and fades when it ends; amber
#: is on its way; brick is repealed. Light and dark steps differ enough to be told apart in grey.
LIGHT: Final[dict[str, str]] = {
    "--state-in-force": "#0f5c6e",
    "--state-in-development": "#d99a2b",
    "--state-ended": "#86acb5",
    "--state-none-found": "#e9d3b8",
    "--state-not-assessed": "#e9ebeb",
    "--state-explicit": "#0f5c6e",
    "--state-implicit": "#6fa9b5",
    "--state-by-mapping": "#cfe3e5",
    "--state-listed": "#f3e8d6",
    "--state-step-one": "#cbe4de",
    "--state-step-two": "#94c6c4",
    "--state-step-three": "#5ba3ad",
    "--state-step-four": "#2b7a8c",
    "--state-step-five": "#0b4656",
    "--status-in-development": "#d99a2b",
    "--status-adopted": "#4f93b8",
    "--status-in-force": "#0f5c6e",
    "--status-term-ended": "#86acb5",
    "--status-replaced": "#9a94b8",
    "--status-repealed": "#b4614c",
    "--status-undated": "#a4abae",
    "--event-preparation": "#9a6a10",
    "--event-adoption": "#1f6fa3",
    "--event-force": "#0f5c6e",
    "--event-end": "#a8432f",
    "--event-follow-through": "#6d4f94",
    "--event-context": "#5d676c",
    "--lane-policy": "#0f5c6e",
    "--lane-institution": "#5d676c",
    "--lane-participation": "#75838a",
    "--lane-framework": "#75838a",
    "--lane-project": "#8a7bab",
    "--chart-ink": "#1d2629",
    "--chart-muted": "#566064",
    "--chart-grid": "#dfe3e3",
    "--chart-paper": "#ffffff",
    "--chart-land": "#f3f4f3",
    "--chart-hatch": "#d6dada",
    "--chart-accent": "#0f5c6e",
    "--chart-area": "#dbe8ea",
    "--chart-flow": "rgba(15, 92, 110, 0.26)",
    "--line-a": "#0f5c6e",
    "--line-b": "#b04a1c",
    "--line-c": "#6a4c9c",
    "--line-d": "#4d6b12",
    "--line-e": "#1f6fa3",
    "--line-f": "#8a3a63",
}

DARK: Final[dict[str, str]] = {
    "--state-in-force": "#4fb3c4",
    "--state-in-development": "#e0a73e",
    "--state-ended": "#2f6672",
    "--state-none-found": "#6b5a45",
    "--state-not-assessed": "#2c3437",
    "--state-explicit": "#4fb3c4",
    "--state-implicit": "#2f7481",
    "--state-by-mapping": "#22444b",
    "--state-listed": "#463e31",
    "--state-step-one": "#3b636b",
    "--state-step-two": "#497f89",
    "--state-step-three": "#5b9ea8",
    "--state-step-four": "#86c2c9",
    "--state-step-five": "#cdf0ec",
    "--status-in-development": "#e0a73e",
    "--status-adopted": "#79b4d6",
    "--status-in-force": "#4fb3c4",
    "--status-term-ended": "#3a7480",
    "--status-replaced": "#736c96",
    "--status-repealed": "#c9745e",
    "--status-undated": "#6f7a7e",
    "--event-preparation": "#e0a73e",
    "--event-adoption": "#79b4d6",
    "--event-force": "#4fb3c4",
    "--event-end": "#e5876f",
    "--event-follow-through": "#b69ade",
    "--event-context": "#a9b3b7",
    "--lane-policy": "#4fb3c4",
    "--lane-institution": "#a9b3b7",
    "--lane-participation": "#93a1a7",
    "--lane-framework": "#93a1a7",
    "--lane-project": "#9a8cc0",
    "--chart-ink": "#e6eaea",
    "--chart-muted": "#a9b3b6",
    "--chart-grid": "#333c3f",
    "--chart-paper": "#15191b",
    "--chart-land": "#22292b",
    "--chart-hatch": "#454f53",
    "--chart-accent": "#4fb3c4",
    "--chart-area": "#1d3a41",
    "--chart-flow": "rgba(79, 179, 196, 0.3)",
    "--line-a": "#4fb3c4",
    "--line-b": "#f0936a",
    "--line-c": "#b69ade",
    "--line-d": "#a5c266",
    "--line-e": "#79b4d6",
    "--line-f": "#e594bd",
}

_VARIABLE: Final = re.compile(r"var\((--[a-z-]+)\)\Z")


def state_colour(code: str) -> str:
    """The colour of a country's state, as a CSS variable."""
    return f"var(--state-{code})"


def event_colour(group: str) -> str:
    """The colour of an event group, as a CSS variable."""
    return f"var(--event-{group})"


#: Classes differ by pattern as well as by colour: what is drawn on the class's colour, and in which colour. "In force" and
#: "explicit" are plain; so are the steps of a scale, which differ by how dark they are.
PATTERNS: Final = {
    "in-development": ("dots", PAPER),
    "ended": ("rising", state_colour("in-force")),
    "none-found": ("level", event_colour("preparation")),
    "not-assessed": ("falling", HATCH),
    "implicit": ("dots", PAPER),
    "by-mapping": ("rising", state_colour("explicit")),
    "listed": ("level", event_colour("preparation")),
}
#: A circle of the map is too small to show a pattern well, so its outline differs too: colour, px, dashes.
#: The style sheet says the same; a test holds them equal.
CIRCLE_OUTLINES: Final = {
    "in-force": (MUTED, 0.75, ""),
    "in-development": (event_colour("preparation"), 1.5, ""),
    "ended": (state_colour("in-force"), 2.25, ""),
    "none-found": (event_colour("preparation"), 1.25, "3 1.5"),
    "not-assessed": (MUTED, 0.75, "1.5 1.5"),
    "explicit": (MUTED, 0.75, ""),
    "implicit": (state_colour("explicit"), 1.5, ""),
    "by-mapping": (state_colour("explicit"), 1.25, "3 1.5"),
    "listed": (event_colour("preparation"), 1.25, "3 1.5"),
    **dict.fromkeys(STEPS, (MUTED, 0.75, "")),
}


def interval_colour(css_class: str, kind: str) -> str:
    """The colour of a bar: of its status if its class is one, else of the kind of its lane."""
    return f"var(--{interval_class(css_class, kind)})"


def interval_class(css_class: str, kind: str) -> str:
    """``status-<code>`` or ``lane-<kind>``: name of a legend item and of the CSS variable."""
    return f"status-{css_class}" if css_class in STATUSES else f"lane-{kind}"


def resolve(figure: Figure, palette: dict[str, str]) -> Figure:
    """A copy of the figure with each ``var(--x)`` replaced by its value.

    Only whole strings are names of colours; text that merely mentions one is left as it is.
    Raises KeyError on a variable that the palette does not have.
    """
    resolved = _resolve(figure, palette)
    assert isinstance(resolved, dict)
    return resolved


def _resolve(value: Any, palette: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _resolve(item, palette) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_resolve(item, palette) for item in value]
    if isinstance(value, str) and (found := _VARIABLE.match(value)):
        return palette[found[1]]
    return value

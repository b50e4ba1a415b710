"""Where money goes: funder, project, policy, country, with a band as wide as what flows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from babel.numbers import format_decimal

from policies.charts import text as words_of
from policies.charts import theme
from policies.charts.base import Chart, Figure, Table
from policies.charts.flow_layout import THICKNESS, FlowPlan, Place, plan
from policies.charts.still_parts import Still
from policies.charts.two_widths import chart_of
from policies.rows import FlowRow

KEY: Final = "funding-flow"
TOP, BOTTOM, LEFT = 34, 14, 2
#: Px beside the last stage, for its labels.
_RIGHT: Final = {theme.WIDE: 200, theme.NARROW: 128}
_COLOURS: Final = ("var(--line-c)", "var(--lane-project)", "var(--line-a)", "var(--line-b)")
_SMALL: Final[dict[str, Any]] = {"size": theme.SMALL_FONT_SIZE, "color": theme.MUTED}


@dataclass(frozen=True, slots=True)
class Words:
    """What is written on and around a flow. ``stages`` has the heading of each; ``unit`` follows amounts (USD)."""

    title: str
    sentence: str
    stages: tuple[str, ...]
    source: str = "MigPol"
    unit: str = ""
    amount: str = "Amount"
    locale: str = "en"
    notes: tuple[str, ...] = ()


def funding_flow(rows: Sequence[FlowRow], singly: Sequence[FlowRow], words: Words) -> Chart | None:
    """The flow of ``rows``, each with a node in every stage, and a table of ``singly``, the same before any folding.

    Values without a unit are counts. On narrow screens the first stage flows straight into the last. None without a row.
    """
    if not rows:
        return None
    ends = [FlowRow((row.nodes[0], row.nodes[-1]), row.value) for row in rows]
    wide = _figure(plan(rows, counted=not words.unit), words, words.stages, theme.WIDE)
    narrow = _figure(plan(ends, counted=not words.unit), words, (words.stages[0], words.stages[-1]), theme.NARROW)
    about = Still(KEY, words.title, words.sentence)
    return chart_of(
        about,
        wide,
        narrow,
        table=_table(singly, words, links=(0, 1, 2, 3)),
        records=_table(singly, words, links=(1,), written=True),
        source=words.source,
        notes=words.notes,
    )


def shown(value: Decimal | float, words: Words) -> str:
    """A count, or an amount with its unit, as readers of the language write it."""
    number = format_decimal(value, locale=words.locale.replace("-", "_"))
    return f"{number} {words.unit}" if words.unit else str(number)


def _figure(laid: FlowPlan, words: Words, stages: Sequence[str], width: int) -> Figure:
    right = _RIGHT[width]
    plot = float(width - LEFT - right)
    pitch = (plot - THICKNESS) / (len(stages) - 1)
    lefts = [stage * pitch for stage in range(len(stages))]
    annotations = []
    for stage, heading in enumerate(stages):
        if words.unit and stage in (0, len(stages) - 1):
            heading = f"{heading} · {words.unit}"
        annotations.append(_text(lefts[stage] / plot, 1, heading, {**_SMALL, "weight": 600}, "bottom", yshift=10))
    for place in laid.places:
        last = place.stage == len(stages) - 1
        room = (right if last else pitch) - THICKNESS - (4 if last else 14)
        x = (lefts[place.stage] + THICKNESS + 5) / plot
        font = {"size": theme.SMALL_FONT_SIZE, "color": theme.INK}
        said = words.unit or place.stage == 0 or last
        label = _label(place, words, room) if said else words_of.cut(place.node.label, theme.SMALL_FONT_SIZE, room)
        annotations.append(_text(x, 1 - place.middle / laid.height, label, font, "middle"))
    middles = [lefts[place.stage] + THICKNESS / 2 for place in laid.places]
    hovers = [f"{place.node.label}: {shown(place.value, words)}" for place in laid.places]
    return {
        "data": [
            {
                "type": "sankey",
                "arrangement": "fixed",
                "node": {
                    "sort": "input",
                    "label": [""] * len(laid.places),
                    "x": [round(middle / plot, 5) for middle in middles],
                    "y": [round(place.middle / laid.height, 5) for place in laid.places],
                    "color": [_colour(place, stages) for place in laid.places],
                    "thickness": THICKNESS,
                    "pad": laid.pad,
                    "line": {"width": 0},
                    "customdata": [
                        [place.node.url, words_of.markup(text)] for place, text in zip(laid.places, hovers, strict=True)
                    ],
                    "hovertemplate": "%{customdata[1]}<extra></extra>",
                },
                "link": {
                    "sort": "input",
                    "source": [band.source for band in laid.bands],
                    "target": [band.target for band in laid.bands],
                    "value": [band.value for band in laid.bands],
                    "color": [theme.FLOW] * len(laid.bands),
                    "customdata": [
                        [
                            "",
                            words_of.markup(
                                f"{laid.places[band.source].node.label} → {laid.places[band.target].node.label}: "
                                f"{shown(band.value, words)}"
                            ),
                        ]
                        for band in laid.bands
                    ],
                    "hovertemplate": "%{customdata[1]}<extra></extra>",
                },
            }
        ],
        "layout": {
            "height": round(laid.height + TOP + BOTTOM),
            "margin": {"l": LEFT, "r": right, "t": TOP, "b": round(laid.height + TOP + BOTTOM) - laid.height - TOP},
            "font": {"size": theme.FONT_SIZE, "color": theme.INK},
            "annotations": annotations,
            "meta": {
                "title": words_of.markup(words.title),
                "source": words_of.markup(words.source),
                "links": {
                    str(len(stages) + at): place.node.url
                    for at, place in enumerate(laid.places)
                    if words_of.is_address(place.node.url)
                },
            },
        },
    }


def _colour(place: Place, stages: Sequence[str]) -> str:
    return _COLOURS[-1] if place.stage == len(stages) - 1 else _COLOURS[place.stage]


def _label(place: Place, words: Words, room: float) -> str:
    """The node's name, cut to its room, and what flows through it where that is not a single one; amounts without unit."""
    number = format_decimal(place.value, locale=words.locale.replace("-", "_"))
    value = "" if not words.unit and place.value == 1 else f" · {number}"
    left = room - words_of.width(value, theme.SMALL_FONT_SIZE)
    return words_of.cut(place.node.label, theme.SMALL_FONT_SIZE, left) + value


def _text(x: float, y: float, text: str, font: dict[str, Any], anchor: str, yshift: int = 0) -> dict[str, Any]:
    return {
        "text": words_of.markup(text),
        "xref": "paper",
        "yref": "paper",
        "x": round(x, 5),
        "y": round(y, 5),
        "xanchor": "left",
        "yanchor": anchor,
        "yshift": yshift,
        "align": "left",
        "showarrow": False,
        "borderpad": 0,
        "font": font,
    }


def _table(rows: Sequence[FlowRow], words: Words, links: Sequence[int], *, written: bool = False) -> Table:
    """A row for each flow. Only the stages of ``links`` lead to pages; ``written`` amounts are as files hold them."""
    numbered = bool(words.unit) or any(row.value != 1 for row in rows)
    body = []
    for row in rows:
        cells: list[str | tuple[str, str]] = [
            (node.label, node.url) if stage in links and node.url else node.label
            for stage, node in enumerate(row.nodes)
        ]
        if numbered:
            cells.append(f"{row.value:f}" if written else shown(row.value, words))
        body.append(tuple(cells))
    amount = f"{words.amount} ({words.unit})" if words.unit else words.amount
    return Table((*words.stages, *([amount] if numbered else [])), tuple(body))

"""What curves by year share: axes, ticks, the words above them, and labels at the ends of lines that keep apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from policies.charts import text as words_of
from policies.charts import theme
from policies.charts.scales import round_steps, year_step

TOP: Final = 34
BOTTOM: Final = 30
LEFT: Final = 40
SMALL: Final[dict[str, Any]] = {"size": theme.SMALL_FONT_SIZE, "color": theme.MUTED}
#: Seen by nobody: they keep labels as far from the plot as in the still.
_NO_TICKS: Final[dict[str, Any]] = {
    "ticks": "outside",
    "ticklen": 6,
    "tickcolor": "rgba(0,0,0,0)",
    "showline": False,
    "zeroline": False,
    "fixedrange": True,
}


def layout_of(
    years: tuple[int, int], highest: int, width: int, height: int, right: int, above: str, *, percent: bool = False
) -> dict[str, Any]:
    """Plotly's layout of a curve over the years from first to last, ``width`` by ``height`` px.

    ``highest`` is the highest value drawn, ``right`` the room (px) beside the plot, ``above`` what the values are.
    """
    first, last = years[0], max(years[1], years[0] + 4)
    counts = round_steps(highest, 5)
    step = year_step(last - first, (width - 16 - right) / 64)
    ticks = [year for year in range(first, last + 1) if year % step == 0] or [first]
    return {
        "height": height,
        "margin": {"l": LEFT, "r": right, "t": TOP, "b": BOTTOM},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "font": {"size": theme.FONT_SIZE, "color": theme.INK},
        "xaxis": {
            "range": [first, last],
            "tickmode": "array",
            "tickvals": ticks,
            "ticktext": [str(year) for year in ticks],
            "tickfont": dict(SMALL),
            "showgrid": False,
            **_NO_TICKS,
        },
        "yaxis": {
            "range": [0, counts[-1]],
            "tickmode": "array",
            "tickvals": counts,
            "ticktext": [f"{count}%" if percent else str(count) for count in counts],
            "tickfont": dict(SMALL),
            "showgrid": True,
            "gridcolor": theme.GRID,
            **_NO_TICKS,
        },
        "annotations": [
            {
                "text": words_of.markup(above),
                "xref": "paper",
                "yref": "paper",
                "x": 0,
                "y": 1,
                "xanchor": "left",
                "yanchor": "bottom",
                "yshift": 10,
                "xshift": 8 - LEFT,
                "showarrow": False,
                "font": dict(SMALL),
            },
        ],
    }


def apart(places: Sequence[float], distance: float, least: float, most: float) -> list[float]:
    """The places, in their order, moved as little as a sweep each way needs that none is nearer than ``distance``.

    They stay between ``least`` and ``most`` where there is room for all; else they are spread evenly.
    """
    order = sorted(range(len(places)), key=lambda index: places[index])
    if (len(order) - 1) * distance > most - least:
        gap = (most - least) / (len(order) - 1)
        spread = [least + gap * position for position in range(len(order))]
    else:
        spread = [min(max(places[index], least), most) for index in order]
        for position in range(1, len(spread)):
            spread[position] = max(spread[position], spread[position - 1] + distance)
        ceiling = most
        for position in reversed(range(len(spread))):
            spread[position] = min(spread[position], ceiling)
            ceiling = spread[position] - distance
    moved = [0.0] * len(places)
    for position, index in enumerate(order):
        moved[index] = spread[position]
    return moved

"""The world by a published score, in the words of its scale: the higher, the darker. A missing score is no score."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Final

from policies.charts import theme
from policies.charts.base import Chart
from policies.charts.country_map import SILENT, Words, country_map, in_looks
from policies.charts.geometry import WORLD_FILE
from policies.rows import CountryStateRow

KEY: Final = "map-score"

#: "1 requires further progress (under 40 %), 2 partially meets": a number, its words, and a comma before the next.
_POINT: Final = re.compile(r"(\d+(?:\.\d+)?) (.+?)(?=, \d+(?:\.\d+)? |$)")


def score_map(
    rows: Sequence[CountryStateRow],
    on: dt.date,
    as_of_label: str,
    words: Words,
    scale: str,
    values: Mapping[str, str],
    *,
    world_file: Path = WORLD_FILE,
) -> Chart:
    """States of rows are scores as text, empty where none was published. ``scale`` says what the points of the scale mean;
    ``values`` what the table says of each score. One day alone: scores are published for a year. As ``country_map``."""
    scores = {Decimal(state) for row in rows for _, state in row.changes if state}
    steps = steps_of(scores | {Decimal(point) for point in points_of(scale)})

    def look_of(state: str) -> str:
        return next(look for look, own in steps.items() if Decimal(state) in own) if state else SILENT

    return country_map(
        [in_looks(row, look_of) for row in rows],
        {on.year: on},
        on.year,
        as_of_label,
        replace(words, states={**words.states, **labels(steps, scale)}),
        key=KEY,
        looks=[*steps, SILENT],
        counted=tuple(steps),
        values=values,
        moves=False,
        world_file=world_file,
    )


def points_of(scale: str) -> dict[str, str]:
    """The points of a scale that is written as "1 little, 2 more", with their words; none of one that is not."""
    found = dict(_POINT.findall(scale))
    return found if len(found) > 1 and scale.startswith(next(iter(found))) else {}


def steps_of(scores: set[Decimal]) -> dict[str, list[Decimal]]:
    """Each score a step of its own, spread over the five; more than five in five parts of about as many scores."""
    ordered = sorted(scores)
    last = len(theme.STEPS) - 1
    if len(ordered) > len(theme.STEPS):
        steps: dict[str, list[Decimal]] = {}
        for index, score in enumerate(ordered):
            steps.setdefault(theme.STEPS[index * len(theme.STEPS) // len(ordered)], []).append(score)
        return steps
    apart = last / max(len(ordered) - 1, 1)
    return {theme.STEPS[round(index * apart)]: [score] for index, score in enumerate(ordered)}


def labels(steps: Mapping[str, Sequence[Decimal]], scale: str) -> dict[str, str]:
    points = points_of(scale)
    written = {look: [f"{score.normalize():f}" for score in own] for look, own in steps.items()}
    return {
        look: f"{own[0]}–{own[-1]}" if len(own) > 1 else f"{own[0]}: {points[own[0]]}" if own[0] in points else own[0]
        for look, own in written.items()
    }

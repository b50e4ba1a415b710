"""Where the nodes and bands of a flow lie: stages from left to right, in an order with few crossings.

Own code because nothing at hand draws such a diagram without a browser; it follows d3-sankey's rules for heights and for the
stacking of bands, so that plotly.js, given the same places, draws the same picture.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from policies.rows import FlowNode, FlowRow

PAD: Final = 15.0  # px between the nodes of the fullest stage
MOST_GAP: Final = 36.0  # px between those of the others
THICKNESS: Final = 12.0  # px of a node, from left to right
#: Times that the stages are swept to untangle their bands.
SWEEPS: Final = 6
#: Px that all bands of a stage take together, at least and at most; and per unit at least, where units are counted.
LEAST, MOST, LEAST_PER_UNIT = 180.0, 380.0, 4.0


#: A node: the number of its stage, and its own key.
_Key = tuple[int, str]


@dataclass(slots=True)
class Place:
    """A node with its stage and its px: ``top`` from the plot's top, ``high``."""

    node: FlowNode
    stage: int
    value: float
    top: float = 0.0
    high: float = 0.0

    @property
    def middle(self) -> float:
        return self.top + self.high / 2


@dataclass(frozen=True, slots=True)
class Band:
    """What flows from one place (by its index) to another of the next stage."""

    source: int
    target: int
    value: float


@dataclass(slots=True)
class FlowPlan:
    places: list[Place]
    bands: list[Band]
    height: float  # px
    pad: float = PAD


def plan(rows: Sequence[FlowRow], *, counted: bool) -> FlowPlan:
    """The picture of these rows, which all have a node in every stage; ``counted`` says that values are numbers of things.

    Nodes of the first stage keep the order of their first rows; those of later ones stand where few bands cross. Bands are in the order of their sources and then of their targets.
    """
    stages = len(rows[0].nodes)
    places: dict[tuple[int, str], Place] = {}
    flows: dict[tuple[tuple[int, str], tuple[int, str]], float] = defaultdict(float)
    for row in rows:
        keys = [(stage, node.key) for stage, node in enumerate(row.nodes)]
        for key, node in zip(keys, row.nodes, strict=True):
            place = places.setdefault(key, Place(node, key[0], 0.0))
            place.value += float(row.value)
        for source, target in pairwise(keys):
            flows[source, target] += float(row.value)
    columns = [[key for key in places if key[0] == stage] for stage in range(stages)]
    columns = _untangled(columns, flows)
    height = _heights(columns, places, counted)
    order = [key for column in columns for key in column]
    index = {key: at for at, key in enumerate(order)}
    bands = sorted(
        (Band(index[source], index[target], value) for (source, target), value in flows.items()),
        key=lambda band: (band.source, band.target),
    )
    return FlowPlan([places[key] for key in order], bands, height)


_Flows = Mapping[tuple[_Key, _Key], float]


def _untangled(columns: list[list[_Key]], flows: _Flows) -> list[list[_Key]]:
    """The columns after the first in an order of few crossings: swept from left to right and back, the best is kept."""
    best, fewest = columns, None
    stages = range(len(columns))
    for sweep in range(SWEEPS):
        columns = [list(column) for column in columns]
        if sweep % 2 == 0:
            for stage in stages[1:]:
                columns[stage].sort(key=_pull(columns[stage - 1], flows))
        else:
            for stage in reversed(stages[1:-1]):
                columns[stage].sort(key=_pull(columns[stage + 1], {(b, a): value for (a, b), value in flows.items()}))
        crossed = _crossings(columns, flows)
        if fewest is None or crossed < fewest:
            best, fewest = columns, crossed
        if not crossed:
            break
    return best


def _crossings(columns: Sequence[Sequence[_Key]], flows: _Flows) -> float:
    """By how much bands cross: for each crossing the product of the two, so that wide ones count more."""
    position = {key: at for column in columns for at, key in enumerate(column)}
    crossed = 0.0
    by_stage: dict[int, list[tuple[int, int, float]]] = defaultdict(list)
    for (source, target), value in flows.items():
        by_stage[source[0]].append((position[source], position[target], value))
    for bands in by_stage.values():
        bands.sort()
        for at, (a, b, value) in enumerate(bands):
            crossed += sum(value * other for c, d, other in bands[at + 1 :] if c > a and d < b)
    return crossed


def _pull(before: Sequence[_Key], flows: _Flows) -> Callable[[_Key], tuple[float, str]]:
    """The sort key of a stage's nodes: the mean position of what flows into them from the stage ``before``."""
    position = {key: at for at, key in enumerate(before)}
    weights: dict[_Key, float] = defaultdict(float)
    pulled: dict[_Key, float] = defaultdict(float)
    for (source, target), value in flows.items():
        if source in position:
            weights[target] += value
            pulled[target] += position[source] * value
    return lambda key: (pulled[key] / weights[key] if weights[key] else 0.0, key[1])


def _heights(columns: Sequence[Sequence[_Key]], places: dict[_Key, Place], counted: bool) -> float:
    """Sets the px of every place and answers with the height of the plot."""
    fullest = max(len(column) for column in columns)
    total = sum(places[key].value for key in columns[0])
    bands = min(max(total * 24, LEAST), MOST)
    if counted:
        bands = max(bands, total * LEAST_PER_UNIT)
    bands = max(bands, (fullest - 1) * PAD)  # d3-sankey lets its padding take two thirds of the height at most
    height = bands + (fullest - 1) * PAD
    for column in columns:
        gap = min((height - bands) / (len(column) - 1), MOST_GAP) if len(column) > 1 else 0.0
        y = (height - bands - gap * (len(column) - 1)) / 2
        for key in column:
            place = places[key]
            place.top, place.high = y, place.value / total * bands if total else 0.0
            y += place.high + gap
    return height

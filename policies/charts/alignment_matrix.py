"""Countries by components of a framework: a mark of the best evidence where they meet.

Kinds of evidence differ by shape and filling, so that the picture reads without colour. Where nothing is coded there is
nothing: "not assessed" is not a value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from policies.charts import text as words_of
from policies.charts import theme
from policies.charts.base import Chart, Figure, LegendItem, Table
from policies.charts.still_parts import Still
from policies.charts.still_swatches import swatch
from policies.charts.two_widths import chart_of
from policies.rows import EvidenceRow

KEY: Final = "alignment-matrix"
#: So many countries are drawn, those with evidence in most columns; the table has all.
MOST: Final = 40
STEP: Final = 22  # px from a row to the next
TOP: Final = 34  # px, the names of the columns
BOTTOM: Final = 10
EDGE: Final = 12
#: Kind of evidence -> symbol (Plotly's name) and colour, the best first.
LOOKS: Final[dict[str, tuple[str, str]]] = {
    "explicit": ("square", theme.ACCENT),
    "implicit": ("square-open", theme.ACCENT),
    "by-mapping": ("diamond-open", theme.MUTED),
}


@dataclass(frozen=True, slots=True)
class Column:
    code: str  # "P1"
    title: str


@dataclass(frozen=True, slots=True)
class Words:
    """What is written on and around it. ``sentence`` may use {countries} and {as_of}, ``cut`` {drawn} and {countries}."""

    title: str = "Countries by components"
    sentence: str = "Policies of {countries} countries have evidence, {as_of}."
    cut: str = "The {drawn} countries with most of {countries} are drawn."
    source: str = "MigPol"
    country: str = "Country"
    kinds: Mapping[str, str] = field(default_factory=lambda: {kind: kind for kind in LOOKS})


_WORDS: Final = Words()


def alignment_matrix(
    rows: Sequence[EvidenceRow], columns: Sequence[Column], as_of_label: str, words: Words = _WORDS
) -> Chart | None:
    """Countries with most columns first; None if no row has any evidence. Each row has as many cells as ``columns``.

    Raises KeyError on a kind that is not of LOOKS.
    """
    found = sorted((row for row in rows if any(row.cells)), key=lambda row: -sum(map(bool, row.cells)))
    if not found:
        return None
    drawn = found[:MOST]
    sentence = words.sentence.format(countries=len(found), as_of=as_of_label)
    about = Still(KEY, words.title, sentence)
    wide, narrow = (_figure(drawn, columns, words, width) for width in (theme.WIDE, theme.NARROW))
    occurring = {kind for row in found for kind in row.cells}
    headers = (words.country, *(column.code for column in columns))
    return chart_of(
        about,
        wide,
        narrow,
        table=Table(
            headers,
            tuple(((row.name, row.url), *(words.kinds[kind] if kind else "" for kind in row.cells)) for row in found),
        ),
        records=Table(headers, tuple(((row.name, row.url), *row.cells) for row in found)),
        source=words.source,
        legend=tuple(
            LegendItem(f"link-{kind}", words.kinds[kind], swatch=_swatch(symbol, colour))
            for kind, (symbol, colour) in LOOKS.items()
            if kind in occurring
        ),
        notes=(words.cut.format(drawn=MOST, countries=len(found)),) if len(found) > MOST else (),
    )


def _swatch(symbol: str, colour: str) -> str:
    return swatch("planned" if symbol.endswith("-open") else "mark", colour, symbol.removesuffix("-open"))


def _height(rows: Sequence[EvidenceRow]) -> int:
    return TOP + STEP * len(rows) + BOTTOM


def _figure(rows: Sequence[EvidenceRow], columns: Sequence[Column], words: Words, width: int) -> Figure:
    """Columns are 0, 1, ... across, rows 0, 1, ... down."""
    most = 0.3 * width
    size = theme.SMALL_FONT_SIZE
    left = min(most, max(words_of.width(row.name, size) for row in rows)) + 2 * EDGE
    room = (width - left - EDGE) / len(columns)
    # Where codes would touch each other, every second or third is written.
    widest = max(words_of.width(column.code, size) for column in columns) + 4
    every = max(1, -(-int(widest) // max(1, int(room))))
    small = {"size": size, "color": theme.MUTED}
    axis: dict[str, Any] = {
        "tickmode": "array",
        "tickfont": small,
        "ticks": "",
        "showline": False,
        "showgrid": True,
        "gridcolor": theme.GRID,
        "zeroline": False,
        "fixedrange": True,
    }
    return {
        "data": [trace for kind in LOOKS if (trace := _marks(kind, rows, columns, words, min(12.0, room * 0.62)))],
        "layout": {
            "height": _height(rows),
            "margin": {"l": round(left), "r": EDGE, "t": TOP, "b": BOTTOM},
            "showlegend": False,
            "hovermode": "closest",
            "dragmode": False,
            "font": {"size": theme.FONT_SIZE, "color": theme.INK},
            "xaxis": {
                **axis,
                "side": "top",
                "range": [-0.5, len(columns) - 0.5],
                "tickvals": list(range(len(columns))),
                "ticktext": [c.code if at % every == 0 else "" for at, c in enumerate(columns)],
            },
            "yaxis": {
                **axis,
                "range": [len(rows) - 0.5, -0.5],
                "tickvals": list(range(len(rows))),
                "ticktext": [words_of.markup(words_of.cut(row.name, size, most)) for row in rows],
            },
            "meta": {"title": words_of.markup(words.title), "source": words_of.markup(words.source)},
        },
    }


def _marks(
    kind: str, rows: Sequence[EvidenceRow], columns: Sequence[Column], words: Words, size: float
) -> dict[str, Any] | None:
    """The marks of one kind as a trace; None if there are none."""
    places = [
        (x, y, f"{words_of.markup(row.name)} · {words_of.markup(f'{column.code} {column.title}'.strip())}")
        for y, row in enumerate(rows)
        for x, (column, cell) in enumerate(zip(columns, row.cells, strict=True))
        if cell == kind
    ]
    if not places:
        return None
    symbol, colour = LOOKS[kind]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x for x, _, _ in places],
        "y": [y for _, y, _ in places],
        "hovertext": [f"{place}<br>{words_of.markup(words.kinds[kind])}" for _, _, place in places],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "customdata": [rows[y].url for _, y, _ in places],
        "marker": {"symbol": symbol, "size": round(size, 1), "color": colour, "line": {"width": 2, "color": colour}},
    }

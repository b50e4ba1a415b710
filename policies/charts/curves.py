"""Curves by year, a line for each region or group, each labelled at its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from policies.charts import text as words_of
from policies.charts import theme
from policies.charts.base import Chart, Figure, LegendItem, Table
from policies.charts.curve_figure import BOTTOM, LEFT, TOP, apart, layout_of
from policies.charts.still_parts import Still
from policies.charts.still_swatches import line_swatch
from policies.charts.two_widths import chart_of
from policies.rows import CurveLine

KEY: Final = "curve"
HEIGHT: Final = 420  # px
#: Px that a label at the end of a line takes, with its neighbour's distance.
_LABEL: Final = 17.0
_LEADER: Final = 14.0  # px from the end of a line to its label


@dataclass(frozen=True, slots=True)
class Words:
    """What is written on and around the curves. ``of_whole`` may use {label} and {whole}."""

    title: str
    sentence: str
    source: str = "MigPol"
    year: str = "Year"
    above: str = "Countries, cumulative"
    of_whole: str = "{label} (of {whole})"
    percent_of_whole: str = "{label}, % of {whole}"
    notes: tuple[str, ...] = ()


def curves(years: Sequence[int], lines: Sequence[CurveLine], words: Words, *, share: bool = False) -> Chart | None:
    """Step lines of cumulative countries, or with ``share`` of their share in whole per cent; None without a year.

    ``years`` follow each other; each line has a count for each. A line whose whole is empty has no share: 0.
    At most as many lines as theme.LINES has looks.
    """
    if not years or not lines:
        return None
    about = Still(KEY, words.title, words.sentence)
    wide, narrow = (_figure(years, lines, words, share, width) for width in (theme.WIDE, theme.NARROW))
    return chart_of(
        about,
        wide,
        narrow,
        table=_table(years, lines, words, share),
        records=_records(years, lines, words, share),
        source=words.source,
        legend=_legend(lines, share),
        notes=words.notes,
    )


def percent(part: int, whole: int) -> int:
    """The share in whole per cent, halves rounded up; never 100 for less than all, nor 0 for more than none."""
    if not whole:
        return 0
    rounded = (200 * part + whole) // (2 * whole)
    if 0 < part < whole:
        return min(max(rounded, 1), 99)
    return rounded


def values_of(line: CurveLine, share: bool) -> list[int]:
    return [percent(count, line.whole) for count in line.of_whole] if share else list(line.counts)


def _figure(years: Sequence[int], lines: Sequence[CurveLine], words: Words, share: bool, width: int) -> Figure:
    alone = len(lines) == 1
    values = [values_of(line, share) for line in lines]
    unit = "%" if share else ""
    most_room = 260.0 if width == theme.WIDE else 112.0
    ends = [
        f"{own[-1]}{unit}" if alone else f"{own[-1]}{unit} {line.short}"
        for line, own in zip(lines, values, strict=True)
    ]
    labels = [words_of.cut(end, theme.FONT_SIZE, most_room) for end in ends]
    right = 48 if alone else round(max(words_of.width(label, theme.FONT_SIZE) for label in labels) + _LEADER + 8)
    highest = max(max(own) for own in values)
    layout = layout_of((years[0], years[-1]), highest, width, HEIGHT, right, words.above, percent=share)
    top = layout["yaxis"]["range"][1]
    per_px = top / (HEIGHT - TOP - BOTTOM)
    places = apart([float(own[-1]) for own in values], _LABEL * per_px, 0, top)
    last = layout["xaxis"]["range"][1]
    room = width - LEFT - right
    data = []
    for index, (line, own) in enumerate(zip(lines, values, strict=True)):
        colour, dash = theme.LINES[index]
        start = _start(own)
        trace: dict[str, Any] = {
            "type": "scatter",
            "mode": "lines",
            "x": list(years)[start:],
            "y": own[start:],
            "line": {"color": colour, "width": 2.5, "shape": "hv", **({"dash": dash} if dash else {})},
            "hovertemplate": "%{hovertext}<extra></extra>",
            "hovertext": [words_of.markup(_said(line, share, at, year)) for at, year in enumerate(years)][start:],
        }
        if alone:
            trace |= {"fill": "tozeroy", "fillcolor": theme.AREA}
        data.append(trace)
        layout["annotations"].append(
            {
                "text": words_of.markup(labels[index]),
                "xref": "x" if alone else "paper",
                "x": years[-1] if alone else 1,
                "xshift": 9 if alone else _LEADER + 3,
                "y": round(places[index], 3),
                "xanchor": "left",
                "yanchor": "middle",
                "align": "left",
                "showarrow": False,
                "font": {"size": 16 if alone else theme.FONT_SIZE, "color": colour, "weight": 600},
            }
        )
        if not alone:
            layout.setdefault("shapes", []).append(
                {
                    "type": "line",
                    "layer": "below",
                    "xref": "paper",
                    "x0": round((years[-1] - years[0]) / (last - years[0]), 4),
                    "x1": round(1 + _LEADER / room, 4),
                    "y0": own[-1],
                    "y1": round(places[index], 3),
                    "line": {"color": colour, "width": 1},
                }
            )
    layout["meta"] = {"title": words_of.markup(words.title), "source": words_of.markup(words.source)}
    return {"data": data, "layout": layout}


def _start(values: Sequence[int]) -> int:
    """The last year before a line rises, so that it does not run along the axis below the others."""
    first = next((at for at, value in enumerate(values) if value), 1)
    return max(first - 1, 0)


def _said(line: CurveLine, share: bool, at: int, year: int) -> str:
    """One point in words: ``Africa, 2019: 43 of 54, 80%``."""
    before = f"{line.label}, {year}" if line.label else str(year)
    if not share:
        return f"{before}: {line.counts[at]}"
    return f"{before}: {line.of_whole[at]} / {line.whole}, {percent(line.of_whole[at], line.whole)}%"


def _table(years: Sequence[int], lines: Sequence[CurveLine], words: Words, share: bool) -> Table:
    headers = [_header(line, words.of_whole if share else "{label}", words) for line in lines]
    rows = []
    for at, year in enumerate(years):
        cells = [
            f"{line.of_whole[at]} ({percent(line.of_whole[at], line.whole)}%)" if share else str(line.counts[at])
            for line in lines
        ]
        rows.append((str(year), *cells))
    return Table((words.year, *headers), tuple(rows), ("year", *map(_key, lines)))


def _records(years: Sequence[int], lines: Sequence[CurveLine], words: Words, share: bool) -> Table | None:
    """As files hold them: a share in a column of its own, beside the number that it comes from."""
    if not share:
        return None
    headers, keys = [words.year], ["year"]
    for line in lines:
        headers += [_header(line, words.of_whole, words), _header(line, words.percent_of_whole, words)]
        keys += [_key(line), f"{_key(line)}_percent"]
    rows = []
    for at, year in enumerate(years):
        row = [str(year)]
        for line in lines:
            row += [str(line.of_whole[at]), str(percent(line.of_whole[at], line.whole))]
        rows.append(tuple(row))
    return Table(tuple(headers), tuple(rows), tuple(keys))


def _key(line: CurveLine) -> str:
    return line.code.replace("-", "_") or "countries"


def _header(line: CurveLine, pattern: str, words: Words) -> str:
    return pattern.format(label=line.label or words.above, whole=line.whole)


def _legend(lines: Sequence[CurveLine], share: bool) -> tuple[LegendItem, ...]:
    if len(lines) == 1:
        return ()
    return tuple(
        LegendItem(
            f"line-{line.code}",
            f"{line.label} ({line.whole})" if share else line.label,
            line.of_whole[-1] if share else line.counts[-1],
            line_swatch(*theme.LINES[index]),
        )
        for index, line in enumerate(lines)
    )

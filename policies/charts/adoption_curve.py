"""How many countries had begun, year by year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from policies.charts import text as words_of
from policies.charts import theme
from policies.charts.base import Chart, Figure, Table
from policies.charts.curve_figure import layout_of
from policies.charts.still_parts import Still
from policies.charts.two_widths import chart_of
from policies.rows import AdoptionsRow

KEY: Final = "adoption-curve"
HEIGHT: Final = 320  # px


@dataclass(frozen=True, slots=True)
class Words:
    """What is written on and around the curve. ``sentence`` may use {countries}, {first_year} and {as_of}."""

    title: str = "Countries that have adopted a national migration policy"
    sentence: str = "{countries} countries had adopted a first policy or strategy, {as_of}."
    source: str = "MigPol"
    year: str = "Year"
    countries: str = "Countries, cumulative"


_WORDS: Final = Words()


def adoption_curve(rows: Sequence[AdoptionsRow], as_of_label: str, words: Words = _WORDS) -> Chart | None:
    """A step line of cumulative countries; None if no country has begun.

    Rows may have gaps and come in any order of years; each says how many had begun by the end of its year (for the
    current year: by the day of ``as_of_label``).
    """
    rows = sorted(rows, key=lambda row: row.year)
    begun = [row for row in rows if row.countries]
    if not begun:
        return None
    sentence = words.sentence.format(countries=rows[-1].countries, first_year=begun[0].year, as_of=as_of_label)
    about = Still(KEY, words.title, sentence)
    wide, narrow = _figure(rows, words, theme.WIDE), _figure(rows, words, theme.NARROW)
    return chart_of(
        about,
        wide,
        narrow,
        table=Table((words.year, words.countries), tuple((str(row.year), str(row.countries)) for row in rows)),
        source=words.source,
    )


def _figure(rows: Sequence[AdoptionsRow], words: Words, width: int) -> Figure:
    end = rows[-1]
    highest = max(row.countries for row in rows)
    layout = layout_of((rows[0].year, end.year), highest, width, HEIGHT, 44, words.countries)
    layout["annotations"].append(
        {  # the number that matters, at the end of the line
            "text": str(end.countries),
            "x": end.year,
            "y": end.countries,
            "xanchor": "left",
            "yanchor": "middle",
            "xshift": 9,
            "showarrow": False,
            "font": {"size": 16, "color": theme.INK, "weight": 600},
        }
    )
    layout["meta"] = {"title": words_of.markup(words.title), "source": words_of.markup(words.source)}
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines",
                "x": [row.year for row in rows],
                "y": [row.countries for row in rows],
                "line": {"color": theme.ACCENT, "width": 2.5, "shape": "hv"},
                "fill": "tozeroy",
                "fillcolor": theme.AREA,
                "hovertemplate": "%{x}: %{y}<extra></extra>",
            },
            {
                "type": "scatter",
                "mode": "markers",
                "x": [end.year],
                "y": [end.countries],
                "hovertext": [f"{end.year}: {end.countries}"],
                "hovertemplate": "%{hovertext}<extra></extra>",
                "cliponaxis": False,
                "marker": {"symbol": "circle", "size": 9, "color": theme.ACCENT, "line": {"width": 0}},
            },
        ],
        "layout": layout,
    }

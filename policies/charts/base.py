"""What every chart is: data first. Rows in; a Plotly figure, its words, its table and its source out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

#: A Plotly figure as plain data: {"data": [...], "layout": {...}}.
Figure = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a chart as a table: the same facts, for reading and copying.

    A cell is text, or (text, address) where it links to a page. ``keys`` name the columns in files, in words that neither
    the language nor the day changes; without them the headers are made into such words.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str | tuple[str, str], ...], ...]
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LegendItem:
    """One line of the legend, which is HTML and not part of the figure."""

    css_class: str
    label: str
    count: int | None = None
    swatch: str = ""  # inline SVG of 16 by 16 units, drawn as in the chart; safe to print as it is


@dataclass(frozen=True, slots=True)
class Place:
    """A country too small to be seen on a map, as the list beside it has it: with the class that it is in."""

    iso3: str
    name: str
    url: str
    css_class: str  # as of the class's legend item
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, complete without a browser.

    ``still`` is inline SVG of the figure, made by the server. ``steps`` is extra data that the page's
    script needs to move through the chart (the map's years), or None. ``sentence`` says what the chart
    shows, with its "as of"; ``source`` names where the rows come from.
    """

    key: str
    title: str
    sentence: str
    figure: Figure
    still: str
    height: int  # pixels at full width; still and live chart are the same size
    table: Table
    source: str
    #: The rows of ``table`` as files hold them, such as dates as they are stored; None where the table will do.
    records: Table | None = None
    legend: tuple[LegendItem, ...] = ()
    steps: dict[str, Any] | None = None
    notes: tuple[str, ...] = field(default=())
    #: The figure for screens narrower than 720 px, and its height, where the layout differs; else None.
    narrow: Figure | None = None
    narrow_height: int | None = None
    #: What the chart is of, as addresses name it: a slug, a code, or "" for a selection. None: it has no address.
    subject: str | None = None
    #: Of a map: the countries that it shows as circles, by name; those of which nothing is known last.
    places: tuple[Place, ...] = ()
    #: Which part of it its addresses ask for, such as a page of its lanes: (name, value).
    query: tuple[tuple[str, str], ...] = ()

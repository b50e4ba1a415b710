"""Words beside a timeline: its table, the same rows for files, and its legend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from policies.charts import text as words_of
from policies.charts import theme
from policies.charts.base import LegendItem, Table
from policies.charts.still_swatches import swatch
from policies.charts.timeline_marks import unsure_days
from policies.charts.timeline_scale import THICK, thickness
from policies.charts.timeline_ties import DASHES, looks_of
from policies.charts.timeline_words import Words
from policies.rows import Interval, Lane


def table_of(lanes: Iterable[Lane], words: Words) -> Table:
    """A row for each interval, each mark and each link to another lane, in the order of lanes and then of dates.

    An interval's date is its years: its days may stand for a year or month, and its label says which.
    """
    rows = [((entry.shown, *entry.said), lane) for lane in lanes for entry in _entries(lane, words)]
    return Table(
        (words.date, words.what, words.title_header, words.lane),
        tuple(
            (*cells, (lane.label, lane.url) if words_of.is_address(lane.url) else lane.label) for cells, lane in rows
        ),
    )


def records_of(lanes: Sequence[Lane], words: Words, *, sources: bool = False) -> Table:
    """The rows of ``table_of`` as files hold them: dates as they are stored, a period as an interval of EDTF.

    With ``sources`` also where each event was read; a period follows from events and has none.
    """
    table = table_of(lanes, words)
    entries = [entry for lane in lanes for entry in _entries(lane, words)]
    pairs = zip(entries, table.rows, strict=True)
    rows = tuple((entry.written, *row[1:], *([entry.source] if sources else [])) for entry, row in pairs)
    keys = ("date", "what", "title", "record", *(["source_url"] if sources else []))
    return Table((*table.headers, *([words.source_url] if sources else [])), rows, keys)


@dataclass(frozen=True, slots=True)
class _Entry:
    written: str  # the date as files hold it
    shown: str  # the date as readers see it
    said: tuple[str, str]  # what, title
    first: str  # ISO 8601, sorts as text
    source: str = ""  # full address


def _entries(lane: Lane, words: Words) -> list[_Entry]:
    entries = []
    for interval in lane.intervals:
        years = f"{interval.start.year}–{interval.end.year if interval.end else ''}"
        said = (words.period, interval.label)
        entries.append(_Entry(written(interval), years, said, interval.start.isoformat()))
    for mark in lane.marks:
        what = f"{mark.type_label} ({words.planned})" if mark.planned else mark.type_label
        entries.append(_Entry(str(mark.date), mark.date_label, (what, mark.title), str(mark.date), mark.source))
    for tie in lane.ties:
        written_date = str(tie.date) if tie.date else ""
        entries.append(_Entry(written_date, tie.date_label, (tie.label, tie.other), written_date or "9999"))
    return sorted(entries, key=lambda entry: entry.first)


def written(interval: Interval) -> str:
    """An interval of EDTF (Library of Congress, 2019): ``2015-09/2017-04-27``, ``2017/..`` if it goes on, ``2017/`` if
    its end is not known."""
    start = str(interval.starts or interval.start)
    if interval.end is None:
        return f"{start}/.."
    if interval.ends is None:
        return f"{start}/" if interval.starts else f"{start}/{interval.end}"
    return f"{start}/{interval.ends}"


def legend_of(lanes: Sequence[Lane], words: Words) -> tuple[LegendItem, ...]:
    """What is in the picture, and nothing else: bars, marks, then hollow marks and faint spans."""
    bars = {theme.interval_class(interval.css_class, lane.kind) for lane in lanes for interval in lane.intervals}
    marks = [mark for lane in lanes for mark in lane.marks]
    groups = {mark.group for mark in marks}
    named = [(f"status-{code}", words.statuses[code]) for code in theme.STATUSES]
    named += [(f"lane-{kind}", words.lanes[kind]) for kind in theme.LANE_KINDS]
    items = [
        LegendItem(name, label, swatch=swatch("bar" if thickness(name) == THICK else "thin", f"var(--{name})"))
        for name, label in named
        if name in bars
    ]
    items += [
        LegendItem(f"event-{group}", words.groups[group], swatch=swatch("mark", colour, theme.SYMBOLS[group]))
        for group, colour in ((group, theme.event_colour(group)) for group in theme.EVENT_GROUPS)
        if group in groups
    ]
    if any(mark.planned for mark in marks):
        label = words.planned[:1].upper() + words.planned[1:]
        items.append(LegendItem("event-planned", label, swatch=swatch("planned", theme.MUTED, "circle")))
    if any(mark.date.precision != "day" for mark in marks):
        items.append(LegendItem("event-span", words.span, swatch=swatch("span", theme.MUTED)))
    if any(unsure_days(interval) for lane in lanes for interval in lane.intervals):
        items.append(LegendItem("interval-unsure", words.unsure, swatch=swatch("unsure", theme.MUTED)))
    looks = looks_of(lanes)
    items += [
        LegendItem(
            f"tie-{look}", words.ties[look], swatch=swatch("tie", theme.INK, dash.replace("px", "").replace(",", " "))
        )
        for look, dash in DASHES.items()
        if look in looks
    ]
    return tuple(items)

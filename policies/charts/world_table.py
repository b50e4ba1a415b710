"""Words beside the timeline across countries: its table, the same rows for files, its legend."""

from __future__ import annotations

from collections.abc import Sequence

from policies.charts import theme
from policies.charts.base import LegendItem, Table
from policies.charts.still_swatches import swatch
from policies.charts.timeline_legend import written
from policies.charts.world_columns import years_words
from policies.charts.world_words import Words
from policies.rows import Strand

Cells = tuple[str | tuple[str, str], ...]


def table_of(strands: Sequence[Strand], words: Words) -> Table:
    """A row for each event and each policy in force, or for each bin, in the order of lanes and then of dates."""
    if any(strand.bins for strand in strands):
        return _bins(strands, words)
    headers = (words.date, words.what, words.title_header, words.policy, words.place)
    return Table(headers, tuple(row for strand in strands for _, _, row in _rows(strand, words)))


def records_of(strands: Sequence[Strand], words: Words, table: Table) -> Table:
    """The rows of ``table_of``, which are given, as files hold them: dates as they are stored, a period as an interval
    of EDTF."""
    if any(strand.bins for strand in strands):
        return table
    dates = [date for strand in strands for _, date, _ in _rows(strand, words)]
    rows = tuple((date, *row[1:]) for date, row in zip(dates, table.rows, strict=True))
    return Table(table.headers, rows, ("date", "what", "title", "policy", "place"))


def _rows(strand: Strand, words: Words) -> list[tuple[str, str, Cells]]:
    """(what it is sorted by, its date as files hold it, its cells)"""
    rows: list[tuple[str, str, Cells]] = []
    for stretch in strand.stretches:
        interval = stretch.interval
        years = f"{(interval.starts or interval.start).year}–{interval.ends.year if interval.ends else ''}"
        cells = (years, words.period, interval.label, (stretch.policy, stretch.url), strand.label)
        rows.append((interval.start.isoformat(), written(interval), cells))
    for happening in strand.happenings:
        mark = happening.mark
        what = f"{mark.type_label} ({words.planned})" if mark.planned else mark.type_label
        cells = (mark.date_label, what, mark.title, (happening.policy, happening.url), strand.label)
        rows.append((str(mark.date), str(mark.date), cells))
    return sorted(rows, key=lambda row: row[0])


def _bins(strands: Sequence[Strand], words: Words) -> Table:
    groups = [
        group
        for group in theme.EVENT_GROUPS
        if any(group == code for strand in strands for of_years in strand.bins for code, _ in of_years.counts)
    ]
    rows = []
    for strand in strands:
        for of_years in strand.bins:
            counts = dict(of_years.counts)
            known = "" if of_years.in_force is None else str(of_years.in_force)
            numbers = (*(str(counts.get(group, 0)) for group in groups), str(of_years.events), known)
            place = (strand.label, strand.url) if strand.url else strand.label
            rows.append((place, years_words(of_years), *numbers))
    names = (words.groups[group] for group in groups)
    keys = ("place", "years", *(group.replace("-", "_") for group in groups), "events", "in_force")
    return Table((words.place, words.years, *names, words.all_events, words.in_force), tuple(rows), keys)


def legend_of(strands: Sequence[Strand], words: Words) -> tuple[LegendItem, ...]:
    """What is in the picture, and nothing else."""
    bins = [of_years for strand in strands for of_years in strand.bins]
    marks = [happening.mark for strand in strands for happening in strand.happenings]
    groups = {code for of_years in bins for code, _ in of_years.counts} | {mark.group for mark in marks}
    items = []
    for group in (group for group in theme.EVENT_GROUPS if group in groups):
        colour = theme.event_colour(group)
        drawn = swatch("bar", colour) if bins else swatch("mark", colour, theme.SYMBOLS[group])
        items.append(LegendItem(f"event-{group}", words.groups[group], swatch=drawn))
    if any(strand.stretches for strand in strands):
        items.append(LegendItem("status-in-force", words.in_force_bar, swatch=swatch("thin", "var(--status-in-force)")))
    if any(of_years.in_force for of_years in bins):
        items.append(LegendItem("state-ended", words.in_force_columns, swatch=swatch("bar", "var(--state-ended)")))
    if any(mark.planned for mark in marks):
        label = words.planned[:1].upper() + words.planned[1:]
        items.append(LegendItem("event-planned", label, swatch=swatch("planned", theme.MUTED, "circle")))
    if any(mark.date.precision != "day" for mark in marks):
        items.append(LegendItem("event-span", words.span, swatch=swatch("span", theme.MUTED)))
    return tuple(items)

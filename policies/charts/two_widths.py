"""A chart whose layout depends on the width: a figure for wide screens and one for narrow ones."""

from __future__ import annotations

from policies.charts import theme
from policies.charts.base import Chart, Figure, LegendItem, Table
from policies.charts.still import still
from policies.charts.still_parts import Still


def chart_of(
    about: Still,
    wide: Figure,
    narrow: Figure,
    *,
    table: Table,
    source: str,
    records: Table | None = None,
    legend: tuple[LegendItem, ...] = (),
    notes: tuple[str, ...] = (),
    subject: str | None = None,
) -> Chart:
    """``about`` has its key and what is said above it; the figures are of theme.WIDE and theme.NARROW px, and say how high
    they are. The rest is as in Chart."""
    return Chart(
        key=about.key,
        title=about.title,
        sentence=about.description,
        figure=wide,
        still=still(wide, theme.WIDE, about) + still(narrow, theme.NARROW, about, css_class="still-narrow"),
        height=wide["layout"]["height"],
        table=table,
        records=records,
        source=source,
        legend=legend,
        notes=notes,
        narrow=narrow,
        narrow_height=narrow["layout"]["height"],
        subject=subject,
    )

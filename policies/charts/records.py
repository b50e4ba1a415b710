"""A chart's rows as files hold them: plain text, with the address of what each row is of."""

from __future__ import annotations

from policies.charts.base import Chart


def records(chart: Chart, site: str, link_header: str) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows of the chart's table, and a last column with the full address that a row links to, or nothing.

    ``site`` is the origin before paths ("https://example.org").
    """
    table = chart.records or chart.table
    rows = []
    for row in table.rows:
        cells = [(cell, "") if isinstance(cell, str) else cell for cell in row]
        link = next((url for _, url in cells if url), "")
        rows.append((*(text for text, _ in cells), site + link if link.startswith("/") else link))
    return (*table.headers, link_header), rows

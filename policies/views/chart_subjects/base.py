"""What every subject of a chart is."""

from __future__ import annotations

from dataclasses import dataclass

from policies.charts.base import Chart
from policies.filters import AsOf, PolicyFilterSet, Problem
from policies.views.charts import filter_words


@dataclass(frozen=True, slots=True)
class Subject:
    """A chart with what is said around it where it stands alone."""

    chart: Chart | None  # None: there is nothing to draw
    name: str
    page: str  # path of the page that shows the chart
    day: AsOf
    problems: tuple[Problem, ...]
    filters: PolicyFilterSet | None = None
    beside: tuple[tuple[str, str], ...] = ()  # what the page's address has beside the selection

    @property
    def narrowed_by(self) -> str:
        return filter_words(self.filters) if self.filters else ""

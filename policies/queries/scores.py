"""Published scores of a framework, by year and country."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from policies.models import ComponentScore, Country, Framework, FrameworkComponent, Source


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """Scores of one year and scale. A row has the whole first, then each component; None where none was published."""

    year: int
    scale: str
    source: Source
    components: tuple[FrameworkComponent, ...]
    rows: tuple[tuple[Country, tuple[Decimal | None, ...]], ...]


def scores_of(framework: Framework) -> list[ScoreTable]:
    """Tables of scores, newest year first. One query."""
    scores = framework.scores.select_related("country", "component", "source").order_by("-year")
    by_table: dict[tuple[int, str, int], list[ComponentScore]] = defaultdict(list)
    for score in scores:
        by_table[score.year, score.scale, score.source_id].append(score)
    tables = []
    for (year, scale, __), own in by_table.items():
        components = sorted({s.component for s in own if s.component}, key=lambda component: component.order)
        values = {(s.country_id, s.component_id): s.score.normalize() for s in own}
        countries = sorted({s.country for s in own}, key=lambda country: country.sort_key)
        ids = (None, *(component.pk for component in components))
        rows = tuple((country, tuple(values.get((country.pk, pk)) for pk in ids)) for country in countries)
        tables.append(ScoreTable(year, scale, own[0].source, tuple(components), rows))
    return tables

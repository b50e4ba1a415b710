"""Published scores of a framework, by year and country."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from policies.models import ComponentScore, Country, Framework, FrameworkComponent, Source
from policies.queries.country_states import countries_in_order, row_of
from policies.rows import CountryStateRow


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


#: A country without a published score: that is no score, never a low one.
NO_SCORE = ""


@dataclass(frozen=True, slots=True)
class NewestScores:
    """Each country's newest score up to a year. ``rows`` are of every country: its state is the score as text, or NO_SCORE.

    ``scales`` say what the numbers mean; ``years`` are those that the scores are of, by country (ISO alpha-3).
    """

    rows: list[CountryStateRow]
    scales: tuple[str, ...]
    years: dict[str, int]
    sources: tuple[Source, ...]


def newest_scores(target: Framework | FrameworkComponent, year: int) -> NewestScores:
    """Scores of a component, or of a framework as a whole. Two queries."""
    of: dict[str, Any] = (
        {"framework": target, "component__isnull": True} if isinstance(target, Framework) else {"component": target}
    )
    scores = ComponentScore.objects.filter(year__lte=year, **of).select_related("source").order_by("year")
    newest = {score.country_id: score for score in scores}
    countries = countries_in_order()
    return NewestScores(
        rows=[
            row_of(c, [(year, f"{newest[c.pk].score.normalize():f}" if c.pk in newest else NO_SCORE)])
            for c in countries
        ],
        scales=tuple(dict.fromkeys(score.scale for score in newest.values())),
        years={country.iso3: newest[country.pk].year for country in countries if country.pk in newest},
        sources=tuple(dict.fromkeys(score.source for score in newest.values())),
    )

"""What is covered, how well and as of when, by region."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q

from policies.choices import (
    CONTINENTS,
    NATIONAL_POLICY_FAMILY,
    CheckScope,
    Link,
    PublicationState,
    Region,
)
from policies.dates import HonestDate
from policies.models import Alignment, Country, CountryCheck, Policy, PolicyEvent


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One sub-region, region, or the world (``region`` is empty then). All counts are of published records.

    ``countries`` with ``with_policy`` (a national policy or strategy is recorded), ``with_record`` (anything is) and
    ``checked`` (somebody recorded a systematic check of national policies). ``newest_check`` is the latest day on which
    a record or a country was checked, or None when none was.
    """

    region: str
    is_part: bool = False
    countries: int = 0
    with_policy: int = 0
    with_record: int = 0
    checked: int = 0
    policies: int = 0
    sourced: int = 0
    alignments: int = 0
    explicit: int = 0
    reviewed: int = 0
    newest_check: HonestDate | None = None

    @property
    def label(self) -> str:
        return str(Region(self.region).label) if self.region else ""

    def __add__(self, other: CoverageRow) -> CoverageRow:
        """Both together, under the name of the first."""
        summed: dict[str, Any] = {
            f.name: getattr(self, f.name) + getattr(other, f.name)
            for f in fields(self)
            if f.name not in ("region", "is_part", "newest_check")
        }
        dates = [date for date in (self.newest_check, other.newest_check) if date]
        return CoverageRow(self.region, self.is_part, **summed, newest_check=max(dates, default=None))


def coverage() -> tuple[list[CoverageRow], CoverageRow]:
    """Regions, each followed by its sub-regions, and the world. Four queries."""
    parts: dict[tuple[str, str], dict[str, Any]] = {}

    def add(rows: Any, prefix: str, *names: str) -> None:
        for row in rows:
            place = (row[f"{prefix}region"], row[f"{prefix}sub_region"])
            found = parts.setdefault(place, {})
            found |= {name: row[name] for name in names if name != "newest"}
            if row.get("newest"):
                found["newest_check"] = max(
                    filter(None, (found.get("newest_check"), HonestDate.parse(str(row["newest"]))))
                )

    published = Policy.objects.published()
    own = published.filter(country=OuterRef("pk"))
    add(
        Country.objects.order_by()
        .values("region", "sub_region")
        .annotate(
            countries=Count("pk"),
            with_policy=Count("pk", filter=Exists(own.filter(instrument__in=NATIONAL_POLICY_FAMILY))),
            with_record=Count("pk", filter=Exists(own)),
        ),
        "",
        "countries",
        "with_policy",
        "with_record",
    )
    sourced = Q(source__isnull=False) | Exists(PolicyEvent.objects.filter(policy=OuterRef("pk")))
    add(
        published.order_by()
        .values("country__region", "country__sub_region")
        .annotate(policies=Count("pk"), sourced=Count("pk", filter=sourced), newest=Max("last_checked")),
        "country__",
        "policies",
        "sourced",
        "newest",
    )
    add(
        Alignment.objects.filter(policy__state=PublicationState.PUBLISHED)
        .order_by()
        .values("policy__country__region", "policy__country__sub_region")
        .annotate(
            alignments=Count("pk"),
            explicit=Count("pk", filter=Q(link=Link.EXPLICIT)),
            reviewed=Count("pk", filter=~Q(reviewed_by="")),
        ),
        "policy__country__",
        "alignments",
        "explicit",
        "reviewed",
    )
    add(
        CountryCheck.objects.filter(scope=CheckScope.NATIONAL_POLICY)
        .order_by()
        .values("country__region", "country__sub_region")
        .annotate(checked=Count("country", distinct=True), newest=Max("date")),
        "country__",
        "checked",
        "newest",
    )
    by_place = {place: CoverageRow(place[1], True, **values) for place, values in parts.items()}
    rows: list[CoverageRow] = []
    for continent in CONTINENTS:
        within = sorted((row for place, row in by_place.items() if place[0] == continent), key=lambda row: row.label)
        rows += [sum(within, CoverageRow(continent.value)), *within]
    elsewhere = [replace(row, region="", is_part=False) for place, row in by_place.items() if not place[0]]
    return [*rows, *elsewhere], sum(by_place.values(), CoverageRow(""))

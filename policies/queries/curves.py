"""First adoptions of countries, and how they add up: in all, by region, by group."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, DateField, F, Min, Q, QuerySet, Value, When

from policies.choices import CONSENT, CONTINENTS, ParticipationAction, Region
from policies.models import Alignment, Country, Framework, GroupMembership, Policy
from policies.models.policy import NO_BEGINNING
from policies.rows import CurveLine

#: So many lines can be told apart.
MOST_LINES = 6


@dataclass(frozen=True, slots=True)
class Firsts:
    """What each country did first, as far as it is known on a day.

    ``years`` is the year by country id; ``undated`` are the countries that did it on a day that no source gives and
    have no dated one; ``left`` are those that withdrew later (they stay in ``years``).
    """

    years: Mapping[int, int]
    undated: frozenset[int]
    left: frozenset[int] = frozenset()


def first_adoptions(policies: QuerySet[Policy], on: dt.date) -> Firsts:
    """The first dated adoption by each country among these policies, up to ``on``. One query, a row for each country.

    Without a date of adoption is a policy that is in force by then, or of which no beginning is dated; one that is
    being prepared has not been adopted.
    """
    no_date = Q(adopted_from__isnull=True) & (Q(force_from__lte=on) | NO_BEGINNING)
    rows = (
        policies.order_by()
        .values("country")
        .annotate(
            first=Min("adopted_from", filter=Q(adopted_from__lte=on)),
            without_date=Count("pk", filter=no_date),
        )
    )
    return _firsts(rows, "country")


def first_alignments(policies: QuerySet[Policy], wanted: Sequence[list[str]], on: dt.date) -> Firsts:
    """The first adoption by each country of a policy, among these, that is aligned as ``wanted`` says, up to ``on``.

    ``wanted`` are codes of frameworks, of components and kinds of link; empty lists ask for nothing. A policy that was
    adopted before the framework can only share its themes and is not counted. Two queries.
    """
    begun = {pk: adopted.earliest for pk, adopted in Framework.objects.values_list("pk", "adopted") if adopted}
    since = Case(
        *(When(framework=pk, then=Value(day)) for pk, day in begun.items()),
        default=F("policy__adopted_from"),
        output_field=DateField(),
    )
    no_date = Q(policy__adopted_from__isnull=True) & (
        Q(policy__force_from__lte=on)
        | Q(
            policy__development_from__isnull=True,
            policy__adopted_from__isnull=True,
            policy__force_from__isnull=True,
        )
    )
    rows = (
        Alignment.objects.matching(*wanted)
        .filter(policy__in=policies.order_by())
        .order_by()
        .annotate(since=since)
        .values("policy__country")
        .annotate(
            first=Min(
                "policy__adopted_from",
                filter=Q(policy__adopted_from__lte=on, policy__adopted_from__gte=F("since")),
            ),
            without_date=Count("pk", filter=no_date),
        )
    )
    return _firsts(rows, "policy__country")


def first_consents(framework: Framework, on: dt.date) -> Firsts:
    """The first consent of each country to be bound by a treaty, up to ``on``. One query."""
    consent, day = Q(action__in=CONSENT), on.isoformat()
    rows = (
        framework.participations.filter(country__isnull=False)
        .order_by()
        .values("country")
        .annotate(
            first=Min("date", filter=consent & Q(date__lte=day)),
            without_date=Count("pk", filter=consent & Q(date__isnull=True)),
            withdrew=Count("pk", filter=Q(action=ParticipationAction.WITHDREW, date__lte=day)),
        )
    )
    return _firsts(rows, "country")


def _firsts(rows: Iterable[dict[str, Any]], country: str) -> Firsts:
    rows = list(rows)
    years = {row[country]: row["first"].year for row in rows if row["first"]}
    undated = frozenset(row[country] for row in rows if not row["first"] and row["without_date"])
    return Firsts(years, undated, frozenset(row[country] for row in rows if row["first"] and row.get("withdrew")))


def treaties_with_parties() -> list[Framework]:
    """Frameworks to which some country consented to be bound, that of most countries first. One query."""
    consents = Count("participations", filter=Q(participations__action__in=CONSENT), distinct=True)
    return list(Framework.objects.annotate(consents=consents).filter(consents__gt=0).order_by("-consents", "code"))


# --- lines -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """Countries that a line counts. ``whole`` are those that its share is of."""

    code: str
    label: str
    short: str
    countries: frozenset[int]
    whole: frozenset[int]


def parts_of_all(countries: Sequence[Country], label: str) -> list[Part]:
    return [_un_part("", label, countries)]


def parts_by_region(countries: Sequence[Country], chosen: Sequence[str]) -> list[Part]:
    """The regions chosen; of a single one its parts, of none the five that divide the world. Empty ones are left out."""
    slugs: list[str] = list(chosen) or [str(continent) for continent in CONTINENTS]
    if len(slugs) == 1:
        within = {c.intermediate_region or c.sub_region for c in countries if slugs[0] in _regions(c)} - {""}
        slugs = [slug for slug in Region.values if slug in within] or slugs
    parts = []
    for slug in slugs:
        own = [country for country in countries if slug in _regions(country)]
        if own:
            parts.append(_un_part(slug, str(Region(slug).label), own))
    return parts


def _regions(country: Country) -> set[str]:
    return {country.region, country.sub_region, country.intermediate_region} - {""}


def _un_part(code: str, label: str, countries: Sequence[Country]) -> Part:
    return Part(
        code,
        label,
        label,
        frozenset(country.pk for country in countries),
        frozenset(country.pk for country in countries if country.un_member),
    )


def parts_by_group(countries: Sequence[Country], chosen: Sequence[str], on: dt.date) -> list[Part]:
    """The groups chosen, else those of most members, with their members on ``on``. One query."""
    here = {country.pk for country in countries}
    members: dict[tuple[str, str], set[int]] = defaultdict(set)
    rows = GroupMembership.objects.on(on).values_list("country", "group__code", "group__name")
    for country, code, name in rows:
        if country in here and (not chosen or code in chosen):
            members[code, name].add(country)
    in_order = sorted(members.items(), key=lambda row: (-len(row[1]), row[0]))
    return [Part(code, name, code.upper(), frozenset(own), frozenset(own)) for (code, name), own in in_order]


def lines_of(parts: Sequence[Part], firsts: Firsts, last_year: int) -> tuple[list[int], list[CurveLine]]:
    """The years from the first adoption in any part to ``last_year``, and a line for each part. Empty if there is none."""
    counted = frozenset().union(*(part.countries for part in parts)) if parts else frozenset()
    begun = [year for country, year in firsts.years.items() if country in counted]
    if not begun:
        return [], []
    years = list(range(min(begun), last_year + 1))
    return years, [
        CurveLine(
            part.code,
            part.label,
            part.short,
            _cumulative(firsts, part.countries, years),
            _cumulative(firsts, part.whole, years),
            len(part.whole),
        )
        for part in parts
    ]


def _cumulative(firsts: Firsts, countries: frozenset[int], years: Sequence[int]) -> tuple[int, ...]:
    own = sorted(year for country, year in firsts.years.items() if country in countries)
    counts, reached = [], 0
    for year in years:
        while reached < len(own) and own[reached] <= year:
            reached += 1
        counts.append(reached)
    return tuple(counts)

"""First adoptions of countries, and how they add up: in all, by region, by group."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Count, Min, Q

from policies.bitmaps import NEVER, Selected
from policies.choices import CONSENT, CONTINENTS, ParticipationAction, Region
from policies.models import Country, Framework, GroupMembership
from policies.queries.turning_days import ALWAYS, by_country, known_from
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


def first_adoptions(policies: Selected, on: dt.date) -> Firsts:
    """The first dated adoption by each country among these policies, up to ``on``. No query.

    Without a date of adoption is a policy that is in force by then, or of which no beginning is dated; one that is
    being prepared has not been adopted.
    """
    return _adopted(policies, [policies], [0], on)


def first_alignments(policies: Selected, wanted: Sequence[list[str]], on: dt.date) -> Firsts:
    """The first adoption by each country of a policy, among these, that is aligned as ``wanted`` says, up to ``on``.

    ``wanted`` are codes of frameworks, of components and kinds of link; empty lists ask for nothing. A policy that was
    adopted before the framework can only share its themes and is not counted. One query.
    """
    frameworks, components, links = wanted
    index = policies.index
    parts, since = [], []
    for code, adopted in Framework.objects.values_list("code", "adopted"):
        if not frameworks or code in frameworks:
            parts.append(policies.among(index.aligned_to([code], components, links)))
            since.append(adopted.earliest.toordinal() if adopted else 0)
    return _adopted(policies, parts, since, on)


def _adopted(policies: Selected, parts: Sequence[Selected], since: Sequence[int], on: dt.date) -> Firsts:
    """The first adoptions in any of the parts of ``policies``, of each from the ordinal ``since`` to ``on``."""
    last = on.toordinal()
    first = np.full(len(policies.countries), NEVER, dtype=np.int32)
    without_date = np.zeros(len(policies.countries), dtype=np.intp)
    for own, begin in zip(parts, since, strict=True):
        adopted, force = own.day("adopted_from"), own.day("force_from")
        counted = (adopted >= begin) & (adopted <= last)
        np.minimum.at(first, own.country[counted], adopted[counted])
        undated = known_from(own) == ALWAYS
        without_date += by_country(own, (adopted == NEVER) & (undated | (force <= last)))
    keys = [country.pk for country in policies.countries]
    years = {keys[at]: dt.date.fromordinal(int(first[at])).year for at in np.flatnonzero(first != NEVER)}
    return Firsts(years, frozenset(keys[at] for at in np.flatnonzero((first == NEVER) & (without_date > 0))))


def first_consents(framework: Framework, on: dt.date) -> Firsts:
    """The first consent of each country to be bound by a treaty, up to ``on``. One query."""
    consent, day = Q(action__in=CONSENT), on.isoformat()
    rows = list(
        framework.participations.filter(country__isnull=False)
        .order_by()
        .values("country")
        .annotate(
            first=Min("date", filter=consent & Q(date__lte=day)),
            without_date=Count("pk", filter=consent & Q(date__isnull=True)),
            withdrew=Count("pk", filter=Q(action=ParticipationAction.WITHDREW, date__lte=day)),
        )
    )
    years = {row["country"]: row["first"].year for row in rows if row["first"]}
    undated = frozenset(row["country"] for row in rows if not row["first"] and row["without_date"])
    return Firsts(years, undated, frozenset(row["country"] for row in rows if row["first"] and row["withdrew"]))


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

"""The index, read from the database."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from django.db.models import CharField, F
from django.db.models.functions import Cast
from pyroaring import BitMap

from policies.bitmaps.index import ComponentName, Index, Membership, Reading
from policies.bitmaps.milestones import Milestones
from policies.bitmaps.table import MILESTONES, Alignments, EventTable, Pairs, PolicyTable
from policies.choices import OrganisationRole
from policies.models import (
    Alignment,
    Country,
    CountryGroup,
    Framework,
    FrameworkComponent,
    GroupMembership,
    Organisation,
    Policy,
    PolicyEvent,
    PolicyProject,
    Project,
    TargetGroup,
    Topic,
)

#: The usual order of the list, and the others, by their key in the query string. Last comes the slug, which is unique.
USUAL_ORDER = ("country__slug", F("adopted_from").asc(nulls_last=True), "slug")
OTHER_ORDERS: dict[str, tuple[Any, ...]] = {
    "title": ("title", "slug"),
    "-adopted": (F("adopted_from").desc(nulls_last=True), "slug"),
    "adopted": (F("adopted_from").asc(nulls_last=True), "slug"),
}


#: Rows that are in memory at a time: of the largest tables only columns of numbers are kept.
CHUNK = 2_000


def build() -> Index:
    """Twenty queries, whatever the number of policies."""
    published = Policy.objects.published()
    keys, finals, by_country, by_instrument = array("q"), Lists(), Lists(), Lists()
    position: dict[int, int] = {}

    def rows() -> Iterator[tuple[Any, ...]]:
        columns = ("pk", "country_id", "instrument", "final_status", *MILESTONES)
        found = published.order_by(*USUAL_ORDER).values_list(*columns).iterator(chunk_size=CHUNK)
        for place, (key, country, instrument, final_status, *days) in enumerate(found):
            keys.append(key)
            by_country[country].append(place)
            by_instrument[instrument].append(place)
            if final_status:
                finals[final_status].append(place)
            yield position.setdefault(country, len(position)), *days

    policies = PolicyTable.of(rows())
    places = {key: place for place, key in enumerate(keys)}
    by_key = Country.objects.in_bulk(position)
    countries = [by_key[key] for key in position]
    by = {
        "country": {by_key[key].iso3: BitMap(found) for key, found in by_country.items()},
        "instrument": bitmaps(by_instrument),
    }
    by |= {name: of_countries(by["country"], countries, name) for name in ("region", "income")}
    topics = Policy.topics.through.objects.values_list("topic__slug", "policy")
    targets = Policy.target_groups.through.objects.values_list("targetgroup__slug", "policy")
    links = PolicyProject.objects.public().order_by()
    # As text: so many dates need not be made into objects.
    written = Cast("date", CharField(max_length=10))
    events = PolicyEvent.objects.order_by().values_list("pk", "policy", "type", written)
    by |= {
        "topic": sets(placed(topics, places)),
        "target": sets(placed(targets, places)),
        "project": sets(placed(links.values_list("project__slug", "policy"), places)),
        "funder": sets(placed(funded(links), places)),
    }
    memberships = GroupMembership.objects.values_list("country__iso3", "group__code", "since", "until")
    aligned = alignments(places)
    open_lists = (
        ("project", Project.objects.published().order_by("title"), "title"),
        ("funder", Organisation.objects.order_by("name"), "name"),
    )
    return Index(
        keys=keys,
        milestones=Milestones(policies, bitmaps(finals)),
        policies=policies,
        events=EventTable.of(events.iterator(chunk_size=CHUNK), places),
        by=by,
        aligned={reading: BitMap(found.place) for reading, found in aligned.items()},
        alignments=aligned,
        memberships=[Membership(*row[:2], *(str(day or "") for day in row[2:])) for row in memberships],
        orders={name: in_order(published.order_by(*order), places) for name, order in OTHER_ORDERS.items()},
        countries=countries,
        components=components(),
        component_codes=dict(FrameworkComponent.objects.values_list("pk", "code")),
        labels={
            "framework": named(Framework.objects.all(), "code", "short_name", {}),
            "group": named(CountryGroup.objects.all(), "code", "name", {}),
            "topic": named(Topic.objects.order_by("label"), "slug", "label", by["topic"]),
            "target": named(TargetGroup.objects.order_by("label"), "slug", "label", by["target"]),
        },
        open_lists={
            name: Pairs.of(rows.values_list("slug", label, "pk").iterator(chunk_size=CHUNK), by[name])
            for name, rows, label in open_lists
        },
    )


class Lists(defaultdict[Any, "array[int]"]):
    """Value -> places, while they are gathered."""

    def __init__(self) -> None:
        super().__init__(lambda: array("I"))


def bitmaps(lists: Lists) -> dict[Any, BitMap]:
    return {value: BitMap(found) for value, found in lists.items()}


def sets(pairs: Iterable[tuple[Any, int]]) -> dict[Any, BitMap]:
    """(value, place) pairs as value -> places."""
    lists = Lists()
    for value, place in pairs:
        lists[value].append(place)
    return bitmaps(lists)


def placed(rows: Any, places: dict[int, int]) -> Iterable[tuple[str, int]]:
    """(value, primary key) pairs as (value, place), of published policies."""
    return ((value, places[key]) for value, key in rows.iterator(chunk_size=CHUNK) if key in places)


def of_countries(by_country: dict[str, BitMap], countries: Iterable[Country], name: str) -> dict[str, BitMap]:
    parts: dict[str, list[BitMap]] = defaultdict(list)
    for country in countries:
        regions = (country.region, country.sub_region, country.intermediate_region)
        for value in filter(None, regions if name == "region" else (country.income,)):
            parts[value].append(by_country[country.iso3])
    return {value: BitMap.union(*found) for value, found in parts.items()}


def funded(links: Any) -> Any:
    """(funder, policy): by their role in a project, and by what they paid."""
    by_role = links.filter(project__participations__role=OrganisationRole.FUNDING)
    by_money = links.filter(project__fundings__isnull=False)
    return by_role.values_list("project__participations__organisation__slug", "policy").union(
        by_money.values_list("project__fundings__funder__slug", "policy")
    )


def alignments(places: dict[int, int]) -> dict[Reading, Alignments]:
    rows = Alignment.objects.order_by().values_list("framework__code", "component__code", "link", "policy", "pk")
    found: dict[Reading, tuple[array[int], array[int]]] = defaultdict(lambda: (array("i"), array("q")))
    for framework, component, link, policy, key in rows.iterator(chunk_size=CHUNK):
        if policy in places:
            place_of, key_of = found[framework, component or "", link]
            place_of.append(places[policy])
            key_of.append(key)
    return {
        reading: Alignments(np.array(place, dtype=np.int32), np.array(key, dtype=np.int64))
        for reading, (place, key) in found.items()
    }


def components() -> list[ComponentName]:
    names = ("framework__code", "framework__short_name", "order", "code", "short_title")
    rows = [ComponentName(*row) for row in FrameworkComponent.objects.values_list(*names)]
    return sorted(rows, key=lambda row: (row.framework_name, row.order, row.code))


def in_order(policies: Any, places: dict[int, int]) -> array[int]:
    keys = policies.values_list("pk", flat=True)
    return array("I", (places[key] for key in keys.iterator(chunk_size=CHUNK) if key in places))


def named(rows: Any, code: str, label: str, used: dict[str, BitMap]) -> list[tuple[str, str]]:
    """Values with their labels; of long lists those that are ``used``."""
    return [row for row in rows.values_list(code, label) if not used or row[0] in used]

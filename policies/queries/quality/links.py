"""Addresses that no longer answer, and those that moved for good."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import quote

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from policies.choices import LinkHealth, PublicationState
from policies.models import Alignment, LinkCheck, Policy, PolicyDocument, PolicyEvent, Source
from policies.queries.quality.base import Place, Row, Scope
from policies.queries.standings import show_day

#: Where a reader looks for old copies of a page. It is offered as a link and never asked by us.
COPIES = "https://web.archive.org/web/*/"


def dead(scope: Scope) -> QuerySet[LinkCheck]:
    """Those of a source or a document that names no archived copy, which would mend it."""
    return named(scope, LinkCheck.objects.filter(health=LinkHealth.DEAD), archived_url="")


def moved(scope: Scope) -> QuerySet[LinkCheck]:
    return named(scope, LinkCheck.objects.filter(moved_for_good=True))


def of_records() -> QuerySet[PolicyDocument]:
    """Documents of what somebody works on or reads; those of a working copy are its record's once more."""
    return PolicyDocument.objects.filter(policy__copy_of__isnull=True).exclude(policy__state=PublicationState.ARCHIVED)


def named(scope: Scope, checks: QuerySet[LinkCheck], **only: str) -> QuerySet[LinkCheck]:
    """Checks of addresses that a source or a document names, in a narrowed scope of policies of these countries."""
    sources = Source.objects.filter(url=OuterRef("address"), **only)
    documents = of_records().filter(url=OuterRef("address"), **only)
    if scope.narrowed:
        of_policies = scope.of_country("policy__country__")
        of_source = [
            Exists(Policy.objects.filter(scope.of_country("country__"), source=OuterRef("pk"))),
            Exists(PolicyEvent.objects.filter(of_policies, source=OuterRef("pk"))),
            Exists(Alignment.objects.filter(of_policies, source=OuterRef("pk"))),
        ]
        sources = sources.filter(of_source[0] | of_source[1] | of_source[2])
        documents = documents.filter(of_policies)
    return checks.filter(Q(Exists(sources)) | Q(Exists(documents))).order_by("address")


def rows_of_dead(found: Iterable[LinkCheck]) -> list[Row]:
    checks = list(found)
    places = places_of(checks, "id_archived_url")
    copies = gettext("Look for old copies")
    return [
        Row(check.address, why(check), None, places[check.address], ((copies, COPIES + quote(check.address, safe=":/?&=%#~+,;@")),))
        for check in checks
    ]  # fmt: skip


def rows_of_moved(found: Iterable[LinkCheck]) -> list[Row]:
    checks = list(found)
    places = places_of(checks, "id_url")
    return [
        Row(
            check.address,
            gettext("now at %(address)s") % {"address": check.final_address},
            None,
            places[check.address],
            ((gettext("Open the new address"), check.final_address),),
        )
        for check in checks
    ]


def why(check: LinkCheck) -> str:
    said = check.problem or gettext("answered %(status)s") % {"status": check.status}
    tried = gettext("%(said)s, tried %(day)s") % {"said": said, "day": show_day(timezone.localdate(check.checked_at))}
    if check.last_success_at is None:
        return gettext("%(tried)s; never reached") % {"tried": tried}
    last = show_day(timezone.localdate(check.last_success_at))
    return gettext("%(tried)s; last reached %(day)s") % {"tried": tried, "day": last}


def places_of(checks: list[LinkCheck], part: str) -> dict[str, tuple[Place, ...]]:
    """Where these addresses are written. Two queries."""
    places: dict[str, list[Place]] = defaultdict(list)
    addresses = [check.address for check in checks]
    for address, key in Source.objects.filter(url__in=addresses).order_by("pk").values_list("url", "pk"):
        places[address].append(Place(gettext("Mend the source"), "source", key, part))
    documents = of_records().filter(url__in=addresses)
    for address, key, title in documents.order_by("pk").values_list("url", "policy_id", "policy__title"):
        words = gettext("Mend the document of %(title)s") % {"title": title}
        places[address].append(Place(words, "policy", key, "documents-group"))
    return defaultdict(tuple, {address: tuple(found) for address, found in places.items()})

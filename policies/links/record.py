"""What was found of addresses, kept; and what of it readers are shown.

Each outcome is kept as it comes, in a table that no page is made from. What pages show, whether a source answers and
when it last did, is copied to the sources in one go at the end of a run: so a run makes every page anew once, not once
an address, and what a page says is true as of the date it names.
"""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from policies.choices import LinkHealth
from policies.links.outcome import Outcome
from policies.models import LinkCheck, PolicyDocument, Source


def addresses_to_check(not_since: dt.datetime, host: str = "", limit: int | None = None) -> list[str]:
    """Addresses of sources and documents that were not tried since then, those never tried first, then the oldest.

    ``host`` takes those of one site alone, with its subdomains.
    """
    known = dict(LinkCheck.objects.values_list("address", "checked_at"))
    named = {
        *Source.objects.exclude(url="").values_list("url", flat=True),
        *PolicyDocument.objects.values_list("url", flat=True),
    }
    due = [address for address in named if address not in known or known[address] < not_since]
    if host:
        due = [address for address in due if of_site(address, host)]
    beginning = dt.datetime.min.replace(tzinfo=dt.UTC)
    return sorted(due, key=lambda address: (known.get(address, beginning), address))[:limit]


def of_site(address: str, host: str) -> bool:
    try:
        name = (urlsplit(address).hostname or "").lower()
    except ValueError:
        return False
    return name == host.lower() or name.endswith(f".{host.lower()}")


def record(outcome: Outcome) -> None:
    """Keeps one outcome. When the address last answered stays known while it does not."""
    now = timezone.now()
    values = {
        "health": outcome.health,
        "status": outcome.status,
        "problem": outcome.problem,
        "final_address": outcome.final,
        "moved_for_good": outcome.for_good and outcome.health == LinkHealth.ALIVE,
        "checked_at": now,
    }
    if outcome.health == LinkHealth.ALIVE:
        values["last_success_at"] = now
    LinkCheck.objects.update_or_create(address=outcome.address, defaults=values)


@transaction.atomic
def show_to_readers() -> int:
    """Copies to every source what is known of its address, and returns how many changed. Nothing is written to the others."""
    changed = []
    checks = {check.address: check for check in LinkCheck.objects.filter(of_a_source())}
    for source in Source.objects.exclude(url="").only("url", "link_health", "last_reached").order_by("pk").iterator():
        check = checks.get(source.url)
        health = check.health if check else LinkHealth.UNCHECKED
        reached = timezone.localdate(check.last_success_at) if check and check.last_success_at else None
        if (source.link_health, source.last_reached) != (health, reached):
            source.link_health, source.last_reached = health, reached
            changed.append(source)
    Source.objects.bulk_update(changed, ["link_health", "last_reached"], batch_size=500)
    return len(changed)


def of_a_source() -> Exists:
    return Exists(Source.objects.filter(url=OuterRef("address")))

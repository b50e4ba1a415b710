"""``check_links [--older-than DAYS] [--limit N] [--host HOST]``: asks the addresses of sources and documents."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from policies.choices import LinkHealth
from policies.links import Manners, addresses_to_check, outcomes, record, show_to_readers

#: A number of days beyond which there are no dates to count back to.
MOST_DAYS = 36_500


class Command(BaseCommand):
    help = (
        "Asks the addresses of sources and documents whether they answer, one request at a time a host, and keeps what"
        " they say. Interrupted, it keeps what it has; run again, it goes on with the rest."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--older-than", type=int, default=30, metavar="DAYS",
            help="only addresses that were not tried for so many days (30); 0 for all",
        )  # fmt: skip
        parser.add_argument(
            "--limit", type=int, metavar="N", help="so many addresses at most, the longest untried first"
        )
        parser.add_argument("--host", default="", help="only addresses of this site, with its subdomains")

    def handle(self, *args: Any, older_than: int, limit: int | None, host: str, **options: Any) -> None:
        if not 0 <= older_than <= MOST_DAYS:
            raise CommandError(f"--older-than: give a number of days from 0 to {MOST_DAYS}")
        if limit is not None and limit < 1:
            raise CommandError("--limit: give a number of addresses, 1 or more")
        addresses = addresses_to_check(timezone.now() - dt.timedelta(days=older_than), host.strip(), limit)
        manners = Manners(f"MigPol-check_links (+{settings.SITE_URL}/about/)", **settings.CHECK_LINKS)
        found: Counter[str] = Counter()
        try:
            for outcome in outcomes(addresses, manners):
                record(outcome)
                found[outcome.health] += 1
                if outcome.health != LinkHealth.ALIVE or outcome.for_good:
                    self.stdout.write(line_of(outcome))
        except KeyboardInterrupt:
            self.stdout.write("Interrupted: what was tried is kept.")
        finally:
            changed = show_to_readers()
        counts = ", ".join(f"{found[health]} {health.label.lower()}" for health in LinkHealth if found[health])
        of = f"{sum(found.values())} of {len(addresses)} addresses tried"
        self.stdout.write(
            f"Links: {of}{f': {counts}' if counts else ''}. {changed} sources say something new to readers."
        )


def line_of(outcome: Any) -> str:
    said = outcome.problem or str(outcome.status)
    moved = f" (moved for good to {outcome.final})" if outcome.for_good and outcome.health == LinkHealth.ALIVE else ""
    return f"{outcome.health}: {outcome.address}: {said}{moved}"

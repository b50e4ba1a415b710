"""``generate NUMBER [--seed N]``: synthetic policies, for measuring."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from policies import search
from policies.actions import gather_statistics
from policies.synthetic import generate

MOST = 1_000_000


class Command(BaseCommand):
    help = "Adds synthetic policies in the shape of the published ones. For databases made for measuring: never for a site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=int, help=f"how many policies, 1 to {MOST:,}")
        parser.add_argument("--seed", type=int, default=1, help="another number makes other records (default 1)")

    def handle(self, *args: Any, number: int, seed: int, **options: Any) -> None:
        if not 1 <= number <= MOST:
            raise CommandError(f"{number} is not a number of policies from 1 to {MOST:,}.")
        if get_user_model()._default_manager.exists():
            raise CommandError(
                "This database has accounts, so people work in it: synthetic records do not belong there."
                " Name one made for measuring in DATABASE_URL."
            )
        try:
            counts = generate(number, seed)
        except ValueError as error:
            raise CommandError(str(error)) from error
        search.rebuild()
        gather_statistics()
        self.stdout.write("Added: " + ", ".join(f"{count} {name}" for name, count in counts.items() if count))

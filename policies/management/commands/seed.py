"""``seed [--check] [FOLDER]``: loads the project's own records."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from policies.importers.seed_files import SeedError
from policies.importers.seed_outcome import all_problems
from policies.importers.seeds import load_seeds

#: So many of the rows that are left out or no longer held are named; all are counted.
MOST_NAMED = 10


class Command(BaseCommand):
    help = "Loads seeds/ by natural key, all or nothing. A second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.BASE_DIR / "seeds")
        parser.add_argument("--check", action="store_true", help="try everything, keep nothing")

    def handle(self, *args: Any, folder: Path, check: bool, **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}")
        try:
            outcome = load_seeds(folder, check_only=check)
        except SeedError as error:
            lines = "\n".join(all_problems(error.problems))
            raise CommandError(f"{lines}\nNothing was loaded: {len(error.problems)} problem(s) to mend.") from error
        if check:
            self.stdout.write(f"Seeds are sound ({outcome}); nothing was written.")
        elif outcome.changed_nothing:
            self.stdout.write(f"Seeds: nothing to change ({outcome}).")
        else:
            self.stdout.write(f"Seeds: {outcome}.")
        self.stdout.write(", ".join(f"{name} {number}" for name, number in outcome.held.items() if number))
        self.name_some("Left out, for these records or what they belong to were deleted here", outcome.left_out)
        self.name_some(
            "Left out, for what they refer to belongs to a record that is kept as edited here", outcome.not_added
        )
        self.name_some("No longer in the seeds, and still here", outcome.no_longer)

    def name_some(self, what: str, names: list[str]) -> None:
        if names:
            more = "; …" if len(names) > MOST_NAMED else ""
            self.stdout.write(f"{what}: {'; '.join(names[:MOST_NAMED])}{more}")

"""``quality [--list KEY] [--country PER] [--region africa]``: what is missing, old or doubtful in the record."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from policies.choices import Region
from policies.models import Country
from policies.queries.quality import CHECKS, Scope


class Command(BaseCommand):
    help = "Counts what is missing, old or doubtful in the record; with --list, names it. Always ends well."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--list", default="", metavar="KEY", help=f"name all rows of one check: {', '.join(CHECKS)}"
        )
        parser.add_argument("--country", default="", metavar="PER", help="only this country, by its ISO alpha-3 code")
        parser.add_argument("--region", default="", metavar="africa", help="only this M49 region or sub-region")

    def handle(self, *args: Any, country: str, region: str, **options: Any) -> None:
        scope = Scope(timezone.localdate(), country.strip().upper(), region.strip().lower())
        if scope.country and not Country.objects.filter(iso3=scope.country).exists():
            raise CommandError(f"--country: there is no country “{country}”; give an ISO alpha-3 code such as PER")
        if scope.region and scope.region not in Region.values:
            raise CommandError(f"--region: “{region}” is not one of {', '.join(Region.values)}")
        key = options["list"]
        if not key:
            for name, check in CHECKS.items():
                self.stdout.write(f"{check.count(scope):>7}  {check.title} ({name})")
            return
        if key not in CHECKS:
            raise CommandError(f"--list: “{key}” is not one of {', '.join(CHECKS)}")
        rows = CHECKS[key].rows(CHECKS[key].find(scope))
        for row in rows:
            place = row.country.iso3 if row.country else ""
            self.stdout.write("\t".join(cell for cell in (place, row.label, row.detail) if cell))
        self.stdout.write(f"{CHECKS[key].title}: {len(rows)}")

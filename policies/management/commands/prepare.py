"""``prepare``: what `make run` needs before it serves: tables, seeds, local accounts. One start of Django in place of three."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Migrates, loads the seeds and makes the local accounts, on one's own machine."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("This is for one's own machine: it needs DEBUG. On a server run migrate and seed.")
        call_command("migrate", verbosity=0, stdout=self.stdout)
        call_command("seed", stdout=self.stdout)
        call_command("local_accounts", stdout=self.stdout)

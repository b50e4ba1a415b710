"""``reset_second_factor USERNAME``: for the only manager or superuser who has lost app and recovery codes."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from policies.access import proof
from policies.models import log


class Command(BaseCommand):
    help = "Takes away the second factor of an account, so that it is asked to set up another. Managers do it in the admin."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        user = get_user_model().objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"There is no account “{options['username']}”.")
        proof.reset(user)
        log.write(user, user, log.SECOND_FACTOR, "The second factor was taken away on the command line.")
        self.stdout.write(f"The second factor of {user} was taken away.")

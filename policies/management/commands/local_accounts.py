"""``local_accounts``: an analyst and a reviewer with random passwords, for one's own machine."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.utils.crypto import get_random_string

from policies.access.proof import needs_second_factor

ROLES = ("analyst", "reviewer")


class Command(BaseCommand):
    help = "Makes a local analyst and reviewer account, once, and prints their passwords."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("This is for one's own machine: it needs DEBUG. Use createsuperuser on a server.")
        users = get_user_model().objects
        for role in ROLES:
            if users.filter(username=role).exists():
                continue
            password = get_random_string(20)
            user = users.create_user(username=role, password=password, is_staff=True)
            user.groups.add(Group.objects.get(name=role))
            self.stdout.write(f"Local {role} account: {role} / {password}")
            if needs_second_factor(user):
                self.stdout.write(
                    f"  At the first sign-in the {role} sets up a second factor: have an app for one-time codes at hand."
                )

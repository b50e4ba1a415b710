"""``search_index [--check]``: makes the index of the search anew, or tells whether it is true."""

from __future__ import annotations

from argparse import ArgumentParser
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from policies import search
from policies.models import Policy

#: So many of the policies whose text is not up to date are named; all are counted.
MOST_NAMED = 10


class Command(BaseCommand):
    help = "Indexes the text of every policy anew, in one transaction. Run it after rows were written in bulk."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a text is out of date")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        if not check:
            done = search.rebuild(lambda number: self.stdout.write(f"{number} …") if number % 30_000 == 0 else None)
            self.stdout.write(f"Search: {done} policies are indexed.")
            return
        stale = search.stale()
        first = list(islice(stale, MOST_NAMED))
        number = len(first) + sum(1 for __ in stale)
        if number:
            slugs = ", ".join(Policy.objects.filter(pk__in=first).values_list("slug", flat=True))
            more = ", …" if number > MOST_NAMED else ""
            raise CommandError(f"{number} policies are not found by their own text: {slugs}{more}. Run search_index.")
        self.stdout.write("Search: the index is true.")

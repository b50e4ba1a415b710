"""A program of tests/search/test_rebuild.py: on a database of its own without records it makes the index anew, and tells as JSON what
a second connection finds meanwhile, and in the end. The database of other tests is in one transaction or in memory.

python -m tests.search.rebuild_beside, with DATABASE_URL
"""

from __future__ import annotations

import json
import sys

import django

django.setup()

from django.db import connection, connections  # noqa: E402 models can be imported only now

from policies import search  # noqa: E402
from policies.models import Policy, PolicyText  # noqa: E402
from policies.search import index  # noqa: E402
from tests import factories as make  # noqa: E402

BESIDE = "beside"


def found() -> list[int]:
    """How many have the words that were indexed at first, those of now, and those of one that comes in meanwhile."""
    policies = Policy.objects.using(BESIDE)
    questions = map(search.read_question, ("formerly", "presently", "newly"))
    return [search.with_words(policies, question).count() for question in questions]


def main() -> None:
    index.CHUNK = 2
    country = make.CountryFactory()
    for number in range(5):
        make.PolicyFactory(slug=f"p{number}", title="Formerly", country=country)
    search.rebuild()
    Policy.objects.update(title="Presently")
    connections[BESIDE] = connection.copy(alias=BESIDE)
    read = []

    def meanwhile(done: int) -> None:
        # SQLite has one writer at a time: there the new one would have to wait.
        if done == 2 and connection.vendor == "postgresql":
            new = Policy.objects.using(BESIDE).create(
                slug="new", title="Newly", instrument="law", country_id=country.pk
            )
            PolicyText.objects.using(BESIDE).bulk_create(index.texts_of([new.pk]))
        read.append(found())

    done = search.rebuild(meanwhile)
    json.dump({"done": done, "meanwhile": read, "then": found()}, sys.stdout)
    connections.close_all()


if __name__ == "__main__":
    main()

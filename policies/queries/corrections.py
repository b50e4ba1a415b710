"""What was corrected after readers said so, for the pages of the records."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone

from policies.models import Correction
from policies.queries.kept import kept

#: So many are shown on a page; older ones are history.
MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Corrected:
    """``on`` is the day of the answer. Who said so is not known here, and is nobody's business."""

    on: dt.date
    answer: str


def corrected(kind: str, key: str) -> list[Corrected]:
    """The newest accepted corrections of a page. No query while the data version stands."""
    return kept(all_corrected).get((kind, key), [])


def all_corrected() -> dict[tuple[str, str], list[Corrected]]:
    pages: dict[tuple[str, str], list[Corrected]] = defaultdict(list)
    for kind, key, at, answer in Correction.objects.accepted().values_list("kind", "key", "answered_at", "answer"):
        if len(pages[kind, key]) < MOST_SHOWN:
            pages[kind, key].append(Corrected(timezone.localdate(at), answer))
    return dict(pages)

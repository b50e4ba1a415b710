"""What a run over the seeds did, and what was wrong with them, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from policies.importers.seed_files import Problem

#: So many problems are shown at once; the rest is counted.
MOST_SHOWN = 60


@dataclass
class Outcome:
    """How many rows were added, changed, unchanged, removed, kept because somebody edited them here, left out
    because somebody deleted them here; and how many records the seeds have no more."""

    counts: Counter[str] = field(default_factory=Counter)
    left_out: list[str] = field(default_factory=list)
    #: Left out too, for what they refer to is new and belongs to a record that is kept as somebody edited it here.
    not_added: list[str] = field(default_factory=list)
    no_longer: list[str] = field(default_factory=list)
    #: How many rows the seeds hold, by the name of their kind.
    held: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        always = ("added", "changed", "unchanged", "removed", "kept")
        sometimes = [name for name in ("left out", "no longer in the seeds") if self.counts[name]]
        return ", ".join(f"{self.counts[name]} {name}" for name in (*always, *sometimes))

    @property
    def changed_nothing(self) -> bool:
        return not (self.counts["added"] or self.counts["changed"] or self.counts["removed"])


def all_problems(problems: Iterable[Problem]) -> list[str]:
    """As lines, in the order of files and lines; of very many the first ones, and how many more there are."""
    in_order = sorted(problems, key=lambda p: (p.path, p.line))
    lines = [str(problem) for problem in in_order[:MOST_SHOWN]]
    more = len(in_order) - MOST_SHOWN
    return [*lines, f"… and {more} more"] if more > 0 else lines

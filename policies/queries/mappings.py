"""Which components correspond to each other: the mappings, read once and in both directions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from policies.models import ComponentMapping


@dataclass(frozen=True, slots=True)
class Mapped:
    """A component as mappings know it."""

    pk: int
    code: str
    framework: str  # code


@dataclass(frozen=True, slots=True)
class Mappings:
    """``pairs`` has for each mapped component, by id, those that it corresponds to. Mappings do not chain."""

    pairs: Mapping[int, frozenset[Mapped]]

    @classmethod
    def load(cls) -> Mappings:
        """One query."""
        names = ("component", "component__code", "component__framework__code")
        others = ("other", "other__code", "other__framework__code")
        return cls.of(
            (Mapped(*row[:3]), Mapped(*row[3:])) for row in ComponentMapping.objects.values_list(*names, *others)
        )

    @classmethod
    def of(cls, rows: Iterable[tuple[Mapped, Mapped]]) -> Mappings:
        pairs: dict[int, set[Mapped]] = defaultdict(set)
        for one, other in rows:
            pairs[one.pk].add(other)
            pairs[other.pk].add(one)
        return cls({component: frozenset(others) for component, others in pairs.items()})

    def coded_for(self, frameworks: Collection[str], components: Collection[str]) -> set[int]:
        """Components, by id, that correspond to one of these ``components`` of these ``frameworks`` (codes).

        Of the two an empty one is any; when both are, nothing is asked for and nothing corresponds.
        """
        if not frameworks and not components:
            return set()
        return {
            pk
            for pk, others in self.pairs.items()
            if any(
                (not frameworks or other.framework in frameworks) and (not components or other.code in components)
                for other in others
            )
        }

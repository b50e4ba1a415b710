"""A selection in words, and its permanent address."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext

from policies.filters.day import AsOf
from policies.filters.policies import PolicyFilterSet, understood
from policies.filters.words import query


def choices_in_words(filters: PolicyFilterSet) -> str:
    """The choices that narrow a selection: ``Country: Peru or Ecuador; Status: In force``. Its day stands elsewhere."""
    by_name: dict[str, list[str]] = {}
    for chip in filters.chips:
        if chip.name not in ("as_of", "mapping"):
            by_name.setdefault(chip.name, []).append(chip.label)
    said = []
    for name, labels in by_name.items():
        label = str(filters.form.fields[name].label)
        words = gettext(" or ").join(labels)
        said.append(words if words.startswith(label) else f"{label}: {words}")
    return "; ".join(said)


def permalink_of(
    path: str, chosen: PolicyFilterSet | AsOf | None = None, beside: Iterable[tuple[str, str]] = ()
) -> str:
    """The full address that shows the same again: what was understood of the choices, and the day, chosen or not.

    None is a page without choices and without a day. ``beside`` is what the page understood besides, such as a layer.
    """
    pairs = understood(chosen) if isinstance(chosen, PolicyFilterSet) else []
    kept = [pair for pair in (*pairs, *beside) if pair[0] != "as_of"]
    day = [("as_of", chosen.on.isoformat())] if chosen else []
    return settings.SITE_URL + path + (query([*kept, *day]) if kept or day else "")

"""A selection in words, and its permanent address."""

from __future__ import annotations

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


def permalink_of(path: str, chosen: PolicyFilterSet | AsOf | None = None) -> str:
    """The full address that shows the same again: what was understood of the choices, and the day, chosen or not.

    None is a page without choices and without a day.
    """
    if chosen is None:
        return settings.SITE_URL + path
    pairs = [*understood(chosen), *chosen.beside_pairs] if isinstance(chosen, PolicyFilterSet) else []
    kept = [pair for pair in pairs if pair[0] != "as_of"]
    return settings.SITE_URL + path + query([*kept, ("as_of", chosen.on.isoformat())])

"""What stands beside the rows of a file, in formats that have room for it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext

from policies.exporters.citations import Citation
from policies.filters import AsOf, PolicyFilterSet, choices_in_words, permalink_of
from policies.views.lists.base import LICENCE, LICENCE_ADDRESS


def about_list(citation: Citation, chosen: PolicyFilterSet | AsOf | None) -> list[tuple[str, str]]:
    """(word, text) of the choices, the day, the data, the licence, and how to cite them."""
    lines = [
        (gettext("Title"), citation.title),
        (gettext("Choices"), choices_in_words(chosen) if isinstance(chosen, PolicyFilterSet) else ""),
        (gettext("Status as of"), chosen.on.isoformat() if chosen else ""),
        (gettext("Data"), citation.edition),
        (gettext("Permalink"), citation.url),
        (gettext("Licence"), f"{LICENCE} {LICENCE_ADDRESS}"),
        (gettext("How to cite"), citation.text),
        (gettext("Columns"), permalink_of(reverse("data-dictionary"))),
        (gettext("Dates"), gettext("As exactly as they are known, as text: 2011, 2015-09 or 2017-04-27.")),
    ]
    return [(word, text) for word, text in lines if text]

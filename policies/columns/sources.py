"""Where the facts were read."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from policies import models
from policies.columns.base import table

SOURCES = table(
    "sources",
    models.Source,
    _("Pages and documents in which the facts were read."),
    "reference",
    [
        ("reference", _("Its address or, where it has none, its citation.")),
        ("title", _("Title.")),
        ("publisher", _("Publisher.")),
        ("published", _("When it was published.")),
        ("accessed",),
        ("language",),
        ("reliability", _("How near the source is to the fact, judged by who publishes it.")),
        ("archived_url", _("Where a copy is archived.")),
        ("link_health", _("Whether the address answered when it was last tried.")),
        ("last_reached", _("The last day on which the address answered when it was tried.")),
    ],
    only=lambda rows: rows.named_by_public(),
)

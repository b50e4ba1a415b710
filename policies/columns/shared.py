"""Columns that many tables have."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

SOURCE = (
    "source",
    _("Address or citation of the source in which this was read."),
    "source.reference",
    "sources.reference",
)
NOTES = ("notes", _("What a careful reader should know."))
POLICY = ("policy", _("The policy it belongs to."), "policy.slug", "policies.slug")
PROJECT = ("project", _("The project."), "project.slug", "projects.slug")
COUNTRY = ("country", _("ISO 3166-1 alpha-3 code of the country."), "country.iso3", "countries.iso3")
FRAMEWORK = ("framework", _("The framework."), "framework.code", "frameworks.code")

#: What a coder says, of a policy or of a framework.
CODED: list[tuple[Any, ...]] = [
    (
        "component",
        _("The component; empty for the framework as a whole."),
        "component.code",
        "components.code",
    ),
    ("link",),
    ("quote",),
    ("quote_language",),
    ("where",),
    ("source_kind", _("What kind of text was read.")),
    ("rationale",),
    ("confidence", _("How sure the coder is.")),
    ("coded_by", _("Who coded it.")),
    ("coded_on", _("When it was coded.")),
    ("reviewed_by", _("Who reviewed it; empty when nobody has.")),
    ("reviewed_on", _("When it was reviewed.")),
    SOURCE,
]

"""Columns that many tables have."""

from __future__ import annotations

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

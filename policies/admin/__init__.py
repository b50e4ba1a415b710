"""The analyst's side: one file a noun, as in models/."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from policies.admin import (
    account,
    alignment,
    audit,
    correction,
    country,
    framework,
    importing,
    organisation,
    policy,
    project,
    source,
)

admin.site.site_header = _("MigPol: data entry")
admin.site.site_title = _("MigPol data entry")
admin.site.index_title = _("The record")
admin.site.empty_value_display = "—"

__all__ = [
    "account",
    "alignment",
    "audit",
    "correction",
    "country",
    "framework",
    "importing",
    "organisation",
    "policy",
    "project",
    "source",
]

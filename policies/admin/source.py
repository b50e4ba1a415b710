from django.contrib import admin

from policies.admin.base import SearchableAdmin
from policies.models import Source


@admin.register(Source)
class SourceAdmin(SearchableAdmin):
    list_display = ("label", "site", "publisher", "published", "accessed", "reliability", "link_health")
    list_filter = ("reliability", "link_health", "language")
    fields = (
        "url",
        "citation",
        "title",
        "publisher",
        ("published", "accessed"),
        ("language", "reliability"),
        "archived_url",
        "link_health",
    )
    readonly_fields = ("link_health",)

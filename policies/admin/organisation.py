from django.contrib import admin

from policies.admin.base import SearchableAdmin
from policies.models import Organisation


@admin.register(Organisation)
class OrganisationAdmin(SearchableAdmin):
    list_display = ("name", "acronym", "type", "country", "iati_id")
    list_filter = ("type",)
    list_select_related = ("country",)
    autocomplete_fields = ("country",)
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "acronym", "slug", "type", "country", "iati_id", "url")

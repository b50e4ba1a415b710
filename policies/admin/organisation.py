from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from policies import search
from policies.admin.addresses import ChangesAddress
from policies.admin.base import SearchableAdmin
from policies.models import Organisation


@admin.register(Organisation)
class OrganisationAdmin(ChangesAddress, SearchableAdmin):
    list_display = ("name", "acronym", "type", "country", "iati_id")
    list_filter = ("type",)
    list_select_related = ("country",)
    autocomplete_fields = ("country",)
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "acronym", "slug", "type", "country", "iati_id", "url")

    def save_model(self, request: HttpRequest, obj: Organisation, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if {"name", "acronym"} & set(form.changed_data):
            search.refresh(policy.pk for policy in obj.policies_that_name_it())

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Also those that a policy names as a body are in use, which many-to-many rows do not tell Django."""
        to_delete, counts, permissions, protected = super().get_deleted_objects(objs, request)
        users = {str(policy) for organisation in objs for policy in organisation.policies_that_name_it()}
        return to_delete, counts, permissions, [*protected, *sorted(users)]

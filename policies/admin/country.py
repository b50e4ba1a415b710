from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from policies import search
from policies.admin.assigned import offered
from policies.admin.base import RowInline, SearchableAdmin, SteadyAdmin
from policies.models import Country, CountryCheck, CountryGroup, GroupMembership
from policies.models.account import coder_name


@admin.register(Country)
class CountryAdmin(SearchableAdmin):
    list_display = ("name", "iso3", "m49", "region", "sub_region", "income", "un_member")
    list_filter = ("region", "income", "un_member")
    fields = (
        ("iso3", "iso2", "m49"),
        "slug",
        ("region", "sub_region", "intermediate_region"),
        ("income", "un_member"),
        ("latitude", "longitude"),
        "note",
    )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Country], search_term: str
    ) -> tuple[QuerySet[Country], bool]:
        found, twice = super().get_search_results(request, queryset, search_term)
        return offered(request, found), twice

    def save_model(self, request: HttpRequest, obj: Country, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "iso2" in form.changed_data:  # by which its names are known
            search.refresh(obj.policies.values_list("pk", flat=True))


class MembershipInline(RowInline):
    model = GroupMembership
    autocomplete_fields = ("country", "source")


@admin.register(CountryGroup)
class CountryGroupAdmin(SteadyAdmin):
    list_display = ("name", "code")
    search_fields = ("name", "code")
    autocomplete_fields = ("source",)
    inlines = (MembershipInline,)


@admin.register(CountryCheck)
class CountryCheckAdmin(SteadyAdmin):
    list_display = ("country", "scope", "date", "outcome", "checked_by")
    list_filter = ("scope", "outcome", "country__region")
    list_select_related = ("country",)
    search_fields = ("country__search_text", "country__slug")
    autocomplete_fields = ("country", "source")
    fields = ("country", "scope", "date", "outcome", "where", "checked_by", "source")

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        form = super().get_form(request, obj, change, **kwargs)
        if "checked_by" in form.base_fields and not change:
            form.base_fields["checked_by"].initial = coder_name(request.user)  # type: ignore[arg-type]
        return form

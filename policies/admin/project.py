from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from policies.admin.base import RowInline, SearchableAdmin
from policies.models import Funding, PolicyProject, Project, ProjectCountry, ProjectParticipation


class CountryInline(RowInline):
    model = ProjectCountry
    autocomplete_fields = ("country",)


class ParticipationInline(RowInline):
    model = ProjectParticipation
    autocomplete_fields = ("organisation", "source")


class FundingInline(RowInline):
    model = Funding
    autocomplete_fields = ("funder", "source")


class PolicyInline(RowInline):
    model = PolicyProject
    autocomplete_fields = ("policy", "source")
    fields = ("policy", "role", "source", "notes")


@admin.register(Project)
class ProjectAdmin(SearchableAdmin):
    list_display = ("title", "status", "start", "end", "iati_id")
    list_filter = ("status",)
    autocomplete_fields = ("source",)
    prepopulated_fields = {"slug": ("title",)}
    inlines = (CountryInline, ParticipationInline, FundingInline, PolicyInline)

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        """Links to policies are part of the policies: analysts make them on the page of their draft."""
        may_publish = request.user.has_perm("policies.publish_policy")
        return [inline for inline in self.inlines if may_publish or inline is not PolicyInline]

    fields = ("title", "slug", ("iati_id", "status"), ("start", "end"), "sectors", "summary", "source")

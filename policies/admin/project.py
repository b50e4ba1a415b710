from django.contrib import admin

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
    fields = ("title", "slug", ("iati_id", "status"), ("start", "end"), "sectors", "summary", "source")

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from policies.admin.assigned import ProjectInMyCountries, refuse_other_countries
from policies.admin.base import DistinctRows, RowInline
from policies.admin.publishing import PublishableAdmin, PublishableForm
from policies.admin.queue import ProjectsInMyQueue
from policies.models import Funding, Project, ProjectCountry, ProjectParticipation


class CountryRows(DistinctRows):
    """Knows who sends the form: an assignment may ask for one of its countries."""

    request: HttpRequest

    def clean(self) -> None:
        super().clean()
        refuse_other_countries(self.request, self)


class CountryInline(RowInline):
    model = ProjectCountry
    autocomplete_fields = ("country",)
    formset = CountryRows

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        formset.request = request
        return formset


class ParticipationInline(RowInline):
    model = ProjectParticipation
    autocomplete_fields = ("organisation", "source")


class FundingInline(RowInline):
    model = Funding
    autocomplete_fields = ("funder", "source")


class ProjectForm(PublishableForm):
    class Meta:
        model = Project
        fields = "__all__"
        widgets = {
            "title": forms.TextInput(attrs={"size": 90}),
            "sectors": forms.TextInput(attrs={"size": 40}),
            "summary": forms.Textarea(attrs={"rows": 4, "cols": 90}),
        }


@admin.register(Project)
class ProjectAdmin(PublishableAdmin):
    form = ProjectForm
    prepopulated_fields = {"slug": ("title",)}
    list_display = ("title", "status", "start", "end", "iati_id", "state", "changed_at")
    list_filter = (ProjectsInMyQueue, ProjectInMyCountries, "state", "status")
    autocomplete_fields = ("source",)
    inlines = (CountryInline, ParticipationInline, FundingInline)
    fields = (
        "title",
        "slug",
        ("iati_id", "status"),
        ("start", "end"),
        "sectors",
        "summary",
        "source",
        ("state_now", "loaded_at"),
    )

from django.contrib import admin

from policies.admin.base import CardInline, SearchableAdmin, SteadyAdmin
from policies.admin.coding import CodedInline, FrameworkAlignmentForm
from policies.models import (
    ComponentMapping,
    ComponentScore,
    Framework,
    FrameworkAlignment,
    FrameworkComponent,
    Participation,
)


class ComponentInline(CardInline):
    model = FrameworkComponent
    autocomplete_fields = ("parent", "source")
    fields = (("order", "code", "kind"), "short_title", "title", ("parent", "verified"), "source", "notes")


class FrameworkAlignmentInline(CodedInline):
    model = FrameworkAlignment
    fk_name = "subject"
    form = FrameworkAlignmentForm


@admin.register(Framework)
class FrameworkAdmin(SearchableAdmin):
    list_display = ("short_name", "name", "kind", "adopted", "in_force", "binding", "verified")
    list_filter = ("kind", "binding", "verified")
    autocomplete_fields = ("source", "topics")
    inlines = (ComponentInline, FrameworkAlignmentInline)
    fields = (
        ("code", "short_name"),
        "name",
        ("kind", "binding"),
        "body",
        ("adopted", "in_force"),
        "legal_reference",
        "summary",
        "topics",
        "source",
        "verified",
        "notes",
        ("participants_as_of", "participants_complete"),
        "participants_notes",
    )


@admin.register(FrameworkComponent)
class FrameworkComponentAdmin(SearchableAdmin):
    list_display = ("code", "short_title", "framework", "kind", "verified")
    list_filter = ("framework", "kind", "verified")
    list_select_related = ("framework",)
    autocomplete_fields = ("framework", "parent", "source")


@admin.register(ComponentMapping)
class ComponentMappingAdmin(SteadyAdmin):
    list_display = ("component", "relation", "other")
    list_filter = ("relation", "component__framework")
    list_select_related = ("component", "other")
    search_fields = ("component__search_text", "other__search_text")
    autocomplete_fields = ("component", "other", "source")


@admin.register(Participation)
class ParticipationAdmin(SteadyAdmin):
    list_display = ("country", "organisation", "framework", "action", "date")
    list_filter = ("framework", "action")
    list_select_related = ("country", "organisation", "framework")
    search_fields = ("country__search_text", "organisation__search_text")
    autocomplete_fields = ("country", "organisation", "framework", "source")


@admin.register(ComponentScore)
class ComponentScoreAdmin(SteadyAdmin):
    list_display = ("country", "framework", "component", "year", "score")
    list_filter = ("framework", "year")
    list_select_related = ("country", "framework", "component")
    search_fields = ("country__search_text",)
    autocomplete_fields = ("country", "framework", "component", "source")

"""A policy is entered on one page, and moves from draft to published there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies import actions, lifecycle
from policies.admin.assigned import AssignedCountry, InMyCountries
from policies.admin.base import RowInline, SteadyAdmin
from policies.admin.coding import AlignmentForm, CodedInline
from policies.admin.grid import AlignmentGrid
from policies.admin.policy_forms import PolicyForm
from policies.admin.publishing import PublishableAdmin
from policies.admin.queue import InMyQueue
from policies.models import (
    Alignment,
    Policy,
    PolicyDocument,
    PolicyEvent,
    PolicyProject,
    PolicyRelation,
    TargetGroup,
    Topic,
)
from policies.queries.standings import label_of


class EventInline(RowInline):
    model = PolicyEvent
    autocomplete_fields = ("source",)
    fields = ("date", "type", "title", "source", "planned", "notes", "extends_to")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "notes":
            field.widget.attrs.update({"rows": 2, "cols": 24})
        return field


class AlignmentInline(CodedInline):
    model = Alignment
    form = AlignmentForm


class RelationInline(RowInline):
    model = PolicyRelation
    fk_name = "policy"
    autocomplete_fields = ("other", "source")
    verbose_name_plural = _("relations: this policy … another")


class DocumentInline(RowInline):
    model = PolicyDocument
    fields = ("variant", "language", "url", "title", "archived_url", "checksum")


class ProjectInline(RowInline):
    model = PolicyProject
    autocomplete_fields = ("project", "source")
    fields = ("project", "role", "source", "notes")


class FrameworkFilter(admin.RelatedOnlyFieldListFilter):
    """Frameworks by name; only those that some policy follows."""


@admin.register(Policy)
class PolicyAdmin(AssignedCountry, AlignmentGrid, PublishableAdmin):
    form = PolicyForm
    list_display = (
        "title",
        "country",
        "instrument",
        "status_today",
        "state",
        "last_checked",
        "changed_at",
    )
    list_filter = (
        InMyQueue,
        InMyCountries,
        "state",
        "instrument",
        "country__region",
        ("alignments__framework", FrameworkFilter),
        "under_revision",
        "confidence",
    )
    list_select_related = ("country",)
    ordering = ("-changed_at",)
    autocomplete_fields = ("country", "issuing_bodies", "lead_bodies", "topics", "target_groups", "source")
    inlines = (EventInline, AlignmentInline, RelationInline, DocumentInline, ProjectInline)
    readonly_fields = ("state_now", "status_today")
    fieldsets = (
        (None, {"fields": ("country", "title", "different", "loaded_at", ("original_title", "original_language"))}),
        (
            _("What it is"),
            {"fields": (("instrument", "level"), "legal_reference", "issuing_bodies", "lead_bodies", "source")},
        ),
        (_("Stated term"), {"fields": (("term_start", "term_end"), "under_revision", "status_today")}),
        (_("What it says"), {"fields": ("summary", "topics", "target_groups")}),
        (_("About the record"), {"fields": ("confidence", "last_checked", "notes", "slug", "state_now")}),
    )

    @admin.display(description=_("status today"))
    def status_today(self, policy: Policy) -> str:
        if policy.pk is None:
            return gettext("follows from events and term when saved")
        return label_of(lifecycle.standing(policy.milestones, self.today()).status)

    def today(self) -> dt.date:
        return timezone.localdate()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Policy]:
        return super().get_queryset(request).select_related("country")

    def standing(self, record: Any, request: HttpRequest) -> dict[str, Any]:
        grid = reverse("admin:policies_policy_grid", args=[record.pk])
        preview = "" if record.is_published else reverse("policy-preview", args=[record.pk])
        return {**super().standing(record, request), "grid_url": grid, "preview_url": preview}

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        ended_before = actions.ended_by([form.instance.pk])
        super().save_related(request, form, formsets, change)
        actions.refresh({form.instance.pk, *ended_before})

    def delete_model(self, request: HttpRequest, obj: Policy) -> None:
        actions.delete_policies([obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Policy]) -> None:
        actions.delete_policies(queryset)


@admin.register(Topic, TargetGroup)
class TermAdmin(SteadyAdmin):
    list_display = ("label", "slug")
    search_fields = ("label", "slug")
    prepopulated_fields = {"slug": ("label",)}

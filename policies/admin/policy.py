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
from policies.admin.publishing import SIGNING, PublishableAdmin, wrote
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


@admin.register(Alignment)
class AlignmentAdmin(SteadyAdmin):
    """All alignments in one list, for reviewing them."""

    form = AlignmentForm
    list_display = ("policy", "framework", "component", "link", "source_kind", "confidence", "reviewed")
    list_filter = ("framework", "link", "source_kind", "confidence", ("reviewed_by", admin.EmptyFieldListFilter))
    list_select_related = ("policy", "framework", "component")
    search_fields = ("policy__search_text", "policy__slug", "quote")
    autocomplete_fields = ("policy", "framework", "component", "source")

    @admin.display(description=_("reviewed"), boolean=True)
    def reviewed(self, alignment: Alignment) -> bool:
        return alignment.reviewed

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is not None and obj.policy.is_published:
            return tuple(field.name for field in obj._meta.fields if field.editable and field.name not in SIGNING)
        if request.user.has_perm("policies.publish_policy"):
            return ()
        return ("policy", "reviewed_by", "reviewed_on")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = type("CodersAlignmentForm", (AlignmentForm,), {"coder": request.user.get_username()})
        return super().get_form(request, obj, change, **{"form": form, **kwargs})

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Analysts add alignments on the page of their draft; here any policy could be chosen."""
        return super().has_add_permission(request) and request.user.has_perm("policies.publish_policy")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and obj.policy.is_published and not obj.policy.is_copy:
            return actions.may(request.user, "publish", Policy)  # type: ignore[arg-type]
        return super().has_change_permission(request, obj) and self.may_edit_policy(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self.may_edit_policy(request, obj)

    def may_edit_policy(self, request: HttpRequest, row: Any) -> bool:
        """An alignment is part of its policy, to the same rules."""
        return row is None or actions.may_edit(row.policy, request.user)  # type: ignore[arg-type]

    def save_model(self, request: HttpRequest, obj: Alignment, form: Any, change: bool) -> None:
        if change and obj.policy.is_published:
            actions.sign(obj, request.user)  # type: ignore[arg-type]
            return
        super().save_model(request, obj, form, change)
        if wrote(form):
            before = Policy.objects.filter(pk=form.initial.get("policy")) if change else []
            self.edited({obj.policy, *before}, request)

    def delete_model(self, request: HttpRequest, obj: Alignment) -> None:
        super().delete_model(request, obj)
        self.edited({obj.policy}, request)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Alignment]) -> None:
        policies = set(Policy.objects.filter(alignments__in=queryset))
        super().delete_queryset(request, queryset)
        self.edited(policies, request)

    def edited(self, policies: set[Policy], request: HttpRequest) -> None:
        for policy in policies:
            actions.edited(policy, request.user)  # type: ignore[arg-type]
        actions.refresh(policy.pk for policy in policies)


@admin.register(Topic, TargetGroup)
class TermAdmin(SteadyAdmin):
    list_display = ("label", "slug")
    search_fields = ("label", "slug")
    prepopulated_fields = {"slug": ("label",)}

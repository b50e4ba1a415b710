"""A policy is entered on one page, and moves from draft to published there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from policies import actions, lifecycle
from policies.admin.base import CardInline, RowInline, SearchableAdmin
from policies.admin.policy_forms import AlignmentForm, PolicyForm
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

#: The buttons of the page: a move of actions.TRANSITIONS, its label, and what is said when it is made.
MOVES = {
    "submit": (_("Save and submit for review"), _("“%s” was submitted for review.")),
    "send_back": (_("Save and send back"), _("“%s” was sent back as a draft.")),
    "publish": (_("Save and publish"), _("“%s” is published.")),
    "archive": (_("Save and archive"), _("“%s” was archived: readers no longer see it.")),
    "restore": (_("Save and restore as draft"), _("“%s” is a draft again.")),
}


class EventInline(RowInline):
    model = PolicyEvent
    autocomplete_fields = ("source",)
    fields = ("date", "type", "title", "source", "planned", "notes", "extends_to")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "notes":
            field.widget.attrs.update({"rows": 2, "cols": 24})
        return field


class AlignmentInline(CardInline):
    model = Alignment
    form = AlignmentForm
    autocomplete_fields = ("framework", "component", "source")
    fields = (
        ("component", "framework"),
        ("link", "source_kind", "confidence"),
        "quote",
        ("quote_language", "where"),
        "rationale",
        "source",
        ("coded_by", "coded_on"),
        ("reviewed_by", "reviewed_on"),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Reviewing is for reviewers."""
        return () if request.user.has_perm("policies.publish_policy") else ("reviewed_by", "reviewed_on")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = type("CodersAlignmentForm", (AlignmentForm,), {"coder": request.user.get_username()})
        return super().get_formset(request, obj, **{"form": form, **kwargs})


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
class PolicyAdmin(SearchableAdmin):
    form = PolicyForm
    change_form_template = "admin/policies/policy/change_form.html"
    list_display = (
        "title",
        "country",
        "instrument",
        "status_today",
        "state",
        "term_start",
        "last_checked",
        "changed_at",
    )
    list_filter = (
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
    actions = ("submit_selected", "publish_selected")
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

    @admin.display(description=_("publication"))
    def state_now(self, policy: Policy) -> str:
        state = policy.get_state_display()
        return gettext("%s, by its own author") % state if policy.published_own_work else state

    def today(self) -> dt.date:
        return timezone.localdate()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Policy]:
        return super().get_queryset(request).select_related("country")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What readers see is changed by those who may publish."""
        allowed = super().has_change_permission(request, obj)
        if obj is not None and obj.is_published:
            return allowed and request.user.has_perm("policies.publish_policy")
        return allowed

    def save_model(self, request: HttpRequest, obj: Policy, form: Any, change: bool) -> None:
        if not change:
            obj.created_by = request.user
            super().save_model(request, obj, form, change)
            return
        # Only what the form holds: somebody may have published the record meanwhile.
        held = [field.name for field in obj._meta.concrete_fields if field.name in form.cleaned_data]
        obj.save(update_fields=[*held, "changed_at"])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        ended_before = actions.ended_by([form.instance.pk])
        super().save_related(request, form, formsets, change)
        if not change or form.changed_data or any(formset.has_changed() for formset in formsets):
            Policy.objects.filter(pk=form.instance.pk).update(edited_by=request.user)
        actions.refresh_milestones({form.instance.pk, *ended_before})

    def delete_model(self, request: HttpRequest, obj: Policy) -> None:
        actions.delete_policies([obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Policy]) -> None:
        actions.delete_policies(queryset)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        policy = context.get("original")
        moves = actions.permitted(policy, request.user) if policy else ["submit"]  # type: ignore[arg-type]
        if policy is not None and not self.has_change_permission(request, policy):
            moves = []
        context["moves"] = [(name, MOVES[name][0]) for name in moves]
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(self, request: HttpRequest, obj: Policy, post_url_continue: Any = None) -> HttpResponse:
        return self.move_if_asked(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Policy) -> HttpResponse:
        return self.move_if_asked(request, obj) or super().response_change(request, obj)

    def move_if_asked(self, request: HttpRequest, obj: Policy) -> HttpResponse | None:
        """Makes the move whose button was pressed, and stays on the page."""
        name = request.POST.get("_move", "")
        if name not in MOVES:
            return None
        try:
            actions.move(obj.pk, name, request.user)  # type: ignore[arg-type]
        except ValidationError as error:
            self.message_user(request, gettext("Saved, but: %s") % " ".join(error.messages), messages.WARNING)
        else:
            self.message_user(request, str(MOVES[name][1]) % obj.title, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:policies_policy_change", args=[obj.pk]))

    @admin.action(description=_("Submit selected drafts for review"), permissions=["change"])
    def submit_selected(self, request: HttpRequest, queryset: QuerySet[Policy]) -> None:
        self.move_all(request, queryset, "submit")

    @admin.action(description=_("Publish selected policies"), permissions=["publish"])
    def publish_selected(self, request: HttpRequest, queryset: QuerySet[Policy]) -> None:
        self.move_all(request, queryset, "publish")

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("policies.publish_policy")

    def move_all(self, request: HttpRequest, queryset: QuerySet[Policy], name: str) -> None:
        done = 0
        for policy in queryset:
            try:
                actions.move(policy.pk, name, request.user)  # type: ignore[arg-type]
                done += 1
            except ValidationError as error:
                self.message_user(request, f"{policy.title}: {' '.join(error.messages)}", messages.WARNING)
        if done:
            text = ngettext("%d policy was moved on.", "%d policies were moved on.", done) % done
            self.message_user(request, text, messages.SUCCESS)


def may_change_rows_of(request: HttpRequest, row: Any) -> bool:
    """What readers see is changed by those who may publish; a draft's rows by those who may change the draft."""
    return row is None or not row.policy.is_published or request.user.has_perm("policies.publish_policy")


@admin.register(Alignment)
class AlignmentAdmin(admin.ModelAdmin):
    """All alignments in one list, for reviewing them."""

    form = AlignmentForm
    list_display = ("policy", "framework", "component", "link", "source_kind", "confidence", "reviewed")
    list_filter = ("framework", "link", "source_kind", "confidence", ("reviewed_by", admin.EmptyFieldListFilter))
    list_select_related = ("policy", "framework", "component")
    search_fields = ("policy__search_text", "quote")
    autocomplete_fields = ("policy", "framework", "component", "source")

    @admin.display(description=_("reviewed"), boolean=True)
    def reviewed(self, alignment: Alignment) -> bool:
        return alignment.reviewed

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
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
        return super().has_change_permission(request, obj) and may_change_rows_of(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and may_change_rows_of(request, obj)


@admin.register(Topic, TargetGroup)
class TermAdmin(admin.ModelAdmin):
    list_display = ("label", "slug")
    search_fields = ("label", "slug")
    prepopulated_fields = {"slug": ("label",)}

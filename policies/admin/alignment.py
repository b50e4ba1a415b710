"""All alignments in one list, for reviewing them; each on a page of its own, to the rules of the policy that it is part of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from policies import actions
from policies.admin.autocomplete import possible_key
from policies.admin.base import SteadyAdmin
from policies.admin.coding import SIGNING, AlignmentForm, CodedInline
from policies.admin.meanwhile import SeenForm
from policies.admin.publishing import LOCKED, NOT_ASSIGNED, wrote
from policies.choices import PublicationState
from policies.history.states import values_of
from policies.models import Alignment, Policy
from policies.models.account import coder_name

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class OwnPageForm(SeenForm, AlignmentForm):
    """Knows who sends it: an alignment joins such policies alone as its sender may change where they stand."""

    user: User

    def held(self) -> dict[str, Any]:
        """All of it, also where it is only signed: what is signed is what the page showed."""
        return values_of(self.instance)

    def clean_policy(self) -> Policy:
        chosen: Policy = self.cleaned_data["policy"]
        # Held until it is saved, or somebody could publish it meanwhile.
        policy = Policy.objects.select_for_update().filter(pk=chosen.pk).first() or chosen
        if not actions.may_edit(policy, self.user):
            raise ValidationError(LOCKED.get(PublicationState(policy.state), NOT_ASSIGNED))
        return policy


@admin.register(Alignment)
class AlignmentAdmin(SteadyAdmin):
    form = OwnPageForm
    list_display = ("policy", "framework", "component", "link", "source_kind", "confidence", "reviewed")
    list_filter = ("framework", "link", "source_kind", "confidence", ("reviewed_by", admin.EmptyFieldListFilter))
    list_select_related = ("policy", "framework", "component")
    search_fields = ("policy__search_text", "policy__slug", "quote")
    autocomplete_fields = ("policy", "framework", "component", "source")
    #: In the order of reading: what was coded, and then who signs it.
    fields = ("policy", *CodedInline.fields)

    @admin.display(description=_("reviewed"), boolean=True)
    def reviewed(self, alignment: Alignment) -> bool:
        return alignment.reviewed

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """While a form is saved the policy is held too: it is that which is published."""
        if request.method == "POST" and possible_key(object_id) and transaction.get_connection().in_atomic_block:
            of_alignment = Alignment.objects.filter(pk=object_id).values("policy")
            Policy.objects.select_for_update().filter(pk__in=of_alignment).exists()
        return super().get_object(request, object_id, from_field)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is not None and obj.policy.is_published:
            return tuple(field.name for field in obj._meta.fields if field.editable and field.name not in SIGNING)
        if request.user.has_perm("policies.publish_policy"):
            return ()
        return ("policy", "reviewed_by", "reviewed_on")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        known = {"coder": coder_name(request.user), "user": request.user}  # type: ignore[arg-type]
        form = type("CodersAlignmentForm", (OwnPageForm,), known)
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

"""What the pages of policies and of projects share: who may change them where they stand, and the moves between states."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from policies import actions
from policies.admin.addresses import ChangesAddress
from policies.admin.autocomplete import possible_key
from policies.admin.base import SearchableAdmin
from policies.admin.coding import SIGNING
from policies.admin.comments import comments_of, keep_comments, places_drawn, refuse_long
from policies.admin.overtaken import Overtaken, overtaken, say_all
from policies.admin.working_copies import DEEDS, WorkingCopies, deeds
from policies.choices import PublicationState
from policies.models import Revision
from policies.models.review import Publishable

#: The buttons of the page: a move of actions.TRANSITIONS, its label, and what is said when it is made.
MOVES = {
    "submit": (_("Save and submit for review"), _("“%s” was submitted for review.")),
    "send_back": (_("Save and send back"), _("“%s” was sent back as a draft.")),
    "publish": (_("Save and publish"), _("“%s” is published.")),
}
#: Why a record cannot be changed now.
LOCKED = {
    PublicationState.IN_REVIEW: _(
        "This record is in review. Until a reviewer publishes it or sends it back, only reviewers change it."
    ),
    PublicationState.PUBLISHED: _("Readers see this record: it is changed through a working copy."),
    PublicationState.ARCHIVED: _(
        "This record is archived. It can be changed once a reviewer has restored it as a draft."
    ),
}
#: So many of the newest revisions stand on the page; readers find all of them in the changelog.
MOST_REVISIONS = 20
#: Characters of a reason, as its box has it.
MOST_OF_REASON = 500
#: Records moved from the list in one go, and of those that were not, how many are told why.
MOST_AT_ONCE, MOST_TOLD = 500, 20
NOT_ASSIGNED = _("This is a record of a country that is not assigned to your account.")


def given_reason(request: HttpRequest, move: str) -> str:
    """The reason that was typed: the row of buttons stands above the form and below it.

    Readers are told why something was published, and nobody but who mends it why it was sent back: two boxes.
    """
    box = "_word" if move == "send_back" else "_reason"
    return next((text.strip()[:MOST_OF_REASON] for text in request.POST.getlist(box) if text.strip()), "")


def wrote(form: forms.BaseForm) -> bool:
    """Whether a form changes what the record says."""
    return bool(set(form.changed_data) - SIGNING)


class PublishableForm(forms.ModelForm):
    """Knows when its page was opened, so that nobody's work is silently overwritten.

    The page that says so lets one save over it, ``save_over`` being the state that was looked at and no later one.
    """

    overtaken: Overtaken | None = None
    loaded_at = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "loaded_at" in self.fields and self.instance.pk:
            self.initial["loaded_at"] = self.instance.changed_at.isoformat()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        refuse_long(self.data)
        found = overtaken(self.instance, cleaned.get("loaded_at") or "") if self.instance.pk else None
        if found is not None and self.data.get("save_over") != found.version:
            self.overtaken = found
            raise ValidationError(_("Somebody else saved this record meanwhile: see the box at the top."), code="stale")
        return cleaned


class PublishableAdmin(WorkingCopies, ChangesAddress, SearchableAdmin):
    """A record that is drafted, reviewed and published on its own page, and from the list."""

    form = PublishableForm
    change_form_template = "admin/policies/publishable.html"
    actions = ("submit_selected", "publish_selected")
    readonly_fields: Any = ("state_now",)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except PermissionDenied:
            why = self.why_not_any_more(request, object_id)
            if why is None:
                raise
            raise PermissionDenied(why) from None

    def why_not_any_more(self, request: HttpRequest, object_id: str | None) -> str | None:
        """For whoever had the form open, and may no longer save it because somebody has moved the record on."""
        may_otherwise = request.method == "POST" and super().has_change_permission(request)
        if not may_otherwise or object_id is None or not possible_key(object_id):
            return None
        state = self.model._default_manager.filter(pk=object_id).values_list("state", flat=True).first()
        if state not in LOCKED:
            return None
        words = _("Go back in your browser to find what you had entered, and copy it before you close that page.")
        return f"{LOCKED[PublicationState(state)]} {words}"

    @admin.display(description=_("publication"))
    def state_now(self, record: Publishable) -> str:
        state = record.get_state_display()
        return gettext("%s, by its own author") % state if record.published_own_work else state

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (
            obj is None or actions.may_edit(obj, request.user)  # type: ignore[arg-type]
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What readers have seen is withdrawn and keeps its history; only a superuser erases it, with its history."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or request.user.is_superuser or not obj.revisions.exists())

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return actions.may(request.user, "publish", self.model)  # type: ignore[arg-type]

    def save_model(self, request: HttpRequest, obj: Publishable, form: Any, change: bool) -> None:
        if not change:
            obj.created_by = request.user
            super().save_model(request, obj, form, change)
            return
        # Only what the form holds: somebody may have published the record meanwhile.
        held = [field.name for field in obj._meta.concrete_fields if field.name in form.cleaned_data]
        obj.save(update_fields=[*held, "changed_at"])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change or wrote(form) or any(wrote(row) for formset in formsets for row in formset.forms):
            actions.edited(form.instance, request.user)  # type: ignore[arg-type]
        if change:
            keep_comments(form.instance, request)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        record = context.get("original")
        moves, locked = ["submit"], None
        if record is not None:
            moves = [name for name in actions.permitted(record, request.user) if name in MOVES]  # type: ignore[arg-type]
            if not self.has_change_permission(request, record):
                moves, locked = [], LOCKED.get(PublicationState(record.state))
                if locked is None and not actions.within_assignment(record, request.user):  # type: ignore[arg-type]
                    locked = NOT_ASSIGNED
            context |= self.standing(record, request)
            said = comments_of(record, request, self.has_change_permission(request, record))
            context["comments"] = said
            if said is not None and said.sent:
                context["comments_listed"] = said.listed(places_drawn(context))
        context |= {
            "moves": [(name, MOVES[name][0]) for name in moves],
            "locked": locked,
            "asks_why": "publish" in moves,
            "sends_back": "send_back" in moves,
        }
        form = context["adminform"].form
        if getattr(form, "overtaken", None) is not None:
            added = say_all(form, context["inline_admin_formsets"])
            context |= {"overtaken": form.overtaken, "added_meanwhile": added}
        return super().render_change_form(request, context, *args, **kwargs)

    def standing(self, record: Publishable, request: HttpRequest) -> dict[str, Any]:
        """What the page says and offers above its form."""
        of, offered = f"admin:policies_{self.opts.model_name}", deeds(record, request.user)
        there = None if record.is_copy else self.model._default_manager.filter(copy_of=record).first()
        return {
            "deeds": [(name, DEEDS[name][0]) for name in offered if name != "copy" or there is None],
            "deeds_url": reverse(f"{of}_do", args=[record.pk]),
            "asks_reason": "archive" in offered,
            "revisions": Revision.objects.of(record).order_by("-number")[:MOST_REVISIONS],
            "may_go_back": "archive" in offered and there is None,
            "open_copy": there,
            "url_of_copy": reverse(f"{of}_change", args=[there.pk]) if there else "",
            "change_of_original": reverse(f"{of}_change", args=[record.copy_of_id]) if record.is_copy else "",
            "changes_url": reverse(f"{of}_changes", args=[record.pk]),
        }

    def response_add(self, request: HttpRequest, obj: Publishable, post_url_continue: Any = None) -> HttpResponse:
        return self.move_if_asked(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Publishable) -> HttpResponse:
        return self.move_if_asked(request, obj) or super().response_change(request, obj)

    def move_if_asked(self, request: HttpRequest, obj: Publishable) -> HttpResponse | None:
        """Makes the move whose button was pressed, and stays on the page."""
        name = request.POST.get("_move", "")
        if name not in MOVES:
            return None
        try:
            obj = actions.move(obj, name, request.user, given_reason(request, name))  # type: ignore[type-var, arg-type]
        except ValidationError as error:
            self.log_refusal(request, obj, name, error)
            self.message_user(request, gettext("Saved, but: %s") % " ".join(error.messages), messages.WARNING)
        else:
            self.message_user(request, str(MOVES[name][1]) % obj, messages.SUCCESS)
        return HttpResponseRedirect(reverse(f"admin:policies_{self.opts.model_name}_change", args=[obj.pk]))

    @admin.action(description=_("Submit selected drafts for review"), permissions=["change"])
    def submit_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self.move_all(request, queryset, "submit")

    @admin.action(description=_("Publish selected %(verbose_name_plural)s"), permissions=["publish"])
    def publish_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self.move_all(request, queryset, "publish")

    def move_all(self, request: HttpRequest, queryset: QuerySet[Any], name: str) -> None:
        keys = list(queryset.values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
        if len(keys) > MOST_AT_ONCE:
            said = gettext("More than %d are chosen, and nothing was moved: choose fewer, by a filter or page by page.")
            self.message_user(request, said % MOST_AT_ONCE, messages.WARNING)
            return
        done, refused = 0, 0
        for record in self.model._default_manager.filter(pk__in=keys).defer("copied_state").order_by("pk"):
            try:
                actions.move(record, name, request.user)
                done += 1
            except ValidationError as error:
                self.log_refusal(request, record, name, error)
                refused += 1
                if refused <= MOST_TOLD:
                    self.message_user(request, f"{record}: {' '.join(error.messages)}", messages.WARNING)
        if refused > MOST_TOLD:
            said = gettext("… and %d more were not moved.") % (refused - MOST_TOLD)
            self.message_user(request, said, messages.WARNING)
        if done:
            text = ngettext("%d record was moved on.", "%d records were moved on.", done) % done
            self.message_user(request, text, messages.SUCCESS)

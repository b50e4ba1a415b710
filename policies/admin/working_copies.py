"""What is done to a record that readers see: copying it to change it, comparing, withdrawing, going back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from policies import actions
from policies.access import refusals
from policies.desk.conflicts import settle
from policies.desk.successors import may_succeed, start_successor
from policies.history import copies
from policies.history.changelog import described
from policies.history.conflicts import conflicts_of
from policies.history.words import in_words
from policies.models import Revision
from policies.models.review import Publishable

#: What is done beside the form, for it changes no field of it: label, and what is said when it is done.
DEEDS = {
    "copy": (
        _("Change it in a working copy"),
        _("This is a working copy of “%s”: readers see it once it is published."),
    ),
    "succeed": (
        _("Copy as successor"),
        _("“%s” is a draft that replaces it: give it its own title, term, events and source."),
    ),
    "archive": (_("Withdraw it"), _("“%s” was archived: readers no longer see it.")),
    "restore": (_("Restore it as a draft"), _("“%s” is a draft again.")),
    "discard": (
        _("Discard this working copy"),
        _("The working copy of “%s” was discarded: readers see what they saw before."),
    ),
}


def deeds(record: Publishable, user: Any) -> list[str]:
    """What the user may do with the record beside its form, in the order of DEEDS."""
    allowed = set(actions.permitted(record, user)) & {"archive", "restore"}
    if actions.may_copy(record, user):
        allowed.add("copy")
    if may_succeed(record, user):
        allowed.add("succeed")
    if record.is_copy and actions.may_edit(record, user):
        allowed.add("discard")
    return [name for name in DEEDS if name in allowed]


class WorkingCopies(admin.ModelAdmin):
    """Adds the deeds, the comparison and the revisions to the page of a record."""

    def get_urls(self) -> list[URLPattern]:
        name = f"policies_{self.opts.model_name}"
        own = [
            path("<int:pk>/do/", self.guarded(self.do), name=f"{name}_do"),
            path("<int:pk>/changes/", self.guarded(self.compare), name=f"{name}_changes"),
            path("<int:pk>/conflicts/", self.guarded(self.settle), name=f"{name}_conflicts"),
            path("<int:pk>/revisions/<int:number>/", self.guarded(self.go_back), name=f"{name}_go_back"),
        ]
        return own + super().get_urls()

    def guarded(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        """For those alone who may look at such records, whether this one is there or not."""

        def look(request: HttpRequest, **asked: int) -> HttpResponse:
            if not self.has_view_permission(request):
                raise PermissionDenied
            return view(request, **asked)

        return self.admin_site.admin_view(look)  # type: ignore[no-any-return]

    def there(self, request: HttpRequest, pk: int) -> Any:
        record = self.get_queryset(request).filter(pk=pk).first() if pk < 2**63 else None
        if record is None:
            raise Http404(gettext("There is no such record any more: a working copy is gone when it is published."))
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        return record

    def page_of(self, record: Publishable) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse(f"admin:policies_{self.opts.model_name}_change", args=[record.pk]))

    def log_refusal(self, request: HttpRequest, record: Any, name: str, error: ValidationError) -> None:
        if isinstance(error, actions.NotAllowed):
            refusals.log(request, f"{name} {self.opts.model_name} {record.pk}: not allowed")

    def do(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One of DEEDS, by POST."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        record, name = self.there(request, pk), request.POST.get("do", "")
        if name not in DEEDS:
            raise Http404(gettext("There is no such button."))
        if name not in deeds(record, request.user) and not actions.may(request.user, "change", self.model):  # type: ignore[arg-type]
            raise PermissionDenied
        if name == "discard" and name in deeds(record, request.user) and "sure" not in request.POST:
            return self.ask_to_discard(request, record)
        shown = record
        try:
            if name == "copy":
                shown = actions.start_copy(record, request.user)  # type: ignore[arg-type]
            elif name == "succeed":
                shown = start_successor(record, request.user)  # type: ignore[arg-type]
            elif name == "discard":
                title, shown = str(record), record.copy_of
                actions.discard_copy(record, request.user)  # type: ignore[arg-type]
                self.log_change(request, shown, gettext("Discarded a working copy: %s") % title)
            else:
                shown = actions.move(record, name, request.user, request.POST.get("reason", "").strip())  # type: ignore[arg-type]
        except ValidationError as error:
            self.log_refusal(request, record, name, error)
            self.message_user(request, " ".join(error.messages), messages.WARNING)
            return self.page_of(record)
        self.message_user(request, str(DEEDS[name][1]) % shown, messages.SUCCESS)
        return self.page_of(shown)

    def ask_to_discard(self, request: HttpRequest, copy: Publishable) -> HttpResponse:
        """What was written into a copy is nowhere else, so it does not go at one press of a button."""
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Discard this working copy?"),
            "opts": self.opts,
            "copy": copy,
            "changes": len(copies.changes_of(copy)),
            "do_url": reverse(f"admin:policies_{self.opts.model_name}_do", args=[copy.pk]),
            "changes_url": reverse(f"admin:policies_{self.opts.model_name}_changes", args=[copy.pk]),
        }
        return TemplateResponse(request, "admin/policies/discard.html", context)

    def compare(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What publishing a working copy would change: field by field, row by row, as it is and as it would be."""
        copy = self.there(request, pk)
        if not copy.is_copy:
            raise Http404(gettext("This is no working copy: there is nothing to compare it with."))
        now = copies.state_of(copy.copy_of)
        result = copies.merged(copy, now)
        found = copies.changes_of(copy)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("What publishing would change"),
            "subtitle": str(copy.copy_of),
            "opts": self.opts,
            "copy": copy,
            "groups": described(self.model, in_words(self.model, found, result.state["rows"])),  # type: ignore[arg-type]
            "conflicts": conflicts_of(copy),
            "may_settle": actions.may_edit(copy, request.user),  # type: ignore[arg-type]
            "settle_url": reverse(f"admin:policies_{self.opts.model_name}_conflicts", args=[copy.pk]),
        }
        return TemplateResponse(request, "admin/policies/changes.html", context)

    def settle(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What is to stay where a copy and its record were both changed, by POST.

        ``take`` is ``public`` or ``mine``; ``conflict``, the key of one, may be repeated; without it all are settled.
        """
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        copy, take = self.there(request, pk), request.POST.get("take")
        if take not in ("public", "mine"):
            raise Http404(gettext("There is no such button."))
        if not actions.may(request.user, "change", self.model):  # type: ignore[arg-type]
            raise PermissionDenied
        try:
            settled = settle(copy, request.POST.getlist("conflict"), take, request.user)  # type: ignore[arg-type]
        except ValidationError as error:
            self.log_refusal(request, copy, "settle", error)
            self.message_user(request, " ".join(error.messages), messages.WARNING)
        else:
            said = ngettext("%d conflict is settled.", "%d conflicts are settled.", settled) % settled
            self.message_user(request, said, messages.SUCCESS)
        if not copy.is_copy:
            return self.page_of(copy)
        return HttpResponseRedirect(reverse(f"admin:policies_{self.opts.model_name}_changes", args=[copy.pk]))

    def go_back(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """A working copy that says what a revision said, by POST."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        record = self.there(request, pk)
        revision = Revision.objects.of(record).filter(number=number).select_related("snapshot").first()
        if revision is None:
            raise Http404(gettext("This record has no such revision."))
        try:
            copy = actions.restore_revision(revision, request.user)  # type: ignore[arg-type]
        except ValidationError as error:
            self.log_refusal(request, record, "bring back", error)
            self.message_user(request, " ".join(error.messages), messages.WARNING)
            return self.page_of(record)
        said = gettext("This working copy says what revision %d said: compare it, and have it published.") % number
        self.message_user(request, said, messages.SUCCESS)
        return self.page_of(copy)

"""The public page of a policy as it would be, for those who work on it: by the public view's own code and template.

GET shows what is saved. POST takes the form of the policy's page: it is checked and saved as ever, shown, and all of it taken
back, so that nothing of it stays. No reader gets here: it is a page of the admin, to its rules, and never kept anywhere.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.messages.storage.base import BaseStorage
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from policies.models import DataVersion, Policy
from policies.models.version import reading_at
from policies.queries.pages import policy_for_page
from policies.views.policies import policy_page

#: Buttons of the form: a preview presses none of them.
BUTTONS = ("_save", "_continue", "_addanother", "_saveasnew", "_move", "_popup")


class Unsaid(BaseStorage):
    """Messages of what is taken back, which nobody is told."""

    def _get(self, *args: Any, **kwargs: Any) -> tuple[list[Any], bool]:
        return [], True

    def _store(self, *args: Any, **kwargs: Any) -> list[Any]:
        return []


def urls() -> list[URLPattern]:
    return [path("policies/policy/<int:pk>/preview/", admin.site.admin_view(preview), name="policy-preview")]


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    of_admin = admin.site.get_model_admin(Policy)
    if not of_admin.has_view_permission(request):
        raise PermissionDenied
    record = of_admin.get_queryset(request).filter(pk=pk).first() if pk < 2**63 else None
    if record is None:
        raise Http404(gettext("There is no such record any more: a working copy is gone when it is published."))
    if not of_admin.has_view_permission(request, record):
        raise PermissionDenied
    if record.is_published:
        return redirect(record)  # readers' own page is what they see
    if request.method == "POST":
        if not of_admin.has_change_permission(request, record):
            raise PermissionDenied
        response = unsaved(request, of_admin, record)
    else:
        response = page(request, pk, gettext("This is what is saved. Readers do not see it yet."))
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def page(request: HttpRequest, pk: int, words: str) -> HttpResponse:
    return policy_page(request, policy_for_page(Policy.objects.all()).get(pk=pk), preview=words)


def unsaved(request: HttpRequest, of_admin: Any, record: Policy) -> HttpResponse:
    """The page with what the form says, which is saved for as long as the page takes to make."""
    sent = request.POST.copy()
    for name in BUTTONS:
        sent.pop(name, None)
    request.POST = sent  # type: ignore[misc, assignment]
    request._messages = Unsaid(request)  # type: ignore[attr-defined]
    # What is kept in memory for a version of the data stays that of what is really stored.
    with reading_at(DataVersion.objects.latest()), transaction.atomic():
        try:
            answer = of_admin.change_view(request, str(record.pk))
            if answer.status_code == 302:
                words = gettext("This is what the form says. None of it is saved, and readers do not see it.")
                return page(request, record.pk, words)
            context = {
                **admin.site.each_context(request),
                "title": gettext("No preview yet"),
                "subtitle": str(record),
                "record": record,
                "wrong": list(mistakes(answer.context_data)),
            }
            return render(request, "admin/policies/preview_refused.html", context)
        finally:
            transaction.set_rollback(True)


def mistakes(context: dict[str, Any]) -> Any:
    """(where, what) of all that keeps the form from being saved."""
    forms = [(None, context["adminform"].form)]
    for inline in context["inline_admin_formsets"]:
        kind = str(inline.opts.verbose_name)
        forms += [(f"{kind} {number}", form) for number, form in enumerate(inline.formset.forms, start=1)]
        for message in inline.formset.non_form_errors():
            yield kind, message
    for row, form in forms:
        for name, messages in form.errors.items():
            label = form.fields[name].label if name in form.fields else None
            where = ", ".join(str(part) for part in (row, label) if part)
            for message in messages:
                yield where, message

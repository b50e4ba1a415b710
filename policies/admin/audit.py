"""``/admin/admin/logentry/``: who did what, when, for managers; read only, by account, kind and day, and as CSV.

Names of the query string: ``account`` (a name as it signs in), ``kind`` (of queries/audit.py), ``since`` and ``until``
(2026-11-24), ``p`` (the page).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.admin.base import SteadyAdmin
from policies.exporters.base import Document
from policies.exporters.csv import CONTENT_TYPE, csv_lines
from policies.queries.audit import KINDS, Asked, Happening, happenings, read

PER_PAGE = 100
HEADERS = ("at", "account", "kind", "record_type", "record_id", "record", "details", "address")


class AuditForm(forms.Form):
    account = forms.CharField(label=_("Account"), max_length=150, required=False)
    kind = forms.ChoiceField(
        label=_("What"), required=False, choices=lambda: [("", _("all")), *((k, v[0]) for k, v in KINDS.items())]
    )
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Up to"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", gettext("This is before the first day."))
        return cleaned

    def asked(self) -> Asked:
        """What of it was understood; the rest is named beside its field."""
        self.is_valid()
        return Asked(**{name: value for name in self.fields if (value := self.cleaned_data.get(name))})


@admin.register(LogEntry)
class AuditAdmin(SteadyAdmin):
    """Nobody changes what happened."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        export = self.admin_site.admin_view(self.export)
        return [path("csv/", export, name="admin_logentry_csv"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        self.refuse_others(request)
        form = AuditForm(request.GET)
        paginator = Paginator(happenings(form.asked()), PER_PAGE)
        page = paginator.get_page(request.GET.get("p", "1")[:10])
        kept = request.GET.copy()
        kept.pop("p", None)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Who did what"),
            "opts": self.opts,
            "form": form,
            "page": page,
            "rows": [(row, label_of(row)) for row in read(page.object_list)],
            "kept": kept.urlencode(),
            "media": self.media,
        }
        return render(request, "admin/access/audit.html", context)

    def export(self, request: HttpRequest) -> StreamingHttpResponse:
        self.refuse_others(request)
        document = Document("audit", HEADERS, lines(happenings(AuditForm(request.GET).asked())))
        name = f"migpol-audit-{timezone.localdate():%Y-%m-%d}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
        return StreamingHttpResponse(csv_lines(document), content_type=CONTENT_TYPE, headers=headers)

    def refuse_others(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied


def label_of(row: Happening) -> Any:
    return KINDS[row.kind][0] if row.kind else "—"


def lines(rows: Any) -> Iterator[Iterable[Any]]:
    for row in read(rows.iterator(chunk_size=2000)):
        at = row.at.astimezone(dt.UTC).isoformat(timespec="seconds")
        yield (at, row.account, row.kind, row.model, row.key, row.what, row.said, row.address)

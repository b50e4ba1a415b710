"""Imports: a file is uploaded, its columns are matched, its dry run is looked at and confirmed; then its batch is
published together or undone. Each step is a form; nothing needs a script, and the file itself never comes back from one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies import actions
from policies.admin.autocomplete import possible_key
from policies.admin.base import SteadyAdmin
from policies.choices import ImportState
from policies.exporters import csv as csv_exporter
from policies.exporters import xlsx as xlsx_exporter
from policies.importers.sheet import halves, pending, publishing, template, undoing
from policies.importers.sheet.matching import Matching
from policies.importers.sheet.opening import too_large
from policies.importers.sheet.planning import ADDED, CHANGED, REJECTED, UNCHANGED, VERDICTS, Plan, plan
from policies.importers.sheet.problems import SheetError
from policies.importers.sheet.synonyms import HEADERS, NOT_READ
from policies.importers.sheet.table import MOST_BYTES
from policies.importers.sheet.writing import Changed, confirm
from policies.models import ImportBatch, Policy

#: So many rows of a kind are shown; all are counted.
MOST_SHOWN: Final = 200
CONTENT_TYPES: Final = {"csv": csv_exporter.CONTENT_TYPE, "xlsx": xlsx_exporter.CONTENT_TYPE}
ORDER: Final = (REJECTED, CHANGED, ADDED, UNCHANGED)


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or XLSX, 50 MB and 20,000 rows at most. Nothing is imported before you have seen what it would do."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise ValidationError(too_large(file.size or 0))
        return file


class MatchForm(forms.Form):
    """One choice a column of the file. Its fields are named by place, for headers hold anything."""

    def __init__(self, matching: Matching, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headers: dict[str, str] = {}
        choices = [("", _("— choose —")), (NOT_READ, _("do not read")), *((name, name) for name in HEADERS)]
        for index, header in enumerate(matching.headers):
            if header:
                name = f"column_{index}"
                self.headers[name] = header
                initial = matching.column_at.get(index, NOT_READ if index in matching.left_out else "")
                self.fields[name] = forms.ChoiceField(label=header, choices=choices, initial=initial, required=False)

    @property
    def said(self) -> dict[str, str]:
        """Header -> column, of the columns that somebody said anything about."""
        return {header: self.cleaned_data[name] for name, header in self.headers.items() if self.cleaned_data.get(name)}


@admin.register(ImportBatch)
class ImportAdmin(SteadyAdmin):
    list_display = ("file_name", "state", "told", "created_by", "created_at", "imported_at")
    list_filter = ("state",)
    list_select_related = ("created_by",)
    search_fields = ("file_name", "checksum")
    actions = None
    change_list_template = "admin/policies/importbatch/list.html"

    @admin.display(description=_("rows"))
    def told(self, batch: ImportBatch) -> str:
        return ", ".join(f"{count} {gettext(verdict)}" for verdict, count in batch.counts.items())

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportBatch]:
        return super().get_queryset(request).without_file()  # type: ignore[attr-defined, no-any-return]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A batch is a record of what was done: it is looked at, published and undone, and never edited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        own = path(
            "template.<str:suffix>", self.admin_site.admin_view(self.template_view), name="policies_import_template"
        )
        half = path(
            "<path:object_id>/<str:half>.<str:suffix>",
            self.admin_site.admin_view(self.half_view),
            name="policies_import_half",
        )
        return [own, half, *super().get_urls()]

    def half_view(
        self, request: HttpRequest, object_id: str, half: str, suffix: str
    ) -> HttpResponse | StreamingHttpResponse:
        """``…/rejected.csv``, ``…/others.xlsx``: the rows of a dry run that are rejected, with why, or the others."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        waiting = ImportBatch.objects.filter(state=ImportState.PENDING)
        batch = waiting.filter(pk=object_id).first() if possible_key(object_id) else None
        if batch is None or half not in halves.HALVES or suffix not in CONTENT_TYPES:
            raise Http404
        try:
            made = plan(bytes(batch.content or b""), batch.file_name, batch.matched, batch.created_by)  # type: ignore[arg-type]
        except SheetError as error:
            self.message_user(request, str(error), messages.ERROR)
            return self.to_batch(batch)
        rows = halves.half(made, halves.HALVES[half])
        response = StreamingHttpResponse(halves.pieces(rows, suffix), content_type=CONTENT_TYPES[suffix])
        response["Content-Disposition"] = f'attachment; filename="migpol-import-{batch.pk}-{half}.{suffix}"'
        response["Cache-Control"] = "private, no-store"
        return response

    def template_view(self, request: HttpRequest, suffix: str) -> HttpResponse | StreamingHttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if suffix == "csv":
            response: Any = HttpResponse(template.csv_template(), content_type=csv_exporter.CONTENT_TYPE)
        elif suffix == "xlsx":
            response = StreamingHttpResponse(template.xlsx_template(), content_type=xlsx_exporter.CONTENT_TYPE)
        else:
            raise Http404
        response["Content-Disposition"] = f'attachment; filename="migpol-policies-template.{suffix}"'
        return response  # type: ignore[no-any-return]

    # A file comes in

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                batch = pending.keep(file.read(), file.name or "", request.user)  # type: ignore[arg-type]
            except SheetError as error:
                form.add_error("file", str(error))
            else:
                return self.to_batch(batch)
        context = {"title": gettext("Import policies"), "form": form, "columns": template.described()}
        return self.page(request, "upload", context, 200 if not form.errors else 400)

    # Its dry run is looked at; its batch is published or undone

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        batch = ImportBatch.objects.without_file().filter(pk=object_id).first() if possible_key(object_id) else None
        if batch is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined, no-any-return]
        if request.method == "POST":
            return self.act(request, batch)
        return self.dry_run(request, batch) if batch.state == ImportState.PENDING else self.batch_page(request, batch)

    def act(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        name = request.POST.get("do", "")
        if batch.state == ImportState.PENDING:
            self.refuse_unless(batch.created_by_id == request.user.pk and self.has_add_permission(request))
            if name == "match":
                return self.rematch(request, batch)
            if name == "confirm":
                return self.confirmed(request, batch)
            if name == "cancel":
                batch.delete()
                self.message_user(request, gettext("The file was thrown away. Nothing was imported."))
                return HttpResponseRedirect(reverse("admin:policies_importbatch_changelist"))
        elif name == "publish":
            self.refuse_unless(self.may_publish(request))
            return self.published(request, batch)
        elif name == "undo":
            self.refuse_unless(self.may_undo(request, batch))
            return self.undone(request, batch)
        self.message_user(request, gettext("This is not possible now: see where the import stands."), messages.WARNING)
        return self.to_batch(batch)

    def refuse_unless(self, allowed: bool) -> None:
        if not allowed:
            raise PermissionDenied

    def may_publish(self, request: HttpRequest) -> bool:
        return actions.may(request.user, "publish", Policy)  # type: ignore[arg-type]

    def may_undo(self, request: HttpRequest, batch: ImportBatch) -> bool:
        own = batch.created_by_id == request.user.pk and self.has_add_permission(request)
        return own or self.may_publish(request)

    def dry_run(
        self, request: HttpRequest, batch: ImportBatch, made: Plan | None = None, status: int = 200
    ) -> HttpResponse:
        context: dict[str, Any] = {"title": gettext("What this import would do"), "batch": batch}
        try:
            made = made or plan(bytes(batch.content or b""), batch.file_name, batch.matched, batch.created_by)  # type: ignore[arg-type]
        except SheetError as error:
            return self.page(request, "dry_run", {**context, "error": str(error)}, status)
        own = batch.created_by_id == request.user.pk and self.has_add_permission(request)
        kinds = [(verdict, *self.some(made.of(verdict)), made.counts[verdict]) for verdict in VERDICTS]
        context |= {
            "made": made,
            "kinds": kinds,
            # What somebody has to do something about comes first.
            "sections": sorted(kinds, key=lambda kind: ORDER.index(kind[0])),
            "form": MatchForm(made.matching) if own else None,
            "own": own,
            "rejected_rows": bool(made.of(REJECTED)),
            "other_rows": any(halves.is_sound(row) for row in made.rows),
        }
        return self.page(request, "dry_run", context, status)

    def some(self, rows: list[Any]) -> tuple[list[Any], int]:
        return rows[:MOST_SHOWN], max(0, len(rows) - MOST_SHOWN)

    def rematch(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        try:
            made = plan(bytes(batch.content or b""), batch.file_name, batch.matched, batch.created_by)  # type: ignore[arg-type]
            form = MatchForm(made.matching, request.POST)
            if form.is_valid():
                said = form.said
                plan(bytes(batch.content or b""), batch.file_name, said, batch.created_by)  # type: ignore[arg-type]
                ImportBatch.objects.filter(pk=batch.pk, state=ImportState.PENDING).update(matched=said)
            else:
                raise SheetError(gettext("A column was matched with something that is no column: choose again."))
        except SheetError as error:
            self.message_user(request, str(error), messages.ERROR)
        return self.to_batch(batch)

    def confirmed(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        try:
            made = confirm(batch, request.POST.get("fingerprint", ""), request.user)  # type: ignore[arg-type]
        except Changed as changed:
            said = gettext(
                "The record has changed since you looked, or something is still rejected. Nothing was imported: look again."
            )
            self.message_user(request, said, messages.WARNING)
            return self.dry_run(request, batch, changed.plan, 409)
        except SheetError as error:
            self.message_user(request, str(error), messages.ERROR)
            return self.to_batch(batch)
        said = ", ".join(f"{made.counts[verdict]} {gettext(verdict)}" for verdict in VERDICTS)
        self.log_change(request, batch, gettext("Imported: %s.") % said)
        self.message_user(request, gettext("Imported as drafts: %s.") % said, messages.SUCCESS)
        return self.to_batch(batch)

    def published(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        try:
            count = publishing.publish(batch, request.user)  # type: ignore[arg-type]
        except ValidationError as error:
            return self.refused(request, batch, gettext("Nothing was published."), error.messages)
        said = gettext("Published: %s.") % count
        return self.done(request, batch, said)

    def undone(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        try:
            undoing.undo(batch, request.user)  # type: ignore[arg-type]
        except ValidationError as error:
            return self.refused(request, batch, gettext("Nothing was undone."), error.messages)
        return self.done(request, batch, gettext("The import was undone: the record is as it was before."))

    def refused(self, request: HttpRequest, batch: ImportBatch, said: str, why: Iterable[str]) -> HttpResponse:
        for reason in list(why)[:20]:
            self.message_user(request, f"{said} {reason}", messages.WARNING)
        return self.to_batch(batch)

    def done(self, request: HttpRequest, batch: ImportBatch, said: str) -> HttpResponse:
        self.log_change(request, batch, said)
        self.message_user(request, said, messages.SUCCESS)
        return self.to_batch(batch)

    def batch_page(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        rows = undoing.with_policies(batch).order_by("number")[:MOST_SHOWN]
        more = max(0, batch.rows.count() - MOST_SHOWN)
        imported = batch.state == ImportState.IMPORTED
        context = {
            "title": batch.file_name,
            "batch": batch,
            "rows": rows,
            "more": more,
            "told": self.told(batch),
            "may_publish": imported and self.may_publish(request),
            "may_undo": imported and self.may_undo(request, batch),
        }
        return self.page(request, "batch", context)

    def to_batch(self, batch: ImportBatch) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:policies_importbatch_change", args=[batch.pk]))

    def page(self, request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        whole = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media, **context}
        return TemplateResponse(request, f"admin/policies/importbatch/{name}.html", whole, status=status)

"""Files that were imported: who, when, which, and what each row did, so that all of it can be published or undone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from policies.choices import ImportState, ImportVerdict
from policies.models.policy import Policy


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def without_file(self) -> ImportBatchQuerySet:
        """A file has up to 50 MB, which no list needs."""
        return self.defer("content")


class ImportBatch(models.Model):
    """One file. While it is pending its content waits here for somebody to confirm it; afterwards only its checksum stays."""

    file_name = models.CharField(_("file"), max_length=200, editable=False)
    checksum = models.CharField(_("checksum"), max_length=64, editable=False, help_text=_("SHA-256 of the file."))
    content = models.BinaryField(null=True, editable=False)
    #: Header -> column, as somebody matched them by hand.
    matched = models.JSONField(default=dict, editable=False)
    state = models.CharField(
        _("state"), max_length=20, choices=ImportState, default=ImportState.PENDING, editable=False, db_index=True
    )
    #: Rows by verdict.
    counts = models.JSONField(_("rows"), default=dict, editable=False)
    #: Keys of the sources that came with it.
    new_sources = models.JSONField(default=list, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("imported by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    imported_at = models.DateTimeField(_("imported"), null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("published or undone by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    ended_at = models.DateTimeField(_("published or undone"), null=True, editable=False)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="import_keeps_pending_files_only",
                condition=Q(state=ImportState.PENDING) | Q(content__isnull=True),
                violation_error_message=_("Only a file that waits to be confirmed is kept."),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportRow(models.Model):
    """What one row of the file did. The record may be deleted later; that it was imported stays told."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows", editable=False)
    number = models.PositiveIntegerField(_("row"), editable=False)
    verdict = models.CharField(_("what it did"), max_length=20, choices=ImportVerdict, editable=False)
    policy = models.ForeignKey(
        Policy, verbose_name=_("policy"), null=True, on_delete=models.SET_NULL, related_name="imports", editable=False
    )
    title = models.CharField(_("title"), max_length=300, editable=False)
    #: [column, old, new] for each change.
    changes = models.JSONField(default=list, editable=False)
    #: What brings the record back to what it was: see importers.sheet.undoing.
    before = models.JSONField(default=dict, editable=False)
    #: When the import wrote the record: later changes are somebody's work.
    written_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        ordering = ["batch", "number"]
        constraints = [
            models.UniqueConstraint(
                name="import_row_once",
                fields=["batch", "number"],
                violation_error_message=_("This row of the file is recorded already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"

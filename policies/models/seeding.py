"""What the seeds have loaded, so that loading them again finds a record whose key somebody changed, or misses one."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SeededRecord(models.Model):
    """One row of the seeds and the record it became.

    The record is named by model and primary key and not by a foreign key, for this row outlives it: a record that
    somebody deleted is not loaded again. A record whose values are no longer those that were loaded was edited here.
    """

    model = models.CharField(_("model"), max_length=40, editable=False)
    key = models.CharField(_("key in the seeds"), max_length=1500, editable=False)
    record = models.BigIntegerField(_("primary key of the record"), editable=False)
    #: By field, digests of the values as they were loaded, and for lists primary keys; without fields at their default.
    #: Empty: somebody had edited the record before. None: loaded before this was kept.
    loaded = models.JSONField(_("values as loaded"), null=True, default=None, editable=False)

    class Meta:
        verbose_name = _("seeded record")
        verbose_name_plural = _("seeded records")
        ordering = ["model", "key"]
        constraints = [
            models.UniqueConstraint(
                name="seeded_record_once_a_key",
                fields=["model", "key"],
                violation_error_message=_("The seeds have loaded this key already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.key}"

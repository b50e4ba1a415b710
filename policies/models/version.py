"""The data version: an integer that rises with each change of what readers see.

Pages, downloads and figures are kept under it and answer with an ETag made of it. Triggers of the database raise it
(triggers.py), so that nothing that writes can forget to: the admin, the seeds, an import, a correction by hand.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Version:
    """``raised_at`` is None before anything was recorded."""

    number: int
    raised_at: dt.datetime | None


class DataVersionManager(models.Manager["DataVersion"]):
    def current(self) -> Version:
        """The version of what the database holds now. One query, of one row."""
        row = self.filter(pk=DataVersion.ONLY).values_list("number", "raised_at").first()
        return Version(*row) if row else Version(0, None)


class DataVersion(models.Model):
    """One row, which the database's triggers write and nothing else does."""

    #: Primary key of the row.
    ONLY = 1

    number = models.BigIntegerField(_("number"), editable=False)
    raised_at = models.DateTimeField(_("raised at"), editable=False)

    objects = DataVersionManager()

    class Meta:
        verbose_name = _("data version")
        verbose_name_plural = _("data versions")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.number)

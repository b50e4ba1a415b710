"""What readers say is wrong, and what was answered."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from policies.choices import CorrectionState, RecordKind
from policies.models.fields import WebAddressField


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def accepted(self) -> CorrectionQuerySet:
        """What every reader sees, newest first."""
        return self.filter(state=CorrectionState.ACCEPTED).order_by("-answered_at", "-pk")


class Correction(models.Model):
    """A reader's message about one page of the record. It names the page and not the record, which may go before it."""

    kind = models.CharField(_("kind of record"), max_length=20, choices=RecordKind, editable=False)
    key = models.CharField(_("record"), max_length=160, editable=False)
    permalink = WebAddressField(_("page"), editable=False)
    message = models.TextField(_("what is wrong"), editable=False)
    source_url = WebAddressField(_("where it says so"), blank=True, editable=False)
    contact = models.CharField(
        _("contact"),
        max_length=200,
        blank=True,
        editable=False,
        help_text=_("Never public, and deleted when the message is answered."),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=CorrectionState, default=CorrectionState.NEW, db_index=True
    )
    answer = models.TextField(
        _("public answer"),
        blank=True,
        max_length=1000,
        help_text=_(
            "What was corrected, in a sentence. If the message is accepted, readers see it on the page of the record."
        ),
    )
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction from a reader")
        verbose_name_plural = _("corrections from readers")
        ordering = ["-received_at", "-pk"]
        indexes = [models.Index(fields=["kind", "key"], name="correction_of_record")]
        constraints = [
            models.CheckConstraint(
                name="correction_accepted_with_answer",
                condition=~Q(state=CorrectionState.ACCEPTED) | ~Q(answer=""),
                violation_error_message=_("Readers are told what was corrected: write the public answer."),
            ),
            models.CheckConstraint(
                name="correction_answered_without_contact",
                condition=Q(state=CorrectionState.NEW) | Q(contact=""),
                violation_error_message=_("What is answered keeps no contact."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.key}"

    def clean(self) -> None:
        super().clean()
        self.answer = self.answer.strip()
        if self.state == CorrectionState.ACCEPTED and not self.answer:
            raise ValidationError({"answer": _("Readers are told what was corrected: write the public answer.")})

    def save(self, **kwargs: Any) -> None:
        if self.state != CorrectionState.NEW:
            self.contact = ""
        super().save(**kwargs)

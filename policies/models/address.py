"""Public addresses that a record had before: they go on leading to it."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from policies.choices import RecordKind

#: The field of a past address that names a record of each kind.
RECORD_OF = {RecordKind.POLICY: "policy", RecordKind.PROJECT: "project", RecordKind.FUNDER: "organisation"}


#: How the slugs of working copies begin, which nobody sees; a record of its own with such a one would be in the way of a copy.
SLUG_OF_COPIES = "working-copy-of-"


class PastAddress(models.Model):
    """A slug under which a record was public. It names the record and not its next slug, so that none leads to another."""

    kind = models.CharField(_("kind of record"), max_length=20, choices=RecordKind)
    slug = models.SlugField(_("slug"), max_length=160, db_index=False)
    policy = models.ForeignKey(
        "policies.Policy", null=True, blank=True, on_delete=models.CASCADE, related_name="past_addresses"
    )
    project = models.ForeignKey(
        "policies.Project", null=True, blank=True, on_delete=models.CASCADE, related_name="past_addresses"
    )
    organisation = models.ForeignKey(
        "policies.Organisation", null=True, blank=True, on_delete=models.CASCADE, related_name="past_addresses"
    )
    left_at = models.DateTimeField(_("changed"), auto_now_add=True)

    class Meta:
        verbose_name = _("past address")
        verbose_name_plural = _("past addresses")
        ordering = ["-left_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="past_address_once",
                fields=["kind", "slug"],
                violation_error_message=_("This address leads to another record already."),
            ),
            models.CheckConstraint(
                name="past_address_of_its_record",
                condition=Q(
                    kind=RecordKind.POLICY, policy__isnull=False, project__isnull=True, organisation__isnull=True
                )
                | Q(kind=RecordKind.PROJECT, policy__isnull=True, project__isnull=False, organisation__isnull=True)
                | Q(kind=RecordKind.FUNDER, policy__isnull=True, project__isnull=True, organisation__isnull=False),
                violation_error_message=_("A past address is that of one policy, project or organisation."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}"


class Addressed(models.Model):
    """A record with a public address of its own, which no other record has, or ever had."""

    address_kind: ClassVar[RecordKind]
    slug: models.SlugField

    class Meta:
        abstract = True

    def validate_unique(self, exclude: Collection[str] | None = None) -> None:
        super().validate_unique(exclude)  # type: ignore[arg-type]
        if "slug" in (exclude or ()) or not self.slug:
            return
        if self.slug.lower().startswith(SLUG_OF_COPIES) and not getattr(self, "is_copy", False):
            raise ValidationError({"slug": _("Addresses of working copies begin so: choose another.")})
        name = RECORD_OF[self.address_kind]
        taken = PastAddress.objects.filter(kind=self.address_kind, slug=self.slug)
        if taken.exclude(**{name: self.pk} if self.pk else {}).exists():
            raise ValidationError(
                {
                    "slug": _(
                        "“%s” was the address of another record, and what others have written down still leads there: choose another."
                    )
                    % self.slug
                }
            )

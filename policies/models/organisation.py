"""Funders, implementers and issuing bodies are organisations in a role."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, ProtectedError, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from policies.choices import OrganisationRole, OrganisationType, PublicationState, RecordKind
from policies.models.address import Addressed
from policies.models.fields import Searchable, WebAddressField


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def funders(self) -> OrganisationQuerySet:
        """Those that fund at least one published project, by role or by money."""
        from_role = self._published("participations", "project").filter(role=OrganisationRole.FUNDING)
        return self.filter(Exists(from_role) | Exists(self._published("fundings", "project")))

    def named_by_published(self) -> OrganisationQuerySet:
        """Those that readers meet: in a published project, as a body of a published policy, or as party to a framework."""
        party = self.model._meta.get_field("framework_participations").related_model._base_manager
        return self.filter(
            Exists(party.filter(organisation=OuterRef("pk")))
            | Exists(self._published("participations", "project"))
            | Exists(self._published("fundings", "project"))
            | Exists(self._published("issued_policies"))
            | Exists(self._published("led_policies"))
        )

    def _published(self, relation: str, record: str = "") -> Any:
        """Rows that point to the organisation of the outer query and are, or belong to, a published record."""
        field: Any = self.model._meta.get_field(relation)
        state = f"{record}__state" if record else "state"
        return field.related_model._base_manager.filter(
            **{field.field.name: OuterRef("pk"), state: PublicationState.PUBLISHED}
        )


class Organisation(Addressed, Searchable):
    address_kind = RecordKind.FUNDER

    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=300)
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    type = models.CharField(
        _("type"), max_length=2, choices=OrganisationType, blank=True, help_text=_("IATI code list.")
    )
    country = models.ForeignKey(
        "policies.Country",
        verbose_name=_("country"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="organisations",
        help_text=_("For a national body."),
    )
    iati_id = models.CharField(
        _("IATI organisation identifier"), max_length=100, blank=True, help_text=_("For example XM-DAC-47066.")
    )
    url = WebAddressField(_("web site"), blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                name="organisation_iati_id_unique",
                fields=["iati_id"],
                condition=~Q(iati_id=""),
                violation_error_message=_("Another organisation has this IATI identifier."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("funder", args=[self.slug])

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refused with ProtectedError while a policy names it as its issuing or lead body."""
        users = self.policies_that_name_it()
        if users:
            raise ProtectedError("The organisation is the issuing or lead body of a policy.", set(users))
        return super().delete(*args, **kwargs)

    def policies_that_name_it(self) -> list[Any]:
        return [*self.issued_policies.all(), *self.led_policies.all()]

    def searchable_words(self) -> list[str]:
        return [self.name, self.acronym, self.iati_id]

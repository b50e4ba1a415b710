"""Projects, who takes part in them, their money, and what they did for policies."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from policies.choices import (
    ActivityStatus,
    FundingType,
    OrganisationRole,
    PolicyProjectRole,
    PublicationState,
    RecordKind,
)
from policies.models.address import Addressed
from policies.models.fields import HonestDateField, Searchable, known_currencies
from policies.models.parts import Row, source_if_known
from policies.models.review import NO_COPY, Publishable, PublishableQuerySet

CURRENCY = re.compile(r"[A-Z]{3}")


class ProjectQuerySet(PublishableQuerySet["Project"]):
    """Projects, as readers and as staff see them."""


class Project(Addressed, Searchable, Publishable):
    address_kind = RecordKind.PROJECT

    slug = models.SlugField(_("slug"), max_length=160, unique=True)
    iati_id = models.CharField(_("IATI identifier"), max_length=100, blank=True)
    title = models.CharField(_("title"), max_length=400)
    status = models.CharField(
        _("status"), max_length=1, choices=ActivityStatus, blank=True, help_text=_("IATI code list.")
    )
    start = HonestDateField(_("start"), null=True, blank=True)
    end = HonestDateField(_("end"), null=True, blank=True)
    countries = models.ManyToManyField(
        "policies.Country", verbose_name=_("countries"), through="ProjectCountry", related_name="projects"
    )
    sectors = models.CharField(
        _("sectors"), max_length=200, blank=True, help_text=_("DAC five-digit codes with spaces between them: 15190.")
    )
    summary = models.TextField(_("summary"), blank=True)
    source = source_if_known("projects", _("main source"))

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["title"]
        permissions = [("publish_project", _("Can publish projects and send them back"))]
        constraints = [
            models.UniqueConstraint(
                name="project_iati_id_unique",
                fields=["iati_id"],
                condition=~Q(iati_id="") & Q(copy_of__isnull=True),
                violation_error_message=_("Another project has this IATI identifier."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("project", args=[self.slug])

    def clean(self) -> None:
        super().clean()
        if self.start and self.end and self.end.latest < self.start.earliest:
            raise ValidationError({"end": _("The project ends before it starts (%(start)s).") % {"start": self.start}})
        wrong = [code for code in self.sectors.split() if not (code.isascii() and code.isdigit() and len(code) == 5)]
        if wrong:
            raise ValidationError(
                {"sectors": _("“%(code)s” is not a five-digit DAC sector code.") % {"code": wrong[0]}}
            )

    def has_source(self) -> bool:
        return (
            self.source_id is not None
            or self.participations.filter(source__isnull=False).exists()
            or self.fundings.exists()
            or self.policy_links.exists()
        )

    def searchable_words(self) -> list[str]:
        return [self.title, self.iati_id, self.summary]


class ProjectCountry(Row):
    project = models.ForeignKey(Project, verbose_name=_("project"), on_delete=models.CASCADE, related_name="shares")
    country = models.ForeignKey(
        "policies.Country", verbose_name=_("country"), on_delete=models.PROTECT, related_name="project_shares"
    )
    percentage = models.DecimalField(
        _("percentage"), max_digits=5, decimal_places=2, null=True, blank=True, help_text=_("Of the project's budget.")
    )

    class Meta:
        verbose_name = _("recipient country")
        verbose_name_plural = _("recipient countries")
        ordering = ["project", "country__slug"]
        constraints = [
            models.UniqueConstraint(
                name="project_country_once",
                fields=["project", "country"],
                violation_error_message=_("This country is listed already."),
            ),
            models.CheckConstraint(
                name="project_country_percentage_range",
                condition=Q(percentage__isnull=True) | Q(percentage__range=(0, 100)),
                violation_error_message=_("A percentage is between 0 and 100."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.country)


class ProjectParticipation(Row):
    """An organisation in one of the four IATI roles."""

    project = models.ForeignKey(
        Project, verbose_name=_("project"), on_delete=models.CASCADE, related_name="participations"
    )
    organisation = models.ForeignKey(
        "policies.Organisation", verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="participations"
    )
    role = models.CharField(_("role"), max_length=1, choices=OrganisationRole)
    source = source_if_known("project_participations")

    class Meta:
        verbose_name = _("participating organisation")
        verbose_name_plural = _("participating organisations")
        ordering = ["project", "role", "organisation__name"]
        constraints = [
            models.UniqueConstraint(
                name="project_participation_once",
                fields=["project", "organisation", "role"],
                violation_error_message=_("This organisation has this role already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"


class Funding(Row):
    """Money committed or disbursed by a funder to a project, in its own currency."""

    project = models.ForeignKey(Project, verbose_name=_("project"), on_delete=models.CASCADE, related_name="fundings")
    funder = models.ForeignKey(
        "policies.Organisation", verbose_name=_("funder"), on_delete=models.PROTECT, related_name="fundings"
    )
    type = models.CharField(_("type"), max_length=1, choices=FundingType)
    date = HonestDateField(_("date"), null=True, blank=True)
    #: Fifteen digits: of more, SQLite gives back others than it was given.
    amount = models.DecimalField(_("amount"), max_digits=15, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, help_text=_("ISO 4217: USD, EUR …"))
    value_date = HonestDateField(
        _("value date"), null=True, blank=True, help_text=_("The day whose exchange rate would apply.")
    )
    source = models.ForeignKey(
        "policies.Source", verbose_name=_("source"), on_delete=models.PROTECT, related_name="fundings"
    )

    class Meta:
        verbose_name = _("funding")
        verbose_name_plural = _("funding")
        ordering = ["project", F("date").asc(nulls_last=True), "id"]
        constraints = [
            models.CheckConstraint(
                name="funding_amount_not_negative",
                condition=Q(amount__gte=0),
                violation_error_message=_("An amount of money cannot be negative."),
            ),
            models.CheckConstraint(
                name="funding_currency_iso_4217",
                condition=Q(currency__regex=r"^[A-Z]{3}$"),
                violation_error_message=_("A currency is three capital letters: USD, EUR …"),
            ),
            models.UniqueConstraint(
                name="funding_once",
                fields=["project", "funder", "type", "date", "amount", "currency"],
                violation_error_message=_("This funding is recorded already."),
            ),
            models.UniqueConstraint(
                name="funding_once_undated",
                fields=["project", "funder", "type", "amount", "currency"],
                condition=Q(date__isnull=True),
                violation_error_message=_("This undated funding is recorded already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()} {self.amount} {self.currency}"

    def clean(self) -> None:
        super().clean()
        # Of what is not even three capital letters the constraint says so.
        if CURRENCY.fullmatch(self.currency) and self.currency not in known_currencies():
            message = _("“%(code)s” is not a currency of ISO 4217: write its code, such as USD, EUR or XOF.")
            raise ValidationError({"currency": message % {"code": self.currency}})


class PolicyProjectQuerySet(models.QuerySet["PolicyProject"]):
    def public(self) -> PolicyProjectQuerySet:
        """Links of which both ends are published."""
        return self.filter(policy__state=PublicationState.PUBLISHED, project__state=PublicationState.PUBLISHED)


class PolicyProject(Row):
    """What a project did for a policy."""

    policy = models.ForeignKey(
        "policies.Policy",
        verbose_name=_("policy"),
        on_delete=models.CASCADE,
        related_name="project_links",
        limit_choices_to=NO_COPY,
    )
    project = models.ForeignKey(
        Project,
        verbose_name=_("project"),
        on_delete=models.PROTECT,
        related_name="policy_links",
        limit_choices_to=NO_COPY,
    )
    role = models.CharField(_("role"), max_length=20, choices=PolicyProjectRole)
    source = models.ForeignKey(
        "policies.Source", verbose_name=_("source"), on_delete=models.PROTECT, related_name="policy_projects"
    )
    notes = models.TextField(_("notes"), blank=True)

    objects = PolicyProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project of a policy")
        verbose_name_plural = _("projects of a policy")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="policy_project_once",
                fields=["policy", "project", "role"],
                violation_error_message=_("This project is linked in this role already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} – {self.policy}"

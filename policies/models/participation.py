"""Who takes part in a framework, and published scores: what countries did about a framework, and how it was measured."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from policies.choices import ParticipationAction
from policies.models.fields import HonestDateField


class Participation(models.Model):
    """What a country, or an organisation that is a party itself (the European Union), did about a framework, and when.

    Two sources that give two dates for one action are two rows; one action without a date is one row.
    """

    country = models.ForeignKey(
        "policies.Country",
        verbose_name=_("country"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="participations",
    )
    organisation = models.ForeignKey(
        "policies.Organisation",
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="framework_participations",
        help_text=_("Instead of a country: an organisation that is a party itself, such as the European Union."),
    )
    framework = models.ForeignKey(
        "policies.Framework", verbose_name=_("framework"), on_delete=models.PROTECT, related_name="participations"
    )
    action = models.CharField(_("action"), max_length=20, choices=ParticipationAction)
    date = HonestDateField(_("date"), null=True, blank=True)
    source = models.ForeignKey(
        "policies.Source", verbose_name=_("source"), on_delete=models.PROTECT, related_name="participations"
    )
    notes = models.TextField(_("notes"), blank=True)

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["framework", "country", "organisation", "date"]
        constraints = [
            models.CheckConstraint(
                name="participation_of_a_country_or_an_organisation",
                condition=Q(country__isnull=False, organisation__isnull=True)
                | Q(country__isnull=True, organisation__isnull=False),
                violation_error_message=_("Name a country or an organisation, and not both."),
            ),
            models.UniqueConstraint(
                name="participation_once",
                fields=["country", "framework", "action", "date"],
                violation_error_message=_("This action of this country is recorded already."),
            ),
            models.UniqueConstraint(
                name="participation_once_undated",
                fields=["country", "framework", "action"],
                condition=Q(date__isnull=True),
                violation_error_message=_("This action of this country is recorded already, without a date."),
            ),
            models.UniqueConstraint(
                name="participation_of_organisation_once",
                fields=["organisation", "framework", "action", "date"],
                violation_error_message=_("This action of this organisation is recorded already."),
            ),
            models.UniqueConstraint(
                name="participation_of_organisation_once_undated",
                fields=["organisation", "framework", "action"],
                condition=Q(date__isnull=True),
                violation_error_message=_("This action of this organisation is recorded already, without a date."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country or self.organisation}: {self.get_action_display()} {self.framework}"


class ComponentScore(models.Model):
    """A published score of a country for a component, or without a component for the framework as a whole.

    A score that was not published has no row: missing is never 0.
    """

    country = models.ForeignKey(
        "policies.Country", verbose_name=_("country"), on_delete=models.PROTECT, related_name="scores"
    )
    framework = models.ForeignKey(
        "policies.Framework", verbose_name=_("framework"), on_delete=models.PROTECT, related_name="scores"
    )
    component = models.ForeignKey(
        "policies.FrameworkComponent",
        verbose_name=_("component"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="scores",
        help_text=_("Empty for a score of the framework as a whole."),
    )
    year = models.PositiveSmallIntegerField(_("year"))
    score = models.DecimalField(_("score"), max_digits=7, decimal_places=2)
    scale = models.CharField(_("scale"), max_length=200, help_text=_("What the numbers mean, in words."))
    source = models.ForeignKey(
        "policies.Source", verbose_name=_("source"), on_delete=models.PROTECT, related_name="scores"
    )

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ["framework", "component", "country", "year"]
        constraints = [
            models.UniqueConstraint(
                name="score_once_a_year",
                fields=["country", "component", "year"],
                violation_error_message=_("This country has a score for this component and year already."),
            ),
            models.UniqueConstraint(
                name="score_of_whole_once_a_year",
                fields=["country", "framework", "year"],
                condition=Q(component__isnull=True),
                violation_error_message=_("This country has a score for the whole framework and year already."),
            ),
            models.CheckConstraint(
                name="score_year_plausible",
                condition=Q(year__range=(1950, 2199)),
                violation_error_message=_("The year is between 1950 and 2199."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.component or self.framework} {self.year}: {self.score}"

    def clean(self) -> None:
        super().clean()
        component, framework = self.component, getattr(self, "framework", None)
        if component and framework and component.framework_id != framework.pk:
            raise ValidationError({"component": _("This component belongs to another framework.")})

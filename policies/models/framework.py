"""Frameworks and their components, who takes part, and published scores. Frameworks are rows, never code."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from policies.choices import (
    ComponentKind,
    FrameworkKind,
    MappingRelation,
    ParticipationAction,
    Verification,
)
from policies.models.fields import HonestDateField, Searchable


class Framework(Searchable):
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=300)
    short_name = models.CharField(_("short name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=30, choices=FrameworkKind)
    body = models.CharField(_("body"), max_length=300, blank=True, help_text=_("Who adopted it."))
    adopted = HonestDateField(_("adopted"), null=True, blank=True)
    in_force = HonestDateField(_("entered into force"), null=True, blank=True)
    binding = models.BooleanField(_("binding"), default=False)
    legal_reference = models.CharField(_("legal reference"), max_length=300, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    notes = models.TextField(_("notes"), blank=True)
    verified = models.CharField(
        _("how it was checked"), max_length=20, choices=Verification, default=Verification.RECALLED
    )
    source = models.ForeignKey(
        "policies.Source", verbose_name=_("source"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("framework")
        verbose_name_plural = _("frameworks")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.short_name

    def get_absolute_url(self) -> str:
        return reverse("framework", args=[self.code])

    def searchable_words(self) -> list[str]:
        return [self.name, self.short_name, self.code, self.legal_reference]


class FrameworkComponent(Searchable):
    """A principle, objective, domain, target or article of a framework."""

    framework = models.ForeignKey(
        Framework, verbose_name=_("framework"), on_delete=models.PROTECT, related_name="components"
    )
    code = models.CharField(
        _("code"),
        max_length=60,
        unique=True,
        help_text=_("The framework's code, a hyphen and the component's own number: migof-o2."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ComponentKind)
    short_title = models.CharField(_("short title"), max_length=120)
    title = models.CharField(_("full title"), max_length=500, blank=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("parent"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    verified = models.CharField(
        _("how it was checked"), max_length=20, choices=Verification, default=Verification.RECALLED
    )
    notes = models.TextField(_("notes"), blank=True)
    source = models.ForeignKey(
        "policies.Source", verbose_name=_("source"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("component")
        verbose_name_plural = _("components")
        ordering = ["framework", "order", "code"]
        constraints = [
            models.CheckConstraint(
                name="component_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message=_("A component cannot be its own parent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.short_title}"

    def clean(self) -> None:
        super().clean()
        # Not framework_id: a component entered together with its framework has none yet.
        framework = getattr(self, "framework", None)
        if framework and framework.code and self.code and not self.code.startswith(f"{framework.code}-"):
            raise ValidationError({"code": _("The code begins with “%(prefix)s-”.") % {"prefix": framework.code}})
        if self.pk is not None and self.parent_id == self.pk:
            raise ValidationError({"parent": _("A component cannot be its own parent.")})
        if self.parent_id and self.parent and self.parent.framework_id != self.framework_id:
            raise ValidationError({"parent": _("The parent belongs to another framework.")})

    @property
    def label(self) -> str:
        """As it is called beside its framework: ``O2 Mobility dimensions of crises``."""
        return f"{self.own_code} {self.short_title}"

    @property
    def own_code(self) -> str:
        """The component's number inside its framework: ``O2``, ``23``, ``10.7``."""
        return self.code.partition("-")[2].upper() if "-" in self.code else self.code

    def searchable_words(self) -> list[str]:
        return [self.code, self.short_title, self.title]


class ComponentMapping(models.Model):
    """A SKOS relation between components of two frameworks; it is read in both directions."""

    component = models.ForeignKey(
        FrameworkComponent, verbose_name=_("component"), on_delete=models.CASCADE, related_name="mappings"
    )
    relation = models.CharField(_("relation"), max_length=20, choices=MappingRelation)
    other = models.ForeignKey(
        FrameworkComponent, verbose_name=_("other component"), on_delete=models.CASCADE, related_name="mapped_from"
    )
    source = models.ForeignKey(
        "policies.Source", verbose_name=_("source"), on_delete=models.PROTECT, related_name="mappings"
    )

    class Meta:
        verbose_name = _("mapping")
        verbose_name_plural = _("mappings")
        ordering = ["component", "other"]
        constraints = [
            models.UniqueConstraint(
                name="mapping_once_a_pair",
                fields=["component", "other"],
                violation_error_message=_("These two components are mapped already."),
            ),
            models.CheckConstraint(
                name="mapping_of_two_components",
                condition=~Q(component=F("other")),
                violation_error_message=_("A component cannot be mapped to itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.component} {self.relation} {self.other}"

    def clean(self) -> None:
        super().clean()
        if self.component_id and self.other_id and self.component.framework_id == self.other.framework_id:
            raise ValidationError({"other": _("A mapping joins components of two different frameworks.")})


class Participation(models.Model):
    """What a country did about a framework, and when."""

    country = models.ForeignKey(
        "policies.Country", verbose_name=_("country"), on_delete=models.PROTECT, related_name="participations"
    )
    framework = models.ForeignKey(
        Framework, verbose_name=_("framework"), on_delete=models.PROTECT, related_name="participations"
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
        ordering = ["framework", "country", "date"]
        constraints = [
            models.UniqueConstraint(
                name="participation_once",
                fields=["country", "framework", "action"],
                violation_error_message=_("This action of this country is recorded already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country}: {self.get_action_display()} {self.framework}"


class ComponentScore(models.Model):
    """A published score of a country. A score that was not published has no row: missing is never 0."""

    country = models.ForeignKey(
        "policies.Country", verbose_name=_("country"), on_delete=models.PROTECT, related_name="scores"
    )
    component = models.ForeignKey(
        FrameworkComponent, verbose_name=_("component"), on_delete=models.PROTECT, related_name="scores"
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
        ordering = ["component", "country", "year"]
        constraints = [
            models.UniqueConstraint(
                name="score_once_a_year",
                fields=["country", "component", "year"],
                violation_error_message=_("This country has a score for this component and year already."),
            ),
            models.CheckConstraint(
                name="score_year_plausible",
                condition=Q(year__range=(1950, 2199)),
                violation_error_message=_("The year is between 1950 and 2199."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.component} {self.year}: {self.score}"

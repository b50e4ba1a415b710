"""Frameworks, their components and the mappings between them. Frameworks are rows, never code."""

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
    Verification,
)
from policies.models.fields import HonestDateField, Searchable
from policies.models.parts import source_if_known


class Framework(Searchable):
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=300)
    short_name = models.CharField(_("short name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=30, choices=FrameworkKind)
    body = models.CharField(_("body"), max_length=300, blank=True, help_text=_("Who adopted it."))
    adopted = HonestDateField(_("adopted"), null=True, blank=True)
    in_force = HonestDateField(_("entered into force"), null=True, blank=True)
    binding = models.BooleanField(_("binding"), null=True, blank=True, help_text=_("Unknown where no source says it."))
    legal_reference = models.CharField(_("legal reference"), max_length=300, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    topics = models.ManyToManyField("policies.Topic", verbose_name=_("topics"), blank=True, related_name="frameworks")
    notes = models.TextField(_("notes"), blank=True)
    verified = models.CharField(
        _("how it was checked"), max_length=20, choices=Verification, default=Verification.RECALLED
    )
    source = source_if_known()
    participants_as_of = HonestDateField(
        _("list of participants as of"),
        null=True,
        blank=True,
        help_text=_("The day up to which the recorded list of participants is known; later changes are missing."),
    )
    participants_complete = models.BooleanField(
        _("list of participants is complete"),
        default=False,
        help_text=_("Then a country that is not on it takes no part; otherwise nothing is known of that country."),
    )
    participants_notes = models.TextField(_("about the list of participants"), blank=True)

    class Meta:
        verbose_name = _("framework")
        verbose_name_plural = _("frameworks")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="framework_complete_list_has_its_day",
                condition=Q(participants_complete=False) | Q(participants_as_of__isnull=False),
                violation_error_message=_("A list of participants is complete as of a day: give that day."),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    def get_absolute_url(self) -> str:
        return reverse("framework", args=[self.code])

    def searchable_words(self) -> list[str]:
        return [self.name, self.short_name, self.code, self.legal_reference]


def own_code(code: str) -> str:
    """``migof-o2`` → ``O2``"""
    return code.partition("-")[2].upper() if "-" in code else code


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
    source = source_if_known()

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
        return own_code(self.code)

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

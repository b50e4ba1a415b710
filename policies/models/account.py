"""Which countries an account works on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from policies.choices import Region
from policies.models.country import Country

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser


def coder_name(user: AbstractBaseUser) -> str:
    """What readers are told of who coded or checked something: the number of the account, never its name."""
    return f"MigPol coder {user.pk}"


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def countries_of(self, user: AbstractBaseUser | AnonymousUser) -> frozenset[int] | None:
        """Primary keys of the countries that an account works on; None for all of them, when none are assigned.

        One query, or two where a region is assigned; asked once for an object of the account, as its permissions are.
        """
        if not hasattr(user, "_assigned_countries"):
            rows = self.filter(user_id=user.pk).order_by().values_list("country_id", "region")
            countries = {country for country, __ in rows if country}
            regions = {region for __, region in rows if region}
            if regions:
                within = Q(region__in=regions) | Q(sub_region__in=regions) | Q(intermediate_region__in=regions)
                countries.update(Country.objects.filter(within).values_list("pk", flat=True))
            user._assigned_countries = frozenset(countries) if rows else None  # type: ignore[union-attr]
        found: Any = user._assigned_countries  # type: ignore[union-attr]
        return found  # type: ignore[no-any-return]


class Assignment(models.Model):
    """One country, or one region of M49, that an account works on."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.CASCADE, related_name="assignments"
    )
    country = models.ForeignKey(
        Country, verbose_name=_("country"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    region = models.CharField(
        _("region"), max_length=40, choices=Region, blank=True, help_text=_("With all that M49 counts to it.")
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments: the countries that this account works on; all, if there is none")
        ordering = ["user", "region", "country__slug"]
        constraints = [
            models.CheckConstraint(
                name="assignment_country_or_region",
                condition=Q(country__isnull=False, region="") | (Q(country__isnull=True) & ~Q(region="")),
                violation_error_message=_("Choose a country or a region, one in each row."),
            ),
            models.UniqueConstraint(
                name="assignment_country_once",
                fields=["user", "country"],
                condition=Q(country__isnull=False),
                violation_error_message=_("This country is assigned already."),
            ),
            models.UniqueConstraint(
                name="assignment_region_once",
                fields=["user", "region"],
                condition=~Q(region=""),
                violation_error_message=_("This region is assigned already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.country) if self.country_id else self.get_region_display()

"""Countries, groups of countries, and the checks that tell "none found" from "not assessed"."""

from __future__ import annotations

import datetime as dt
import functools

from babel import Locale
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CharField, Q
from django.db.models.functions import Length, Substr
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from policies.choices import CheckOutcome, CheckScope, IncomeGroup, Region
from policies.models.fields import HonestDateField, Searchable, fold
from policies.models.parts import not_before, source_if_known

#: Languages whose country names are searched, whatever the page's language.
SEARCHED_LANGUAGES = ("en", "es", "fr")


@functools.cache
def territory_names(language: str) -> dict[str, str]:
    """Names of territories by ISO alpha-2, in one language, from CLDR."""
    return dict(Locale.parse(language.replace("-", "_")).territories)


#: ISO 3166-1 alpha-3 codes that ISO leaves to its users: AAA-AAZ, QMA-QZZ, XAA-XZZ and ZZA-ZZZ.
USER_ASSIGNED = r"^(AA|Q[M-Z]|X|ZZ)"


class CountryQuerySet(models.QuerySet["Country"]):
    def assigned_by_iso(self) -> CountryQuerySet:
        """The countries and areas of ISO 3166-1, without those whose code is user-assigned (XKX)."""
        return self.exclude(iso3__regex=USER_ASSIGNED)

    def in_regions(self, slugs: list[str]) -> CountryQuerySet:
        return self.filter(in_regions(slugs))


def in_regions(slugs: list[str], prefix: str = "") -> Q:
    """Countries of any of these M49 regions, sub-regions or intermediate regions."""
    return (
        Q(**{f"{prefix}region__in": slugs})
        | Q(**{f"{prefix}sub_region__in": slugs})
        | Q(**{f"{prefix}intermediate_region__in": slugs})
    )


class Country(Searchable):
    """A country or area of ISO 3166-1, or one that is known by a user-assigned code.

    Its names come from CLDR, in the language of the page.
    """

    iso3 = models.CharField(_("ISO alpha-3"), max_length=3, unique=True)
    iso2 = models.CharField(_("ISO alpha-2"), max_length=2, unique=True)
    m49 = models.CharField(_("M49 code"), max_length=3, blank=True)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    region = models.CharField(_("region"), max_length=40, choices=Region, blank=True)
    sub_region = models.CharField(_("sub-region"), max_length=40, choices=Region, blank=True)
    intermediate_region = models.CharField(_("intermediate region"), max_length=40, choices=Region, blank=True)
    income = models.CharField(_("income group"), max_length=20, choices=IncomeGroup, blank=True)
    un_member = models.BooleanField(_("member of the United Nations"), default=False)
    latitude = models.FloatField(_("latitude"), help_text=_("Degrees north, of a point inside it, for its marker."))
    longitude = models.FloatField(_("longitude"), help_text=_("Degrees east."))
    note = models.CharField(
        _("note by its name"),
        max_length=120,
        blank=True,
        help_text=_("What stands behind the name wherever it is shown, in parentheses."),
    )

    objects = CountryQuerySet.as_manager()

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                name="country_coordinates_on_earth",
                condition=Q(latitude__range=(-90, 90)) & Q(longitude__range=(-180, 180)),
                violation_error_message=_("Latitude is between -90 and 90, longitude between -180 and 180."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """As CLDR has it; a note on its status is part of the name, so that no list or chart leaves it out."""
        name = territory_names(get_language() or "en").get(self.iso2, self.iso3)
        return f"{name} ({self.note})" if self.note else name

    def get_absolute_url(self) -> str:
        return reverse("country", args=[self.slug])

    def searchable_words(self) -> list[str]:
        names = [territory_names(language).get(self.iso2, "") for language in SEARCHED_LANGUAGES]
        return [*names, self.iso3, self.iso2]

    @property
    def sort_key(self) -> str:
        return fold(self.name)

    @property
    def narrowest_region(self) -> str:
        """Label of the smallest M49 region the country is in, or an empty text."""
        slug = self.intermediate_region or self.sub_region or self.region
        return str(Region(slug).label) if slug else ""


class CountryGroup(models.Model):
    """A group such as AU or MERCOSUR: a filter and a unit of aggregation."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    members = models.ManyToManyField(
        Country, verbose_name=_("members"), through="GroupMembership", related_name="groups"
    )
    notes = models.TextField(
        _("notes"), blank=True, help_text=_("As of when the list stands; suspensions and notices of withdrawal.")
    )
    source = source_if_known()

    class Meta:
        verbose_name = _("country group")
        verbose_name_plural = _("country groups")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class GroupMembershipQuerySet(models.QuerySet["GroupMembership"]):
    def on(self, day: dt.date) -> GroupMembershipQuerySet:
        """Memberships of a day: begun by then, or since an unknown one, and not over (an end counts to its latest day)."""
        begun = Q(since__isnull=True) | Q(since__lte=day.isoformat())
        # Dates are text: the day is cut to the precision of the end.
        over = Substr(models.Value(day.isoformat()), 1, Length("until"), output_field=CharField())
        return self.filter(begun).exclude(until__isnull=False, until__lt=over)


class GroupMembership(models.Model):
    """A country's time in a group. One that left and came back has two."""

    group = models.ForeignKey(
        CountryGroup, verbose_name=_("group"), on_delete=models.CASCADE, related_name="memberships"
    )
    country = models.ForeignKey(
        Country, verbose_name=_("country"), on_delete=models.PROTECT, related_name="memberships"
    )
    since = HonestDateField(_("since"), null=True, blank=True, help_text=_("Empty if no source says since when."))
    until = HonestDateField(
        _("until"), null=True, blank=True, help_text=_("Last year, month or day as a member; empty for a member.")
    )
    source = source_if_known(help_text=_("If it is not the group's own source."))

    objects = GroupMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["group", "country__slug", "since"]
        constraints = [
            models.UniqueConstraint(
                name="membership_once_a_date",
                fields=["group", "country", "since"],
                violation_error_message=_("This country is a member since that date already."),
            ),
            models.UniqueConstraint(
                name="membership_once_undated",
                fields=["group", "country"],
                condition=Q(since__isnull=True),
                violation_error_message=_("This country is a member since an unknown date already."),
            ),
            models.CheckConstraint(
                name="membership_until_not_before_since",
                condition=not_before("until", "since"),
                violation_error_message=_("The membership ends before it begins: check the two dates."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country}: {self.group}"

    def clean(self) -> None:
        super().clean()
        if self.since and self.until and self.until.latest < self.since.earliest:
            raise ValidationError(
                {"until": _("The membership ends before it begins (%(since)s).") % {"since": self.since}}
            )


class CountryCheck(models.Model):
    """Somebody looked for national policies of a country, or for another kind of record, and this is what they found."""

    country = models.ForeignKey(Country, verbose_name=_("country"), on_delete=models.PROTECT, related_name="checks")
    scope = models.CharField(
        _("what was looked for"), max_length=20, choices=CheckScope, default=CheckScope.NATIONAL_POLICY
    )
    date = HonestDateField(_("date"))
    outcome = models.CharField(_("outcome"), max_length=20, choices=CheckOutcome)
    where = models.TextField(_("where they looked"), help_text=_("Which registers, gazettes and sites were searched."))
    checked_by = models.CharField(_("checked by"), max_length=80)
    source = source_if_known()

    class Meta:
        verbose_name = _("country check")
        verbose_name_plural = _("country checks")
        ordering = ["country", "-date"]
        constraints = [
            models.UniqueConstraint(
                name="country_check_once_a_date",
                fields=["country", "scope", "date"],
                violation_error_message=_("A check of this country on this date is recorded already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country}: {self.get_outcome_display()}, {self.date}"

"""Countries that are assigned to an account: what its forms offer and take, and the list of their records."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies import actions
from policies.access import refusals
from policies.models import Assignment, Country, Policy, Project

NAMES_SHOWN = 6


def names_of(countries: frozenset[int]) -> str:
    """The first of them by name, for a message."""
    names = sorted(country.name for country in Country.objects.filter(pk__in=countries))
    return ", ".join(names[:NAMES_SHOWN]) + (" …" if len(names) > NAMES_SHOWN else "")


class AssignedCountryField(forms.ModelChoiceField):
    """Refuses, and logs, a country that is not assigned to whoever sends the form."""

    request: HttpRequest
    assigned: frozenset[int]

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except ValidationError:
            if value not in self.empty_values:
                refusals.log(self.request, "a country that is not assigned to the account")
                said = gettext("Choose one of the countries that are assigned to your account: %s.")
                raise ValidationError(said % names_of(self.assigned), code="invalid_choice") from None
            raise


class AssignedCountry(admin.ModelAdmin):
    """For a model whose ``country`` says who may enter it."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        assigned = actions.limited_to(request.user, self.model) if db_field.name == "country" else None  # type: ignore[arg-type]
        if assigned is None:
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        kwargs |= {"queryset": Country.objects.filter(pk__in=assigned), "form_class": AssignedCountryField}
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.request, field.assigned = request, assigned
        return field


def offered(request: HttpRequest, countries: QuerySet[Country]) -> QuerySet[Country]:
    """The countries that a box of the policy's page offers to whoever asks."""
    asks = (request.GET.get("model_name"), request.GET.get("field_name"))
    assigned = actions.limited_to(request.user, Policy) if asks == ("policy", "country") else None  # type: ignore[arg-type]
    return countries if assigned is None else countries.filter(pk__in=assigned)


def refuse_other_countries(request: HttpRequest, formset: Any) -> None:
    """A project that has countries has one of those that are assigned to who enters it."""
    assigned = actions.limited_to(request.user, Project)  # type: ignore[arg-type]
    rows = [row for row in formset.forms if row not in formset.deleted_forms]
    chosen = {row.cleaned_data["country"].pk for row in rows if getattr(row, "cleaned_data", {}).get("country")}
    if assigned is not None and chosen.isdisjoint(assigned):
        refusals.log(request, "a project of no country that is assigned to the account")
        said = gettext("Name one of the countries that are assigned to your account: %s.")
        raise ValidationError(said % names_of(assigned))


class InMyCountries(admin.SimpleListFilter):
    """The records of the countries assigned to whoever looks; offered to those who have some."""

    title = _("my countries")
    parameter_name = "mine"
    #: How a record names its countries.
    country = "country"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [] if Assignment.objects.countries_of(request.user) is None else [("yes", _("Only in my countries"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        countries = Assignment.objects.countries_of(request.user)
        if self.value() != "yes" or countries is None:
            return queryset
        if self.country == "country":
            return queryset.filter(country__in=countries)
        return queryset.filter(pk__in=Project.objects.filter(countries__in=countries).values("pk"))


class ProjectInMyCountries(InMyCountries):
    country = "countries"

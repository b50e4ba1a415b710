"""The query string: one vocabulary for list, map, timeline, downloads and feeds (docs: pages of the README).

A value that is not understood is named in ``problems`` and left out; it never breaks the page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from policies.choices import Instrument, Link, Region, Status
from policies.dates import HonestDate
from policies.models import Alignment, Country, Framework, FrameworkComponent, Policy, Topic
from policies.models.country import in_regions
from policies.models.fields import HonestDateFormField, fold

#: Names of the query string that are no filters of their own.
OTHER_NAMES = {"page", "sort"}
#: Marks that other sites add to links; they mean nothing here and are not worth a word.
FOREIGN_PREFIXES = ("utm_", "fbclid", "gclid")

BY_COUNTRY = ("country__slug", F("adopted_from").asc(nulls_last=True), "slug")
SORTS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "country": (_("Country"), BY_COUNTRY),
    "evidence": (_("Explicit alignment first"), ("-is_explicit", *BY_COUNTRY)),
    "title": (_("Title"), ("title", "slug")),
    "-adopted": (_("Newest adoption first"), (F("adopted_from").desc(nulls_last=True), "slug")),
    "adopted": (_("Oldest adoption first"), (F("adopted_from").asc(nulls_last=True), "slug")),
}
DEFAULT_SORT = "country"


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of the query string that was not understood: its name, its value, and what would be."""

    name: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A choice in force, and the query string without it."""

    name: str
    label: str
    without: str


class LenientMultipleChoiceField(forms.MultipleChoiceField):
    """Keeps the values it knows and remembers the others in ``refused``."""

    def __init__(self, *, choices: Any, **kwargs: Any) -> None:
        # A callable reads the database: once for a form is enough.
        super().__init__(choices=choices() if callable(choices) else choices, **kwargs)
        self.refused: list[str] = []

    def clean(self, value: Any) -> list[str]:
        known = {str(code) for code, __ in self.choices}
        kept: dict[str, None] = {}
        for item in value or []:
            # Codes are known by their letters: PER and per, MIGOF and migof are one.
            code = next((c for c in (item, item.upper(), item.lower()) if c in known), None)
            if code is not None:
                kept[code] = None
            elif item != "" and item not in self.refused:
                self.refused.append(item)
        return list(kept)


class ManyFilter(django_filters.Filter):
    """The same name repeated means or."""

    field_class = LenientMultipleChoiceField

    def __init__(self, *, choices: Any, **kwargs: Any) -> None:
        super().__init__(choices=choices, widget=forms.CheckboxSelectMultiple, **kwargs)


class DateFilter(django_filters.Filter):
    field_class = HonestDateFormField


def country_choices() -> list[tuple[str, str]]:
    countries = sorted(Country.objects.only("iso2", "iso3", "note"), key=lambda country: country.sort_key)
    return [(country.iso3, country.name) for country in countries]


def framework_choices() -> list[tuple[str, str]]:
    return list(Framework.objects.order_by("short_name").values_list("code", "short_name"))


def component_choices() -> list[tuple[str, str]]:
    components = FrameworkComponent.objects.select_related("framework").order_by("framework__short_name", "order")
    return [(c.code, f"{c.framework.short_name} {c.own_code}: {c.short_title}") for c in components]


def topic_choices() -> list[tuple[str, str]]:
    return list(Topic.objects.values_list("slug", "label"))


class PolicyFilterSet(django_filters.FilterSet):
    """The selection of policies. ``framework``, ``component`` and ``link`` hold on one and the same alignment."""

    q = django_filters.CharFilter(label=_("Words"), max_length=200, method="with_words")
    country = ManyFilter(label=_("Country"), choices=country_choices, method="in_countries")
    region = ManyFilter(label=_("Region"), choices=Region.choices, method="in_regions")
    instrument = ManyFilter(label=_("Instrument"), choices=Instrument.choices, method="of_instruments")
    status = ManyFilter(label=_("Status"), choices=Status.choices, method="with_statuses")
    framework = ManyFilter(label=_("Framework"), choices=framework_choices, method="left_to_alignments")
    component = ManyFilter(label=_("Component"), choices=component_choices, method="left_to_alignments")
    link = ManyFilter(label=_("Link"), choices=Link.choices, method="left_to_alignments")
    topic = ManyFilter(label=_("Topic"), choices=topic_choices, method="on_topics")
    adopted_from = DateFilter(label=_("Adopted from"), method="adopted_since")
    adopted_to = DateFilter(label=_("Adopted to"), method="adopted_until")
    as_of = DateFilter(label=_("As of"), method="left_to_alignments")

    class Meta:
        model = Policy
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: QuerySet[Policy], *, today: dt.date | None = None) -> None:
        self.today = today or timezone.localdate()
        super().__init__(data, queryset)

    @property
    def chosen(self) -> dict[str, Any]:
        """What was understood, by name."""
        self.form.is_valid()
        return self.form.cleaned_data

    @property
    def on(self) -> dt.date:
        """The day of the selection: the last day that ``as_of`` can mean, but never one to come; else today."""
        as_of = self.chosen.get("as_of")
        return min(as_of.latest, self.today) if as_of else self.today

    @property
    def has_as_of(self) -> bool:
        as_of = self.chosen.get("as_of")
        return bool(as_of and as_of.earliest <= self.today)

    def filter_queryset(self, queryset: QuerySet[Policy]) -> QuerySet[Policy]:
        policies: Any = queryset
        policies = policies.with_status(self.on)
        if self.has_as_of:
            policies = policies.known_by(self.on)
        policies = self.narrow(policies, self.chosen)
        if self.sort == "evidence":
            wanted = [self.chosen.get(name) or [] for name in ("framework", "component")]
            explicit = Alignment.objects.matching(*wanted, [Link.EXPLICIT]).filter(policy=OuterRef("pk"))
            policies = policies.annotate(is_explicit=Exists(explicit))
        return policies.order_by(*SORTS[self.sort][1])

    def across_time(self) -> QuerySet[Policy]:
        """The selection without its day, for views that show many days: what was begun, or had a status, by
        ``as_of`` is not asked."""
        return self.narrow(self.queryset, {name: v for name, v in self.chosen.items() if name != "status"})

    def narrow(self, policies: Any, chosen: dict[str, Any]) -> QuerySet[Policy]:
        for name, value in chosen.items():
            if value:
                policies = self.filters[name].filter(policies, value)
        wanted = [chosen.get(name) or [] for name in ("framework", "component", "link")]
        if any(wanted):
            alignments = Alignment.objects.matching(*wanted).filter(policy=OuterRef("pk"))
            policies = policies.filter(Exists(alignments))
        return policies

    @property
    def narrows(self) -> bool:
        """Whether any choice other than the day leaves policies out."""
        return any(value for name, value in self.chosen.items() if name != "as_of")

    @property
    def sort(self) -> str:
        """The order asked for. Of policies that follow a framework those stand first that name it, unless asked otherwise."""
        follows = any(self.chosen.get(name) for name in ("framework", "component"))
        return self.asked_sort or ("evidence" if follows else DEFAULT_SORT)

    @property
    def asked_sort(self) -> str:
        """The order that the query string names, or an empty text."""
        wanted = self.data.get("sort", "")
        return wanted if wanted in SORTS else ""

    # Each method filters by one name; django-filter calls it with the queryset, the name and the value.

    def with_words(self, queryset: QuerySet[Policy], name: str, value: str) -> QuerySet[Policy]:
        return queryset.filter(search_text__contains=fold(value))

    def in_countries(self, queryset: QuerySet[Policy], name: str, value: list[str]) -> QuerySet[Policy]:
        return queryset.filter(country__iso3__in=value)

    def in_regions(self, queryset: QuerySet[Policy], name: str, value: list[str]) -> QuerySet[Policy]:
        return queryset.filter(in_regions(value, "country__"))

    def of_instruments(self, queryset: QuerySet[Policy], name: str, value: list[str]) -> QuerySet[Policy]:
        return queryset.filter(instrument__in=value)

    def with_statuses(self, queryset: QuerySet[Policy], name: str, value: list[str]) -> QuerySet[Policy]:
        return queryset.filter(status_then__in=value)

    def on_topics(self, queryset: QuerySet[Policy], name: str, value: list[str]) -> QuerySet[Policy]:
        through = Policy.topics.through.objects.filter(policy=OuterRef("pk"), topic__slug__in=value)
        return queryset.filter(Exists(through))

    def adopted_since(self, queryset: QuerySet[Policy], name: str, value: Any) -> QuerySet[Policy]:
        return queryset.filter(adopted_from__gte=value.earliest)

    def adopted_until(self, queryset: QuerySet[Policy], name: str, value: Any) -> QuerySet[Policy]:
        return queryset.filter(adopted_from__lte=value.latest)

    def left_to_alignments(self, queryset: QuerySet[Policy], name: str, value: Any) -> QuerySet[Policy]:
        """These names work together: filter_queryset does it."""
        return queryset

    @property
    def problems(self) -> list[Problem]:
        """Everything in the query string that was not understood."""
        form = self.form
        form.is_valid()
        found = []
        for name, field in form.fields.items():
            for value in getattr(field, "refused", []):
                found.append(Problem(name, shorten(value), gettext("no such choice")))
            for message in form.errors.get(name, []):
                found.append(Problem(name, shorten(self.data.get(name, "")), str(message)))
        first, last = self.chosen.get("adopted_from"), self.chosen.get("adopted_to")
        if first and last and last.latest < first.earliest:
            found.append(Problem("adopted_to", str(last), gettext("it is before adopted_from, so nothing can fit")))
        as_of = self.chosen.get("as_of")
        if as_of and as_of.earliest > self.today:
            found.append(in_the_future(as_of))
        page = self.data.get("page", "")
        if page and not (page.isascii() and page.isdigit() and len(page) < 9 and int(page)):
            found.append(Problem("page", shorten(page), gettext("a page is a number from 1 on")))
        sort = self.data.get("sort")
        if sort and sort not in SORTS:
            found.append(Problem("sort", shorten(sort), gettext("choose one of %s") % ", ".join(SORTS)))
        for name in self.data:
            if name not in form.fields and name not in OTHER_NAMES and not name.startswith(FOREIGN_PREFIXES):
                found.append(Problem(shorten(name), shorten(self.data.get(name, "")), gettext("no such filter")))
        return found

    @property
    def chips(self) -> list[Chip]:
        """The choices in force, each with the query string that is left without it."""
        chips = []
        for name, value in self.chosen.items():
            if not value:
                continue
            field = self.form.fields[name]
            if isinstance(value, list):
                labels = dict(field.choices)  # type: ignore[attr-defined]
                chips += [Chip(name, str(labels[item]), self.query_without(name, item)) for item in value]
            else:
                shown = value.display(get_language() or "en") if hasattr(value, "display") else f"“{value}”"
                chips.append(Chip(name, f"{field.label}: {shown}", self.query_without(name)))
        return chips

    def query_without(self, name: str, value: str | None = None) -> str:
        """The query string without a name, or without one of its values; it starts again at page 1."""
        return query(
            (key, item)
            for key in self.data
            for item in self.data.getlist(key)
            if key != "page" and not (key == name and (value is None or item.lower() == value.lower()))
        )


def query(pairs: Iterable[tuple[str, str]]) -> str:
    """``?a=1&b=2``; a lone ``?`` when nothing is left, which is a link to the bare page."""
    return "?" + urlencode([pair for pair in pairs if pair[1] != ""])


def understood(filters: PolicyFilterSet) -> list[tuple[str, str]]:
    """The part of a query string that chooses, without what is not understood, ``sort`` and ``page``."""
    form = filters.form
    form.is_valid()
    return [
        (name, value)
        for name, field in form.fields.items()
        if name not in form.errors
        for value in filters.data.getlist(name)
        if value and value not in getattr(field, "refused", [])
    ]


def in_the_future(date: HonestDate) -> Problem:
    return Problem("as_of", str(date), gettext("it is in the future: today is shown"))


def shorten(text: str, most: int = 60) -> str:
    printable = "".join(c if c.isprintable() else "�" for c in text)
    return printable if len(printable) <= most else printable[:most] + "…"


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day of a page about one thing: ``chosen`` tells whether the reader named it."""

    on: dt.date
    chosen: bool
    problems: tuple[Problem, ...] = ()

    @classmethod
    def read(cls, data: QueryDict) -> AsOf:
        """``as_of`` of a query string; today when it is missing or not understood."""
        today = timezone.localdate()
        text = data.get("as_of", "")
        try:
            date = HonestDateFormField(required=False, max_length=200).clean(text)
        except forms.ValidationError as error:
            return cls(today, False, (Problem("as_of", shorten(text), " ".join(error.messages)),))
        if date is None:
            return cls(today, False)
        if date.earliest > today:
            return cls(today, False, (in_the_future(date),))
        return cls(min(date.latest, today), True)

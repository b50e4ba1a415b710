"""The selection of policies, and what a reader is told of the choices that make it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import cached_property
from typing import Any

import django_filters
from django.db.models import Case, Exists, F, IntegerField, OuterRef, QuerySet, Value, When
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from policies import search
from policies.choices import EvidenceKind, IncomeGroup, Instrument, Link, OrganisationRole, Region, Status
from policies.filters import fields
from policies.filters.fields import DateFilter, ManyFilter, SwitchFilter, WordsFilter, listed
from policies.filters.words import Chip, Problem, in_the_future, query, shorten
from policies.models import Alignment, Funding, GroupMembership, Policy, PolicyProject, ProjectParticipation
from policies.models.alignment import AlignmentQuerySet
from policies.models.country import in_regions
from policies.queries.kept import kept
from policies.queries.mappings import Mappings

#: Names of the query string that are no filters of their own.
OTHER_NAMES = {"page", "sort"}
NO_QUESTION = search.Question("")
#: Marks that other sites add to links; they mean nothing here and are not worth a word.
FOREIGN_PREFIXES = ("utm_", "fbclid", "gclid")

BY_COUNTRY = ("country__slug", F("adopted_from").asc(nulls_last=True), "slug")
SORTS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    # After the rank of search.rank, which depends on the words.
    "relevance": (_("Best match first"), (F("adopted_from").desc(nulls_last=True), "slug")),
    "country": (_("Country"), BY_COUNTRY),
    "evidence": (_("Explicit alignment first"), ("evidence_rank", *BY_COUNTRY)),
    "title": (_("Title"), ("title", "slug")),
    "-adopted": (_("Newest adoption first"), (F("adopted_from").desc(nulls_last=True), "slug")),
    "adopted": (_("Oldest adoption first"), (F("adopted_from").asc(nulls_last=True), "slug")),
}
DEFAULT_SORT = "country"
#: Nobody asks longer questions.
MOST_LETTERS = 200

#: Choices that show more or show it otherwise, and leave no policy out.
NOT_NARROWING = {"as_of", "mapping"}


class PolicyFilterSet(django_filters.FilterSet):
    """The selection of policies. ``framework``, ``component`` and ``link`` hold on one and the same alignment.

    With ``mapping=on`` an alignment counts for the components of other frameworks too that correspond to its own, and for
    their frameworks. ``link`` is then that of the alignment as it was coded.
    """

    q = WordsFilter(label=_("Words"), max_length=MOST_LETTERS, method="with_words")
    country = ManyFilter(label=_("Country"), lookup=fields.countries, method="in_countries")
    region = ManyFilter(label=_("Region"), lookup=listed(Region.choices), method="in_regions")
    group = ManyFilter(label=_("Group of countries"), lookup=fields.groups, method="in_groups")
    income = ManyFilter(label=_("Income group"), lookup=listed(IncomeGroup.choices), method="of_incomes")
    instrument = ManyFilter(label=_("Instrument"), lookup=listed(Instrument.choices), method="of_instruments")
    status = ManyFilter(label=_("Status"), lookup=listed(Status.choices), method="with_statuses")
    framework = ManyFilter(label=_("Framework"), lookup=fields.frameworks, method="left_to_alignments")
    component = ManyFilter(label=_("Component"), lookup=fields.components, method="left_to_alignments")
    link = ManyFilter(label=_("Link"), lookup=listed(Link.choices), method="left_to_alignments")
    mapping = SwitchFilter(label=_("Including evidence by mapping"), method="left_to_alignments")
    topic = ManyFilter(label=_("Topic"), lookup=fields.topics, method="on_topics")
    target = ManyFilter(label=_("Target group"), lookup=fields.targets, method="for_targets")
    funder = ManyFilter(label=_("Funder"), lookup=fields.funders, method="funded_by")
    project = ManyFilter(label=_("Project"), lookup=fields.projects, method="of_projects")
    adopted_from = DateFilter(label=_("Adopted from"), method="adopted_since")
    adopted_to = DateFilter(label=_("Adopted to"), method="adopted_until")
    as_of = DateFilter(label=_("As of"), method="left_to_alignments")

    class Meta:
        model = Policy
        fields: list[str] = []

    def __init__(
        self,
        data: QueryDict,
        queryset: QuerySet[Policy],
        *,
        today: dt.date | None = None,
        beside: Collection[str] = (),
    ) -> None:
        """``beside`` are names of the query string that the page reads itself, such as the layer of a map."""
        self.today = today or timezone.localdate()
        self.known_beside = {*OTHER_NAMES, *beside}
        self.members: Any = None  # filters.members.members_of finds them, once
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
        if self.follows or self.sort == "evidence":
            policies = self.with_evidence(policies)
        first = [search.rank(self.question)] if self.sort == "relevance" else []
        return policies.order_by(*first, *SORTS[self.sort][1])

    def with_evidence(self, policies: Any) -> Any:
        """Annotates ``evidence_rank``: where the best evidence for what is chosen stands among EvidenceKind, from 0."""
        wanted = [self.chosen.get(name) or [] for name in ("framework", "component")]
        coded = Alignment.objects.filter(policy=OuterRef("pk"))
        ranks = [When(Exists(coded.matching(*wanted, [Link.EXPLICIT])), then=Value(0))]
        if self.chosen.get("mapping"):  # else all that is not explicit is implicit
            ranks.append(When(Exists(coded.matching(*wanted, [])), then=Value(1)))
        rest = Value(len(ranks), output_field=IntegerField())
        return policies.annotate(evidence_rank=Case(*ranks, default=rest, output_field=IntegerField()))

    def evidence_of(self, policy: Any) -> EvidenceKind | None:
        """The best evidence that a policy of ``qs`` has for the framework or component chosen; None if none is."""
        return list(EvidenceKind)[policy.evidence_rank] if self.follows else None

    def alignments(self, frameworks: list[str], components: list[str], links: list[str]) -> AlignmentQuerySet:
        """Alignments that satisfy all three, on one and the same, with those that count by mapping if that is on."""
        by_mapping = self.mappings.coded_for(frameworks, components) if self.chosen.get("mapping") else ()
        return Alignment.objects.matching(frameworks, components, links, by_mapping)

    @cached_property
    def mappings(self) -> Mappings:
        """One query, the first time."""
        return kept(Mappings.load)

    def narrow(self, policies: Any, chosen: dict[str, Any]) -> QuerySet[Policy]:
        for name, value in chosen.items():
            if value:
                policies = self.filters[name].filter(policies, value)
        wanted = [chosen.get(name) or [] for name in ("framework", "component", "link")]
        if any(wanted):
            alignments = self.alignments(*wanted).filter(policy=OuterRef("pk"))
            policies = policies.filter(Exists(alignments))
        return policies

    @property
    def narrows(self) -> bool:
        """Whether any choice leaves policies out: the day, and what counts as evidence, do not."""
        return any(value for name, value in self.chosen.items() if name not in NOT_NARROWING)

    @property
    def follows(self) -> bool:
        """Whether a framework or component is chosen."""
        return any(self.chosen.get(name) for name in ("framework", "component"))

    @property
    def question(self) -> search.Question:
        """What is searched for; false if there is no word in it."""
        asked = self.chosen.get("q")
        return NO_QUESTION if asked is None else asked

    @property
    def sort(self) -> str:
        """The order asked for. Unless asked otherwise the best match stands first, and of policies that follow a
        framework those that name it."""
        usual = "relevance" if self.question else "evidence" if self.follows else DEFAULT_SORT
        return self.asked_sort or usual

    @property
    def asked_sort(self) -> str:
        """The order that the query string names, or an empty text."""
        wanted = self.data.get("sort", "")
        return wanted if wanted in self.sorts else ""

    @property
    def sorts(self) -> dict[str, Any]:
        """The orders that there are for this selection, by name, with their labels."""
        return {name: label for name, (label, __) in SORTS.items() if name != "relevance" or self.question}

    # Each method filters by one name; django-filter calls it with the queryset, the name and the value.

    def with_words(self, queryset: QuerySet[Policy], name: str, value: search.Question) -> QuerySet[Policy]:
        return search.with_words(queryset, value)

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

    def for_targets(self, queryset: QuerySet[Policy], name: str, value: list[str]) -> QuerySet[Policy]:
        through = Policy.target_groups.through.objects.filter(policy=OuterRef("pk"), targetgroup__slug__in=value)
        return queryset.filter(Exists(through))

    def in_groups(self, queryset: QuerySet[Policy], name: str, value: list[str]) -> QuerySet[Policy]:
        members = GroupMembership.objects.on(self.on).filter(country=OuterRef("country"), group__code__in=value)
        return queryset.filter(Exists(members))

    def of_incomes(self, queryset: QuerySet[Policy], name: str, value: list[str]) -> QuerySet[Policy]:
        return queryset.filter(country__income__in=value)

    def funded_by(self, queryset: QuerySet[Policy], name: str, value: list[str]) -> QuerySet[Policy]:
        role = ProjectParticipation.objects.filter(
            project=OuterRef("project"), organisation__slug__in=value, role=OrganisationRole.FUNDING
        )
        money = Funding.objects.filter(project=OuterRef("project"), funder__slug__in=value)
        links = PolicyProject.objects.public().filter(Exists(role) | Exists(money), policy=OuterRef("pk"))
        return queryset.filter(Exists(links))

    def of_projects(self, queryset: QuerySet[Policy], name: str, value: list[str]) -> QuerySet[Policy]:
        links = PolicyProject.objects.public().filter(policy=OuterRef("pk"), project__slug__in=value)
        return queryset.filter(Exists(links))

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
            for value, message in getattr(field, "said", []):
                found.append(Problem(name, shorten(value), message))
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
        if sort == "relevance" and not self.question:
            found.append(Problem("sort", sort, gettext("without words to search for, no policy fits them better")))
        elif sort and sort not in SORTS:
            found.append(Problem("sort", shorten(sort), gettext("choose one of %s") % ", ".join(SORTS)))
        for name in self.data:
            if name not in form.fields and name not in self.known_beside and not name.startswith(FOREIGN_PREFIXES):
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
                labels = field.labels  # type: ignore[attr-defined]
                chips += [Chip(name, labels[item], self.query_without(name, item)) for item in value]
            elif value is True:
                chips.append(Chip(name, str(field.label), self.query_without(name)))
            else:
                shown = value.display(get_language() or "en") if hasattr(value, "display") else f"“{value}”"
                chips.append(Chip(name, f"{field.label}: {shown}", self.query_without(name)))
        return chips

    @property
    def beside_pairs(self) -> list[tuple[str, str]]:
        """What the query string has of the names that the page reads itself."""
        names = sorted(self.known_beside - OTHER_NAMES)
        return [(name, value) for name in names for value in self.data.getlist(name) if value]

    @property
    def selection_query(self) -> str:
        """The query string of the selection alone: without order, page, and what one view of it asks beside."""
        return query((key, item) for key in self.data if key in self.form.fields for item in self.data.getlist(key))

    def query_without(self, name: str, value: str | None = None) -> str:
        """The query string without a name, or without one of its values; it starts again at page 1."""
        return query(
            (key, item)
            for key in self.data
            for item in self.data.getlist(key)
            if key != "page" and not (key == name and (value is None or item.lower() == value.lower()))
        )


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

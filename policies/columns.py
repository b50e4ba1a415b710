"""The public shape of each record: which columns it has, what they mean, how they are read.

Downloads and the data dictionary are made from it. A column's ``path`` leads from the record to its value, over foreign
keys with dots (``country.iso3``) and through lists with a star (``topics.*.slug``), so what a table needs to
fetch follows from its columns. Values come out as text: honest dates as they are stored, codes as in the query
string, ``yes`` and ``no``, decimals with a point, lists with ``; `` between their items, nothing for what is not known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policies import models
from policies.choices import PublicationState

LIST_SEPARATOR = "; "
KINDS = {
    "text": _("text"),
    "code": _("code"),
    "date": _("date: year, month or day"),
    "number": _("number"),
    "flag": _("yes or no"),
    "address": _("web address"),
    "language": _("language code (BCP 47)"),
    "list": _("list of codes"),
}
_KIND_OF_FIELD = {
    "HonestDateField": "date",
    "BooleanField": "flag",
    "FloatField": "number",
    "DecimalField": "number",
    "PositiveSmallIntegerField": "number",
    "WebAddressField": "address",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, the way to its value, and what it means.

    ``refers_to`` names the column of another table that the value is found in, as ``table.column``.
    """

    name: str
    path: str
    help: str | Promise
    kind: str
    required: bool = False
    refers_to: str = ""
    codes: tuple[tuple[str, str | Promise], ...] = ()

    def read(self, row: Model) -> str:
        """The value of a record, as text."""
        return LIST_SEPARATOR.join(_follow(row, self.path.split(".")))


def _follow(value: Any, parts: list[str]) -> Iterator[str]:
    for index, part in enumerate(parts):
        if part == "*":
            for item in value.all():
                yield from _follow(item, parts[index + 1 :])
            return
        value = getattr(value, part)
        if value is None:
            return
    if value != "":
        yield as_text(value)


def as_text(value: Any) -> str:
    """A value as it is written in every public file."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds")
    return str(value)


@dataclass(frozen=True, slots=True)
class Table:
    """The records of one model as a table. ``key`` names the columns by which a row is known."""

    name: str
    model: type[Model]
    help: str | Promise
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    #: Where the publication states of the record and of what it joins are: ``state``, ``policy__state project__state``.
    states: tuple[str, ...] = ()
    #: Reference data that readers meet only with a published record: the model's own query of it.
    only: Callable[[Any], QuerySet[Any]] | None = None

    def rows(self) -> QuerySet[Any]:
        """Every public record, with what the columns read. One query, and one more for each list."""
        joined, lists = set(), set()
        for column in self.columns:
            before, star, __ = column.path.partition(".*")
            if star:
                lists.add(before.replace(".", "__"))
            elif "." in before:
                joined.add(before.rpartition(".")[0].replace(".", "__"))
        rows: Any = self.model._default_manager.order_by("pk")
        rows = rows.filter(**dict.fromkeys(self.states, PublicationState.PUBLISHED))
        if self.only:
            rows = self.only(rows)
        if joined:
            rows = rows.select_related(*sorted(joined))
        return rows.prefetch_related(*sorted(lists))


def _field_at(model: type[Model], path: str) -> Field[Any, Any] | None:
    """The model's field that a path ends at, or None where it ends at a property."""
    here: Any = model
    found = None
    for part in path.replace(".*", "").split("."):
        try:
            found = here._meta.get_field(part)
        except FieldDoesNotExist:
            return None
        here = found.related_model
    return found


def column(
    model: type[Model], name: str, help: str | Promise = "", path: str = "", refers_to: str = "", kind: str = ""
) -> Column:
    """A column of a model; what it does not say is taken from the model's own field."""
    path = path or name
    own = _field_at(model, path.split(".")[0])
    end = _field_at(model, path)
    if not kind:
        kind = _KIND_OF_FIELD.get(type(end).__name__, "text")
        if ".*" in path:
            kind = "list"
        elif refers_to or getattr(end, "choices", None):
            kind = "code"
        elif name.endswith("language"):
            kind = "language"
    choices = getattr(end, "choices", None) if not refers_to else None
    required = own is not None and not own.many_to_many and not own.null and not own.blank
    return Column(name, path, help or end.help_text, kind, required, refers_to, tuple(choices or ()))  # type: ignore[union-attr]


def _table(
    name: str,
    model: type[Model],
    help: str | Promise,
    key: str,
    columns: list[tuple[Any, ...]],
    states: str = "",
    only: Callable[[Any], QuerySet[Any]] | None = None,
) -> Table:
    of_model = tuple(column(model, *parts) for parts in columns)
    return Table(name, model, help, tuple(key.split()), of_model, tuple(states.split()), only)


SOURCE = (
    "source",
    _("Address or citation of the source in which this was read."),
    "source.reference",
    "sources.reference",
)
NOTES = ("notes", _("What a careful reader should know."))
POLICY = ("policy", _("The policy it belongs to."), "policy.slug", "policies.slug")
PROJECT = ("project", _("The project."), "project.slug", "projects.slug")
COUNTRY = ("country", _("ISO 3166-1 alpha-3 code of the country."), "country.iso3", "countries.iso3")
FRAMEWORK = ("framework", _("The framework."), "framework.code", "frameworks.code")

#: What a coder says, of a policy or of a framework.
CODED: list[tuple[Any, ...]] = [
    (
        "component",
        _("The component; empty for the framework as a whole."),
        "component.code",
        "components.code",
    ),
    ("link",),
    ("quote",),
    ("quote_language",),
    ("where",),
    ("source_kind", _("What kind of text was read.")),
    ("rationale",),
    ("confidence", _("How sure the coder is.")),
    ("coded_by", _("Who coded it.")),
    ("coded_on", _("When it was coded.")),
    ("reviewed_by", _("Who reviewed it; empty when nobody has.")),
    ("reviewed_on", _("When it was reviewed.")),
    SOURCE,
]

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        _table(
            "countries",
            models.Country,
            _("Countries and areas of ISO 3166-1 with their United Nations regions."),
            "iso3",
            [
                ("iso3", _("ISO 3166-1 alpha-3 code.")),
                ("iso2", _("ISO 3166-1 alpha-2 code.")),
                ("note",),
                ("m49", _("Numerical code of the United Nations Statistics Division.")),
                ("name", _("English short name, from Unicode CLDR.")),
                ("slug", _("Last part of its address on this site.")),
                ("region", _("M49 region.")),
                ("sub_region", _("M49 sub-region.")),
                ("intermediate_region", _("M49 intermediate region, where there is one.")),
                ("income", _("World Bank income group.")),
                ("un_member", _("Whether it is a member of the United Nations.")),
                ("latitude",),
                ("longitude", _("Degrees east, of the same point.")),
            ],
        ),
        _table(
            "groups",
            models.CountryGroup,
            _("Groups of countries, such as the African Union."),
            "code",
            [("code", _("Code, as in queries.")), ("name", _("Name.")), ("notes",), SOURCE],
        ),
        _table(
            "memberships",
            models.GroupMembership,
            _("Members of groups, with the dates that a source gives."),
            "group country since",
            [
                ("group", _("The group."), "group.code", "groups.code"),
                COUNTRY,
                ("since",),
                ("until",),
                (*SOURCE[:1], _("Its source, where it is not the group's own."), *SOURCE[2:]),
            ],
        ),
        _table(
            "frameworks",
            models.Framework,
            _("Frameworks, compacts, goals and treaties that policies follow."),
            "code",
            [
                ("code", _("Code, as in addresses and queries.")),
                ("name", _("Full name.")),
                ("short_name", _("Name in running text.")),
                ("kind", _("Kind of framework.")),
                ("body",),
                ("adopted", _("Date of adoption.")),
                ("in_force", _("Date of entry into force.")),
                ("binding", _("Whether it binds; empty where no source says it.")),
                ("legal_reference", _("Number of the resolution or act.")),
                ("summary", _("What it is, in our own words.")),
                ("topics", _("What it is about."), "topics.*.slug"),
                ("verified", _("How these facts were checked.")),
                ("participants_as_of",),
                ("participants_complete",),
                ("participants_notes", _("What a careful reader should know of the list of participants.")),
                NOTES,
                SOURCE,
            ],
        ),
        _table(
            "components",
            models.FrameworkComponent,
            _("Principles, objectives, domains, targets and articles of frameworks."),
            "code",
            [
                ("code",),
                FRAMEWORK,
                ("kind", _("Kind of component.")),
                ("short_title", _("Short title; of some frameworks our own label.")),
                ("title", _("Full title.")),
                ("parent", _("The component that this one is part of."), "parent.code", "components.code"),
                ("order", _("Place within the framework.")),
                ("verified", _("How these facts were checked.")),
                NOTES,
                SOURCE,
            ],
        ),
        _table(
            "mappings",
            models.ComponentMapping,
            _("Which components of two frameworks correspond (SKOS); each is read in both directions."),
            "component other",
            [
                ("component", _("One component."), "component.code", "components.code"),
                ("relation", _("SKOS mapping relation.")),
                ("other", _("The component of the other framework."), "other.code", "components.code"),
                SOURCE,
            ],
        ),
        _table(
            "policies",
            models.Policy,
            _("Published policies, strategies, plans, laws and other instruments."),
            "slug",
            [
                ("slug", _("Identifier: the last part of its address.")),
                COUNTRY,
                ("title", _("Title in English.")),
                ("original_title", _("Title in its own language.")),
                ("original_language",),
                ("instrument", _("Kind of instrument.")),
                ("level", _("Whether it is national, subnational or regional.")),
                ("legal_reference",),
                ("issuing_bodies", _("Who issued it."), "issuing_bodies.*.slug", "organisations.slug"),
                ("lead_bodies", _("Who leads its work."), "lead_bodies.*.slug", "organisations.slug"),
                ("summary",),
                ("topics", _("What it is about."), "topics.*.slug"),
                ("target_groups", _("Whom it is about."), "target_groups.*.slug"),
                ("term_start",),
                ("term_end",),
                ("adopted", _("When it was adopted: its first event of adoption."), "adopted_date"),
                ("in_force_from", _("When it began to be in force, by the rules of this site."), "force_date"),
                ("under_revision",),
                ("confidence",),
                ("last_checked",),
                NOTES,
                SOURCE,
            ],
            "state",
        ),
        _table(
            "events",
            models.PolicyEvent,
            _("What happened to each policy, and when."),
            "policy type date title",
            [
                POLICY,
                ("type", _("Type of event.")),
                ("date",),
                ("title", _("What happened.")),
                ("planned",),
                ("extends_to",),
                NOTES,
                SOURCE,
            ],
            "policy__state",
        ),
        _table(
            "alignments",
            models.Alignment,
            _("What a coder read in a policy about a framework, with the passage."),
            "policy framework component coded_by",
            [
                POLICY,
                FRAMEWORK,
                *CODED,
            ],
            "policy__state",
        ),
        _table(
            "framework_alignments",
            models.FrameworkAlignment,
            _("What a coder read in a regional framework about another framework. These are no policies of a country."),
            "subject framework component coded_by",
            [
                ("subject", _("The framework that follows the other."), "subject.code", "frameworks.code"),
                ("framework", _("The framework that is followed."), "framework.code", "frameworks.code"),
                *CODED,
            ],
        ),
        _table(
            "relations",
            models.PolicyRelation,
            _("How one policy bears on another."),
            "policy type other",
            [
                POLICY,
                ("type", _("What the policy does to the other.")),
                ("other", _("The other policy."), "other.slug", "policies.slug"),
                ("date", _("Since when.")),
                SOURCE,
            ],
            "policy__state other__state",
        ),
        _table(
            "documents",
            models.PolicyDocument,
            _("Texts of policies."),
            "policy url",
            [
                POLICY,
                ("variant", _("Original or translation.")),
                ("language",),
                ("url", _("Where it is.")),
                ("title", _("Its title.")),
                ("archived_url", _("Where a copy is archived.")),
                ("checksum",),
            ],
            "policy__state",
        ),
        _table(
            "organisations",
            models.Organisation,
            _("Funders, implementers and issuing bodies."),
            "slug",
            [
                ("slug", _("Identifier.")),
                ("name", _("Name.")),
                ("acronym", _("Acronym.")),
                ("type", _("IATI organisation type.")),
                ("country", _("Country of a national body."), "country.iso3", "countries.iso3"),
                ("iati_id",),
                ("url", _("Web site.")),
            ],
            only=lambda rows: rows.named_by_published(),
        ),
        _table(
            "projects",
            models.Project,
            _("Projects that worked on policies."),
            "slug",
            [
                ("slug", _("Identifier: the last part of its address.")),
                ("iati_id", _("IATI activity identifier.")),
                ("title", _("Title.")),
                ("status", _("IATI activity status.")),
                ("start", _("Start.")),
                ("end", _("End.")),
                ("sectors",),
                ("summary", _("What it does, in our own words.")),
                SOURCE,
            ],
            "state",
        ),
        _table(
            "project_countries",
            models.ProjectCountry,
            _("Recipient countries of projects."),
            "project country",
            [PROJECT, COUNTRY, ("percentage",)],
            "project__state",
        ),
        _table(
            "project_participations",
            models.ProjectParticipation,
            _("Organisations of projects, in their role."),
            "project organisation role",
            [
                PROJECT,
                ("organisation", _("The organisation."), "organisation.slug", "organisations.slug"),
                ("role", _("IATI organisation role.")),
                SOURCE,
            ],
            "project__state",
        ),
        _table(
            "fundings",
            models.Funding,
            _("Money of projects. Amounts in different currencies are never added."),
            "project funder type date amount currency",
            [
                PROJECT,
                ("funder", _("Who gives it."), "funder.slug", "organisations.slug"),
                ("type", _("IATI transaction type: commitment or disbursement.")),
                ("date", _("When.")),
                ("amount", _("Amount, with a decimal point.")),
                ("currency", _("ISO 4217 code.")),
                ("value_date",),
                SOURCE,
            ],
            "project__state",
        ),
        _table(
            "policy_projects",
            models.PolicyProject,
            _("What projects did for policies."),
            "policy project role",
            [POLICY, PROJECT, ("role", _("What the project did for the policy.")), NOTES, SOURCE],
            "policy__state project__state",
        ),
        _table(
            "participations",
            models.Participation,
            _("Who takes part in treaties and frameworks."),
            "country organisation framework action date",
            [
                ("country", _("The country."), "country.iso3", "countries.iso3"),
                (
                    "organisation",
                    _("Instead of a country: an organisation that is a party itself."),
                    "organisation.slug",
                    "organisations.slug",
                ),
                FRAMEWORK,
                ("action", _("What it did.")),
                ("date", _("When; empty where no source says it.")),
                NOTES,
                SOURCE,
            ],
        ),
        _table(
            "scores",
            models.ComponentScore,
            _("Published scores. A missing score has no row, and is never 0."),
            "country framework component year",
            [
                COUNTRY,
                FRAMEWORK,
                (
                    "component",
                    _("The component; empty for the framework as a whole."),
                    "component.code",
                    "components.code",
                ),
                ("year", _("The year it is of.")),
                ("score", _("The score, in the scale of its row.")),
                ("scale",),
                SOURCE,
            ],
        ),
        _table(
            "checks",
            models.CountryCheck,
            _("Who looked for what in a country, when, and what was found."),
            "country scope date",
            [
                COUNTRY,
                ("scope", _("What was looked for.")),
                ("date", _("When.")),
                ("outcome", _("What was found.")),
                ("where",),
                ("checked_by", _("By whom.")),
                SOURCE,
            ],
        ),
        _table(
            "sources",
            models.Source,
            _("Pages and documents in which the facts were read."),
            "reference",
            [
                ("reference", _("Its address or, where it has none, its citation.")),
                ("title", _("Title.")),
                ("publisher", _("Publisher.")),
                ("published", _("When it was published.")),
                ("accessed",),
                ("language",),
                ("reliability", _("How near the source is to the fact, judged by who publishes it.")),
                ("archived_url", _("Where a copy is archived.")),
                ("link_health", _("Whether the address answered when it was last tried.")),
            ],
            only=lambda rows: rows.named_by_public(),
        ),
    )
}

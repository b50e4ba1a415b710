"""Which seed files there are, and how each kind of row is written in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import models

from policies.models import (
    Alignment,
    ComponentMapping,
    ComponentScore,
    Country,
    CountryCheck,
    CountryGroup,
    Framework,
    FrameworkAlignment,
    FrameworkComponent,
    Funding,
    GroupMembership,
    Organisation,
    Participation,
    Policy,
    PolicyDocument,
    PolicyEvent,
    PolicyProject,
    PolicyRelation,
    Project,
    ProjectCountry,
    ProjectParticipation,
    Source,
    TargetGroup,
    Topic,
)
from policies.models.fields import Searchable

#: By what a row names a row of another kind. (A source is named by its address or citation.)
REFERENCE_KEY: dict[type[models.Model], str] = {
    Country: "iso3",
    Topic: "slug",
    TargetGroup: "slug",
    Organisation: "slug",
    Framework: "code",
    FrameworkComponent: "code",
    Project: "slug",
    Policy: "slug",
}


@dataclass(frozen=True, eq=False)
class Noun:
    """How one kind of row is written in seeds."""

    model: type[models.Model]
    key: tuple[str, ...]  # the keys in the file by which a row is known, among the rows of its parent
    children: dict[str, Noun] = field(default_factory=dict)
    parent: str = ""  # the field that points to the row this one is nested in
    aliases: dict[str, str] = field(default_factory=dict)  # key in the file -> field
    ordered: bool = False  # the place in the file is kept in the field "order"
    sourced: bool = False  # a row names its source, although the model can be without

    @property
    def name(self) -> str:
        return str(self.model._meta.model_name)

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def parent_id(self) -> str:
        return f"{self.parent}_id"

    @property
    def is_leaf(self) -> bool:
        """Whether nothing refers to such a record and nothing is computed when it is saved."""
        return not (self.children or self.model in REFERENCE_KEY or issubclass(self.model, Searchable))

    def field_of(self, name: str) -> Any:
        """The model's field for a key in the file; FieldDoesNotExist if there is none."""
        return self.model._meta.get_field(self.aliases.get(name, name))

    def name_of(self, field_name: str) -> str:
        """The key in the file for a field."""
        return next((name for name, aliased in self.aliases.items() if aliased == field_name), field_name)

    def needs(self, field: Any) -> bool:
        """Whether every row says what this field holds."""
        return (self.sourced and field.name == "source") or not (field.null or field.blank or field.has_default())

    def unsaid(self) -> dict[str, Any]:
        """What the fields hold of which a row says nothing, by field: None, no text, or the default."""
        fields = (found for found in self.model._meta.concrete_fields if found.editable and not found.primary_key)
        return {found.name: found.get_default() for found in fields}

    def lists(self) -> list[str]:
        """The many-to-many fields that a row fills in as a list of keys."""
        return [
            found.name for found in self.model._meta.many_to_many if found.editable and found.name not in self.children
        ]

    def identity(self, record: models.Model) -> tuple[Any, ...]:
        """The values that the key stands for, of a record."""
        if isinstance(record, Source):
            return (record.url or record.citation,)
        parent = (getattr(record, self.parent_id),) if self.parent else ()
        return (*parent, *(getattr(record, self.field_of(name).attname) for name in self.key))


COMPONENT = Noun(FrameworkComponent, ("code",), parent="framework", ordered=True, sourced=True)
FRAMEWORK_ALIGNMENT = Noun(FrameworkAlignment, ("framework", "component", "coded_by"), parent="subject")
MEMBERSHIP = Noun(GroupMembership, ("country", "since"), parent="group")
EVENT = Noun(PolicyEvent, ("type", "date", "title"), parent="policy")
DOCUMENT = Noun(PolicyDocument, ("url",), parent="policy")
ALIGNMENT = Noun(Alignment, ("framework", "component", "coded_by"), parent="policy")
RELATION = Noun(PolicyRelation, ("type", "policy"), parent="policy", aliases={"policy": "other"}, sourced=True)
POLICY_PROJECT = Noun(PolicyProject, ("project", "role"), parent="policy")
SHARE = Noun(ProjectCountry, ("country",), parent="project")
PARTICIPANT = Noun(ProjectParticipation, ("organisation", "role"), parent="project", sourced=True)
FUNDING = Noun(Funding, ("funder", "type", "date", "amount", "currency"), parent="project")
SOURCE = Noun(Source, ("url", "citation"))


@dataclass(frozen=True)
class SeedFile:
    """Files of one kind. ``single``: each is one row and not a list of rows."""

    pattern: str
    noun: Noun
    single: bool = False


#: In the order in which they refer to each other.
FILES: tuple[SeedFile, ...] = (
    SeedFile("sources.yaml", SOURCE),
    SeedFile("countries.yaml", Noun(Country, ("iso3",))),
    SeedFile("groups.yaml", Noun(CountryGroup, ("code",), {"members": MEMBERSHIP}, sourced=True)),
    SeedFile("topics.yaml", Noun(Topic, ("slug",))),
    SeedFile("target_groups.yaml", Noun(TargetGroup, ("slug",))),
    SeedFile("organisations.yaml", Noun(Organisation, ("slug",))),
    SeedFile(
        "frameworks/*.yaml",
        Noun(Framework, ("code",), {"components": COMPONENT, "alignments": FRAMEWORK_ALIGNMENT}, sourced=True),
        single=True,
    ),
    SeedFile("mappings.yaml", Noun(ComponentMapping, ("component", "other"))),
    SeedFile("participations.yaml", Noun(Participation, ("country", "organisation", "framework", "action", "date"))),
    SeedFile("scores.yaml", Noun(ComponentScore, ("country", "framework", "component", "year"))),
    SeedFile(
        "projects.yaml",
        Noun(
            Project,
            ("slug",),
            {"countries": SHARE, "participations": PARTICIPANT, "fundings": FUNDING},
            sourced=True,
        ),
    ),
    SeedFile(
        "policies/*.yaml",
        Noun(
            Policy,
            ("slug",),
            {
                "events": EVENT,
                "documents": DOCUMENT,
                "alignments": ALIGNMENT,
                "projects": POLICY_PROJECT,
                "relations": RELATION,
            },
            sourced=True,
        ),
    ),
    SeedFile("checks.yaml", Noun(CountryCheck, ("country", "scope", "date"), sourced=True)),
)

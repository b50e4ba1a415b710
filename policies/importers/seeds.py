"""Loads the seeds by natural key: all or nothing, and a second run changes nothing.

Records that somebody has changed in the admin are theirs: they are left as they are and counted as
``kept``. A rows' children (events, alignments ...) that are gone from the seeds are removed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.admin.models import LogEntry
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from slugify import slugify

from policies.actions import refresh_milestones
from policies.choices import PublicationState
from policies.importers.seed_files import Problem, Row, SeedError, read_rows
from policies.models import (
    Alignment,
    ComponentMapping,
    Country,
    CountryCheck,
    Framework,
    FrameworkComponent,
    Funding,
    Organisation,
    Policy,
    PolicyDocument,
    PolicyEvent,
    PolicyProject,
    PolicyRelation,
    Project,
    ProjectCountry,
    ProjectParticipation,
    Source,
    Topic,
)
from policies.models.country import territory_names
from policies.models.review import Publishable
from policies.models.source import is_address


@dataclass(frozen=True)
class Noun:
    """How one kind of row is written in seeds."""

    model: type[models.Model]
    key: tuple[str, ...]
    children: dict[str, Noun] = field(default_factory=dict)
    parent: str = ""  # the field that points to the row this one is nested in
    aliases: dict[str, str] = field(default_factory=dict)  # key in the file -> field
    ordered: bool = False  # the place in the file is kept in the field "order"


COMPONENT = Noun(FrameworkComponent, ("code",), parent="framework", ordered=True)
EVENT = Noun(PolicyEvent, ("type", "date", "title"), parent="policy")
DOCUMENT = Noun(PolicyDocument, ("url",), parent="policy")
ALIGNMENT = Noun(Alignment, ("framework_id", "component_id", "coded_by"), parent="policy")
RELATION = Noun(PolicyRelation, ("type", "other_id"), parent="policy", aliases={"policy": "other"})
POLICY_PROJECT = Noun(PolicyProject, ("project_id", "role"), parent="policy")
SHARE = Noun(ProjectCountry, ("country_id",), parent="project")
PARTICIPATION = Noun(ProjectParticipation, ("organisation_id", "role"), parent="project")
FUNDING = Noun(Funding, ("funder_id", "type", "date", "amount", "currency"), parent="project")

#: Which files hold what, in the order in which they refer to each other.
FILES: tuple[tuple[str, Noun], ...] = (
    ("sources.yaml", Noun(Source, ("url", "citation"))),
    ("countries.yaml", Noun(Country, ("iso3",))),
    ("topics.yaml", Noun(Topic, ("slug",))),
    ("organisations.yaml", Noun(Organisation, ("slug",))),
    ("frameworks/*.yaml", Noun(Framework, ("code",), {"components": COMPONENT})),
    ("mappings.yaml", Noun(ComponentMapping, ("component_id", "other_id"))),
    (
        "projects.yaml",
        Noun(Project, ("slug",), {"countries": SHARE, "participations": PARTICIPATION, "fundings": FUNDING}),
    ),
    (
        "policies/*.yaml",
        Noun(
            Policy,
            ("slug",),
            {"events": EVENT, "documents": DOCUMENT, "alignments": ALIGNMENT, "projects": POLICY_PROJECT},
        ),
    ),
    ("checks.yaml", Noun(CountryCheck, ("country_id", "date"))),
)
#: Relations are read after all policies, whatever file those are in.
RELATIONS = Noun(Policy, ("slug",), {"relations": RELATION})

#: By what a row names a row of another kind.
REFERENCE_KEY: dict[type[models.Model], str] = {
    Country: "iso3",
    Topic: "slug",
    Organisation: "slug",
    Framework: "code",
    FrameworkComponent: "code",
    Project: "slug",
    Policy: "slug",
}
FLAGS = {"yes": True, "no": False, "true": True, "false": False}


@dataclass
class Outcome:
    """How many rows were added, changed, unchanged, removed, or kept because somebody edited them here."""

    counts: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        names = ("added", "changed", "unchanged", "removed", "kept")
        return ", ".join(f"{self.counts[name]} {name}" for name in names)

    @property
    def changed_nothing(self) -> bool:
        return not (self.counts["added"] or self.counts["changed"] or self.counts["removed"])


class _RowError(Exception):
    """A row that cannot be read: (key or empty, message)."""


class SeedLoader:
    """One run over a folder of seeds."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.outcome = Outcome()
        self.references: dict[type[models.Model], dict[str, models.Model]] = {}
        self.sources: dict[str, Source] = {source.url or source.citation: source for source in Source.objects.all()}
        self.seen: dict[tuple[type[models.Model], Any], Row] = {}
        self.edited_here = {
            (entry["content_type__model"], entry["object_id"])
            for entry in LogEntry.objects.filter(content_type__app_label="policies").values(
                "content_type__model", "object_id"
            )
        }
        self.touched_policies: set[int] = set()
        self.gone: list[tuple[Row, models.Model]] = []

    def run(self) -> Outcome:
        """Loads everything, or raises SeedError with every problem that was found."""
        files: list[tuple[Noun, list[Row]]] = []
        for pattern, noun in FILES:
            for path in sorted(self.root.glob(pattern)):
                try:
                    files.append((noun, read_rows(path, self.root)))
                except SeedError as error:
                    self.problems += error.problems
        if not files and not self.problems:
            self.problems.append(Problem(str(self.root.name), 0, "there are no seed files in this folder"))
        if not self.problems:
            for noun, rows in files:
                self.load_rows(noun, rows)
            for noun, rows in files:
                if noun.model is Policy:
                    self.load_relations(rows)
        if not self.problems:
            self.remove_gone()
        if self.problems:
            raise SeedError(self.problems)
        refresh_milestones(self.touched_policies)
        return self.outcome

    def remove_gone(self) -> None:
        """Takes out what the seeds no longer have, rows of policies before the components they point to."""
        for row, found in sorted(self.gone, key=lambda pair: isinstance(pair[1], FrameworkComponent)):
            try:
                found.delete()
            except ProtectedError as error:
                users = ", ".join(sorted(str(user) for user in error.protected_objects)[:3])
                self.problem(row, "", f"{found} is gone from the seeds but still in use by {users}")
            else:
                self.outcome.counts["removed"] += 1

    def load_rows(self, noun: Noun, rows: list[Row]) -> None:
        existing = {self.key_of(noun, instance): instance for instance in noun.model._default_manager.all()}
        for place, row in enumerate(rows):
            self.load_row(noun, row, existing, None, place)

    def load_relations(self, rows: list[Row]) -> None:
        for row in rows:
            policy = self.lookup(Policy).get(row.get("slug", ""))
            if policy is not None and not self.is_kept(policy):
                self.load_children(RELATIONS, row, policy)

    def is_kept(self, instance: models.Model) -> bool:
        return (instance._meta.model_name, str(instance.pk)) in self.edited_here

    def is_touched(self, instance: models.Model) -> bool:
        """Whether somebody edited the row here, or a record it belongs to (its project's page has it too)."""
        related = [
            (field.related_model._meta.model_name, str(getattr(instance, field.attname)))
            for field in instance._meta.fields
            if field.is_relation and field.related_model is not Source
        ]
        return self.is_kept(instance) or any(pair in self.edited_here for pair in related)

    def load_row(
        self, noun: Noun, row: Row, existing: dict[Any, models.Model], parent: models.Model | None, place: int
    ) -> models.Model | None:
        try:
            values, many = self.read(noun, row)
            if noun.ordered:
                values["order"] = place
            if parent is not None:
                values[noun.parent] = parent
            self.fill_in(noun.model, values)
            key = self.key_of(noun, noun.model(**values))
            if parent is None and not any(key):
                raise _RowError("", f"this row has no {' or '.join(noun.key)}, by which it is known")
            self.refuse_twice(noun, key, parent, row)
        except _RowError as error:
            name, message = error.args
            self.problem(row, name, message)
            return None
        except (ValidationError, ValueError) as error:
            self.problem(row, "", "; ".join(getattr(error, "messages", [str(error)])))
            return None
        instance = existing.get(key)
        if instance is not None and self.is_kept(instance):
            self.outcome.counts["kept"] += 1
            return instance
        saved = self.save(noun, row, instance, values, many)
        if saved is not None:
            existing[key] = saved
            self.load_children(noun, row, saved)
        return saved

    def save(
        self,
        noun: Noun,
        row: Row,
        instance: models.Model | None,
        values: dict[str, Any],
        many: dict[str, list[models.Model]],
    ) -> models.Model | None:
        if instance is None:
            instance = noun.model(**values)
            verdict = "added"
        else:
            changes = {name: value for name, value in values.items() if getattr(instance, name) != value}
            for name, value in changes.items():
                setattr(instance, name, value)
            verdict = "changed" if changes else "unchanged"
        if verdict != "unchanged":
            try:
                instance.full_clean()
            except ValidationError as error:
                for name, messages in error.message_dict.items():
                    for message in messages:
                        self.problem(row, name, f"{name}: {message}" if name != "__all__" else message)
                return None
            instance.save()
        for name, targets in many.items():
            manager = getattr(instance, name)
            if {target.pk for target in targets} != set(manager.values_list("pk", flat=True)):
                manager.set(targets)
                verdict = "changed" if verdict == "unchanged" else verdict
        self.outcome.counts[verdict] += 1
        if isinstance(instance, Source):
            self.sources[instance.url or instance.citation] = instance
        elif type(instance) in self.references:
            self.references[type(instance)][getattr(instance, REFERENCE_KEY[type(instance)])] = instance
        if isinstance(instance, Policy) and verdict != "unchanged":
            self.touched_policies.add(instance.pk)
        return instance

    def load_children(self, noun: Noun, row: Row, instance: models.Model) -> None:
        for name, child in noun.children.items():
            rows = row.get(name) or []
            if not isinstance(rows, list) or not all(isinstance(item, Row) for item in rows):
                self.problem(row, name, f"{name}: expected a list of rows")
                continue
            query = child.model._default_manager.filter(**{child.parent: instance})
            existing = {self.key_of(child, found): found for found in query}
            before = self.outcome.counts.copy()
            kept = {
                loaded.pk
                for place, item in enumerate(rows)
                if (loaded := self.load_row(child, item, existing, instance, place)) is not None
            }
            gone = [found for found in existing.values() if found.pk not in kept and not self.is_touched(found)]
            self.gone += [(row, found) for found in gone]
            self.touched_policies |= {found.other_id for found in gone if isinstance(found, PolicyRelation)}
            if gone and isinstance(instance, Policy):
                self.touched_policies.add(instance.pk)
            if isinstance(instance, Policy) and self.outcome.counts - before != Counter(
                {"unchanged": self.outcome.counts["unchanged"] - before["unchanged"]}
            ):
                self.touched_policies.add(instance.pk)

    def read(self, noun: Noun, row: Row) -> tuple[dict[str, Any], dict[str, list[models.Model]]]:
        """Field values of a row, and the targets of its many-to-many fields."""
        values: dict[str, Any] = {}
        many: dict[str, list[models.Model]] = {}
        for name, text in row.items():
            if name in noun.children or (noun.model is Policy and name == "relations"):
                continue
            field_name = noun.aliases.get(name, name)
            try:
                model_field: Any = noun.model._meta.get_field(field_name)
            except FieldDoesNotExist:
                model_field = None
            own = model_field is not None and not model_field.auto_created and not model_field.primary_key
            if not own or not model_field.editable or field_name == noun.parent or name in noun.aliases.values():
                raise _RowError(name, f"“{name}” is not a key of a {noun.model._meta.verbose_name} row")
            if model_field.many_to_many:
                if not isinstance(text, list):
                    raise _RowError(name, f"{name}: expected a list, [a, b]")
                many[field_name] = [self.refer(model_field.related_model, item, name) for item in text]
            else:
                values[field_name] = self.value(model_field, text, name)
        return values, many

    def value(self, model_field: Any, text: Any, name: str) -> Any:
        if not isinstance(text, str):
            raise _RowError(name, f"{name}: expected one value, not a list or a row")
        text = text.strip()
        if model_field.is_relation:
            return self.refer(model_field.related_model, text, name) if text else None
        if isinstance(model_field, models.BooleanField):
            if text not in FLAGS:
                raise _RowError(name, f"{name}: write yes or no, not “{text}”")
            return FLAGS[text]
        if text == "" and model_field.null:
            return None
        try:
            return model_field.to_python(text)
        except ValidationError as error:
            raise _RowError(name, f"{name}: {' '.join(error.messages)}") from error

    def refer(self, model: type[models.Model], text: Any, name: str) -> models.Model:
        if model is Source:
            return self.source(str(text), name)
        found = self.lookup(model).get(str(text))
        if found is None:
            raise _RowError(name, f"{name}: there is no {model._meta.verbose_name} “{text}”")
        return found

    def lookup(self, model: type[models.Model]) -> dict[str, models.Model]:
        if model not in self.references:
            attribute = REFERENCE_KEY[model]
            self.references[model] = {getattr(row, attribute): row for row in model._default_manager.all()}
        return self.references[model]

    def source(self, reference: str, name: str) -> Source:
        """The source with this address or citation; one that is not known yet is recorded with what is known of it."""
        if reference not in self.sources:
            source = Source(url=reference) if is_address(reference) else Source(citation=reference)
            try:
                source.full_clean()
            except ValidationError as error:
                raise _RowError(name, f"{name}: {' '.join(error.messages)} ({reference[:80]})") from error
            source.save()
            self.outcome.counts["added"] += 1
            self.sources[reference] = source
        return self.sources[reference]

    def fill_in(self, model: type[models.Model], values: dict[str, Any]) -> None:
        """What seeds need not say."""
        if model is Country and "iso2" in values:
            values.setdefault("slug", slugify(territory_names("en").get(values["iso2"], values.get("iso3", ""))))
        elif issubclass(model, Publishable):
            values["state"] = PublicationState.PUBLISHED
        elif model is Alignment:
            values.setdefault("component", None)

    def key_of(self, noun: Noun, instance: models.Model) -> tuple[Any, ...]:
        return tuple(getattr(instance, name) for name in noun.key)

    def refuse_twice(self, noun: Noun, key: Any, parent: models.Model | None, row: Row) -> None:
        identity = (noun.model, (parent.pk if parent else None, key))
        first = self.seen.get(identity)
        if first is not None:
            raise _RowError("", f"this row is given already at {first.path}:{first.line}")
        self.seen[identity] = row

    def problem(self, row: Row, name: str, message: str) -> None:
        self.problems.append(Problem(row.path, row.key_lines.get(name, row.line), message))


def load_seeds(root: Path, *, check_only: bool = False) -> Outcome:
    """Loads the folder in one transaction; with ``check_only`` everything is tried and nothing kept."""
    with transaction.atomic():
        outcome = SeedLoader(root).run()
        for records in (Policy.objects, Project.objects):
            records.published().filter(published_at__isnull=True).update(published_at=timezone.now())
        if check_only:
            transaction.set_rollback(True)
    return outcome


def all_problems(problems: Iterable[Problem]) -> list[str]:
    """As lines, in the order of files and lines."""
    return [str(problem) for problem in sorted(problems, key=lambda p: (p.path, p.line))]

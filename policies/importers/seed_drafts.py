"""The first look at the seeds: every row is read and judged by itself, before any record is touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from policies.importers.seed_files import Items, Problem, Row, SeedError, read_rows
from policies.importers.seed_nouns import FILES, REFERENCE_KEY, Noun, SeedFile
from policies.importers.seed_values import (
    ValueProblem,
    missing,
    nearest,
    one_text,
    read_value,
    source_key,
    written,
)
from policies.models import Country, Policy, Source
from policies.models.fields import fold


@dataclass(eq=False)
class Draft:
    """What one row says: values, and the keys of the rows that it refers to."""

    noun: Noun
    row: Row
    parent: Draft | None
    place: int
    key: str = ""
    values: dict[str, Any] = field(default_factory=dict)  # by field
    references: dict[str, str] = field(default_factory=dict)  # by field; "" for none
    many: dict[str, list[str]] = field(default_factory=dict)  # by field
    sound: bool = True

    @property
    def name(self) -> str:
        return f"{self.noun.label} {self.key}"

    def target(self, field_name: str) -> type[models.Model]:
        """The model that a relation refers to."""
        model: type[models.Model] = self.noun.model._meta.get_field(field_name).related_model  # type: ignore[assignment]
        return model

    def all_references(self) -> Iterator[tuple[str, type[models.Model], str]]:
        """(field, model, key) of every row that this one names."""
        for name, key in self.references.items():
            if key:
                yield name, self.target(name), key
        for name, keys in self.many.items():
            for key in keys:
                yield name, self.target(name), key


class DraftReader:
    """Reads a folder of seeds into drafts, and collects what is wrong with each row by itself."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.drafts: dict[Noun, list[Draft]] = {}
        self.first: dict[tuple[type[models.Model], str], Draft] = {}
        #: Models of which there is a file, and with it all the rows that the seeds have.
        self.given: set[type[models.Model]] = set()
        #: Models some of whose rows could not be read: what they hold is not known.
        self.unread: set[type[models.Model]] = set()

    def read(self) -> None:
        stray = {path for ending in ("*.yaml", "*.yml") for path in self.root.rglob(ending)}
        known = 0
        for kind in FILES:
            for path in sorted(self.root.glob(kind.pattern)):
                known += 1
                stray.discard(path)
                self.read_file(kind, path)
        for path in sorted(stray):
            name = path.relative_to(self.root).as_posix()
            hint = nearest(name, [kind.pattern for kind in FILES])
            self.problems.append(Problem(name, 1, f"no kind of seeds is kept in a file of this name{hint}"))
        if not known and not stray:
            self.problems.append(Problem(self.root.name, 0, "there are no seed files in this folder"))

    def read_file(self, kind: SeedFile, path: Path) -> None:
        self.given |= {kind.noun.model, *(child.model for child in kind.noun.children.values())}
        try:
            rows = read_rows(path, self.root, single=kind.single)
        except SeedError as error:
            self.problems += error.problems
            self.unread |= {kind.noun.model, *(child.model for child in kind.noun.children.values())}
            return
        for place, row in enumerate(rows):
            self.read_row(kind.noun, row, None, place)

    def read_row(self, noun: Noun, row: Row, parent: Draft | None, place: int) -> None:
        draft = Draft(noun, row, parent, place)
        for name, content in row.items():
            if name not in noun.children:
                try:
                    self.read_value(draft, name, content)
                except ValueProblem as error:
                    self.refuse(draft, name, f"{name[:80]}: {error}")
        self.look_for_missing(draft)
        draft.key = self.key_of(draft)
        self.refuse_twice(draft)
        self.drafts.setdefault(noun, []).append(draft)
        for name, child in noun.children.items():
            self.read_children(draft, name, child)

    def read_children(self, draft: Draft, name: str, child: Noun) -> None:
        rows = draft.row.get(name, Items())
        if rows == "":
            return
        if not isinstance(rows, Items):
            self.refuse(draft, name, f"{name}: expected a list of rows")
            return
        for place, (row, line) in enumerate(zip(rows, rows.lines, strict=True)):
            if isinstance(row, Row):
                self.read_row(child, row, draft, place)
            else:
                draft.sound = False
                self.problems.append(Problem(draft.row.path, line, f"{name}: expected a list of rows"))

    def read_value(self, draft: Draft, name: str, content: Any) -> None:
        found = self.field_of(draft.noun, name)
        if found.many_to_many:
            if not isinstance(content, Items):
                raise ValueProblem("expected a list, [a, b]")
            draft.many[found.name] = [one_text(item) for item in content]
        elif found.is_relation:
            key = one_text(content)
            draft.references[found.name] = source_key(key) if key and found.related_model is Source else key
        else:
            draft.values[found.name] = read_value(found, one_text(content))

    def field_of(self, noun: Noun, name: str) -> Any:
        """The field that a row may fill in. ValueProblem for those that are computed, internal or not there."""
        try:
            found = noun.field_of(name)
        except FieldDoesNotExist:
            found = None
        hidden = {noun.parent, "order" if noun.ordered else "", *noun.aliases.values()} - {*noun.aliases}
        if found is None or not _is_open(found) or name in hidden:
            own = [f.name for f in noun.model._meta.get_fields() if _is_open(f)]
            names = sorted({*own, *noun.aliases, *noun.children} - hidden)
            raise ValueProblem(
                f"not a key of {noun.label} rows{nearest(name, names) or ', which are ' + ', '.join(names)}"
            )
        return found

    def look_for_missing(self, draft: Draft) -> None:
        filled_in = {draft.noun.parent, "slug" if draft.noun.model is Country else ""}
        for found in draft.noun.model._meta.concrete_fields:
            name = draft.noun.name_of(found.name)
            if found.primary_key or not found.editable or found.name in filled_in or not draft.noun.needs(found):
                continue
            given = draft.references if found.is_relation else draft.values
            if given.get(found.name, "") == "" and (name not in draft.row or draft.row[name] == ""):
                self.refuse(draft, name, missing(found, name))

    def key_of(self, draft: Draft) -> str:
        """The row's natural key as text, with that of its parent before it unless it can be named alone."""
        parts = [self.part_of_key(draft, name) for name in draft.noun.key]
        if draft.noun.model is Source:
            parts = [parts[0] or parts[1]]
        key = " / ".join(parts) if any(parts) else ""
        if not key and draft.sound and draft.parent is None:
            self.refuse(draft, "", f"this row has no {' or '.join(draft.noun.key)}, by which it is known")
        if draft.parent is None or draft.noun.model in REFERENCE_KEY:
            return key
        return f"{draft.parent.key} / {key}"

    def part_of_key(self, draft: Draft, name: str) -> str:
        found = draft.noun.field_of(name).name
        if found in draft.references:
            return draft.references[found]
        if found in draft.values:
            return written(draft.values[found])
        raw = draft.row.get(name, "")
        return raw.strip() if isinstance(raw, str) else ""

    def refuse_twice(self, draft: Draft) -> None:
        if not draft.key:
            return
        first = self.first.setdefault((draft.noun.model, draft.key), draft)
        if first is not draft:
            self.refuse(draft, "", f"this row is given already at {first.row}: keep one of the two")

    def refuse_two_of_a_law(self) -> None:
        """Two records of one country with one legal reference are one law entered twice."""
        laws: dict[tuple[str, str], Draft] = {}
        for draft in self.of_model(Policy):
            reference = fold(draft.values.get("legal_reference") or "")
            if not reference:
                continue
            first = laws.setdefault((draft.references.get("country", ""), reference), draft)
            if first is not draft:
                self.refuse(
                    draft,
                    "legal_reference",
                    f"legal_reference: {first.key} at {first.row} is this law already: make one record of the two",
                )

    def of_model(self, model: type[models.Model]) -> list[Draft]:
        return [draft for noun, drafts in self.drafts.items() if noun.model is model for draft in drafts]

    def refuse(self, draft: Draft, name: str, message: str, hint: Callable[[], str] = str) -> None:
        draft.sound = False
        self.problems.append(Problem(draft.row.path, draft.row.key_lines.get(name, draft.row.line), message, hint))


def _is_open(found: Any) -> bool:
    """Whether a field is the model's own and for people to fill in."""
    return bool(
        not found.auto_created and getattr(found, "editable", False) and not getattr(found, "primary_key", False)
    )

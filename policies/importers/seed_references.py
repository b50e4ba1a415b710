"""From the keys by which rows name each other to records, also where a key was changed or a record deleted here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import models
from slugify import slugify

from policies.choices import PublicationState
from policies.importers.seed_drafts import Draft, DraftReader
from policies.importers.seed_memory import Memory, Records
from policies.importers.seed_nouns import REFERENCE_KEY
from policies.importers.seed_values import nearest, shown
from policies.models import Country, Source
from policies.models.country import territory_names
from policies.models.review import Publishable
from policies.models.source import is_address


class Refused(Exception):
    """A row refers to one that was refused with words of its own: nothing more is to be said."""


class LeftOut(Exception):
    """A row refers to one whose record somebody deleted here."""


class NotAdded(LeftOut):
    """A row refers to one that was not added, for what it belongs to is kept as somebody edited it here."""


class References:
    """What rows name, of the drafts, the database and the memory. ``counts`` has the sources that it adds."""

    def __init__(self, reader: DraftReader, records: Records, memory: Memory, counts: Counter[str]) -> None:
        self.reader = reader
        self.records = records
        self.memory = memory
        self.counts = counts
        self._keys: dict[type[models.Model], list[str]] = {}
        self._lower: dict[type[models.Model], dict[str, str]] = {}
        self.added: set[str] = set()  # the sources that were not there, by their keys
        self.refused: set[tuple[type[models.Model], str]] = set()
        self.kept: set[tuple[type[models.Model], str]] = set()

    def look_for_unknown(self) -> None:
        """Refuses references to what neither the seeds nor the database have. One to a refused row is no problem."""
        for draft in (draft for drafts in self.reader.drafts.values() for draft in drafts):
            for name, model, key in draft.all_references():
                if model is Source or model in self.reader.unread or self.is_known(model, key):
                    continue
                written = draft.noun.name_of(name)
                message = f"{written}: there is no {model._meta.verbose_name} {shown(key)}"
                self.reader.refuse(draft, written, message, partial(self.near, model, key))

    def near(self, model: type[models.Model], key: str) -> str:
        """The hint at a known key."""
        if model not in self._keys:
            self._keys[model] = sorted(
                {of_row for of, of_row in self.reader.first if of is model} | set(self.records.named(model))
            )
        return nearest(key, self._keys[model])

    def look_for_other_capitals(self) -> None:
        """Refuses new rows whose key is that of another row, or of a record, but for capital letters."""
        rows: dict[tuple[type[models.Model], str], Draft] = {}
        for draft in (draft for drafts in self.reader.drafts.values() for draft in drafts):
            model, key = draft.noun.model, draft.key
            if model not in REFERENCE_KEY or not key:
                continue
            name = draft.noun.key[0]
            first = rows.setdefault((model, key.lower()), draft)
            if first.key != key:
                message = f"{name}: {shown(first.key)} at {first.row} differs in capital letters only"
                self.reader.refuse(draft, name, message)
            elif self.memory.find(model, key) is None and key not in self.records.named(model):
                here = self.in_other_capitals(model).get(key.lower())
                if here is not None:
                    message = f"{name}: {shown(here)}, which is here, differs in capital letters only"
                    self.reader.refuse(draft, name, message)

    def in_other_capitals(self, model: type[models.Model]) -> dict[str, str]:
        if model not in self._lower:
            self._lower[model] = {key.lower(): key for key in self.records.named(model)}
        return self._lower[model]

    def is_known(self, model: type[models.Model], key: str) -> bool:
        return (
            (model, key) in self.reader.first
            or self.memory.find(model, key) is not None
            or key in self.records.named(model)
        )

    def refer(self, model: type[models.Model], key: str) -> models.Model:
        """The record that a key of the seeds stands for, whatever its key is here."""
        pk = self.memory.find(model, key)
        found = self.records.named(model).get(key) if pk is None else self.records.all(model).get(pk)
        if found is not None:
            if model is Source:
                self.memory.remember(Source, key, found.pk)
            return found
        if (model, key) in self.refused:
            raise Refused
        if model is Source:
            return self.new_source(key)
        if pk is None and (model, key) in self.kept:
            raise NotAdded
        raise LeftOut

    def new_source(self, key: str) -> Source:
        """A source that is named for the first time, or again after somebody deleted it here."""
        row = self.reader.first.get((Source, key))
        values = row.values if row else {"url": key} if is_address(key) else {"citation": key}
        source = Source(**values)
        source.save()
        self.counts["added"] += 1
        self.added.add(key)
        self.records.add(source)
        self.memory.remember(Source, key, source.pk)
        self.memory.note(source)
        return source

    def values_of(self, draft: Draft, parent: models.Model | None, only: Iterable[str] = ()) -> dict[str, Any]:
        """Values of the fields; records for the relations. With ``only``, of these keys of the file alone."""
        noun = draft.noun
        wanted = {noun.field_of(name).name for name in only}
        values = {name: value for name, value in draft.values.items() if not only or name in wanted}
        for name, key in draft.references.items():
            if only and name not in wanted:
                continue
            found: Any = noun.model._meta.get_field(name)
            try:
                values[name] = self.refer(found.related_model, key) if key else None
            except LeftOut:
                # What the record cannot be without, or would not be itself without, cannot be left empty.
                if not found.null or noun.name_of(name) in noun.key:
                    raise
                values[name] = None
        if parent is not None:
            values[noun.parent] = parent
        if not only:
            self.fill_in(draft, values)
            # What an earlier row said and this one does not is to go from the record.
            values = {**noun.unsaid(), **values}
        return values

    def fill_in(self, draft: Draft, values: dict[str, Any]) -> None:
        """What seeds need not say."""
        if draft.noun.ordered:
            values["order"] = draft.place
        if draft.noun.model is Country:
            values.setdefault("slug", slugify(territory_names("en").get(values["iso2"], values["iso3"])))
        elif issubclass(draft.noun.model, Publishable):
            values["state"] = PublicationState.PUBLISHED

    def targets_of(self, draft: Draft) -> dict[str, set[Any]]:
        """Primary keys for the many-to-many fields, without what somebody deleted here."""
        targets: dict[str, set[Any]] = {name: set() for name in draft.noun.lists()}
        for name, keys in draft.many.items():
            for key in keys:
                try:
                    targets[name].add(self.refer(draft.target(name), key).pk)
                except LeftOut:
                    continue
        return targets

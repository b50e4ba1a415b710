"""What is there already: the records of the database, and what earlier seeds became."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db import models

from policies.importers.seed_nouns import REFERENCE_KEY
from policies.importers.seed_values import written
from policies.models import PolicyProject, Project, SeededRecord, Source

Model = type[models.Model]


class Records:
    """The records of the database, read with one query a model and kept up to date by the loader."""

    def __init__(self) -> None:
        self._by_pk: dict[Model, dict[Any, models.Model]] = {}
        self._by_name: dict[Model, dict[str, models.Model]] = {}
        self._many: dict[Any, dict[Any, set[Any]]] = {}

    def all(self, model: Model) -> dict[Any, models.Model]:
        """By primary key."""
        if model not in self._by_pk:
            self._by_pk[model] = {record.pk: record for record in model._default_manager.order_by("pk")}
        return self._by_pk[model]

    def named(self, model: Model) -> dict[str, models.Model]:
        """By what rows of other kinds call them."""
        if model not in self._by_name:
            self._by_name[model] = {_name(record): record for record in self.all(model).values()}
        return self._by_name[model]

    def add(self, record: models.Model) -> None:
        model = type(record)
        self.all(model)[record.pk] = record
        if model in self._by_name:
            self._by_name[model][_name(record)] = record

    def drop(self, record: models.Model) -> None:
        self.all(type(record)).pop(record.pk, None)
        if type(record) in self._by_name:
            self._by_name[type(record)].pop(_name(record), None)

    def targets(self, field: Any) -> dict[Any, set[Any]]:
        """For a many-to-many field: primary keys of the targets by primary key of the record."""
        if field not in self._many:
            pairs = field.remote_field.through._default_manager.values_list(
                f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
            )
            self._many[field] = {}
            for record, target in pairs:
                self._many[field].setdefault(record, set()).add(target)
        return self._many[field]


def _name(record: models.Model) -> str:
    if isinstance(record, Source):
        return record.url or record.citation
    return str(getattr(record, REFERENCE_KEY[type(record)]))


def _digest(value: Any) -> str:
    """Of a value as text; forms turn the ends of lines into others."""
    text = written(value).replace("\r\n", "\n").strip()
    return blake2b(text.encode(), digest_size=8).hexdigest()


class Memory:
    """Which record each row of earlier seeds became (SeededRecord), and which records people changed since."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._known = {(row.model, row.key): row for row in SeededRecord.objects.all()}
        self._new: dict[tuple[str, str], SeededRecord] = {}
        self._moved: list[SeededRecord] = []
        self._gone: set[tuple[str, Any]] = set()
        self._loaded = {(row.model, row.record): row.loaded for row in self._known.values() if row.loaded is not None}
        #: What the admin's log says decides only on records of which it is not known what was loaded.
        self._logged = set(
            LogEntry.objects.filter(content_type__app_label="policies").values_list("content_type__model", "object_id")
        )

    def find(self, model: Model, key: str) -> Any:
        """The primary key of the record that this row became, which may be deleted since; None for a new row."""
        row = self._known.get((str(model._meta.model_name), key))
        return None if row is None else row.record

    def keys(self, model: Model) -> dict[str, Any]:
        """Primary keys of what all earlier rows of a model became, by their keys."""
        name = model._meta.model_name
        return {key: row.record for (of, key), row in self._known.items() if of == name}

    def loaded(self, model: Model) -> set[Any]:
        """Primary keys of what all earlier rows of a model became, and of nothing that was entered here."""
        return set(self.keys(model).values())

    def remember(self, model: Model, key: str, pk: Any) -> None:
        known = (str(model._meta.model_name), key)
        row = self._known.get(known)
        if row is None:
            self._known[known] = self._new[known] = SeededRecord(model=known[0], key=key, record=pk)
        elif row.record != pk:
            row.record = pk
            if known not in self._new:
                self._moved.append(row)

    def forget(self, record: models.Model) -> None:
        """The loader takes this record out itself: it may come back with the seeds."""
        self._gone.add((str(record._meta.model_name), record.pk))

    def note(self, record: models.Model) -> None:
        """The record is as the seeds have it."""
        self._loaded[_identity(record)] = self._values(record)

    def _values(self, record: models.Model) -> dict[str, Any]:
        """As SeededRecord.loaded keeps them. A field that a later version adds changes nothing while it has its default."""
        values: dict[str, Any] = {}
        for field in record._meta.concrete_fields:
            value = getattr(record, field.attname)
            # The state is changed by buttons and not by forms.
            if (field.editable or field.name == "state") and not field.primary_key and value != field.get_default():
                values[field.name] = _digest(value)
        for field in _lists(record):
            if targets := self._records.targets(field).get(record.pk):
                values[field.name] = sorted(targets)
        return values

    def _loaded_values(self, record: models.Model, loaded: dict[str, Any]) -> dict[str, Any]:
        """What was loaded, without fields that are no more and without what was deleted since from the lists."""
        names = {field.name for field in record._meta.concrete_fields}
        values = {name: value for name, value in loaded.items() if name in names}
        for field in _lists(record):
            there = self._records.all(field.related_model)
            if targets := [pk for pk in loaded.get(field.name, ()) if pk in there]:
                values[field.name] = targets
        return values

    def save(self) -> None:
        for known, row in self._known.items():
            loaded = self._loaded.get((row.model, row.record))
            if loaded != row.loaded:
                row.loaded = loaded
                if known not in self._new and row not in self._moved:
                    self._moved.append(row)
        gone = [row.pk for row in self._known.values() if row.pk and (row.model, row.record) in self._gone]
        for some in _batches(gone):
            SeededRecord.objects.filter(pk__in=some).delete()
        SeededRecord.objects.bulk_create(self._new.values(), batch_size=500)
        SeededRecord.objects.bulk_update(self._moved, ["record", "loaded"], batch_size=200)

    def is_edited(self, record: models.Model, parent: str = "") -> bool:
        """Whether somebody edited the record here: whether its values are not those that were loaded (or those of the
        project, whose page a project of a policy is on too). Where these are
        not known, whether the admin's log has it or its ``parent`` (a field), or for a project of a policy the project;
        this is remembered, for the log goes with the accounts of those who edited."""
        loaded = self._loaded.get(_identity(record))
        if loaded is not None:
            if isinstance(record, PolicyProject) and self.is_edited(self._records.all(Project)[record.project_id]):
                return True
            return self._values(record) != self._loaded_values(record, loaded)
        pages = {parent, "project" if isinstance(record, PolicyProject) else ""} - {""}
        fields: list[Any] = [record._meta.get_field(name) for name in pages]
        logged = {(field.related_model._meta.model_name, str(getattr(record, field.attname))) for field in fields}
        if self._logged.isdisjoint({(record._meta.model_name, str(record.pk)), *logged}):
            return False
        self._loaded[_identity(record)] = {}
        return True


def _identity(record: models.Model) -> tuple[str, Any]:
    return str(record._meta.model_name), record.pk


def _lists(record: models.Model) -> list[Any]:
    """The many-to-many fields that people fill in as a list."""
    return [
        field for field in record._meta.many_to_many if field.editable and field.remote_field.through._meta.auto_created
    ]


def _batches(pks: list[Any], size: int = 500) -> Iterable[list[Any]]:
    return (pks[start : start + size] for start in range(0, len(pks), size))

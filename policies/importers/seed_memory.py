"""What is there already: the records of the database, and what earlier seeds became."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db import models

from policies.importers.seed_nouns import REFERENCE_KEY
from policies.models import PolicyProject, SeededRecord, Source

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


class Memory:
    """Which record each row of earlier seeds became (SeededRecord), and which records people changed since."""

    def __init__(self) -> None:
        self._known = {(row.model, row.key): row for row in SeededRecord.objects.all()}
        self._new: dict[tuple[str, str], SeededRecord] = {}
        self._moved: list[SeededRecord] = []
        self._gone: set[tuple[str, Any]] = set()
        self._edited = set(
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

    def save(self) -> None:
        gone = [row.pk for row in self._known.values() if row.pk and (row.model, row.record) in self._gone]
        for some in _batches(gone):
            SeededRecord.objects.filter(pk__in=some).delete()
        SeededRecord.objects.bulk_create(self._new.values(), batch_size=500)
        SeededRecord.objects.bulk_update(self._moved, ["record"], batch_size=200)

    def is_edited(self, record: models.Model) -> bool:
        """Whether somebody edited the record in the admin. That of a project and a policy is on the page of either."""
        if isinstance(record, PolicyProject) and ("project", str(record.project_id)) in self._edited:
            return True
        return (record._meta.model_name, str(record.pk)) in self._edited


def _batches(pks: list[Any], size: int = 500) -> Iterable[list[Any]]:
    return (pks[start : start + size] for start in range(0, len(pks), size))

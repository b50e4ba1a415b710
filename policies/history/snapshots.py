"""A record with all its rows as it was published, kept by django-reversion, and read back as a state."""

from __future__ import annotations

import json

import reversion
from django.contrib.contenttypes.models import ContentType
from django.db import router
from django.db.models import Model
from django.utils import timezone
from reversion.models import Revision as Snapshot
from reversion.models import Version

from policies.history.states import PARTS, State, Values, fields_of, lists_of, plain
from policies.models.review import Publishable

for _model, _parts in PARTS.items():
    for _part in _parts:
        reversion.register(_part.model, fields=[field.name for field in fields_of(_part.model)] + [_part.parent])
    reversion.register(
        _model,
        fields=[field.name for field in (*fields_of(_model), *lists_of(_model))],
        follow=[part.name for part in _parts],
    )


def take(record: Publishable) -> Snapshot:
    """Keeps what the record and its rows say now. The caller holds the transaction."""
    with reversion.create_revision():
        reversion.add_to_revision(record)
        # By which the changelog calls it while readers do not see it.
        reversion.set_comment(str(record))
    version = Version.objects.get_for_object(record).select_related("revision").first()
    assert version is not None  # noqa: S101
    return version.revision


def write(model: type[Publishable], key: int, said: State) -> Snapshot:
    """Keeps what a record and its rows said before all of it was changed in bulk, as ``take`` would have kept it."""
    shapes = [(model, str(key), said["fields"])]
    shapes += [(part.model, row, values) for part in PARTS[model] for row, values in said["rows"][part.name].items()]
    snapshot: Snapshot = Snapshot.objects.create(date_created=timezone.now(), comment=said["fields"]["title"])
    Version.objects.bulk_create(
        Version(
            revision=snapshot,
            object_id=pk,
            content_type=ContentType.objects.get_for_model(shape),
            db=router.db_for_write(shape),
            format="json",
            serialized_data=json.dumps([{"model": shape._meta.label_lower, "pk": pk, "fields": _named(shape, values)}]),
        )
        for shape, pk, values in shapes
    )
    return snapshot


def _named(shape: type[Model], values: Values) -> Values:
    """By the names of fields, as serializers have them, and not by their columns."""
    names = {field.attname: field.name for field in fields_of(shape)}
    return {names.get(name, name): value for name, value in values.items()}


def state_in(snapshot: Snapshot, model: type[Publishable]) -> State:
    """What the record said then. Fields that did not exist then are left out. One query."""
    state: State = {"fields": {}, "rows": {part.name: {} for part in PARTS[model]}}
    versions = list(snapshot.version_set.all())
    names = {part.model._meta.label_lower: part for part in PARTS[model]}
    for version in versions:
        part = names.get(_label(version))
        shape = part.model if part else model
        held = json.loads(version.serialized_data)[0]["fields"]
        values = {
            field.attname: plain(field.to_python(held[field.name])) for field in fields_of(shape) if field.name in held
        }
        values |= {
            listed.name: sorted(map(int, held[listed.name])) for listed in lists_of(shape) if listed.name in held
        }
        if part:
            state["rows"][part.name][version.object_id] = values
        else:
            state["fields"] = values
    for rows in state["rows"].values():
        for key in sorted(rows, key=int):
            rows[key] = rows.pop(key)
    return state


def _label(version: Version) -> str:
    return str(json.loads(version.serialized_data)[0]["model"])

"""Saves what rows of a file bring beside the policy itself: sources, events, alignments and lists, many at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone

from policies import actions
from policies.importers.sheet.applying import Applied
from policies.importers.sheet.undoing import KEPT, ROWS
from policies.models import ImportBatch, Policy, Source

if TYPE_CHECKING:
    from django.contrib.auth.models import User

#: So many rows are written by one statement.
BATCH: Final = 200


def save_sources(applied: Iterable[Applied], batch: ImportBatch) -> None:
    """Each new source once; then it is named again by those that name it, for its key is known only now."""
    holders: list[Any] = [holder for one in applied for holder in (one.policy, *one.rows) if holder.source is not None]
    new = list({id(holder.source): holder.source for holder in holders if holder.source.pk is None}.values())
    for source in new:
        source.gather_words()
    Source.objects.bulk_create(new, batch_size=BATCH)
    batch.new_sources += [source.pk for source in new]
    for holder in holders:
        holder.source = holder.source


def save_rows(applied: Iterable[Applied]) -> None:
    """Events and alignments: new ones, and those of the record that a row changes."""
    rows = [row for one in applied for row in one.rows]
    for name, model in ROWS.items():
        of_kind = [row for row in rows if isinstance(row, model)]
        recorded = [row for row in of_kind if row.pk is not None]
        model._default_manager.bulk_create([row for row in of_kind if row.pk is None], batch_size=BATCH)
        model._default_manager.bulk_update(recorded, KEPT[name], batch_size=BATCH)


def save_lists(applied: Iterable[Applied]) -> None:
    """Makes the lists of a policy what its row says; a list that the row does not speak of stays."""
    given = [(name, one.policy.pk, records) for one in applied for name, records in one.many.items()]
    for name in {name for name, __, __ in given}:
        through: Any = getattr(Policy, name).through
        item = Policy._meta.get_field(name).m2m_reverse_name()  # type: ignore[union-attr]
        of_name = {pk: records for other, pk, records in given if other == name}
        through._default_manager.filter(policy_id__in=of_name).delete()
        through._default_manager.bulk_create(
            [through(policy_id=pk, **{item: record.pk}) for pk, records in of_name.items() for record in records],
            batch_size=BATCH,
        )


def sign(keys: list[int], user: User | None) -> dict[int, dt.datetime]:
    """Keeps who changed these policies, and tells of each when, as it is stored: a later day is somebody's own work."""
    policies = Policy.objects.filter(pk__in=keys)
    if user is None:
        policies.update(changed_at=timezone.now())
    else:
        actions.edited_together(Policy, keys, user)
    return dict(policies.values_list("pk", "changed_at"))


def told(applied: Applied) -> list[list[str]]:
    return [[change.column, change.old, change.new] for change in applied.changes]

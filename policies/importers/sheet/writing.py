"""Writes a plan: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from policies import actions
from policies.choices import ImportState
from policies.importers.sheet.changing import change
from policies.importers.sheet.keeping import save_lists, save_rows, save_sources, sign, told
from policies.importers.sheet.planning import ADDED, CHANGED, CHUNK, Plan, Row, plan
from policies.importers.sheet.problems import SheetError
from policies.models import ImportBatch, ImportRow, Policy

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class Changed(Exception):
    """The database is no longer as it was when somebody looked at the dry run; ``plan`` is what it would be now."""

    def __init__(self, new: Plan) -> None:
        super().__init__(new)
        self.plan = new


def import_file(
    data: bytes, name: str, said: Mapping[str, str] | None = None, user: User | None = None
) -> tuple[Plan, ImportBatch | None]:
    """Judges a file and, if nothing of it is rejected, writes it. The batch is None where nothing was written."""
    with transaction.atomic():
        made = plan(data, name, said, user)
        if not made.is_sound or made.changes_nothing:
            return made, None
        batch = ImportBatch(file_name=name[:200], checksum=made.checksum, matched=dict(said or {}), created_by=user)
        write(made, batch, user)
    return made, batch


@transaction.atomic
def confirm(batch: ImportBatch, fingerprint: str, user: User) -> Plan:
    """Writes a pending file as its dry run said. Changed if it would now do anything else; SheetError if it is gone."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != ImportState.PENDING or batch.content is None:
        raise SheetError(gettext("This file does not wait to be confirmed any more."))
    made = plan(bytes(batch.content), batch.file_name, batch.matched, user)
    if made.checksum != batch.checksum:
        raise SheetError(gettext("The kept file is damaged: upload it again."))
    if made.fingerprint != fingerprint or not made.is_sound or made.changes_nothing:
        raise Changed(made)
    write(made, batch, user)
    return made


def write(made: Plan, batch: ImportBatch, user: User | None) -> None:
    """Call it in a transaction. SheetError, in which case everything is to be rolled back, if the database refuses a row."""
    batch.state, batch.content, batch.imported_at = ImportState.IMPORTED, None, timezone.now()
    batch.counts = {verdict: count for verdict, count in made.counts.items() if count}
    batch.save()
    try:
        with transaction.atomic():
            touched: set[int] = set()
            for rows in _chunks(made.of(ADDED)):
                touched |= _add(rows, batch, user)
            for rows in _chunks(made.of(CHANGED)):
                touched |= change(rows, batch, user)
            batch.save()
            for keys in actions.batched(sorted(touched)):
                actions.refresh(keys)
    except IntegrityError as error:
        message = gettext("The database refused a row (%s). Nothing was imported: look at the dry run again.")
        raise SheetError(message % error) from error


def _add(rows: list[Row], batch: ImportBatch, user: User | None) -> set[int]:
    applied = [row.applied for row in rows if row.applied]
    save_sources(applied, batch)
    for one in applied:
        one.policy.source, one.policy.created_by = one.policy.source, user
        one.policy.gather_words()
    Policy.objects.bulk_create([one.policy for one in applied], batch_size=200)
    for one in applied:
        for row in one.rows:
            row.policy, row.source = one.policy, row.source
    save_rows(applied)
    save_lists(applied)
    stamps = sign([one.policy.pk for one in applied], user)
    ImportRow.objects.bulk_create(
        ImportRow(batch=batch, number=row.number, verdict=ADDED, policy=one.policy, title=one.policy.title,
                  changes=told(one), written_at=stamps[one.policy.pk])
        for row, one in zip(rows, applied, strict=True)
    )  # fmt: skip
    return set(stamps)


def _chunks(rows: list[Row]) -> Iterator[list[Row]]:
    return (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))

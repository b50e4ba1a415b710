"""Writes a plan: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext

from policies import actions
from policies.choices import ImportState
from policies.importers.sheet.applying import Applied, apply
from policies.importers.sheet.planning import ADDED, CHANGED, CHUNK, Plan, Row, plan, policies_with_rows
from policies.importers.sheet.problems import SheetError
from policies.importers.sheet.targets import editable
from policies.importers.sheet.undoing import as_it_was
from policies.models import Alignment, ImportBatch, ImportRow, Policy, PolicyEvent, Source
from policies.models.fields import fold

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
                touched |= _change(rows, batch, user)
            batch.save()
            for keys in _batches(sorted(touched)):
                actions.refresh(keys)
    except IntegrityError as error:
        message = gettext("The database refused a row (%s). Nothing was imported: look at the dry run again.")
        raise SheetError(message % error) from error


def _add(rows: list[Row], batch: ImportBatch, user: User | None) -> set[int]:
    applied = [row.applied for row in rows if row.applied]
    _save_sources(applied, batch)
    for one in applied:
        policy = one.policy
        policy.source, policy.created_by = policy.source, user
        policy.search_text = fold(" ".join(word for word in policy.searchable_words() if word))
    Policy.objects.bulk_create([one.policy for one in applied], batch_size=200)
    for one in applied:
        for row in one.rows:
            row.policy, row.source = one.policy, row.source
    _save_rows(applied)
    for name in {name for one in applied for name in one.many}:
        through = getattr(Policy, name).through
        target = Policy._meta.get_field(name).m2m_reverse_name()  # type: ignore[union-attr]
        through.objects.bulk_create(
            through(policy_id=one.policy.pk, **{target: record.pk})
            for one in applied
            for record in one.many.get(name, [])
        )
    if user is not None:
        editors = Policy.editors.through
        editors.objects.bulk_create(editors(policy_id=one.policy.pk, user_id=user.pk) for one in applied)
        Policy.objects.filter(pk__in=[one.policy.pk for one in applied]).update(edited_by=user)
    ImportRow.objects.bulk_create(
        ImportRow(batch=batch, number=row.number, verdict=ADDED, policy=one.policy, title=one.policy.title,
                  changes=_told(one), written_at=one.policy.changed_at)
        for row, one in zip(rows, applied, strict=True)
    )  # fmt: skip
    return {one.policy.pk for one in applied}


def _change(rows: list[Row], batch: ImportBatch, user: User | None) -> set[int]:
    recorded = policies_with_rows(row.policy for row in rows if row.policy)
    written: list[ImportRow] = []
    touched = set()
    coder = user.get_username() if user else ""
    keys = [editable(recorded[row.policy], user).pk for row in rows if row.policy]
    # With the rows of the record that is written to, which need not be the one that was found; and the same as it was.
    targets, originals = policies_with_rows(keys), policies_with_rows(keys)
    for row, key in zip(rows, keys, strict=True):
        assert row.entry and row.policy  # noqa: S101 - a changed row has both
        target = targets[key]
        for name in actions.MILESTONE_FIELDS:  # a new working copy says what its original says
            setattr(target, name, getattr(recorded[row.policy], name))
        applied = apply(row.entry, target, coder)
        _save_sources([applied], batch)
        undo = as_it_was(originals[key], applied)
        target.save()
        _save_rows([applied])
        undo["rows"] = [
            *undo["rows"],
            *({"model": _name(r), "pk": r.pk, "new": True} for r in applied.rows if _is_new(r, undo)),
        ]
        for name, records in applied.many.items():
            getattr(target, name).set(records)
        if user is not None:
            actions.edited(target, user)
        touched.add(target.pk)
        written.append(
            ImportRow(batch=batch, number=row.number, verdict=CHANGED, policy=target, title=target.title,
                      changes=_told(applied), before=undo)
        )  # fmt: skip
    # As it is stored: what is edited is stamped once more.
    stamps = dict(Policy.objects.filter(pk__in=keys).values_list("pk", "changed_at"))
    for kept in written:
        kept.written_at = stamps[kept.policy_id]  # type: ignore[index]
    ImportRow.objects.bulk_create(written)
    return touched | actions.ended_by(touched)


def _name(row: models.Model) -> str:
    return str(row._meta.model_name)


def _is_new(row: models.Model, undo: dict[str, Any]) -> bool:
    return not any(kept["model"] == _name(row) and kept["pk"] == row.pk for kept in undo["rows"])


def _save_sources(applied: Iterable[Applied], batch: ImportBatch) -> None:
    """Each new source once; then it is named again by those that name it, for its key is known only now."""
    holders: list[Any] = [holder for one in applied for holder in (one.policy, *one.rows) if holder.source is not None]
    new = list({id(holder.source): holder.source for holder in holders if holder.source.pk is None}.values())
    for source in new:
        source.search_text = fold(" ".join(word for word in source.searchable_words() if word))
    Source.objects.bulk_create(new, batch_size=200)
    batch.new_sources += [source.pk for source in new]
    for holder in holders:
        holder.source = holder.source


def _save_rows(applied: Iterable[Applied]) -> None:
    rows = [row for one in applied for row in one.rows]
    for kind in (PolicyEvent, Alignment):
        of_kind = [row for row in rows if isinstance(row, kind)]
        recorded = [row for row in of_kind if row.pk is not None]
        kind._default_manager.bulk_create([row for row in of_kind if row.pk is None], batch_size=200)  # type: ignore[misc]
        for row in recorded:
            row.save()


def _told(applied: Applied) -> list[list[str]]:
    return [[change.column, change.old, change.new] for change in applied.changes]


def _chunks(rows: list[Row]) -> Iterator[list[Row]]:
    return (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))


def _batches(keys: list[int]) -> Iterator[list[int]]:
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))

"""Takes a batch back while its rows are drafts: what it added is deleted, what it changed is as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext

from policies import actions
from policies.choices import ImportState, ImportVerdict, PublicationState
from policies.importers.sheet.applying import OWN, Applied
from policies.importers.sheet.vocabulary import MANY
from policies.models import Alignment, ImportBatch, ImportRow, Policy, PolicyEvent, Source

if TYPE_CHECKING:
    from django.contrib.auth.models import User

ROWS: Final[dict[str, type[models.Model]]] = {"policyevent": PolicyEvent, "alignment": Alignment}
#: What an import may change of an event and of an alignment.
KEPT: Final = {
    "policyevent": ("date", "source_id", "planned"),
    "alignment": ("link", "quote", "quote_language", "source_kind", "source_id", "reviewed_by", "reviewed_on"),
}
#: Of a working copy, which is deleted when its import is undone.
NOTHING: Final[dict[str, Any]] = {"fields": {}, "many": {}, "rows": []}


def as_it_was(before: Policy, applied: Applied) -> dict[str, Any]:
    """What an import is about to change, as JSON: fields, lists as keys, and rows. Rows that it adds are added later.

    ``before`` is the record read by itself, with its rows at hand.
    """
    changed = {change.column for change in applied.changes}
    fields = {name: _plain(getattr(before, name)) for name in OWN if name in changed}
    if before.source_id != applied.policy.source_id or "source" in changed:
        fields["source_id"] = before.source_id
    many = {name: [record.pk for record in getattr(before, name).all()] for name in MANY if name in applied.many}
    kept = {(row._meta.model_name, row.pk): row for row in (*before.events.all(), *before.alignments.all())}
    rows = []
    for row in applied.rows:
        if row.pk is not None:
            name = str(row._meta.model_name)
            recorded = kept[name, row.pk]
            rows.append({**names_row(row), "old": {key: _plain(getattr(recorded, key)) for key in KEPT[name]}})
    return {"fields": fields, "many": many, "rows": rows}


def names_row(row: models.Model) -> dict[str, Any]:
    return {"model": str(row._meta.model_name), "pk": row.pk}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int) else str(value)


def refusals(batch: ImportBatch) -> list[str]:
    """Why a batch cannot be undone: records that are no drafts any more, or that somebody has changed since."""
    if batch.state != ImportState.IMPORTED:
        return [gettext("Only a batch that was imported, and not yet published or undone, can be undone.")]
    said = []
    for row in with_policies(batch).order_by("number"):
        if row.policy is None:
            if row.verdict == ImportVerdict.CHANGED:
                text = gettext(
                    "Row %(row)s: “%(title)s” is gone: published or discarded as a working copy, or deleted."
                )
                said.append(text % {"row": row.number, "title": row.title})
        elif row.policy.state != PublicationState.DRAFT:
            state = {"row": row.number, "title": row.title, "state": row.policy.get_state_display()}
            said.append(gettext("Row %(row)s: “%(title)s” is no draft any more (%(state)s).") % state)
        elif row.policy.changed_at != row.written_at:
            text = gettext("Row %(row)s: somebody has changed “%(title)s” since it was imported.")
            said.append(text % {"row": row.number, "title": row.title})
    return said


def with_policies(batch: ImportBatch) -> Any:
    """The rows with their policies, without what working copies remember of their records, which may be a lot."""
    return batch.rows.select_related("policy").defer("policy__copied_state")


@transaction.atomic
def undo(batch: ImportBatch, user: User | None) -> ImportBatch:
    """ValidationError, with every reason, if it cannot be undone whole; then nothing is."""
    batch = ImportBatch.objects.select_for_update().without_file().get(pk=batch.pk)
    # Held, so that nobody saves or publishes one between the look at them and their deletion.
    held = Policy.objects.select_for_update().filter(pk__in=batch.rows.values("policy")).order_by("pk")
    for __ in held.values_list("pk").iterator(chunk_size=2000):
        pass
    if said := refusals(batch):
        raise ValidationError(said)
    rows = list(with_policies(batch))
    try:
        actions.delete_policies(row.policy for row in rows if row.verdict == ImportVerdict.ADDED and row.policy)
    except ProtectedError as error:
        users = ", ".join(sorted(str(user) for user in error.protected_objects)[:3])
        raise ValidationError(gettext("Other records refer to what was imported: %s.") % users) from error
    changed = [row for row in rows if row.verdict == ImportVerdict.CHANGED and row.policy]
    # The copies that the import made: what was published before them is as it was.
    actions.delete_policies(row.policy for row in changed if row.policy and row.policy.is_copy)
    drafts = [row for row in changed if row.policy and not row.policy.is_copy]
    for row in drafts:
        _put_back(row)
    keys = {row.policy.pk for row in drafts if row.policy}
    for some in actions.batched(sorted(keys | actions.ended_by(keys))):
        actions.refresh(some)
    for some in actions.batched(sorted(batch.new_sources)):
        _delete_unused(some)
    batch.state, batch.ended_by, batch.ended_at = ImportState.UNDONE, user, timezone.now()
    batch.save(update_fields=["state", "ended_by", "ended_at"])
    return batch


def _delete_unused(sources: list[int]) -> None:
    """All of them at once, or one by one where somebody has named some meanwhile: those stay."""
    found = Source.objects.filter(pk__in=sources)
    try:
        with transaction.atomic():
            found.delete()
    except ProtectedError:
        if len(sources) > 1:
            for pk in sources:
                _delete_unused([pk])


def _put_back(row: ImportRow) -> None:
    policy = row.policy
    assert policy is not None  # noqa: S101 - refusals() has asked
    for name, value in row.before["fields"].items():
        setattr(policy, name, value)
    policy.save()
    for name, keys in row.before["many"].items():
        getattr(policy, name).set(keys)
    for kept in row.before["rows"]:
        records = ROWS[kept["model"]]._default_manager.filter(pk=kept["pk"])
        if kept.get("new"):
            records.delete()
        else:
            records.update(**kept["old"])

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
    "alignment": ("link", "quote", "quote_language", "source_kind", "source_id"),
}


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
            rows.append(
                {"model": name, "pk": row.pk, "old": {key: _plain(getattr(recorded, key)) for key in KEPT[name]}}
            )
    return {"fields": fields, "many": many, "rows": rows}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int) else str(value)


def refusals(batch: ImportBatch) -> list[str]:
    """Why a batch cannot be undone: records that are no drafts any more, or that somebody has changed since."""
    if batch.state != ImportState.IMPORTED:
        return [gettext("Only a batch that was imported, and not yet published or undone, can be undone.")]
    said = []
    for row in batch.rows.select_related("policy").order_by("number"):
        if row.policy is None:
            if row.verdict == ImportVerdict.CHANGED:
                said.append(gettext("Row %(row)s: “%(title)s” was deleted.") % {"row": row.number, "title": row.title})
        elif row.policy.state != PublicationState.DRAFT:
            state = {"row": row.number, "title": row.title, "state": row.policy.get_state_display()}
            said.append(gettext("Row %(row)s: “%(title)s” is no draft any more (%(state)s).") % state)
        elif row.policy.changed_at != row.written_at:
            text = gettext("Row %(row)s: somebody has changed “%(title)s” since it was imported.")
            said.append(text % {"row": row.number, "title": row.title})
    return said


@transaction.atomic
def undo(batch: ImportBatch, user: User | None) -> ImportBatch:
    """ValidationError, with every reason, if it cannot be undone whole; then nothing is."""
    batch = ImportBatch.objects.select_for_update().without_file().get(pk=batch.pk)
    if said := refusals(batch):
        raise ValidationError(said)
    rows = list(batch.rows.select_related("policy"))
    try:
        actions.delete_policies(row.policy for row in rows if row.verdict == ImportVerdict.ADDED and row.policy)
    except ProtectedError as error:
        users = ", ".join(sorted(str(user) for user in error.protected_objects)[:3])
        raise ValidationError(gettext("Other records refer to what was imported: %s.") % users) from error
    changed = [row for row in rows if row.verdict == ImportVerdict.CHANGED]
    for row in changed:
        _put_back(row)
    keys = {row.policy_id for row in changed if row.policy_id and not (row.policy and row.policy.is_copy)}
    actions.refresh(keys | actions.ended_by(keys))
    for source in Source.objects.filter(pk__in=batch.new_sources):
        try:
            with transaction.atomic():
                source.delete()
        except ProtectedError:
            continue  # somebody has named it meanwhile
    batch.state, batch.ended_by, batch.ended_at = ImportState.UNDONE, user, timezone.now()
    batch.save(update_fields=["state", "ended_by", "ended_at"])
    return batch


def _put_back(row: ImportRow) -> None:
    policy = row.policy
    assert policy is not None  # noqa: S101 - refusals() has asked
    if policy.is_copy:  # which the import made: what was published before it is as it was
        policy.delete()
        return
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

"""A reviewer publishes a batch: all of its drafts together, each by the rules of publishing, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from policies import actions
from policies.choices import ImportState, PublicationState
from policies.importers.sheet.undoing import with_policies
from policies.models import ImportBatch, Policy

if TYPE_CHECKING:
    from django.contrib.auth.models import User

#: So many reasons are told; all are counted.
MOST_TOLD = 20


@transaction.atomic
def publish(batch: ImportBatch, user: User) -> int:
    """How many were published. ValidationError says of every record why not, and then none is."""
    batch = ImportBatch.objects.select_for_update().without_file().get(pk=batch.pk)
    if not actions.may(user, "publish", Policy):
        raise ValidationError(gettext("Your account may not do this. A reviewer can."))
    if batch.state != ImportState.IMPORTED:
        raise ValidationError(
            gettext("Only a batch that was imported, and not yet published or undone, can be published.")
        )
    done, said = 0, []
    for row in with_policies(batch).defer("before", "changes").order_by("number"):
        # What somebody has published, archived or deleted by itself needs no help.
        if row.policy is None or row.policy.state not in (PublicationState.DRAFT, PublicationState.IN_REVIEW):
            continue
        try:
            actions.move(row.policy, "publish", user)
            done += 1
        except ValidationError as error:
            reason = {"row": row.number, "title": row.title, "why": " ".join(error.messages)}
            said.append(gettext("Row %(row)s, “%(title)s”: %(why)s") % reason)
    if said:
        more = len(said) - MOST_TOLD
        raise ValidationError([*said[:MOST_TOLD], *([gettext("… and %s more.") % more] if more > 0 else [])])
    batch.state, batch.ended_by, batch.ended_at = ImportState.PUBLISHED, user, timezone.now()
    batch.save(update_fields=["state", "ended_by", "ended_at"])
    return done

"""Keeping each publication as a revision: its number, what it changed, why, and a snapshot to go back to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils import timezone

from policies.choices import RevisionKind, Role
from policies.history.differences import differences
from policies.history.snapshots import state_in, take, write
from policies.history.states import State, state_of, states
from policies.history.words import in_words
from policies.models import Revision
from policies.models.review import Publishable

if TYPE_CHECKING:
    from django.contrib.auth.models import User

#: The widest role first: that is what readers are told.
ROLES = (Role.MANAGER, Role.REVIEWER, Role.ANALYST)


def role_of(user: User) -> Role:
    """The widest role of an account. A superuser without one acts as a manager."""
    names = set(user.groups.values_list("name", flat=True))
    return next((role for role in ROLES if role in names), Role.MANAGER if user.is_superuser else Role.ANALYST)


def number_of(record: Publishable) -> int:
    """How many revisions a record has: the number of its latest, 0 before the first."""
    return Revision.objects.of(record).aggregate(Max("number"))["number__max"] or 0


def last_said(record: Publishable) -> State | None:
    """What the record said at its latest revision of which a snapshot was kept."""
    latest = Revision.objects.of(record).order_by("-number").select_related("snapshot").first()
    return state_in(latest.snapshot, type(record)) if latest and latest.snapshot else None


def keep_latest(record: Publishable) -> None:
    """Takes the snapshot that the latest revision has not got: it was loaded in bulk. Before anything is changed."""
    latest = Revision.objects.of(record).order_by("-number").first()
    if latest and latest.snapshot_id is None:
        latest.snapshot = take(record)
        latest.save(update_fields=["snapshot"])


def keep(
    record: Publishable,
    *,
    before: State | None,
    kind: RevisionKind,
    role: Role,
    account: User | None = None,
    reason: str = "",
    own_work: bool = False,
) -> Revision:
    """The revision of what the record says now. ``before``: what it said when readers last saw it, if they did."""
    now = state_of(record)
    changes = in_words(type(record), differences(before, now), now["rows"]) if before else []
    return Revision.objects.create(
        **{type(record)._meta.model_name or "": record},
        number=number_of(record) + 1,
        kind=kind,
        role=role,
        account=account,
        reason=reason,
        own_work=own_work,
        changes=[change.as_json() for change in changes],
        snapshot=take(record),
    )


def keep_loaded(model: type[Publishable], before: dict[int, State], reason: str) -> int:
    """Revisions of records that were loaded in bulk: the first of those that have none, and one of each that the load
    changed. ``before``: what those said that were there. Returns how many were made.

    A few queries for all of them, and a few more for each that was changed: what it said can be brought back."""
    name = model._meta.model_name or ""
    published = model._default_manager.filter(state="published", copy_of__isnull=True)  # type: ignore[misc]
    now_at = timezone.now()
    first = published.filter(revisions__isnull=True).only("pk", "published_at")
    made = [
        Revision(**{name: record}, number=1, kind=RevisionKind.FIRST, role=Role.SEEDS, at=record.published_at or now_at)
        for record in first
    ]
    now = states(model, before)
    numbers = dict(
        Revision.objects.filter(**{f"{name}__in": before}).values_list(name).annotate(Max("number"))  # type: ignore[misc]
    )
    for pk, state in now.items():
        found = differences(before[pk], state)
        if found and pk in numbers:
            latest = Revision.objects.get(**{f"{name}_id": pk}, number=numbers[pk])
            if latest.snapshot_id is None:
                latest.snapshot = write(model, pk, before[pk])
                latest.save(update_fields=["snapshot"])
            changes = [change.as_json() for change in in_words(model, found, state["rows"])]
            made.append(
                Revision(
                    **{f"{name}_id": pk},
                    number=numbers[pk] + 1,
                    kind=RevisionKind.CHANGED,
                    role=Role.SEEDS,
                    reason=reason,
                    changes=changes,
                    at=now_at,
                )
            )
    Revision.objects.bulk_create(made, batch_size=1000)
    return len(made)


def states_of_published(model: type[Publishable], keys: Iterable[int]) -> dict[int, State]:
    published = model._default_manager.filter(pk__in=list(keys), state="published").values_list("pk", flat=True)
    return states(model, published)

"""Working copies: a published record is changed through one, and readers see the change when it is published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from policies.choices import PublicationState
from policies.history.differences import Difference, Merged, differences, merge
from policies.history.states import NEW, State, state_of, states
from policies.history.writing import write, write_copies, write_copy
from policies.models.address import SLUG_OF_COPIES
from policies.models.review import Publishable

if TYPE_CHECKING:
    from django.contrib.auth.models import User

P = TypeVar("P", bound=Publishable)


def copy_of(record: P, user: User | None, says: State | None = None, restores: int | None = None) -> P:
    """A new working copy of a published record, a draft of this user; or the one that there is, when ``says`` is None.

    ``says``: what the copy says instead, as the revision numbered ``restores`` did. ValidationError when a copy is in somebody's hands then.
    The caller holds the transaction.
    """
    model = type(record)
    current = model._default_manager.select_for_update().get(pk=record.pk)
    if current.state != PublicationState.PUBLISHED:
        raise ValidationError(_("Only what is published is changed through a working copy."))
    there = model._default_manager.filter(copy_of=current).first()
    if there is not None:
        if says is not None:
            raise ValidationError(_("“%s” has a working copy already: publish or discard it first.") % current)
        return there
    state = state_of(current)
    copy = model(copy_of=current, copied_state=state, created_by=user, edited_by=user, restores=restores)
    copy.slug = slug_of_copy(current)  # type: ignore[attr-defined]
    write_copy(copy, says or state)
    if says is not None and user is not None:
        copy.editors.add(user)
    return copy


def copies_of(model: type[P], keys: Iterable[int], user: User | None, kept: Sequence[str] = ()) -> dict[int, P]:
    """New working copies of many published records, by the key of the record: what ``copy_of`` makes of one.

    ``kept``: stored fields that a copy begins with as its record has them, until they are computed for it.
    ValidationError where a record is not published or has a copy. The caller holds the transaction.
    """
    records = list(model._default_manager.select_for_update().filter(pk__in=list(keys)).order_by("pk"))
    if other := next((record for record in records if record.state != PublicationState.PUBLISHED), None):
        raise ValidationError(_("“%s” is not published: only what is published gets a working copy.") % other)
    if there := model._default_manager.filter(copy_of__in=records).first():
        raise ValidationError(_("“%s” has a working copy already: publish or discard it first.") % there.copy_of)
    now = states(model, [record.pk for record in records])
    said = []
    for record in records:
        copy = model(copy_of=record, copied_state=now[record.pk], created_by=user, edited_by=user)
        copy.slug = slug_of_copy(record)  # type: ignore[attr-defined]
        for name in kept:
            setattr(copy, name, getattr(record, name))
        said.append((copy, now[record.pk]))
    write_copies(model, said)
    return {record.pk: copy for record, (copy, __) in zip(records, said, strict=True)}


def slug_of_copy(record: Publishable) -> str:
    return f"{SLUG_OF_COPIES}{record.pk}"


def changes_of(copy: Publishable) -> list[Difference]:
    """What publishing the working copy would change in what readers see now."""
    assert copy.copy_of is not None  # noqa: S101
    now = state_of(copy.copy_of)
    return differences(now, merged(copy, now).state)


def merged(copy: Publishable, now: State) -> Merged:
    return merge(copy.copied_state, without_orphans(copy.copied_state, state_of(copy), now), now)


def without_orphans(base: State, mine: State, now: State) -> State:
    """What the copy says, without its rows of which the original is gone and which nobody has touched in the copy.

    The database has forgotten what such a row stood for; that it still says what the row said tells it.
    """
    for part, rows in mine["rows"].items():
        gone = [values for key, values in base["rows"].get(part, {}).items() if key not in rows | now["rows"][part]]
        for key in [key for key, values in rows.items() if key.startswith(NEW) and values in gone]:
            gone.remove(rows.pop(key))
    return mine


def replace(original: Publishable, copy: Publishable) -> None:
    """Writes what the copy changed into the original, and deletes the copy. ValidationError names what both changed.

    The caller holds the transaction and has locked both.
    """
    result = merged(copy, state_of(original))
    if result.conflicts:
        places = {" ".join(part for part in change.place if part) for change in result.conflicts}
        raise ValidationError(
            _(
                "Since this copy was made, the record itself was changed in the same places: %s. Choose there what is to stay, on the page of what publishing would change."
            )
            % ", ".join(sorted(places))
        )
    copy.delete()
    write(original, result.state)

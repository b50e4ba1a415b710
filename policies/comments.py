"""Comments with which a reviewer sends a record back: written, sent, answered, and gone once it is published.

What is written and not sent yet is seen by its writer alone, who may save the page and go on later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from policies.choices import PublicationState
from policies.history.revisions import role_of
from policies.history.states import PARTS, fields_of, lists_of
from policies.models import ReviewComment
from policies.models.review import Publishable

if TYPE_CHECKING:
    from django.contrib.auth.models import User

#: The states in which a record has comments: once it is published they are gone.
COMMENTED = (PublicationState.DRAFT, PublicationState.IN_REVIEW)
NAME = re.compile(r"comment-(?:of-(?P<field>[a-z_]+)|(?P<part>[a-z_]+)-(?P<row>[0-9]{1,18}))")


@dataclass(frozen=True, slots=True)
class Place:
    """A field of the record, a row of it (by its key), or, empty, the record as a whole."""

    part: str = ""
    row: int | None = None
    field: str = ""

    @classmethod
    def of(cls, comment: ReviewComment) -> Place:
        return cls(comment.part, comment.row, comment.field)

    @classmethod
    def named(cls, name: str) -> Place | None:
        """The place that a box of a form is for, by the box's name."""
        found = NAME.fullmatch(name)
        if found is None:
            return None
        return cls(field=found["field"]) if found["field"] else cls(found["part"], int(found["row"]))

    @property
    def name(self) -> str:
        return f"comment-{self.part}-{self.row}" if self.part else f"comment-of-{self.field}"


def places_of(record: Publishable, asked: Iterable[Place]) -> dict[Place, str]:
    """Those of the places that there are, with what each is called. One query a kind of row that is asked for."""
    model = type(record)
    fields = {field.name: field for field in (*fields_of(model), *lists_of(model), model._meta.get_field("slug"))}
    asked = set(asked)
    found = {
        place: str(capfirst(fields[place.field].verbose_name))  # type: ignore[union-attr]
        for place in asked
        if not place.part and place.field in fields
    }
    for part in PARTS[model]:
        keys = [place.row for place in asked if place.part == part.name]
        if keys:
            kind = capfirst(str(part.model._meta.verbose_name))
            rows = part.model._default_manager.filter(**{f"{part.parent}_id": record.pk, "pk__in": keys})
            found |= {Place(part.name, row.pk): f"{kind}: {row}"[:300] for row in rows}
    return found


def visible(record: Publishable, user: User) -> list[ReviewComment]:
    """What was sent, by whomever, and what the user has written and not sent. One query."""
    return list(ReviewComment.objects.of(record).filter(Q(sent_at__isnull=False) | Q(account=user)))


def unsent(record: Publishable, user: User) -> list[ReviewComment]:
    return list(ReviewComment.objects.of(record).filter(sent_at__isnull=True, account=user))


def keep(record: Publishable, user: User, written: Mapping[Place, str]) -> None:
    """Keeps what the user has written, without sending it; an emptied box takes its comment back.

    What was written on a row that is gone by now is kept as said of such rows, so that no word is lost.
    """
    before = {Place.of(comment): comment for comment in unsent(record, user)}
    texts = {place: text.strip() for place, text in written.items()}
    names = places_of(record, (place for place, text in texts.items() if text))
    kinds = {part.name: capfirst(str(part.model._meta.verbose_name_plural)) for part in PARTS[type(record)]}
    for place, text in texts.items():
        had = before.get(place)
        if had is not None and had.text != text:
            had.delete()
        if not text or (had is not None and had.text == text):
            continue
        if place not in names and place.part not in kinds:
            continue
        at, called = (place, names[place]) if place in names else (Place(place.part), kinds[place.part])
        _write(record, user, at, called, text)


def send(record: Publishable, user: User, reason: str) -> int:
    """Sends what the user has written, and the reason as a comment on the whole; returns how many there are.

    ValidationError where there is no word: whoever is to mend the record would not know what.
    """
    waiting = unsent(record, user)
    if not waiting and not reason:
        raise ValidationError(
            _("Say what is to be mended: write a comment on a field or on a row, or a few words on the whole.")
        )
    if reason:
        waiting.append(_write(record, user, Place(), "", reason))
    sent = ReviewComment.objects.filter(pk__in=[comment.pk for comment in waiting])
    return sent.update(sent_at=timezone.now(), role=role_of(user))


def mark(record: Publishable, user: User, shown: Iterable[int], done: Iterable[int]) -> None:
    """Of the comments that a form showed those that were ticked are done, and the others are not."""
    ticked = set(done)
    for comment in ReviewComment.objects.of(record).sent().filter(pk__in=list(shown)):
        if comment.is_done != (comment.pk in ticked):
            comment.done_at, comment.done_by = (None, None) if comment.is_done else (timezone.now(), user)
            comment.save(update_fields=["done_at", "done_by"])


def refuse_unsent(record: Publishable, user: User) -> None:
    """Raises ValidationError where the user has written what nobody would ever read."""
    if unsent(record, user):
        raise ValidationError(
            _("You have written comments that were not sent: send the record back with them, or empty them first.")
        )


def forget(record: Publishable) -> None:
    """The record is published: nothing is asked for any more."""
    ReviewComment.objects.of(record).delete()


def _write(record: Publishable, user: User, place: Place, called: str, text: str) -> ReviewComment:
    return ReviewComment.objects.create(
        **{record._meta.model_name or "": record},
        part=place.part,
        row=place.row,
        field=place.field,
        called=called,
        text=text,
        role=role_of(user),
        account=user,
    )

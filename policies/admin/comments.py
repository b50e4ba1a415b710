"""A reviewer's comments on the page of a record: boxes to write them in, and what was written beside what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext

from policies import actions, comments
from policies.admin.autocomplete import possible_key
from policies.choices import PublicationState
from policies.comments import Place
from policies.models import ReviewComment
from policies.models.comment import LONGEST_COMMENT
from policies.models.review import Publishable

#: Names of the form: the key of each comment that could be ticked, and of each that was.
SHOWN, DONE = "comment_shown", "comment_done"


@dataclass(frozen=True, slots=True)
class Spot:
    """A field or a row with what is said of it. ``written`` is what its box holds, where there is one."""

    place: Place
    label: str
    said: list[ReviewComment]
    may_write: bool
    written: str = ""

    @property
    def anchor(self) -> str:
        return f"{self.place.name}-said"

    def __bool__(self) -> bool:
        return bool(self.said) or self.may_write


@dataclass(slots=True)
class Comments:
    """The comments of one page. ``may_write``: a reviewer of a record in review; ``may_answer``: whoever mends a draft."""

    model: type[Publishable]
    may_write: bool
    may_answer: bool
    sent: list[ReviewComment] = field(default_factory=list)
    written: dict[Place, str] = field(default_factory=dict)
    ticked: set[int] = field(default_factory=set)

    @property
    def longest(self) -> int:
        return LONGEST_COMMENT

    def open(self) -> int:
        return sum(comment.pk not in self.ticked for comment in self.sent)

    def done(self) -> int:
        return len(self.sent) - self.open()

    def at(self, part: str, row: Any, name: str, label: str = "") -> Spot | None:
        if bool(part) == (row is None) or (not part and name not in fields_with_comments(self.model)):
            return None
        place = Place(part, row, "" if part else name)
        said = [comment for comment in self.sent if Place.of(comment) == place]
        return Spot(place, label, said, self.may_write, self.written.get(place, ""))

    def listed(self, places: set[Place]) -> list[tuple[ReviewComment, str]]:
        """What was sent, each with the anchor of its place; "" where the page (with these places) has none."""
        shown = []
        for comment in self.sent:
            place = Place.of(comment)
            shown.append((comment, f"{place.name}-said" if place in places else ""))
        return shown


def fields_with_comments(model: type[Model]) -> set[str]:
    return {item.name for item in (*model._meta.concrete_fields, *model._meta.many_to_many) if item.editable}


def comments_of(record: Publishable, request: HttpRequest, may_change: bool) -> Comments | None:
    """None where a record has no comments. One query; what was sent with the form stays in its boxes."""
    if record.state not in comments.COMMENTED:
        return None
    in_review = record.state == PublicationState.IN_REVIEW
    may_write = in_review and may_change and actions.may(request.user, "publish", type(record))  # type: ignore[arg-type]
    found = comments.visible(record, request.user)  # type: ignore[arg-type]
    sent = [comment for comment in found if comment.sent_at is not None]
    page = Comments(type(record), may_write, may_change and not in_review, sent)
    page.ticked = {comment.pk for comment in sent if comment.is_done}
    page.written = {Place.of(comment): comment.text for comment in found if comment.sent_at is None}
    if request.method == "POST":
        page.written |= written_in(request.POST)
        if page.may_answer:
            page.ticked = set(keys_in(request.POST, DONE))
    return page


def places_drawn(context: Mapping[str, Any]) -> set[Place]:
    """The fields and rows that a page shows."""
    places = {
        Place(field=name)
        for fieldset in context["adminform"]
        for line in fieldset
        for name in line.fields
        if isinstance(name, str)
    }
    for inline in context["inline_admin_formsets"]:
        formset = inline.formset
        places |= {Place(formset.prefix, row.instance.pk) for row in formset.forms if row.instance.pk is not None}
    return places


def written_in(data: QueryDict) -> dict[Place, str]:
    """What the boxes of a form hold, by their place."""
    found: dict[Place, str] = {}
    for name in data:
        place = Place.named(name)
        if place is not None:
            found[place] = data.get(name, "").replace("\r\n", "\n")
    return found


def keys_in(data: QueryDict, name: str) -> list[int]:
    return [int(key) for key in data.getlist(name) if possible_key(key)]


def refuse_long(data: Mapping[str, Any]) -> None:
    """Raises ValidationError for a comment that the database has no room for."""
    for name in data:
        if Place.named(name) is not None and len(str(data[name]).strip()) > LONGEST_COMMENT:
            said = gettext("A comment has %(most)d characters at most, and one of yours %(length)d: cut it short.")
            raise ValidationError(said % {"most": LONGEST_COMMENT, "length": len(str(data[name]).strip())})


def keep_comments(record: Publishable, request: HttpRequest) -> None:
    """What a form says of comments: what was written, by a reviewer, and what is done, by whoever mends the draft."""
    user: Any = request.user
    if record.state == PublicationState.IN_REVIEW and actions.may(user, "publish", type(record)):
        comments.keep(record, user, written_in(request.POST))
    elif record.state == PublicationState.DRAFT and SHOWN in request.POST:
        comments.mark(record, user, keys_in(request.POST, SHOWN), keys_in(request.POST, DONE))

"""Where a working copy and its record were both changed since: shown three ways, and settled one by one."""

from __future__ import annotations

from collections.abc import Collection
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Model
from django.utils.translation import gettext

from policies.history.changelog import described
from policies.history.copies import merged
from policies.history.differences import Difference, differences
from policies.history.states import PARTS, State, Values, lists_of, state_of
from policies.history.words import in_words
from policies.history.writing import fill, fill_lists
from policies.models.review import Publishable

#: What stays: what readers see now, or what the copy says.
Choice = Literal["public", "mine"]


@dataclass(frozen=True, slots=True)
class Line:
    """A field, as it was when the copy was made, as it is public now, and as the copy has it."""

    field: str
    was: str
    public: str
    mine: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field, or one row that the one took out and the other changed; then ``lines`` has what was changed in it.

    ``part`` and ``row`` say in words where it is, and are empty for the record itself. ``key`` names it in forms.
    """

    key: str
    part: str
    row: str
    lines: tuple[Line, ...]


def key_of(change: Difference) -> str:
    return "/".join(change.place)


def conflicts_of(copy: Publishable) -> list[Conflict]:
    assert copy.copy_of is not None  # noqa: S101
    base: State = copy.copied_state
    public = state_of(copy.copy_of)
    model = type(copy)
    found = []
    for change in merged(copy, public).conflicts:
        theirs = public["rows"].get(change.part, {}).get(change.row)
        if change.field:
            was = _values(base, change)[change.field]
            gone = bool(change.part) and theirs is None
            now = was if gone else _values(public, change)[change.field]
            pairs = [(change.field, was, now, change.new)]
        else:
            gone = False
            pairs = [
                (their.field, their.old, their.new, their.old)
                for their in differences(base, public)
                if (their.part, their.row) == (change.part, change.row) and their.field
            ]
        found.append(_in_words(model, base, change, pairs, gone))
    return found


def _values(state: State, change: Difference) -> Values:
    return state["rows"][change.part][change.row] if change.part else state["fields"]


def _in_words(
    model: type[Publishable], base: State, change: Difference, pairs: list[tuple[str, Any, Any, Any]], gone: bool
) -> Conflict:
    """``pairs``: field, and its value then, in public and in the copy. ``gone``: whether readers see the row no longer."""
    part, row = change.part, change.row
    both = [Difference(part, row, field, "changed", was, new) for field, was, *news in pairs for new in news]
    said = [described(model, [one])[0] for one in in_words(model, both, base["rows"])]
    taken_out = gettext("the whole row was taken out")
    lines = tuple(
        Line(
            there.lines[0].field,
            there.lines[0].old,
            taken_out if gone else there.lines[0].new,
            here.lines[0].new if change.field else taken_out,
        )
        for there, here in zip(said[::2], said[1::2], strict=True)
    )
    return Conflict(key_of(change), said[0].part, said[0].row, lines)


def settle(copy: Publishable, keys: Collection[str], take: Choice) -> int:
    """Makes one value stay in each of these conflicts, and returns how many there were.

    What the public value was is then part of what the copy was made from, so that what it still says otherwise is its own
    change. ValidationError where the rows of the copy cannot hold the public value. The caller holds the transaction.
    """
    assert copy.copy_of is not None  # noqa: S101
    base: State = deepcopy(copy.copied_state)
    public = state_of(copy.copy_of)
    found = [change for change in merged(copy, public).conflicts if key_of(change) in keys]
    for change in found:
        if take == "public":
            _take(copy, change, public)
        if not change.part:
            base["fields"][change.field] = public["fields"][change.field]
            continue
        theirs, rows = public["rows"][change.part].get(change.row), base["rows"][change.part]
        if theirs is None:
            rows.pop(change.row, None)
        elif change.field:
            rows[change.row][change.field] = theirs[change.field]
        else:
            rows[change.row] = deepcopy(theirs)
    copy.copied_state = base
    copy.save()
    return len(found)


def _take(copy: Publishable, change: Difference, public: State) -> None:
    """Writes the public value into the copy."""
    if not change.part:
        values = {change.field: public["fields"][change.field]}
        fill(copy, values)
        if change.field in {listed.name for listed in lists_of(type(copy))}:
            fill_lists(copy, values)
        return
    part = next(part for part in PARTS[type(copy)] if part.name == change.part)
    theirs = public["rows"][change.part].get(change.row)
    of_copy = part.model._default_manager.filter(**{f"{part.parent}_id": copy.pk, "copy_of_id": int(change.row)})
    if theirs is None:
        of_copy.delete()
        return
    row: Model = of_copy.first() or part.model(**{f"{part.parent}_id": copy.pk, "copy_of_id": int(change.row)})
    fill(row, {change.field: theirs[change.field]} if change.field else theirs)
    row.full_clean()
    row.save()

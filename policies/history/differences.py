"""What is different between two states of a record, and what comes of two people's changes to one."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal

from policies.history.states import State, Values

Kind = Literal["added", "changed", "removed"]
#: Where a value is: part ("" for the record itself), key of the row, field ("" for a whole row).
Place = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that changed, or one row that came or went. ``old`` and ``new`` are values as states have them; of a row
    all of its values, or None."""

    part: str
    row: str
    field: str
    kind: Kind
    old: Any
    new: Any

    @property
    def place(self) -> Place:
        return self.part, self.row, self.field


def differences(old: State, new: State) -> list[Difference]:
    """In the order of the form: the record's own fields, then its parts; rows that went, changed, came."""
    found = _of_values("", "", old["fields"], new["fields"])
    for part, rows in new["rows"].items():
        before = old["rows"].get(part, {})
        found += [Difference(part, key, "", "removed", before[key], None) for key in before if key not in rows]
        for key, values in rows.items():
            if key in before:
                found += _of_values(part, key, before[key], values)
            else:
                found.append(Difference(part, key, "", "added", None, values))
    return found


def _of_values(part: str, row: str, old: Values, new: Values) -> list[Difference]:
    """Fields that only one of them knows were added to the record's shape in between: nothing is said of them."""
    return [
        Difference(part, row, name, "changed", old[name], value)
        for name, value in new.items()
        if name in old and old[name] != value
    ]


@dataclass(frozen=True, slots=True)
class Merged:
    """``conflicts``: what both changed, each in its own way; there ``state`` has mine."""

    state: State
    conflicts: tuple[Difference, ...]


def merge(base: State, mine: State, theirs: State) -> Merged:
    """What ``theirs`` becomes when all that I changed since ``base`` is changed in it too.

    What both changed alike is no conflict. A row that I changed and they took out is one, and so is the reverse.
    """
    my_changes = differences(base, mine)
    their_changes = {change.place: change for change in differences(base, theirs)}
    gone_there = {(change.part, change.row) for change in their_changes.values() if change.kind == "removed"}
    touched_there = {(change.part, change.row) for change in their_changes.values() if change.row and change.field}
    state = deepcopy(theirs)
    conflicts = []
    for change in my_changes:
        their = their_changes.get(change.place)
        place = (change.part, change.row)
        if (
            (their is not None and their.new != change.new)
            or (change.field and place in gone_there)
            or (change.kind == "removed" and place in touched_there)
        ):
            conflicts.append(change)
        _make(state, change, mine)
    return Merged(state, tuple(conflicts))


def _make(state: State, change: Difference, mine: State) -> None:
    if not change.part:
        state["fields"][change.field] = change.new
        return
    rows = state["rows"].setdefault(change.part, {})
    if change.kind == "removed":
        rows.pop(change.row, None)
    elif change.field and change.row in rows:
        rows[change.row][change.field] = change.new
    else:
        rows[change.row] = deepcopy(mine["rows"][change.part][change.row])

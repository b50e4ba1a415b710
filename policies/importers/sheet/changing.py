"""Writes what rows of a file change of recorded policies: as many queries for a chunk of rows as for one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from policies import actions
from policies.importers.sheet.applying import OWN, Applied, apply
from policies.importers.sheet.keeping import save_lists, save_rows, save_sources, sign, told
from policies.importers.sheet.planning import CHANGED, Row, policies_with_rows
from policies.importers.sheet.problems import Refused, SheetError
from policies.importers.sheet.targets import editable
from policies.importers.sheet.undoing import NOTHING, as_it_was, names_row
from policies.models import ImportBatch, ImportRow, Policy
from policies.models.account import coder_name

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(slots=True)
class Written:
    """One row, what it was applied to, and what would bring that back."""

    row: Row
    applied: Applied
    before: dict[str, Any]


def change(rows: list[Row], batch: ImportBatch, user: User | None) -> set[int]:
    """The keys of all policies that these rows touched. SheetError if one may not be changed as the dry run said."""
    keys = {row.policy: row for row in rows if row.policy is not None}
    target_of, refused = editable(keys, user)
    for key, why in refused.items():
        raise _stopped(keys[key], why)
    targets = policies_with_rows(target_of.values())
    # A copy that is undone is deleted; only of drafts is to be kept what they said.
    drafts = policies_with_rows(key for key, target in target_of.items() if key == target)
    coder = coder_name(user) if user else ""
    written = []
    for key, row in keys.items():
        assert row.entry is not None  # noqa: S101 - a changed row has one
        try:
            written.append(Written(row, apply(row.entry, targets[target_of[key]], coder), {}))
        except Refused as why:
            raise _stopped(row, why) from why
    applied = [one.applied for one in written]
    save_sources(applied, batch)
    for one in written:
        before = drafts.get(one.applied.policy.pk)
        one.before = as_it_was(before, one.applied) if before else NOTHING
    new = {id(row) for one in applied for row in one.rows if row.pk is None}
    _save_policies(applied)
    save_rows(applied)
    for one in written:
        if one.before is not NOTHING:
            one.before["rows"] += [{**names_row(row), "new": True} for row in one.applied.rows if id(row) in new]
    save_lists(applied)
    stamps = sign([one.applied.policy.pk for one in written], user)
    ImportRow.objects.bulk_create(
        ImportRow(batch=batch, number=one.row.number, verdict=CHANGED, policy=one.applied.policy,
                  title=one.applied.policy.title, changes=told(one.applied), before=one.before,
                  written_at=stamps[one.applied.policy.pk])
        for one in written
    )  # fmt: skip
    touched = set(targets)
    return touched | actions.ended_by(touched)


def _stopped(row: Row, why: Refused) -> SheetError:
    message = gettext("Row %(row)s, “%(title)s”: %(why)s Nothing was imported: look at the dry run again.")
    return SheetError(message % {"row": row.number, "title": row.title, "why": f"{why.reason} {why.mend}".strip()})


def _save_policies(applied: list[Applied]) -> None:
    """Only the fields that a row changes, each of those policies whose row changes it."""
    of_field: dict[str, list[Policy]] = defaultdict(list)
    for one in applied:
        names = {change.column for change in one.changes}
        for name in names & {*OWN, "source"}:
            of_field[name].append(one.policy)
        old = one.policy.search_text
        one.policy.gather_words()
        if one.policy.search_text != old:
            of_field["search_text"].append(one.policy)
    for name, policies in sorted(of_field.items()):
        Policy.objects.bulk_update(policies, [name], batch_size=200)

"""Loads the seeds by natural key: all or nothing, and a second run changes nothing.

Records that somebody has changed in the admin are theirs: they are left as they are and counted as ``kept``; what
somebody deleted is ``left out``. Rows that are gone from the seeds are removed, of a record (events, alignments ...)
and those that nothing refers to (participations, scores, mappings, checks); a whole record stays, and is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext

from policies import actions, search
from policies.history import revisions
from policies.history.states import PARTS
from policies.importers.seed_drafts import Draft, DraftReader
from policies.importers.seed_files import SeedError
from policies.importers.seed_memory import Memory, Records
from policies.importers.seed_nouns import FILES, SOURCE, Noun
from policies.importers.seed_outcome import Outcome
from policies.importers.seed_references import LeftOut, NotAdded, References, Refused
from policies.models import Country, Organisation, Policy, PolicyRelation, Project, SeededRecord, Source


class _Kept(Exception):
    """A row is, or belongs to, a record that somebody edited here."""


class SeedLoader:
    """One run over a folder of seeds. Writes: call it in a transaction."""

    def __init__(self, root: Path) -> None:
        self.reader = DraftReader(root)
        self.problems = self.reader.problems
        self.outcome = Outcome()
        self.records = Records()
        self.memory = Memory(self.records)
        self.loaded: dict[Draft, models.Model] = {}  # without those that are kept or left out
        self.kept: set[Draft] = set()
        self.claimed: dict[type[models.Model], dict[Any, Draft]] = {}
        self.references = References(self.reader, self.records, self.memory, self.outcome.counts)
        self.refused = self.references.refused
        self.touched_policies: set[int] = set()
        #: By field of Policy: organisations and countries, by whose names policies are found too.
        self.touched_names: dict[str, set[int]] = {"issuing_bodies": set(), "lead_bodies": set(), "country": set()}
        self.gone: list[tuple[Draft, models.Model]] = []

    def run(self) -> Outcome:
        """Loads everything, or raises SeedError with every problem that was found."""
        self.reader.read()
        self.reader.refuse_two_of_a_law()
        self.references.look_for_unknown()
        self.references.look_for_other_capitals()
        if not self.reader.unread:
            for kind in FILES:
                self.load_all(kind.noun)
                for child in kind.noun.children.values():
                    self.load_all(child)
        if not self.problems:
            self.remove_gone()
        if self.problems:
            raise SeedError(self.problems)
        self.count_sources_that_are_only_named()
        self.memory.save()
        actions.refresh(self.touched_policies)
        # Of all, for the rules by which milestones are told may have changed since these were stored.
        actions.refresh_milestones(Policy.objects.values_list("pk", flat=True))
        self.refresh_texts()
        self.count_what_is_held()
        return self.outcome

    # Rows

    def load_all(self, noun: Noun) -> None:
        """Loads the rows of one kind; those that refer to later ones of the same kind after these."""
        by_identity = {noun.identity(record): record for record in self.records.all(noun.model).values()}
        waiting = self.reader.drafts.get(noun, [])
        new: list[tuple[Draft, models.Model]] = []
        while waiting:
            names = {draft.key for draft in waiting}
            ready = [draft for draft in waiting if not self.waits_for(draft, names)]
            for draft in ready:
                self.load(draft, by_identity, new)
            if not ready:
                for draft in waiting:
                    self.reader.refuse(draft, "", "rows refer to each other in a circle: take one reference out")
                break
            done = set(ready)
            waiting = [draft for draft in waiting if draft not in done]
        self.look_for_gone(noun)
        self.add_leaves(noun, new)

    def waits_for(self, draft: Draft, names: set[str]) -> bool:
        return any(draft.target(name) is draft.noun.model and key in names for name, key in draft.references.items())

    def load(self, draft: Draft, by_identity: dict[Any, models.Model], new: list[tuple[Draft, models.Model]]) -> None:
        try:
            if not draft.sound:
                raise Refused
            parent = self.parent_of(draft)
            record = self.remembered(draft)
            if record is None:
                values = self.references.values_of(draft, parent, only=draft.noun.key)
                record = by_identity.get(draft.noun.identity(draft.noun.model(**values)))
            if record is not None:
                self.claim(draft, record)
            values = self.references.values_of(draft, parent)
            many = self.references.targets_of(draft)
        except _Kept:
            self.kept.add(draft)
            self.references.kept.add((draft.noun.model, draft.key))
        except NotAdded:
            self.outcome.counts["left out"] += 1
            self.outcome.not_added.append(draft.name)
        except LeftOut:
            self.outcome.counts["left out"] += 1
            self.outcome.left_out.append(draft.name)
        except Refused:
            self.refused.add((draft.noun.model, draft.key))
        else:
            if record is None and draft.noun.is_leaf:
                new.append((draft, draft.noun.model(**values)))
            else:
                self.save(draft, record, values, many)

    def parent_of(self, draft: Draft) -> models.Model | None:
        if draft.parent is None:
            return None
        if draft.parent in self.loaded:
            return self.loaded[draft.parent]
        if draft.parent in self.kept:
            raise _Kept
        if (draft.parent.noun.model, draft.parent.key) in self.refused:
            raise Refused
        raise LeftOut

    def remembered(self, draft: Draft) -> models.Model | None:
        """The record that this row became when it was loaded before."""
        pk = self.memory.find(draft.noun.model, draft.key)
        if pk is None:
            return None
        record = self.records.all(draft.noun.model).get(pk)
        if record is None:
            raise LeftOut
        return record

    def claim(self, draft: Draft, record: models.Model) -> None:
        """Takes a record for a row, unless it is to stay as it is."""
        first = self.claimed.setdefault(draft.noun.model, {}).setdefault(record.pk, draft)
        self.memory.remember(draft.noun.model, draft.key, record.pk)
        if self.memory.is_edited(record, draft.noun.parent):
            self.outcome.counts["kept"] += 1
            raise _Kept
        if first is not draft:
            message = f"this row and the one at {first.row} are one record here, “{record}”: keep one of the two"
            self.reader.refuse(draft, "", message)
            raise Refused

    # Writing

    def save(
        self, draft: Draft, record: models.Model | None, values: dict[str, Any], many: dict[str, set[Any]]
    ) -> None:
        verdict = "added" if record is None else "unchanged"
        if record is None:
            record = draft.noun.model(**values)
        else:
            for name, value in values.items():
                if _differs(record, name, value):
                    setattr(record, name, value)
                    verdict = "changed"
        if verdict != "unchanged" and not self.keep(draft, record):
            return
        for name, pks in many.items():
            known = self.records.targets(record._meta.get_field(name))
            if known.get(record.pk, set()) != pks:
                getattr(record, name).set(pks)
                known[record.pk] = pks
                verdict = "changed" if verdict == "unchanged" else verdict
        self.note(draft, record, verdict)

    def keep(self, draft: Draft, record: models.Model) -> bool:
        """Writes a record, or refuses its row. Constraints are the database's to check: only of what it has refused is
        asked which of them it breaks, for each is a query."""
        if not self.is_clean(draft, record, record.validate_unique):
            return False
        try:
            with transaction.atomic():
                record.save()
        except IntegrityError:
            if self.is_clean(draft, record, record.validate_constraints):
                raise
            return False
        return True

    def add_leaves(self, noun: Noun, new: list[tuple[Draft, models.Model]]) -> None:
        clean = [(draft, record) for draft, record in new if self.is_clean(draft, record)]
        try:
            with transaction.atomic():
                noun.model._default_manager.bulk_create([record for __, record in clean], batch_size=200)
        except IntegrityError:
            clean = self.add_one_by_one(clean)
        for draft, record in clean:
            self.note(draft, record, "added")

    def add_one_by_one(self, new: list[tuple[Draft, models.Model]]) -> list[tuple[Draft, models.Model]]:
        """Adds what can be added, so that the rows that clash with a record or an earlier row are refused by name."""
        added = []
        for draft, record in new:
            record.pk = None  # where the database gave one before it refused the rows
            if self.keep(draft, record):
                added.append((draft, record))
        return added

    def is_clean(self, draft: Draft, record: models.Model, *more: Callable[[], None]) -> bool:
        """Whether the rules of the model hold, and ``more`` of them. Each field was judged by the reader; whether a new
        leaf is unique and keeps the constraints the database says, for all of a kind at once."""
        try:
            for holds in (record.clean, *more):
                holds()
        except ValidationError as error:
            by_name = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
            for name, messages in by_name.items():
                written = draft.noun.name_of(name)
                for message in messages:
                    self.reader.refuse(draft, written, f"{written}: {message}" if name != "__all__" else message)
            self.refused.add((draft.noun.model, draft.key))
            return False
        return True

    def note(self, draft: Draft, record: models.Model, verdict: str) -> None:
        model = draft.noun.model
        self.outcome.counts[verdict] += 1
        self.loaded[draft] = record
        self.claimed.setdefault(model, {}).setdefault(record.pk, draft)
        self.memory.remember(model, draft.key, record.pk)
        self.memory.note(record)
        self.records.add(record)
        if verdict != "unchanged":
            self.touch(draft.noun, record)

    def touch(self, noun: Noun, record: models.Model) -> None:
        """The status of a policy depends on its own rows, and on policies that replace it."""
        if isinstance(record, Policy):
            self.touched_policies.add(record.pk)
        elif noun.parent == "policy":
            self.touched_policies.add(getattr(record, noun.parent_id))
        if isinstance(record, PolicyRelation):
            self.touched_policies.add(record.other_id)
        if isinstance(record, Organisation):
            self.touched_names["issuing_bodies"].add(record.pk)
            self.touched_names["lead_bodies"].add(record.pk)
        if isinstance(record, Country):
            self.touched_names["country"].add(record.pk)

    def refresh_texts(self) -> None:
        """Of policies that did not change themselves, but a name in their text; and of those that have none yet."""
        named = [Policy.objects.filter(**{f"{field}__in": pks}) for field, pks in self.touched_names.items()]
        ids = {pk for policies in named for pk in policies.values_list("pk", flat=True)}
        search.refresh(ids - self.touched_policies)
        search.refresh_missing()

    # What the seeds have no more

    def look_for_gone(self, noun: Noun) -> None:
        """Rows that earlier seeds loaded, that these do not have and that nobody edited here: facts that the seeds
        take back. Leaves go before new ones are added, for these may be the same fact with its key corrected."""
        if self.problems or noun.model not in self.reader.given or not (noun.parent or noun.is_leaf):
            return
        parents = {record.pk: draft for draft, record in self.loaded.items() if noun in draft.noun.children.values()}
        claimed = self.claimed.get(noun.model, {})
        for pk in self.memory.loaded(noun.model) - set(claimed):
            record = self.records.all(noun.model).get(pk)
            if record is None or self.memory.is_edited(record):
                continue
            parent = parents.get(getattr(record, noun.parent_id)) if noun.parent else None
            if noun.is_leaf and (parent or not noun.parent):
                self.touch(noun, record)
                self.remove(record)
            elif parent:
                self.gone.append((parent, record))

    def remove_gone(self) -> None:
        """Takes out what other rows may point to, when these are out."""
        for draft, record in self.gone:
            try:
                self.remove(record)
            except ProtectedError as error:
                users = ", ".join(sorted(str(user) for user in error.protected_objects)[:3])
                self.reader.refuse(draft, "", f"{record} is gone from the seeds but still in use by {users}")

    def remove(self, record: models.Model) -> None:
        self.memory.forget(record)
        self.records.drop(record)
        record.delete()
        self.outcome.counts["removed"] += 1

    def count_sources_that_are_only_named(self) -> None:
        """Those without a row of their own, which have nothing to be changed by. The added ones are counted already."""
        known = self.memory.keys(Source)
        with_row = {draft.key for draft in self.reader.of_model(Source)}
        for key in self.named_sources() - with_row - self.references.added:
            source = self.records.all(Source).get(known.get(key)) or self.records.named(Source).get(key)
            if source is not None:  # or else somebody deleted it, and the rows that named it
                edited = self.memory.is_edited(source)
                self.outcome.counts["kept" if edited else "unchanged"] += 1
                if not edited:
                    self.memory.note(source)

    def named_sources(self) -> set[str]:
        """The addresses and citations that rows of other kinds name."""
        drafts = (draft for drafts in self.reader.drafts.values() for draft in drafts)
        return {key for draft in drafts for __, model, key in draft.all_references() if model is Source}

    def count_what_is_held(self) -> None:
        sources = self.named_sources() | {draft.key for draft in self.reader.of_model(Source)}
        for kind in FILES:
            for noun in (kind.noun, *kind.noun.children.values()):
                number = len(sources) if noun is SOURCE else len(self.reader.drafts.get(noun, []))
                self.outcome.held[capfirst(str(noun.model._meta.verbose_name_plural))] = number
            held = self.count_no_longer(kind.noun, sources)
            for noun in kind.noun.children.values():
                self.count_no_longer(noun, sources, held)

    def count_no_longer(self, noun: Noun, sources: set[str], parents: Container[Any] = ()) -> set[Any]:
        """Records that earlier seeds held and these do not, and rows of such ``parents`` as are still held. They stay:
        whole records, and rows that somebody edited here. Returns the primary keys of those that are held."""
        known = self.memory.keys(noun.model)
        held = sources if noun is SOURCE else {draft.key for draft in self.reader.drafts.get(noun, [])}
        still = {pk for key, pk in known.items() if key in held}
        records = self.records.all(noun.model)
        no_longer = {pk: key for key, pk in known.items() if pk in records and pk not in still}
        for pk, key in sorted(no_longer.items(), key=lambda pair: pair[1]):
            if not noun.parent or getattr(records[pk], noun.parent_id) in parents:
                self.outcome.counts["no longer in the seeds"] += 1
                self.outcome.no_longer.append(f"{noun.label} {key}")
        return still


def _differs(record: models.Model, name: str, value: Any) -> bool:
    """Whether a field has another value, without reading the record that a relation points to."""
    attname = record._meta.get_field(name).attname  # type: ignore[union-attr]
    if isinstance(value, models.Model):
        value = value.pk
    return bool(getattr(record, attname) != value)


def seeded(model: type[models.Model]) -> list[int]:
    """The records of a model that earlier seeds became, by primary key."""
    rows = SeededRecord.objects.filter(model=model._meta.model_name)
    return list(rows.values_list("record", flat=True))


def load_seeds(root: Path, *, check_only: bool = False) -> Outcome:
    """Loads the folder in one transaction; with ``check_only`` everything is tried and nothing kept."""
    with transaction.atomic():
        before = {model: revisions.states_of_published(model, seeded(model)) for model in PARTS}
        outcome = SeedLoader(root).run()
        for records in (Policy.objects, Project.objects):
            records.published().filter(published_at__isnull=True).update(published_at=timezone.now())
        for model, said in before.items():
            revisions.keep_loaded(model, said, gettext("The project's own records were corrected."))
        if check_only:
            transaction.set_rollback(True)
    if not check_only and not outcome.changed_nothing:
        actions.gather_statistics()
    return outcome

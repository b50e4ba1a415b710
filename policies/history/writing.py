"""Writing a state back into a record, with all its rows: for a working copy, a publication, a restored revision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, Model, UniqueConstraint
from django.utils.translation import gettext as _

from policies.history.states import NEW, PARTS, State, Values, fields_of, lists_of, plain, state_of
from policies.models.fields import Searchable
from policies.models.review import Publishable

P = TypeVar("P", bound=Publishable)
#: So many rows are inserted by one statement.
BATCH: Final = 200


def write(record: Publishable, wanted: State) -> None:
    """Makes a record of its own (no working copy) say what ``wanted`` says; ValidationError names what cannot be.

    Rows keep their keys, so what points to them goes on doing so. Nothing else of the record is touched: not its
    address, its publication, its milestones. The caller holds the transaction.
    """
    model = type(record)
    refuse_missing(model, wanted)
    now = state_of(record)
    fill(record, wanted["fields"])
    record.full_clean(exclude=_not_said(model))
    record.save()
    fill_lists(record, wanted["fields"])
    for part in PARTS[model]:
        rows, had = wanted["rows"].get(part.name, {}), now["rows"][part.name]
        # First what goes: what comes may be the same fact.
        part.model._default_manager.filter(pk__in=[int(key) for key in had if key not in rows]).delete()
        held = part.model._default_manager.in_bulk([int(key) for key in rows if key in had])
        changed = [key for key, values in rows.items() if key not in had or had[key] != {**had[key], **values}]
        for key in changed:
            # A row that a later revision took out gets its old key again; one of a working copy a new one.
            row = held.get(int(key)) if key in had else part.model(pk=None if key.startswith(NEW) else int(key))
            assert row is not None  # noqa: S101  (it was there when the state was read, and the record is locked)
            setattr(row, f"{part.parent}_id", record.pk)
            fill(row, rows[key])
            held[key] = row
        lifted = _in_the_way(part.model, {key: held[key] for key in changed})
        part.model._default_manager.filter(pk__in=[int(key) for key in lifted]).delete()
        for key in changed:
            held[key].full_clean()
            held[key].save(force_insert=key not in had or key in lifted)


def _in_the_way(model: type[Model], rows: dict[str, Any]) -> set[str]:
    """Keys of stored rows that hold now what another of these rows is to hold, as when two swap their values.

    No order of writing them would do: the database refuses the first of two that are the same, though only for a moment.
    They are taken out, and come back under their own keys.
    """
    stored = {str(row.pk): row for row in model._default_manager.filter(pk__in=[row.pk for row in rows.values()])}
    found = set()
    for constraint in model._meta.constraints:
        if not isinstance(constraint, UniqueConstraint):
            continue
        names = [model._meta.get_field(name).attname for name in constraint.fields]  # type: ignore[union-attr]

        def unique(row: Any, names: list[str] = names) -> tuple[Any, ...]:
            return tuple(plain(getattr(row, name)) for name in names)

        wanted: dict[tuple[Any, ...], set[str]] = defaultdict(set)
        for key, row in rows.items():
            wanted[unique(row)].add(key)
        found |= {key for key, row in stored.items() if wanted.get(unique(row), set()) - {key}}
    return found


def write_copy(copy: Publishable, wanted: State) -> None:
    """Makes an empty working copy say what ``wanted`` says; each of its rows remembers the row that it stands for."""
    model = type(copy)
    refuse_missing(model, wanted)
    fill(copy, wanted["fields"])
    copy.save()
    fill_lists(copy, wanted["fields"])
    for part in PARTS[model]:
        rows = []
        keys = [int(key) for key in wanted["rows"].get(part.name, {}) if not key.startswith(NEW)]
        still = set(part.model._default_manager.filter(pk__in=keys).values_list("pk", flat=True))
        for key, values in wanted["rows"].get(part.name, {}).items():
            row: Any = part.model(**{f"{part.parent}_id": copy.pk})
            row.copy_of_id = int(key) if not key.startswith(NEW) and int(key) in still else None
            fill(row, values)
            rows.append(row)
        part.model._default_manager.bulk_create(rows)


def write_copies(model: type[P], said: Sequence[tuple[P, State]]) -> None:
    """Makes empty working copies say what their records say now, as ``write_copy`` does with one: a query a table.

    The states were read in this transaction from records that the caller has locked, so nothing that they name is gone.
    """
    for copy, state in said:
        fill(copy, state["fields"])
        if isinstance(copy, Searchable):
            copy.gather_words()
    model._default_manager.bulk_create([copy for copy, __ in said], batch_size=BATCH)
    for listed in lists_of(model):
        through: Any = listed.remote_field.through
        owner, item = listed.m2m_column_name(), listed.m2m_reverse_name()
        pairs = [(copy.pk, key) for copy, state in said for key in state["fields"].get(listed.name, ())]
        through._default_manager.bulk_create([through(**{owner: pk, item: key}) for pk, key in pairs], batch_size=BATCH)
    for part in PARTS[model]:
        rows = []
        for copy, state in said:
            for key, values in state["rows"][part.name].items():
                row: Any = part.model(**{f"{part.parent}_id": copy.pk}, copy_of_id=int(key))  # type: ignore[misc]
                fill(row, values)
                rows.append(row)
        part.model._default_manager.bulk_create(rows, batch_size=BATCH)


def refuse_missing(model: type[Publishable], wanted: State) -> None:
    """Raises ValidationError where a state names a source, an organisation … that has been deleted since."""
    named: dict[type[Model], set[Any]] = defaultdict(set)
    rows = [(model, wanted["fields"])]
    for part in PARTS[model]:
        rows += [(part.model, values) for values in wanted["rows"].get(part.name, {}).values()]
    for shape, values in rows:
        for field in fields_of(shape):
            if isinstance(field, ForeignKey) and values.get(field.attname) is not None:
                named[field.related_model].add(values[field.attname])  # type: ignore[index]
        for listed in lists_of(shape):
            named[listed.related_model].update(values.get(listed.name, ()))  # type: ignore[index]
    for related, keys in named.items():
        there = set(related._default_manager.filter(pk__in=keys).values_list("pk", flat=True))
        if keys - there:
            raise ValidationError(
                _(
                    "This names %(what)s that has been deleted since (number %(keys)s): it cannot be written back as it was."
                )
                % {"what": related._meta.verbose_name, "keys": ", ".join(map(str, sorted(keys - there)))}
            )


def fill(record: Any, values: Values) -> None:
    """Sets the fields of a record or row; lists of other records are left out."""
    for field in fields_of(type(record)):
        if field.attname in values:
            setattr(record, field.attname, field.to_python(values[field.attname]))


def fill_lists(record: Any, values: Values) -> None:
    for listed in lists_of(type(record)):
        if listed.name in values:
            getattr(record, listed.name).set(values[listed.name])


def _not_said(model: type[Model]) -> set[str]:
    said = {field.name for field in fields_of(model)}
    return {field.name for field in model._meta.concrete_fields if field.name not in said}

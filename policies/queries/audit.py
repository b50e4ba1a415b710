"""Who did what, when: the admin's log and the log of sign-ins as one list, the newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from axes.models import AccessFailureLog, AccessLog
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from policies.models.log import MOVED, SECOND_FACTOR, in_words

SIGNED_IN, SIGNED_OUT, FAILED = 21, 22, 23
#: Name in the query string -> what it is called, and its number in the list.
KINDS: Final[dict[str, tuple[Any, int]]] = {
    "added": (_("added"), ADDITION),
    "changed": (_("changed"), CHANGE),
    "deleted": (_("deleted"), DELETION),
    "moved": (_("moved between states"), MOVED),
    "second-factor": (_("second factor"), SECOND_FACTOR),
    "signed-in": (_("signed in"), SIGNED_IN),
    "signed-out": (_("signed out"), SIGNED_OUT),
    "failed": (_("failed to sign in"), FAILED),
}
COLUMNS = ("at", "kind", "account", "model", "key", "what", "said", "address")


@dataclass(frozen=True, slots=True)
class Happening:
    at: dt.datetime
    kind: str  # of KINDS, or empty for one that this code does not know
    account: str
    model: str  # the kind of record, in words
    key: str  # primary key of the record
    what: str  # what the record was called then
    said: str
    address: str  # where a sign-in came from


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the list is asked for. Days are whole, in the site's time zone, both included."""

    account: str = ""
    kind: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


def text(name: str = "") -> Any:
    return Cast(F(name), TextField()) if name else Value("", output_field=TextField())


def source(queryset: QuerySet[Any], at: str, account: str, kind: Any, asked: Asked, **columns: Any) -> QuerySet[Any]:
    """One of the logs in the columns of the list, narrowed to what is asked for."""
    rows = queryset.order_by()
    if asked.account:
        rows = rows.filter(**{account: asked.account})
    if asked.since:
        rows = rows.filter(**{f"{at}__gte": midnight(asked.since)})
    if asked.until and asked.until < dt.date.max:
        rows = rows.filter(**{f"{at}__lt": midnight(asked.until + dt.timedelta(days=1))})
    nothing = {name: text() for name in ("model", "key", "what", "said", "address")}
    nothing["model"] = Value(0, output_field=IntegerField())
    named = Coalesce(Cast(F(account), CharField(max_length=255)), Value(""), output_field=CharField(max_length=255))
    given = {"at": F(at), "kind": kind, "account": named, **nothing, **columns}
    return rows.annotate(**{f"a_{name}": given[name] for name in COLUMNS}).values_list(
        *(f"a_{name}" for name in COLUMNS)
    )


def midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def happenings(asked: Asked) -> QuerySet[Any]:
    """All that happened, as rows of COLUMNS; slice it, count it, or read it through."""

    def number(code: int) -> Any:
        return Value(code, output_field=IntegerField())

    wanted = KINDS[asked.kind][1] if asked.kind else None
    entries = LogEntry.objects.all() if wanted is None else LogEntry.objects.filter(action_flag=wanted)
    address = Coalesce(text("ip_address"), Value(""), output_field=TextField())
    logs = [
        source(
            entries, "action_time", "user__username", Cast(F("action_flag"), IntegerField()), asked,
            model=Coalesce(F("content_type_id"), Value(0), output_field=IntegerField()),
            key=Coalesce(text("object_id"), Value(""), output_field=TextField()),
            what=text("object_repr"), said=text("change_message"),
        ),
        source(AccessLog.objects.all(), "attempt_time", "username", number(SIGNED_IN), asked, address=address),
        source(
            AccessLog.objects.filter(logout_time__isnull=False), "logout_time", "username", number(SIGNED_OUT), asked,
            address=address,
        ),
        source(AccessFailureLog.objects.all(), "attempt_time", "username", number(FAILED), asked, address=address),
    ]  # fmt: skip
    of_kind = {SIGNED_IN: 1, SIGNED_OUT: 2, FAILED: 3}
    if wanted is not None:
        return logs[of_kind.get(wanted, 0)].order_by("-a_at", "a_account", "a_key")
    return logs[0].union(*logs[1:], all=True).order_by("-a_at", "a_account", "a_key")


def read(rows: Any) -> Iterator[Happening]:
    """Rows of happenings() with their words."""
    kinds = {number: name for name, (__, number) in KINDS.items()}
    for at, kind, account, model, key, what, said, address in rows:
        record = ContentType.objects.get_for_id(model).model_class() if model else None
        yield Happening(
            at=at,
            kind=kinds.get(kind, ""),
            account=account,
            model=str(record._meta.verbose_name) if record is not None else "",
            key=key,
            what=what,
            said=in_words(said),
            # PostgreSQL says of one address that it is a network of one.
            address=address.partition("/")[0],
        )

"""The data version: an integer that rises with each change of what readers see.

Pages, downloads and figures are kept under it and answer with an ETag made of it. Triggers of the database raise it
(triggers.py), so that nothing that writes can forget to: the admin, the seeds, an import, a correction by hand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.core.cache import DEFAULT_CACHE_ALIAS, caches
from django.core.cache.backends.dummy import DummyCache
from django.db import connections, models
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Version:
    """``raised_at`` is None before anything was recorded."""

    number: int
    raised_at: dt.datetime | None


#: One statement for both databases.
LATEST = "SELECT number, raised_at FROM policies_dataversion WHERE id = %s"
#: The version at which the request that is being answered reads; whatever it asks for is at least of that version.
_reading_at: ContextVar[Version | None] = ContextVar("reading_at", default=None)


@contextmanager
def reading_at(version: Version) -> Iterator[None]:
    """Within it the version is known and not asked for again."""
    token = _reading_at.set(version)
    try:
        yield
    finally:
        _reading_at.reset(token)


def keeps_nothing() -> bool:
    """Whether the cache is switched off (CACHE_URL=dummy://): then each answer is made anew."""
    return isinstance(caches[DEFAULT_CACHE_ALIAS], DummyCache)


class DataVersionManager(models.Manager["DataVersion"]):
    def current(self) -> Version:
        """The version by which answers are kept: of the request if one is being answered, else of the database."""
        return _reading_at.get() or self.latest()

    def latest(self) -> Version:
        """The version of what the database holds now. One query, of one row.

        Each public answer asks for it, the shortest too, so its SQL is not composed anew: that takes longer than the answer.
        """
        connection = connections[self.db]
        with connection.cursor() as cursor:
            cursor.execute(LATEST, [DataVersion.ONLY])
            row = cursor.fetchone()
        if row is None:
            return Version(0, None)
        number, raised_at = row
        moment = DataVersion._meta.get_field("raised_at").get_col(DataVersion._meta.db_table)
        for convert in connection.ops.get_db_converters(moment):
            raised_at = convert(raised_at, moment, connection)
        return Version(number, raised_at)


class DataVersion(models.Model):
    """One row, which the database's triggers write and nothing else does."""

    #: Primary key of the row.
    ONLY = 1

    number = models.BigIntegerField(_("number"), editable=False)
    raised_at = models.DateTimeField(_("raised at"), editable=False)

    objects = DataVersionManager()

    class Meta:
        verbose_name = _("data version")
        verbose_name_plural = _("data versions")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.number)

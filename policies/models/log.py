"""Entries of the admin's log that no form of it writes: moves of records, and what happened to second factors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

#: Beside Django's own 1 (added), 2 (changed) and 3 (deleted).
MOVED: Final = 11
SECOND_FACTOR: Final = 12


def in_words(message: str) -> str:
    """What a stored message says, in the language of who reads it: Django's own lists of changes, and the first sentence
    of the others, behind which stands what a person wrote."""
    if message.startswith("["):
        return LogEntry(change_message=message).get_change_message()
    sentence, stop, rest = message.partition(".")
    return f"{gettext(sentence + stop)}{rest}" if stop else message


def write(user: AbstractBaseUser, record: models.Model, flag: int, message: str) -> None:
    """Who did what with which record, now."""
    LogEntry.objects.create(
        user_id=user.pk,
        content_type=ContentType.objects.get_for_model(record),
        object_id=str(record.pk),
        object_repr=str(record)[:200],
        action_flag=flag,
        change_message=message,
    )

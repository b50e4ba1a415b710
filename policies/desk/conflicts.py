"""Bringing a working copy up to date with what readers see."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from policies import actions
from policies.history import conflicts
from policies.models import Policy
from policies.models import log as entries
from policies.models.review import Publishable

if TYPE_CHECKING:
    from django.contrib.auth.models import User

P = TypeVar("P", bound=Publishable)


@transaction.atomic
def settle(copy: P, keys: Collection[str], take: conflicts.Choice, user: User) -> int:
    """Lets the public value, or the copy's, stay in each of these conflicts; all of them where ``keys`` is empty.

    Either was written by somebody else or is public already, so whoever chooses does not become an author by it.
    Returns how many were settled. ValidationError says why not, and nothing is changed.
    """
    model = type(copy)
    current = (
        model._default_manager.select_for_update(of=("self",)).filter(pk=copy.pk).select_related("copy_of").first()
    )
    if current is None or not current.is_copy:
        raise ValidationError(_("Only a working copy has conflicts with what is public."))
    if not actions.may_edit(current, user):
        raise actions.NotAllowed(_("Your account may not do this. A reviewer can."))
    asked = keys or {conflict.key for conflict in conflicts.conflicts_of(current)}
    settled = conflicts.settle(current, asked, take)
    if not settled:
        raise ValidationError(_("This conflict is there no longer: below is what there is now."))
    if isinstance(current, Policy):
        actions.refresh([current.pk])
    which = "the public value" if take == "public" else "the value of the copy"
    said = ngettext("Settled %(n)d conflict: %(which)s stays.", "Settled %(n)d conflicts: %(which)s stays.", settled)
    entries.write(user, current, entries.MOVED, said % {"n": settled, "which": which})
    return settled

"""Changing the public address of a record; the old one goes on leading to it (views/moved.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from policies import actions
from policies.choices import PublicationState
from policies.models import Correction, PastAddress
from policies.models import log as entries
from policies.models.address import RECORD_OF, Addressed
from policies.models.review import Publishable, permission

if TYPE_CHECKING:
    from django.contrib.auth.models import User

R = TypeVar("R", bound=Addressed)


def was_public(record: Addressed) -> bool:
    """Whether readers may have written its address down: until then it is changed on the form like any other field."""
    if not isinstance(record, Publishable):
        return record.pk is not None
    seen = (PublicationState.PUBLISHED, PublicationState.ARCHIVED)
    return record.is_copy or record.state in seen or record.published_at is not None


def may_change(record: Addressed, user: User) -> bool:
    """Those who publish; of an organisation those who may change it."""
    model = type(record)
    if isinstance(record, Publishable):
        return not record.is_copy and was_public(record) and actions.may(user, "publish", type(record))
    return user.has_perm(permission("change", model))


@transaction.atomic
def change_address(record: R, slug: str, user: User) -> R:
    """Gives a record another slug. What knows it by its address follows, and the address that it had leads to the new one.

    ValidationError says why a slug cannot be taken; NotAllowed where the account may not.
    """
    model = type(record)
    current = model._default_manager.select_for_update().get(pk=record.pk)
    if isinstance(current, Publishable) and (current.is_copy or not was_public(current)):
        raise ValidationError(_("Nobody has seen this address: it is changed on the form of the draft."))
    if not may_change(current, user):
        raise actions.NotAllowed(_("Your account may not do this. A reviewer can."))
    old, kind = current.slug, current.address_kind
    if slug == old:
        raise ValidationError({"slug": _("This is its address already.")})
    if slug != slug.lower():
        raise ValidationError({"slug": _("Addresses are written in small letters: %s.") % slug.lower()})
    others = {field.name for field in model._meta.concrete_fields} - {"slug"}
    current.slug = slug
    current.clean_fields(exclude=others)
    current.validate_unique(exclude=others)
    of_record = {"kind": kind, RECORD_OF[kind]: current}
    PastAddress.objects.filter(**of_record, slug=slug).delete()
    PastAddress.objects.create(**of_record, slug=old)
    current.save(update_fields=["slug", *(["changed_at"] if isinstance(current, Publishable) else [])])
    Correction.objects.filter(kind=kind, key=old).update(key=slug)
    entries.write(user, current, entries.MOVED, f"Changed its address from {old} to {slug}.")
    return current


def free_slug(model: type[Addressed], base: str) -> str:
    """The slug, or the first with a number that neither is nor was the address of a record. Two queries."""
    longest = model._meta.get_field("slug").max_length or 0
    base = base[:longest]
    # Room for a number: what begins alike is looked at too.
    start = base[: longest - 6]
    taken = set(model._default_manager.filter(slug__startswith=start).values_list("slug", flat=True))
    past = PastAddress.objects.filter(kind=model.address_kind, slug__startswith=start)
    taken.update(past.values_list("slug", flat=True))
    number, slug = 2, base
    while slug in taken:
        ending = f"-{number}"
        slug, number = f"{base[: longest - len(ending)]}{ending}", number + 1
    return slug

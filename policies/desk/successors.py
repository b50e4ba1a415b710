"""A new draft that begins where a published policy ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib.admin.models import ADDITION
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies import actions
from policies.choices import RelationType
from policies.desk.addresses import free_slug
from policies.models import Policy, PolicyRelation
from policies.models import log as entries
from policies.models.review import Publishable, permission

if TYPE_CHECKING:
    from django.contrib.auth.models import User

#: What a successor usually has in common with what it replaces. Dates, texts and readings are its own.
COPIED: Final = ("country", "instrument", "level")
COPIED_LISTS: Final = ("issuing_bodies", "lead_bodies", "topics", "target_groups")
#: How the slug of a successor begins until its form gives it one of its title.
PLACEHOLDER: Final = "successor-of-"


def may_succeed(record: Publishable, user: User) -> bool:
    return (
        isinstance(record, Policy)
        and record.is_published
        and user.has_perm(permission("add", Policy))
        and actions.within_assignment(record, user)
    )


@transaction.atomic
def start_successor(record: Publishable, user: User) -> Policy:
    """A draft of this user that replaces a published policy: country, kind, bodies and subjects are copied, nothing else.

    The relation names no source yet: that of the successor is where it says so. ValidationError where there is nothing to
    succeed, NotAllowed where the account may not.
    """
    if not isinstance(record, Policy):
        raise ValidationError(_("Only a policy has a successor."))
    if not user.has_perm(permission("add", Policy)):
        raise actions.NotAllowed(_("Your account may not add policies."))
    if not actions.within_assignment(record, user):
        raise actions.NotAllowed(_("This is a record of a country that is not assigned to your account."))
    if not record.is_published:
        raise ValidationError(_("Only what is published is copied as a successor."))
    successor = Policy(
        **{name: getattr(record, name) for name in COPIED},
        title=(gettext("Successor of %s") % record.title)[: Policy._meta.get_field("title").max_length],
        slug=free_slug(Policy, PLACEHOLDER + record.slug),
        created_by=user,
    )
    successor.full_clean()
    successor.save()
    for name in COPIED_LISTS:
        getattr(successor, name).set(getattr(record, name).all())
    relation = PolicyRelation(policy=successor, type=RelationType.REPLACES, other=record)
    relation.full_clean()
    relation.save()
    actions.edited(successor, user)
    actions.refresh([successor.pk])
    entries.write(user, successor, ADDITION, f"Copied as successor of {record.slug}.")
    successor.refresh_from_db()
    return successor

"""Every write that touches more than one row's own fields. Each is one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

from django.apps import apps
from django.contrib.auth import get_permission_codename, get_user_model
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from policies import lifecycle, search
from policies.choices import PublicationState, RelationType
from policies.models import Assignment, Policy, Project
from policies.models import log as entries
from policies.models.review import Publishable, permission

if TYPE_CHECKING:
    from django.contrib.auth.models import User

P = TypeVar("P", bound=Publishable)

MILESTONE_FIELDS = (
    "development_from",
    "adopted_from",
    "adopted_date",
    "force_from",
    "force_until",
    "force_date",
    "final_from",
    "final_status",
)
#: What the log calls the moves.
MOVED = {
    "submit": "Submitted for review.",
    "send_back": "Sent back.",
    "publish": "Published.",
    "archive": "Archived.",
    "restore": "Restored as a draft.",
}
ENDING_RELATIONS = (RelationType.REPLACES, RelationType.REPEALS)

#: Which moves there are: name -> (states it starts from, state it leads to, what one must be permitted to do).
TRANSITIONS: dict[str, tuple[tuple[PublicationState, ...], PublicationState, str]] = {
    "submit": ((PublicationState.DRAFT,), PublicationState.IN_REVIEW, "change"),
    "send_back": ((PublicationState.IN_REVIEW,), PublicationState.DRAFT, "publish"),
    "publish": ((PublicationState.DRAFT, PublicationState.IN_REVIEW), PublicationState.PUBLISHED, "publish"),
    "archive": ((PublicationState.PUBLISHED,), PublicationState.ARCHIVED, "publish"),
    "restore": ((PublicationState.ARCHIVED,), PublicationState.DRAFT, "publish"),
}


class NotAllowed(ValidationError):
    """The account may not do this, whatever state the record is in."""


def store_milestones(policies: Iterable[Policy]) -> None:
    """Computes the milestones of each policy and stores those that changed."""
    for policy in policies:
        milestones = lifecycle.milestones(policy.facts())
        changed = [name for name in MILESTONE_FIELDS if getattr(policy, name) != getattr(milestones, name)]
        if changed:
            Policy.objects.filter(pk=policy.pk).update(**{name: getattr(milestones, name) for name in changed})


@transaction.atomic
def refresh_milestones(policy_ids: Iterable[int]) -> None:
    """Brings the stored milestones of these policies up to date, and of those that they replace or repeal.

    A policy's beginning depends on its own events and term only, so the others need one further step
    and no more.
    """
    ids = set(policy_ids)
    with_facts = Policy.objects.prefetch_related("events", "relations_in__policy")
    store_milestones(with_facts.filter(pk__in=ids))
    store_milestones(with_facts.filter(pk__in=ended_by(ids) - ids))
    # Of two policies refreshed together one may end the other: the second look sees the stored beginnings.
    store_milestones(with_facts.filter(pk__in=ids))


@transaction.atomic
def refresh(policy_ids: Iterable[int]) -> None:
    """Brings all that is stored of these policies beside their rows up to date: milestones, and the text of the search.

    Whatever writes policies or their rows calls it.
    """
    ids = set(policy_ids)
    refresh_milestones(ids)
    search.refresh(ids)


def gather_statistics() -> None:
    """Lets the database look at what it holds, so that its plans fit. Whatever writes rows in bulk calls it at its end.

    Until a database has looked it takes new tables for small, and may join thousands of rows one by one for minutes.
    """
    models = apps.get_app_config("policies").get_models(include_auto_created=True)
    with connection.cursor() as cursor:
        # Table by table: a plain ANALYZE waits for whoever looks at what all databases of a server share.
        for model in models:
            cursor.execute(f"ANALYZE {model._meta.db_table}")


def may(user: User, verb: str, model: type[Publishable]) -> bool:
    return user.has_perm(permission(verb, model))


def may_edit(record: Publishable, user: User) -> bool:
    """Whether the user may change the record where it stands.

    To those who do not publish only a draft is open, and only one of the countries that are assigned to them.
    """
    if not may(user, "change", type(record)):
        return False
    return may(user, "publish", type(record)) or (
        record.state == PublicationState.DRAFT and within_assignment(record, user)
    )


def limited_to(user: User, model: type[Publishable]) -> frozenset[int] | None:
    """The countries (primary keys) of which the user may enter and change records; None for all of them.

    Who publishes is never limited: to them an assignment says whose records to look at first.
    """
    return None if may(user, "publish", model) else Assignment.objects.countries_of(user)


def within_assignment(record: Publishable, user: User) -> bool:
    """Whether an assignment lets the user work on the record.

    A project of several countries is a record of each; one of none yet is anybody's.
    """
    countries = limited_to(user, type(record))
    if countries is None:
        return True
    if isinstance(record, Project):
        its_own = set(record.shares.values_list("country_id", flat=True))
        return not its_own or not its_own.isdisjoint(countries)
    return not isinstance(record, Policy) or record.country_id in countries


def permitted(record: Publishable, user: User) -> list[str]:
    """The moves that this user may make with the record now, in the order of TRANSITIONS."""
    return [
        name
        for name, (sources, __, verb) in TRANSITIONS.items()
        if record.state in sources and may(user, verb, type(record)) and within_assignment(record, user)
    ]


def edited(record: Publishable, user: User) -> None:
    """Keeps who worked on the record: they are its authors until somebody else publishes it.

    That it was changed counts also where only a row of it was, so that whoever has its page open is told.
    """
    type(record)._default_manager.filter(pk=record.pk).update(edited_by=user, changed_at=timezone.now())
    record.editors.add(user)


def other_reviewers(record: Publishable, user: User) -> bool:
    """Whether somebody else, who had no part in the record, could publish it."""
    codename = get_permission_codename("publish", record._meta)
    of_permission = Q(groups__permissions__codename=codename) | Q(user_permissions__codename=codename)
    people = get_user_model().objects.filter(Q(is_superuser=True) | of_permission, is_active=True, is_staff=True)
    return people.exclude(pk=user.pk).exclude(pk__in=record.editors.values("pk")).exists()


def ended_by(policy_ids: Iterable[int]) -> set[int]:
    """The policies that these replace or repeal: their status changes when one of these, or the relation, goes."""
    ended = Policy.objects.filter(relations_in__policy__in=list(policy_ids), relations_in__type__in=ENDING_RELATIONS)
    return set(ended.values_list("pk", flat=True))


@transaction.atomic
def delete_policies(policies: Iterable[Policy]) -> None:
    """Deletes policies with their rows, and brings the status of what they had ended up to date.

    Raises ProtectedError where another policy refers to one of them.
    """
    rows = list(policies)
    ids = {policy.pk for policy in rows}
    others = ended_by(ids) - ids
    for policy in rows:
        policy.delete()
    refresh_milestones(others)


@transaction.atomic
def move(record: P, name: str, user: User, reason: str = "") -> P:
    """Makes one move of TRANSITIONS; ValidationError says why when it is not possible, and nothing is changed.

    The record is read again, so its fields as given do not matter; as it then is, it is returned. NotAllowed is raised where
    the account may not, and the admin's log keeps each move with its reason.
    """
    model = type(record)
    current = model._default_manager.select_for_update().get(pk=record.pk)
    sources, target, verb = TRANSITIONS[name]
    if not may(user, verb, model):
        raise NotAllowed(_("Your account may not do this. A reviewer can."))
    if not within_assignment(current, user):
        raise NotAllowed(_("This is a record of a country that is not assigned to your account."))
    if current.state not in sources:
        raise ValidationError(
            _("“%(title)s” is %(state)s, so this is not possible now. Reload the page to see where it stands.")
            % {"title": current, "state": current.get_state_display()}
        )
    if name == "publish":
        _publish(current, user)
    current.state = target
    current.save()
    if isinstance(current, Policy):
        refresh_milestones([current.pk])
    entries.write(user, current, entries.MOVED, " ".join(part for part in (MOVED[name], reason) if part))
    return current


def _publish(record: Publishable, user: User) -> None:
    if not record.has_source():
        raise ValidationError(
            _("A record needs a source before it is published: name its main source, or add a row that has one.")
        )
    own_work = record.editors.filter(pk=user.pk).exists()
    if own_work and other_reviewers(record, user):
        raise ValidationError(_("You worked on this record, so another reviewer publishes it."))
    record.published_own_work = own_work
    record.published_by, record.published_at = user, timezone.now()
    # Nobody else has read what its own author publishes, so that work stays theirs to whoever asks next.
    if not own_work:
        record.editors.clear()

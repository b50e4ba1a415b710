"""Every write that touches more than one row's own fields. Each is one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from policies import lifecycle
from policies.choices import PublicationState, RelationType
from policies.models import Policy

if TYPE_CHECKING:
    from django.contrib.auth.models import User

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
ENDING_RELATIONS = (RelationType.REPLACES, RelationType.REPEALS)

#: Which moves there are: name -> (states it starts from, state it leads to, permission it needs).
TRANSITIONS: dict[str, tuple[tuple[PublicationState, ...], PublicationState, str]] = {
    "submit": ((PublicationState.DRAFT,), PublicationState.IN_REVIEW, "policies.change_policy"),
    "send_back": ((PublicationState.IN_REVIEW,), PublicationState.DRAFT, "policies.publish_policy"),
    "publish": (
        (PublicationState.DRAFT, PublicationState.IN_REVIEW),
        PublicationState.PUBLISHED,
        "policies.publish_policy",
    ),
    "archive": ((PublicationState.PUBLISHED,), PublicationState.ARCHIVED, "policies.publish_policy"),
    "restore": ((PublicationState.ARCHIVED,), PublicationState.DRAFT, "policies.publish_policy"),
}


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


def permitted(policy: Policy, user: User) -> list[str]:
    """The moves that this user may make with the policy now, in the order of TRANSITIONS."""
    return [
        name
        for name, (sources, __, permission) in TRANSITIONS.items()
        if policy.state in sources and user.has_perm(permission)
    ]


def other_reviewers(user: User) -> bool:
    """Whether somebody else could publish."""
    of_permission = Q(groups__permissions__codename="publish_policy") | Q(user_permissions__codename="publish_policy")
    people = get_user_model().objects.filter(Q(is_superuser=True) | of_permission, is_active=True, is_staff=True)
    return people.exclude(pk=user.pk).exists()


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
def move(policy_id: int, name: str, user: User) -> Policy:
    """Makes one move of TRANSITIONS; ValidationError says why when it is not possible, and nothing is changed."""
    policy = Policy.objects.select_for_update().get(pk=policy_id)
    sources, target, permission = TRANSITIONS[name]
    if not user.has_perm(permission):
        raise ValidationError(_("Your account may not do this. A reviewer can."))
    if policy.state not in sources:
        raise ValidationError(
            _("“%(title)s” is %(state)s, so this is not possible now. Reload the page to see where it stands.")
            % {"title": policy.title, "state": policy.get_state_display()}
        )
    if name == "publish":
        _check_publishable(policy, user)
        policy.published_own_work = user.pk in (policy.created_by_id, policy.edited_by_id)
        policy.published_by, policy.published_at = user, timezone.now()
    policy.state = target
    policy.save()
    refresh_milestones([policy.pk])
    return policy


def _check_publishable(policy: Policy, user: User) -> None:
    if policy.source_id is None and not policy.events.exists() and not policy.documents.exists():
        raise ValidationError(_("A record needs a source before it is published: name its main source or an event."))
    if user.pk in (policy.created_by_id, policy.edited_by_id) and other_reviewers(user):
        raise ValidationError(_("You wrote or last edited this record, so another reviewer publishes it."))

"""Every write that touches more than one row's own fields. Each is one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from django.apps import apps
from django.contrib.auth import get_permission_codename, get_user_model
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from policies import comments, lifecycle, search
from policies.choices import PublicationState, RelationType, RevisionKind
from policies.history import copies, revisions
from policies.history.snapshots import state_in
from policies.models import Alignment, Assignment, Policy, PolicyRelation, Project, Revision
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
#: What the log calls the moves; it is put into the reader's language when it is read.
MOVED = {
    "submit": gettext_noop("Submitted for review."),
    "send_back": gettext_noop("Sent back."),
    "publish": gettext_noop("Published."),
    "archive": gettext_noop("Archived."),
    "restore": gettext_noop("Restored as a draft."),
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


#: In which states a record is changed where it stands, and by whom: what one must be permitted to do. What readers see is
#: changed through a working copy, and what is archived is restored first.
EDITED_AS = {PublicationState.DRAFT: "change", PublicationState.IN_REVIEW: "publish"}


def may_edit(record: Publishable, user: User) -> bool:
    """Whether the user may change the record where it stands: those who do not publish only in the countries that are
    assigned to them."""
    verb = EDITED_AS.get(PublicationState(record.state))
    model = type(record)
    return (
        verb is not None and may(user, "change", model) and may(user, verb, model) and within_assignment(record, user)
    )


def may_copy(record: Publishable, user: User) -> bool:
    """Whether the user may begin, or open, a working copy of the record."""
    return record.is_published and may(user, "change", type(record)) and within_assignment(record, user)


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


def edited_together(model: type[Publishable], keys: Iterable[int], user: User) -> None:
    """The same of many records at once."""
    ids = list(keys)
    model._default_manager.filter(pk__in=ids).update(edited_by=user, changed_at=timezone.now())
    through: Any = model.editors.through
    owner = f"{model._meta.model_name}_id"
    rows = [through(**{owner: pk, "user_id": user.pk}) for pk in ids]
    through._default_manager.bulk_create(rows, ignore_conflicts=True, batch_size=500)


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
    ids = {policy.pk for policy in policies}
    others: set[int] = set()
    for keys in batched(sorted(ids)):
        others |= ended_by(keys) - ids
        # What one of them says of another goes with both.
        among = PolicyRelation.objects.filter(Q(policy__in=keys) | Q(policy__copy_of__in=keys)).values_list(
            "pk", "other_id"
        )
        PolicyRelation.objects.filter(pk__in=[pk for pk, other in among if other in ids]).delete()
    for keys in batched(sorted(ids)):
        Policy.objects.filter(pk__in=keys).delete()
    refresh_milestones(others)


def batched(keys: list[int], size: int = 500) -> Iterator[list[int]]:
    """So many at a time, that no query and no memory grows with them all."""
    return (keys[start : start + size] for start in range(0, len(keys), size))


@transaction.atomic
def move(record: P, name: str, user: User, reason: str = "") -> P:
    """Makes one move of TRANSITIONS; ValidationError says why when it is not possible, and nothing is changed.

    The record is read again, so its fields as given do not matter; as it then is, it is returned. A working copy that is
    published is no more: its record is returned. ``reason`` is told to readers with what was published or withdrawn, and to
    whoever mends it with what is sent back; the comments that the user has written go with it.
    NotAllowed is raised where the account may not, and the admin's log keeps each move with its reason.
    """
    model = type(record)
    current = model._default_manager.select_for_update().filter(pk=record.pk).first()
    if current is None:
        raise ValidationError(_("This record is gone: somebody published or discarded the working copy meanwhile."))
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
    if name == "archive" and model._default_manager.filter(copy_of=current).exists():
        raise ValidationError(_("“%s” has a working copy: publish or discard it first.") % current)
    if name == "publish":
        current = _publish(current, user, reason)
    elif name == "archive":
        _withdraw(current, user, reason)
    else:
        if name == "send_back":
            comments.send(current, user, reason)
        current.state = target
        current.save()
    if isinstance(current, Policy):
        refresh([current.pk])
    entries.write(user, current, entries.MOVED, " ".join(part for part in (MOVED[name], reason) if part))
    return current


def _publish(record: P, user: User, reason: str) -> P:
    if not record.has_source():
        raise ValidationError(
            _("A record needs a source before it is published: name its main source, or add a row that has one.")
        )
    own_work = record.editors.filter(pk=user.pk).exists()
    if own_work and other_reviewers(record, user):
        raise ValidationError(_("You worked on this record, so another reviewer publishes it."))
    comments.refuse_unsent(record, user)
    shown, before = record, revisions.last_said(record)
    kind = RevisionKind.FIRST if before is None else RevisionKind.CHANGED
    authors = list(record.editors.all())
    if record.is_copy:
        shown, kind = type(record)._default_manager.select_for_update().get(pk=record.copy_of_id), kind_of_copy(record)
        if not shown.is_published:
            raise ValidationError(_("“%s” is withdrawn: restore and publish it before its working copy.") % shown)
        revisions.keep_latest(shown)
        before = copies.state_of(shown)
        ended = ended_by([shown.pk]) if isinstance(shown, Policy) else set()
        copies.replace(shown, record)
        refresh_milestones(ended)
    shown.state = PublicationState.PUBLISHED
    shown.published_own_work = own_work
    shown.published_by, shown.published_at = user, timezone.now()
    shown.save()
    # Nobody else has read what its own author publishes, so that work stays theirs to whoever asks next.
    shown.editors.set(authors if own_work else [])
    revisions.keep(
        shown,
        before=before,
        kind=kind,
        role=revisions.role_of(user),
        account=user,
        reason=reason,
        own_work=own_work,
    )
    comments.forget(shown)
    return shown


def kind_of_copy(copy: Publishable) -> RevisionKind:
    return RevisionKind.RESTORED if copy.restores else RevisionKind.CHANGED


def _withdraw(record: Publishable, user: User, reason: str) -> None:
    revisions.keep_latest(record)
    said = copies.state_of(record)
    record.state = PublicationState.ARCHIVED
    record.save()
    role = revisions.role_of(user)
    revisions.keep(record, before=said, kind=RevisionKind.ARCHIVED, role=role, account=user, reason=reason)


@transaction.atomic
def sign(alignment: Alignment, user: User) -> None:
    """Stores who reviewed an alignment of a published policy, and when: a revision, without a working copy, for
    nothing that was coded changes."""
    policy = Policy.objects.select_for_update().get(pk=alignment.policy_id)
    if not may(user, "publish", Policy):
        raise NotAllowed(_("Your account may not do this. A reviewer can."))
    revisions.keep_latest(policy)
    before = copies.state_of(policy)
    alignment.save(update_fields=["reviewed_by", "reviewed_on"])
    revisions.keep(
        policy,
        before=before,
        kind=RevisionKind.CHANGED,
        role=revisions.role_of(user),
        account=user,
        reason=gettext("An alignment was reviewed."),
    )


@transaction.atomic
def start_copy(record: P, user: User) -> P:
    """The working copy of a published record: a new one, or the one that somebody has begun."""
    if not may(user, "change", type(record)):
        raise NotAllowed(_("Your account may not change this record."))
    if not within_assignment(record, user):
        raise NotAllowed(_("This is a record of a country that is not assigned to your account."))
    return _looked_at(copies.copy_of(record, user))


@transaction.atomic
def discard_copy(copy: Publishable, user: User) -> None:
    """Throws a working copy away; the record stays as readers see it."""
    if not copy.is_copy:
        raise ValidationError(_("Only a working copy can be discarded."))
    if not may_edit(copy, user):
        raise NotAllowed(_("Your account may not do this. A reviewer can."))
    copy.delete()


@transaction.atomic
def restore_revision(revision: Revision, user: User) -> Publishable:
    """A working copy that says what the record said then; published, it is a new revision."""
    record: Publishable = revision.record
    if not may(user, "publish", type(record)):
        raise NotAllowed(_("Your account may not do this. A reviewer can."))
    if revision.number == revisions.number_of(record):
        raise ValidationError(_("This is what the record says now."))
    if revision.snapshot is None:
        raise ValidationError(_("What the record said then was not kept: it was loaded before revisions were."))
    said = state_in(revision.snapshot, type(record))
    return _looked_at(copies.copy_of(record, user, says=said, restores=revision.number))


def _looked_at(copy: P) -> P:
    """With its own status and its own text for the search, as every policy has them."""
    if isinstance(copy, Policy):
        refresh([copy.pk])
        copy.refresh_from_db()
    return copy

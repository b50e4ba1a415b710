"""What waits for somebody: to be published, to be mended, to be finished, to be checked again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from policies import actions
from policies.choices import PublicationState
from policies.models import Assignment, Country, Policy, Project, ReviewComment
from policies.models.review import Publishable
from policies.queries.quality import Scope
from policies.queries.quality.records import ended_without_successor, not_checked

if TYPE_CHECKING:
    from django.contrib.auth.models import User

#: So many of each kind stand on the first page; the list has all of them.
MOST_SHOWN: Final = 5
WAITING, SENT_BACK, DRAFTS, NOT_CHECKED, ENDED = "waiting", "sent-back", "drafts", "not-checked", "ended"


@dataclass(frozen=True, slots=True)
class Item:
    """A record in a queue. ``kind`` is the name of its model; ``open`` counts the comments that are not marked as done.

    ``country`` is the key of a policy's country; a project may have many."""

    kind: str
    pk: int
    title: str
    is_copy: bool
    at: dt.datetime
    open: int
    country: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """One queue: how many policies and projects are in it, and the first of both together."""

    key: str
    policies: int
    projects: int
    items: list[Item]

    @property
    def count(self) -> int:
        return self.policies + self.projects


@dataclass(frozen=True, slots=True)
class Queue:
    """``limited``: whether countries are assigned to the account, so that the last two groups are of those alone.

    ``names`` are those of the countries, by key: half of all titles are “National Migration Policy”."""

    groups: list[Group]
    limited: bool
    names: dict[int, str]


def waiting(model: type[Publishable], user: User) -> QuerySet[Any]:
    """In review, and the user may publish them: had no part in them."""
    found: QuerySet[Any] = model._default_manager.all()
    if not actions.may(user, "publish", model):
        return found.none()
    return found.filter(state=PublicationState.IN_REVIEW).exclude(pk__in=edited_by(model, user))


def edited_by(model: type[Publishable], user: User) -> QuerySet[Any]:
    name = model._meta.model_name
    pairs = model._meta.get_field("editors").remote_field.through._default_manager  # type: ignore[union-attr]
    return pairs.filter(user_id=user.pk).values(f"{name}_id")


def own_drafts(model: type[Publishable], user: User) -> QuerySet[Any]:
    """Drafts that the user began or worked on; ``was_sent_back`` says whether a reviewer has sent them back."""
    of_record = {model._meta.model_name or "": OuterRef("pk")}
    drafts = model._default_manager.filter(state=PublicationState.DRAFT)
    own = drafts.filter(Q(created_by=user) | Q(pk__in=edited_by(model, user)))
    return own.alias(was_sent_back=Exists(ReviewComment.objects.sent().filter(**of_record)))


def sent_back(model: type[Publishable], user: User) -> QuerySet[Any]:
    return own_drafts(model, user).filter(was_sent_back=True)


def drafts(model: type[Publishable], user: User) -> QuerySet[Any]:
    return own_drafts(model, user).filter(was_sent_back=False)


def stale(find: Callable[[Scope], QuerySet[Policy]]) -> Callable[[Any, User, dt.date], QuerySet[Any]]:
    """Published policies of the user's countries, of all where none are assigned, that a check of quality names."""

    def found(model: type[Publishable], user: User, on: dt.date) -> QuerySet[Any]:
        if model is not Policy:
            return model._default_manager.none()
        policies = find(Scope(on)).filter(state=PublicationState.PUBLISHED).select_related(None)
        countries = Assignment.objects.countries_of(user)
        return policies if countries is None else policies.filter(country__in=countries)

    return found


def without_day(find: Callable[[Any, User], QuerySet[Any]]) -> Callable[[Any, User, dt.date], QuerySet[Any]]:
    return lambda model, user, on: find(model, user)


#: Each queue: (model, user, today) -> its records.
QUEUES: Final[dict[str, Callable[[Any, User, dt.date], QuerySet[Any]]]] = {
    WAITING: without_day(waiting),
    SENT_BACK: without_day(sent_back),
    DRAFTS: without_day(drafts),
    NOT_CHECKED: stale(not_checked),
    ENDED: stale(ended_without_successor),
}
#: In what order the first are shown: what waits the longest, and what was touched last.
ORDER: Final = {WAITING: "at", SENT_BACK: "-at", DRAFTS: "-at"}
#: Of policies that are to be checked: those of which nobody has made sure for the longest time.
OLDEST: Final = {
    NOT_CHECKED: F("last_checked").asc(nulls_first=True),
    ENDED: F("force_until").asc(nulls_last=True),
}
MODELS: Final[tuple[type[Publishable], ...]] = (Policy, Project)


def queue_of(user: User, on: dt.date) -> Queue:
    """All of it, in as many queries whatever there is. ``on`` counts as today.

    Who may not publish has nothing that waits for a publication, and no such group.
    """
    asked = [key for key in QUEUES if key != WAITING or any(actions.may(user, "publish", model) for model in MODELS)]
    groups = [group_of(key, user, on) for key in asked]
    countries = Country.objects.in_bulk({item.country for group in groups for item in group.items if item.country})
    names = {key: country.name for key, country in countries.items()}
    return Queue(groups, Assignment.objects.countries_of(user) is not None, names)


def group_of(key: str, user: User, on: dt.date) -> Group:
    of_policies, of_projects = (QUEUES[key](model, user, on) for model in MODELS)
    if key in OLDEST:
        rows = of_policies.order_by(OLDEST[key], "pk")
        return Group(key, of_policies.count(), 0, [Item(*row) for row in columns(rows)[:MOST_SHOWN]])
    both = columns(of_policies.order_by()).union(columns(of_projects.order_by()), all=True).order_by(ORDER[key], "pk")
    return Group(key, of_policies.count(), of_projects.count(), [Item(*row) for row in both[:MOST_SHOWN]])


def columns(found: QuerySet[Any]) -> QuerySet[Any]:
    """As Item has them."""
    model = found.model._meta.model_name or ""
    asked = ReviewComment.objects.sent().filter(**{model: OuterRef("pk")}, done_at__isnull=True).order_by()
    counted = asked.values(model).annotate(n=Count("pk")).values("n")
    place: Any = F("country_id") if found.model is Policy else Value(None, output_field=BigIntegerField())
    shown = found.annotate(
        kind=Value(model),
        is_copy=Q(copy_of__isnull=False),
        at=F("changed_at"),
        open=Coalesce(counted, Value(0)),
        place=place,
    )
    return shown.values_list("kind", "pk", "title", "is_copy", "at", "open", "place")

"""Policies of which something is missing or old."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Length, Substr
from django.utils.translation import gettext

from policies import lifecycle
from policies.choices import PublicationState, RelationType
from policies.models import Policy, PolicyDocument, PolicyEvent, PolicyRelation
from policies.models.policy import NO_BEGINNING
from policies.queries.quality.base import Place, Row, Scope
from policies.queries.standings import show_date, show_day, term_of

#: How long a check of a record is good for.
A_YEAR = timedelta(days=365)


def policy_rows(
    words: str, part: str, detail: Callable[[Policy], str] = lambda policy: ""
) -> Callable[[Iterable[Policy]], list[Row]]:
    """Rows of policies that are mended at one part of their form. ``words`` are for gettext."""

    def rows(found: Iterable[Policy]) -> list[Row]:
        return [
            Row(policy.title, detail(policy), policy.country, (Place(gettext(words), "policy", policy.pk, part),))
            for policy in found
        ]

    return rows


def of(scope: Scope) -> QuerySet[Policy]:
    return scope.policies().select_related("country")


def events() -> Exists:
    return Exists(PolicyEvent.objects.filter(policy=OuterRef("pk")))


def without_source(scope: Scope) -> QuerySet[Policy]:
    """No main source, no document, and no event, each of which would name one."""
    documents = Exists(PolicyDocument.objects.filter(policy=OuterRef("pk")))
    return of(scope).filter(~events(), ~documents, source__isnull=True)


def without_event(scope: Scope) -> QuerySet[Policy]:
    return of(scope).filter(~events())


def undated(scope: Scope) -> QuerySet[Policy]:
    """No known day on which they began, by what is stored of their events and term."""
    return of(scope).filter(NO_BEGINNING)


def ended_without_successor(scope: Scope) -> QuerySet[Policy]:
    """Their term is over, and no record, of whatever state, is said to replace or repeal them."""
    successors = PolicyRelation.objects.filter(
        other=OuterRef("pk"), type__in=(RelationType.REPLACES, RelationType.REPEALS)
    ).exclude(policy__state=PublicationState.ARCHIVED)
    ended = of(scope).with_status(scope.on).filter(status_then=lifecycle.TERM_ENDED)  # type: ignore[attr-defined]
    return ended.filter(~Exists(successors))


def ended_in_words(policy: Policy) -> str:
    day = show_day(policy.force_until) if policy.force_until else ""
    term = term_of(policy)
    said = gettext("term ended %(day)s") % {"day": day}
    return f"{said} ({term})" if term else said


def not_checked(scope: Scope) -> QuerySet[Policy]:
    """Never checked, or last on a day that is surely more than a year ago."""
    limit = Value((scope.on - A_YEAR).isoformat())
    # Dates are text: the limit is cut to the precision of the date.
    cut = Substr(limit, 1, Length("last_checked"), output_field=CharField())
    return of(scope).filter(Q(last_checked__isnull=True) | Q(last_checked__lt=cut))


def checked_in_words(policy: Policy) -> str:
    if policy.last_checked is None:
        return gettext("never checked")
    return gettext("last checked %(date)s") % {"date": show_date(policy.last_checked)}

"""Policies to which the same happened twice, on days that contradict each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import CharField, Exists, F, OuterRef, QuerySet
from django.db.models.functions import Length, Substr
from django.utils.translation import gettext

from policies.choices import EventType
from policies.models import Policy, PolicyEvent
from policies.queries.quality.base import Place, Row, Scope
from policies.queries.standings import show_date

#: What happens to a policy once. Of two dates of it one is wrong, or two things were given one name.
ONCE = (
    EventType.DRAFTING_STARTED,
    EventType.ADOPTED,
    EventType.PUBLISHED,
    EventType.LAUNCHED,
    EventType.ENTERED_INTO_FORCE,
    EventType.TERM_ENDED,
    EventType.REPLACED,
    EventType.REPEALED,
)


def dated() -> QuerySet[PolicyEvent]:
    return PolicyEvent.objects.filter(type__in=ONCE, planned=False, date__isnull=False)


def contradicted() -> QuerySet[PolicyEvent]:
    """Events beside which stands another of the same type whose date cannot be the same day.

    ``2017`` and ``2017-04`` can: the one is the beginning of the other.
    """
    other_cut = Substr("date", 1, Length(OuterRef("date")), output_field=CharField())
    mine_cut = Substr(OuterRef("date"), 1, Length("date"), output_field=CharField())
    others = dated().filter(policy=OuterRef("policy"), type=OuterRef("type"))
    others = others.alias(other_cut=other_cut, mine_cut=mine_cut)
    return dated().filter(Exists(others.exclude(other_cut=OuterRef("date")).exclude(mine_cut=F("date"))))


def conflicting(scope: Scope) -> QuerySet[Policy]:
    return scope.policies().select_related("country").filter(Exists(contradicted().filter(policy=OuterRef("pk"))))


def rows(found: Iterable[Policy]) -> list[Row]:
    """One query, for the events of these policies."""
    policies = list(found)
    dates: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for event in contradicted().filter(policy__in=[policy.pk for policy in policies]).order_by("type", "date", "pk"):
        said = dates[event.policy_id][str(EventType(event.type).label)]
        if (shown := show_date(event.date)) not in said:
            said.append(shown)
    return [
        Row(
            policy.title,
            "; ".join(f"{kind}: {' / '.join(shown)}" for kind, shown in dates[policy.pk].items()),
            policy.country,
            (Place(gettext("Compare the events"), "policy", policy.pk, "events-group"),),
        )
        for policy in policies
    ]

"""Lanes of a country's timeline that policies, projects and frameworks do not make by themselves: institutions, what
policies do to each other, and the cut on a day of the past."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import Value
from django.utils.translation import gettext

from policies.choices import EventGroup, EventType, Status
from policies.models import Policy
from policies.queries.standings import label_of, show_date
from policies.queries.timelines import policy_mark, stretch_label
from policies.rows import Interval, Lane, Mark, Tie


@dataclass(frozen=True, slots=True)
class Body:
    """An institution in a role for a policy: ``issues`` or ``leads``."""

    policy: int  # primary key
    name: str
    acronym: str
    role: str

    @property
    def label(self) -> str:
        return f"{self.name} ({self.acronym})" if self.acronym else self.name


def bodies_of(policies: Sequence[Policy]) -> list[Body]:
    """The issuing and lead bodies of all these policies, by name. One query."""
    names = ("policy_id", "organisation__name", "organisation__acronym")
    asked = [policy.pk for policy in policies]
    issuing, leading = (
        through.objects.filter(policy__in=asked).values_list(*names, Value(role))
        for through, role in ((Policy.issuing_bodies.through, "issues"), (Policy.lead_bodies.through, "leads"))
    )
    return sorted((Body(*row) for row in issuing.union(leading)), key=lambda body: (body.name, body.policy, body.role))


def institution_lanes(policies: Sequence[Policy], bodies: Iterable[Body]) -> list[Lane]:
    """A lane for each institution that was set up or that issues or leads a dated policy, in the order of first dates.

    Reads ``events`` of the policies (prefetch them). An event that names a body by its name belongs to that body's lane.
    """
    by_key = {policy.pk: policy for policy in policies}
    marks: dict[str, list[Mark]] = defaultdict(list)
    roles: dict[tuple[str, int], set[str]] = defaultdict(set)
    names: dict[str, str] = {}
    for body in bodies:
        names[body.name.casefold()] = body.label
        roles[body.label, body.policy].add(body.role)
    for (label, key), role in roles.items():
        policy = by_key[key]
        if date := policy.adopted_date or policy.force_date:
            marks[label].append(Mark(date, show_date(date), str(EventGroup.ADOPTION), role_words(role), policy.title))
    addresses = {}
    for policy in policies:
        for event in policy.events.all():
            if event.type != EventType.INSTITUTION_CREATED or event.date is None:
                continue
            named = next((label for name, label in names.items() if name in event.title.casefold()), "")
            marks[named or event.title].append(policy_mark(event, event.date))
            addresses[named or event.title] = policy.get_absolute_url()
    lanes = [
        Lane("institution", label, addresses.get(label, ""), (), tuple(sorted(of_body, key=lambda mark: mark.date)))
        for label, of_body in marks.items()
    ]
    return sorted(lanes, key=lambda lane: (str(lane.marks[0].date), lane.label))


def role_words(roles: set[str]) -> str:
    if roles == {"issues", "leads"}:
        return gettext("Issued a policy, and leads it")
    return gettext("Issued a policy") if roles == {"issues"} else gettext("Leads a policy")


def with_ties(policies: Sequence[Policy], lanes: Iterable[Lane]) -> list[Lane]:
    """The lanes with what their policies do to others among these. Reads ``relations_in__policy`` (prefetch them)."""
    here = {policy.pk for policy in policies}
    ties: dict[str, list[Tie]] = defaultdict(list)
    for other in policies:
        for relation in other.relations_in.all():
            if relation.policy_id not in here:
                continue
            acting = relation.policy
            date = relation.begins
            tie = Tie(
                relation.type,
                relation.get_type_display(),
                other.title,
                other.get_absolute_url(),
                date,
                show_date(date),
            )
            ties[acting.get_absolute_url()].append(tie)
    return [replace(lane, ties=tuple(ties.get(lane.url, ()))) if lane.kind == "policy" else lane for lane in lanes]


def cut_after(lanes: Iterable[Lane], on: dt.date) -> list[Lane]:
    """The lanes without what came after a day; what ended later goes on. Lanes of which nothing is left are left out."""
    cut = [_cut(lane, on) for lane in lanes]
    return [after for lane, after in zip(lanes, cut, strict=True) if any(_dated(after)) or not any(_dated(lane))]


def _cut(lane: Lane, on: dt.date) -> Lane:
    return replace(
        lane,
        intervals=tuple(_open(interval, on) for interval in lane.intervals if interval.start <= on),
        marks=tuple(mark for mark in lane.marks if mark.date.earliest <= on),
        ties=tuple(tie for tie in lane.ties if tie.date is None or tie.date.earliest <= on),
    )


def _open(interval: Interval, on: dt.date) -> Interval:
    if interval.end is None or interval.end <= on:
        return interval
    words = label_of(interval.css_class) if interval.css_class in Status else gettext("Project")
    return replace(interval, end=None, ends=None, label=stretch_label(words, interval.starts, None))


def _dated(lane: Lane) -> tuple[bool, bool]:
    return bool(lane.intervals), bool(lane.marks)

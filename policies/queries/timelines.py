"""Lanes of a timeline: policies over their intervals, projects, and frameworks for context."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.utils.translation import gettext

from policies import lifecycle
from policies.choices import CONSENT, EventGroup, EventType, Link, OrganisationRole, ParticipationAction
from policies.dates import HonestDate
from policies.lifecycle import ONE_DAY
from policies.models import Framework, Participation, Policy, PolicyEvent, Project
from policies.queries.standings import label_of, show_date
from policies.rows import Interval, Lane, Mark


def policy_lane(policy: Policy, without: Collection[str] = ()) -> Lane:
    """A policy with its stages as bars and its dated events as marks, but for some types of event.

    Reads ``events`` and ``relations_in__policy`` (prefetch them).
    """
    marks = tuple(
        policy_mark(event, event.date) for event in policy.events.all() if event.date and event.type not in without
    )
    return Lane(
        "policy", policy.title, policy.get_absolute_url(), tuple(stages(lifecycle.milestones(policy.facts()))), marks
    )


def policy_mark(event: PolicyEvent, date: HonestDate) -> Mark:
    """An event at its date."""
    return Mark(
        date=date,
        date_label=show_date(date),
        group=str(event.group),
        type_label=event.get_type_display(),
        title=event.title,
        planned=event.planned,
    )


def stages(milestones: lifecycle.Milestones) -> Iterable[Interval]:
    """The stretches of preparation, adoption and force, without overlap, oldest first.

    They are drawn between days, and labelled with the honest dates that those days come from.
    """
    begins = [
        (milestones.development_from, milestones.development_reason, lifecycle.IN_DEVELOPMENT),
        (milestones.adopted_from, milestones.adopted_reason, lifecycle.ADOPTED),
        (milestones.interval[0], milestones.force_reason, lifecycle.IN_FORCE),
    ]
    known = [(day, reason.date, status) for day, reason, status in begins if day is not None and reason is not None]
    for index, (start, written, status) in enumerate(known):
        following = min(known[index + 1 :], key=lambda stage: stage[0], default=None)
        end, end_date = milestones.force_until, milestones.until_reason.date if milestones.until_reason else None
        if following is not None:
            end, end_date = following[0] - ONE_DAY, following[1]
        if end is None or end >= start:
            yield Interval(start, end, status, stretch_label(label_of(status), written, end_date), written, end_date)


def stretch_label(label: str, start: HonestDate | None, end: HonestDate | None) -> str:
    words = {"label": label, "start": show_date(start), "end": show_date(end)}
    if end is None:
        return gettext("%(label)s since %(start)s") % words
    return gettext("%(label)s %(start)s – %(end)s") % words


def project_lane(project: Project) -> Lane:
    """A project from its start to its end, with its funders; without a known start it is a lane without a bar.

    Reads ``participations__organisation`` (prefetch them).
    """
    funders = [row.organisation.name for row in project.participations.all() if row.role == OrganisationRole.FUNDING]
    title = f"{project.title} ({', '.join(funders)})" if funders else project.title
    if project.start is None:
        return Lane("project", title, project.get_absolute_url())
    start = project.start.earliest
    # Where the end is not known the bar covers the start only: it must not look as if the project went on.
    end = project.end.latest if project.end else project.start.latest
    label = gettext("Project %(start)s – %(end)s") % {
        "start": show_date(project.start),
        "end": show_date(project.end) if project.end else gettext("end not known"),
    }
    bar = Interval(start, end, "project", label, project.start, project.end)
    return Lane("project", title, project.get_absolute_url(), (bar,))


def framework_lane(framework: Framework) -> Lane:
    """The framework's own dates. Each says whose they are: on a country's timeline they are not the country's."""
    adopted = gettext("The framework itself was adopted, for comparison")
    if framework.body:
        adopted = gettext("Framework adopted by %(body)s, for comparison") % {"body": framework.body}
    in_force = gettext("The framework itself entered into force, for comparison")
    dates = ((framework.adopted, "adoption", adopted), (framework.in_force, "force", in_force))
    marks = [Mark(date, show_date(date), group, label, framework.name) for date, group, label in dates if date]
    return Lane("framework", framework.short_name, framework.get_absolute_url(), (), tuple(marks))


#: What an action does to a country's part in a framework, in the groups of events.
GROUP_OF_ACTION = {
    ParticipationAction.SIGNED: EventGroup.PREPARATION,
    **dict.fromkeys(CONSENT, EventGroup.FORCE),
    ParticipationAction.ASSESSED: EventGroup.FOLLOW_THROUGH,
    ParticipationAction.WITHDREW: EventGroup.END,
}


def participation_lanes(participations: Iterable[Participation]) -> Iterable[Lane]:
    """A lane for each framework that a country did something about, with a mark for each dated action.

    Frameworks come in the order of the first action.
    """
    by_framework: dict[Framework, list[Mark]] = defaultdict(list)
    dated = sorted(((row.date, row) for row in participations if row.date), key=lambda pair: pair[0])
    for date, row in dated:
        label = row.get_action_display()
        group = GROUP_OF_ACTION.get(ParticipationAction(row.action), EventGroup.CONTEXT)
        by_framework[row.framework].append(Mark(date, show_date(date), str(group), label, row.framework.name))
    for framework, marks in by_framework.items():
        yield Lane("participation", framework.short_name, framework.get_absolute_url(), (), tuple(marks))


def country_lanes(
    policies: list[Policy], projects: list[Project], participations: Iterable[Participation] = ()
) -> list[Lane]:
    """Policies, projects, what the country did about frameworks, and the frameworks that its policies name.

    Institutions, and links between policies, are added by country_lanes.

    Reads ``alignments__framework`` of the policies (prefetch them). No query.
    """
    # A framework that only shares themes with a policy says nothing of the country's time.
    readings = (alignment for policy in policies for alignment in policy.alignments.all())
    named = {alignment.framework for alignment in readings if alignment.link == Link.EXPLICIT}
    in_order = sorted(named, key=lambda framework: (str(framework.adopted or "9"), framework.code))
    return [
        # Institutions have lanes of their own.
        *(policy_lane(policy, without=(EventType.INSTITUTION_CREATED,)) for policy in policies),
        *map(project_lane, projects),
        *participation_lanes(participations),
        *(lane for lane in map(framework_lane, in_order) if lane.marks),
    ]

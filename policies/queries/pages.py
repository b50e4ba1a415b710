"""What single pages ask: each function is one page's question, with a known number of queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from policies import bitmaps
from policies.choices import Link, PublicationState, Status
from policies.models import (
    Alignment,
    Framework,
    Funding,
    Organisation,
    Policy,
    PolicyEvent,
    PolicyProject,
    PolicyRelation,
    Project,
    ProjectParticipation,
)
from policies.queries.kept import kept

PUBLISHED = Q(policy__state=PublicationState.PUBLISHED)
OF_PUBLISHED_PROJECT = Q(project__state=PublicationState.PUBLISHED)


def policies_for_list(policies: QuerySet[Policy]) -> QuerySet[Policy]:
    """Policies with the country and the frameworks that a row of a list shows. One further query."""
    # Only what a row shows: a framework has thirty columns, and a page of the list three hundred alignments.
    alignments = Alignment.objects.select_related("framework").only(
        "policy", "framework__code", "framework__short_name"
    )
    return policies.select_related("country").prefetch_related(Prefetch("alignments", alignments))


def policies_of_countries(policies: QuerySet[Policy]) -> QuerySet[Policy]:
    """Policies with the country, and their alignments and frameworks whole. One further query."""
    alignments = Prefetch("alignments", Alignment.objects.select_related("framework"))
    return policies.select_related("country").prefetch_related(alignments)


def policy_for_page(policies: QuerySet[Policy]) -> QuerySet[Policy]:
    """A policy with everything its page shows but relations, alignments and projects. Four further queries."""
    return policies.select_related("country", "source").prefetch_related(
        Prefetch("events", PolicyEvent.objects.select_related("source")),
        "documents",
        "topics",
        "target_groups",
    )


def read_relations(policy: Policy) -> None:
    """Prefetches ``relations_out`` and ``relations_in`` in one query, where Django's own way takes one for each."""
    rows = PolicyRelation.objects.filter(Q(policy=policy) | Q(other=policy))
    rows = rows.select_related("policy__country", "other__country", "source")
    read: dict[str, list[PolicyRelation]] = {"relations_out": [], "relations_in": []}
    for row in rows:
        read["relations_out" if row.policy_id == policy.pk else "relations_in"].append(row)
    prefetched = getattr(policy, "_prefetched_objects_cache", {})
    policy._prefetched_objects_cache = {**prefetched, **read}  # type: ignore[attr-defined]


def bodies_of(policy: Policy) -> tuple[list[Organisation], list[Organisation]]:
    """Issuing and lead bodies. One query."""
    issues = policy.issuing_bodies.through.objects.filter(policy=policy, organisation=OuterRef("pk"))
    leads = policy.lead_bodies.through.objects.filter(policy=policy, organisation=OuterRef("pk"))
    bodies = list(
        Organisation.objects.annotate(issues=Exists(issues), leads=Exists(leads)).filter(Q(issues=True) | Q(leads=True))
    )
    return [body for body in bodies if body.issues], [body for body in bodies if body.leads]  # type: ignore[attr-defined]


def policies_of_body(body: Organisation, on: dt.date, *, known_only: bool) -> QuerySet[Policy]:
    """Published policies that an organisation issued or leads, with their status on a day; newest adoption first."""
    issues = Policy.issuing_bodies.through.objects.filter(policy=OuterRef("pk"), organisation=body)
    leads = Policy.lead_bodies.through.objects.filter(policy=OuterRef("pk"), organisation=body)
    policies = Policy.objects.published().with_status(on).filter(Exists(issues) | Exists(leads))
    policies = policies.known_by(on) if known_only else policies
    return policies.order_by(F("adopted_from").desc(nulls_last=True), "slug")


def project_links_of(policy: Policy) -> QuerySet[PolicyProject]:
    """Published projects of a policy with their organisations. Two queries."""
    links = policy.project_links.filter(OF_PUBLISHED_PROJECT).select_related("project", "source")
    return links.prefetch_related(
        Prefetch("project__participations", ProjectParticipation.objects.select_related("organisation"))
    )


def projects_with_links(projects: QuerySet[Project], *, countries: bool = True) -> QuerySet[Project]:
    """Projects with organisations, published policies and, unless not wanted, countries. Three queries or four."""
    links = PolicyProject.objects.filter(PUBLISHED).select_related("policy__country", "source")
    return projects.select_related("source").prefetch_related(
        *(["countries"] if countries else []),
        Prefetch("participations", ProjectParticipation.objects.select_related("organisation", "source")),
        Prefetch("policy_links", links),
    )


def listed_projects() -> QuerySet[Project]:
    """The published projects in the order of their list, with their links."""
    return projects_with_links(Project.objects.published()).order_by("title", "slug")


class ListedProjects:
    """The same, of which only those of a slice are read: for a paginator. Five queries, and one more after a change."""

    def __len__(self) -> int:
        return len(kept(keys_of_listed_projects))

    def __getitem__(self, part: slice) -> list[Project]:
        keys = kept(keys_of_listed_projects)[part]
        found = projects_with_links(Project.objects.published()).in_bulk(keys)
        return [found[key] for key in keys if key in found]


def keys_of_listed_projects() -> list[int]:
    """One query."""
    return list(Project.objects.published().order_by("title", "slug").values_list("pk", flat=True))


def projects_of_country(keys: list[int]) -> QuerySet[Project]:
    """The projects of these primary keys as the page of a country shows them, oldest first. Three queries."""
    return projects_with_links(Project.objects.filter(pk__in=keys), countries=False).order_by(
        F("start").asc(nulls_last=True), "title"
    )


def money_by_currency(fundings: list[Funding]) -> list[tuple[str, str, Any]]:
    """(type label, currency, total): amounts in different currencies are never added."""
    totals: dict[tuple[str, str], Any] = defaultdict(int)
    for funding in fundings:
        totals[funding.get_type_display(), funding.currency] += funding.amount
    return [(kind, currency, total) for (kind, currency), total in sorted(totals.items())]


def frameworks_with_counts(frameworks: QuerySet[Framework] | None = None) -> list[Any]:
    """Frameworks with ``policies`` and ``countries``: how many published ones are aligned to each; those of most policies first.

    One query, of all unless given.
    """
    published = bitmaps.published()
    rows: list[Any] = list((Framework.objects if frameworks is None else frameworks).order_by("name", "code"))
    for framework in rows:
        aligned = published.among(published.index.aligned_to([framework.code], [], []))
        framework.policies, framework.countries = len(aligned), aligned.number_of_countries
    return sorted(rows, key=lambda framework: -framework.policies)


def figures_of_policies(on: dt.date) -> dict[str, int]:
    """Published policies that had begun by a day, those of them in force, and their countries."""
    known = bitmaps.published().known_by(on)
    in_force = known.index.milestones.statuses(on)[Status.IN_FORCE]
    return {"policies": len(known), "countries": known.number_of_countries, "in_force": len(in_force)}


def alignment_counts() -> dict[str, int]:
    """Alignments of published policies: ``total``, ``explicit`` and ``reviewed``. One query."""
    return Alignment.objects.filter(PUBLISHED).aggregate(
        total=Count("pk"),
        explicit=Count("pk", filter=Q(link=Link.EXPLICIT)),
        reviewed=Count("pk", filter=~Q(reviewed_by="")),
    )


def events_by(on: dt.date) -> QuerySet[PolicyEvent]:
    """The dated events of published policies up to a day that are not planned, newest first."""
    return (
        PolicyEvent.objects.filter(PUBLISHED, planned=False, date__isnull=False, date__lte=on.isoformat())
        .select_related("policy__country", "source")
        .order_by("-date", "-id")
    )


def latest_events(on: dt.date, most: int = 8) -> QuerySet[PolicyEvent]:
    """The newest of them. One query."""
    return events_by(on)[:most]

"""The public changelog: which publications are listed, newest first."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from policies.history.changelog import Group, described
from policies.history.words import Change
from policies.models import PastAddress, Revision
from policies.models.review import Publishable
from policies.models.revision import RevisionQuerySet

#: The kinds of record that have revisions, as addresses name them.
SECTIONS = {"policies": "policy", "projects": "project"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A revision with what it changed, grouped for showing."""

    revision: Revision
    groups: tuple[Group, ...]


def revisions_of(countries: list[str], of: tuple[str, str] | None = None) -> RevisionQuerySet:
    """All publications, or those of policies and projects of these countries (ISO alpha-3), or of one record (section, slug),
    by its address or by one that it had before."""
    found = Revision.objects.for_changes()
    if countries:
        in_countries = Q(policy__country__iso3__in=countries) | Q(project__countries__iso3__in=countries)
        found = found.filter(pk__in=Revision.objects.filter(in_countries).values("pk"))
    if of is not None:
        section, slug = of
        name = SECTIONS[section]
        had_it = PastAddress.objects.filter(kind=section, slug=slug).values(name)
        found = found.filter(Q(**{f"{name}__slug": slug}) | Q(**{f"{name}__in": had_it}))
    return found


def entry_of(revision: Revision) -> Entry:
    model = type(revision.record)
    return Entry(revision, tuple(described(model, (Change(**change) for change in revision.changes))))


def history_of(record: Publishable) -> list[Entry]:
    """The revisions of one record, newest first. One query."""
    found = Revision.objects.of(record).order_by("-number")
    entries = []
    for revision in found:
        setattr(revision, record._meta.model_name or "", record)
        entries.append(entry_of(revision))
    return entries

"""Synthetic records in the shape of the real ones, for measuring at sizes that the record does not have yet.

A synthetic policy is a copy of a published one, drawn at random with all its rows and projects, moved some whole years
into the past. So countries, instruments, events, alignments and projects keep their mix, and intervals their lengths.
Policies that relate to each other are copied together. The same seed makes the same records.
"""

from __future__ import annotations

import calendar
import copy
import datetime as dt
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import models, transaction

from policies.actions import ENDING_RELATIONS, MILESTONE_FIELDS
from policies.dates import HonestDate
from policies.lifecycle import Event, Facts, Successor, milestones
from policies.models import (
    Alignment,
    Funding,
    Policy,
    PolicyDocument,
    PolicyEvent,
    PolicyProject,
    PolicyRelation,
    Project,
    ProjectCountry,
    ProjectParticipation,
    Source,
)
from policies.models.fields import fold

#: Rows that hang on a policy or on a project, and are copied with it.
OF_POLICY: Final = (PolicyEvent, PolicyDocument, Alignment)
OF_PROJECT: Final = (ProjectCountry, ProjectParticipation, Funding)
M2M: Final = ("topics", "target_groups", "issuing_bodies", "lead_bodies")
#: So many years at most into the past.
MOST_YEARS: Final = 12
#: Policies that are in memory at a time.
BATCH: Final = 1_000
CITATION: Final = "Synthetic record, made by the command generate: it says nothing of the world."


@dataclass
class Templates:
    """The published policies with their rows, by primary key of what the rows hang on."""

    families: list[list[Policy]]
    rows: dict[type[models.Model], dict[int, list[Any]]]
    relations: dict[int, list[PolicyRelation]]
    terms: dict[str, dict[int, list[int]]]


@dataclass
class Batch:
    """Copies that wait to be written, in an order that their references allow."""

    copies: dict[type[models.Model], list[Any]] = field(default_factory=lambda: defaultdict(list))
    terms: dict[str, list[tuple[Policy, int]]] = field(default_factory=lambda: defaultdict(list))

    def write(self, counts: Counter[str]) -> None:
        for model in (Project, Policy, *OF_PROJECT, *OF_POLICY, PolicyProject, PolicyRelation):
            rows = self.copies[model]
            model._default_manager.bulk_create(rows, batch_size=500)
            counts[str(model._meta.verbose_name_plural)] += len(rows)
        for name, pairs in self.terms.items():
            through = getattr(Policy, name).through
            column = getattr(Policy, name).field.m2m_reverse_field_name() + "_id"
            through.objects.bulk_create(
                [through(**{"policy_id": policy.pk, column: term}) for policy, term in pairs], batch_size=500
            )


def generate(number: int, seed: int) -> Counter[str]:
    """Adds so many published policies, all or nothing. Answers with how many rows of each kind were written.

    Raises ValueError where there is no published policy to copy.
    """
    templates = read_templates()
    if not templates.families:
        raise ValueError("There is no published policy to copy: load the seeds first.")
    counts: Counter[str] = Counter()
    with transaction.atomic():
        source, __ = Source.objects.get_or_create(citation=CITATION, url="")
        copier = Copier(templates, source, f"synthetic-{seed}-{Policy.objects.count()}")
        batch = Batch()
        for family, years in drawn(templates.families, number, random.Random(seed)):  # noqa: S311 - not a secret
            copier.copy_family(family, years, batch)
            if len(batch.copies[Policy]) >= BATCH:
                batch.write(counts)
                batch = Batch()
        batch.write(counts)
    return counts


def read_templates() -> Templates:
    policies = list(Policy.objects.published().exclude(source__citation=CITATION).order_by("pk"))
    keys = {policy.pk for policy in policies}
    relations: dict[int, list[PolicyRelation]] = defaultdict(list)
    for relation in PolicyRelation.objects.order_by("pk"):
        if {relation.policy_id, relation.other_id} <= keys:
            relations[relation.policy_id].append(relation)
    rows: dict[type[models.Model], dict[int, list[Any]]] = {
        **{model: by_owner(model._default_manager.order_by("pk"), "policy_id") for model in OF_POLICY},
        **{model: by_owner(model._default_manager.order_by("pk"), "project_id") for model in OF_PROJECT},
        PolicyProject: by_owner(PolicyProject.objects.public().select_related("project").order_by("pk"), "policy_id"),
    }
    terms = {}
    for name in M2M:
        field_ = getattr(Policy, name).field
        pairs = (
            getattr(Policy, name).through.objects.order_by("pk").values_list("policy", field_.m2m_reverse_field_name())
        )
        terms[name] = defaultdict(list)
        for policy, term in pairs:
            terms[name][policy].append(term)
    return Templates(families_of(policies, relations), rows, relations, terms)


def by_owner(rows: Iterable[Any], owner: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, owner)].append(row)
    return found


def families_of(policies: list[Policy], relations: dict[int, list[PolicyRelation]]) -> list[list[Policy]]:
    """Policies that relate to each other, directly or through others."""
    family = {policy.pk: {policy.pk} for policy in policies}
    for related in relations.values():
        for relation in related:
            joined = family[relation.policy_id] | family[relation.other_id]
            family.update(dict.fromkeys(joined, joined))
    by_key = {policy.pk: policy for policy in policies}
    distinct = {min(keys): keys for keys in family.values()}
    return [[by_key[key] for key in sorted(keys)] for __, keys in sorted(distinct.items())]


def drawn(families: list[list[Policy]], number: int, chance: random.Random) -> Iterator[tuple[list[Policy], int]]:
    """Families, each as often as any other, with the years to move them, until there are ``number`` policies."""
    left = number
    smallest = min(len(family) for family in families)
    while left >= smallest:
        family = chance.choice(families)
        if len(family) <= left:
            left -= len(family)
            yield family, chance.randint(1, MOST_YEARS)


class Copier:
    """Makes copies and numbers them."""

    def __init__(self, templates: Templates, source: Source, prefix: str) -> None:
        self.templates, self.source, self.prefix = templates, source, prefix
        self.number = 0
        self.events: dict[str, list[PolicyEvent]] = {}

    def copy_family(self, family: list[Policy], years: int, batch: Batch) -> None:
        successors: dict[str, list[Successor]] = defaultdict(list)
        copies = {policy.pk: self.copy_policy(policy, years, batch) for policy in family}
        for template, made in copies.items():
            for relation in self.templates.relations.get(template, []):
                other = copies[relation.other_id]
                row = self.copied(relation, years, policy=made, other=other)
                batch.copies[PolicyRelation].append(row)
                if relation.type in ENDING_RELATIONS and (row.date or not made.awaits_force):
                    successors[other.slug].append(Successor(row.type, row.date or made.force_date, made.title))
        for made in copies.values():
            self.store_milestones(made, successors[made.slug])

    def store_milestones(self, made: Policy, successors: list[Successor]) -> None:
        """By the rules and not by moving: the last day of a February is another in another year."""
        happened = (Event(e.type, e.date, e.title, e.planned, e.extends_to) for e in self.events.pop(made.slug))
        facts = Facts(tuple(happened), made.term_start, made.term_end, tuple(successors))
        found = milestones(facts)
        for name in MILESTONE_FIELDS:
            setattr(made, name, getattr(found, name))

    def copy_policy(self, template: Policy, years: int, batch: Batch) -> Policy:
        self.number += 1
        made = self.copied(
            template,
            years,
            slug=f"{self.prefix}-{self.number}",
            title=f"{template.title[:270]} (synthetic {self.number})",
        )
        made.search_text = fold(" ".join(filter(None, made.searchable_words())))
        batch.copies[Policy].append(made)
        for model in OF_POLICY:
            rows = self.templates.rows[model].get(template.pk, [])
            copies = [self.copied(row, years, policy=made) for row in rows]
            batch.copies[model] += copies
            if model is PolicyEvent:
                self.events[made.slug] = copies
        for link in self.templates.rows[PolicyProject].get(template.pk, []):
            project = self.copy_project(link.project, years, batch)
            batch.copies[PolicyProject].append(self.copied(link, years, policy=made, project=project))
        for name in M2M:
            batch.terms[name] += [(made, term) for term in self.templates.terms[name].get(template.pk, [])]
        return made

    def copy_project(self, template: Project, years: int, batch: Batch) -> Project:
        number = len(batch.copies[Project])
        made = self.copied(
            template,
            years,
            slug=f"{self.prefix}-{self.number}-{number}",
            title=f"{template.title[:370]} (synthetic {self.number})",
            iati_id="",
        )
        made.search_text = fold(" ".join(filter(None, made.searchable_words())))
        batch.copies[Project].append(made)
        for model in OF_PROJECT:
            rows = self.templates.rows[model].get(template.pk, [])
            batch.copies[model] += [self.copied(row, years, project=made) for row in rows]
        return made

    def copied(self, template: Any, years: int, **values: Any) -> Any:
        """A row not yet written, with all its dates moved, of the synthetic source."""
        made = copy.copy(template)
        made._state = models.base.ModelState()
        made.pk = None
        for column in made._meta.concrete_fields:
            value = getattr(made, column.attname)
            if isinstance(value, HonestDate) or type(value) is dt.date:
                setattr(made, column.attname, earlier(value, years))
        if hasattr(made, "source_id"):
            made.source = self.source
        for name, value in values.items():
            setattr(made, name, value)
        return made


def earlier(date: Any, years: int) -> Any:
    """The same date, of the same precision, whole years before; 29 February becomes 28 where there is none."""
    year = date.year - years
    if date.month == 2 and date.day == 29 and not calendar.isleap(year):
        return HonestDate(year, 2, 28) if isinstance(date, HonestDate) else dt.date(year, 2, 28)
    return HonestDate(year, date.month, date.day) if isinstance(date, HonestDate) else date.replace(year=year)

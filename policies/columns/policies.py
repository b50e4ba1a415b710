"""Policies, what happened to them, what they follow, and their texts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from policies import models
from policies.columns.base import table
from policies.columns.shared import CODED, COUNTRY, FRAMEWORK, NOTES, POLICY, SOURCE

POLICIES = table(
    "policies",
    models.Policy,
    _("Published policies, strategies, plans, laws and other instruments."),
    "slug",
    [
        ("slug", _("Identifier: the last part of its address.")),
        COUNTRY,
        ("title", _("Title in English.")),
        ("original_title", _("Title in its own language.")),
        ("original_language",),
        ("instrument", _("Kind of instrument.")),
        ("level", _("Whether it is national, subnational or regional.")),
        ("legal_reference",),
        ("issuing_bodies", _("Who issued it."), "issuing_bodies.*.slug", "organisations.slug"),
        ("lead_bodies", _("Who leads its work."), "lead_bodies.*.slug", "organisations.slug"),
        ("summary",),
        ("topics", _("What it is about."), "topics.*.slug"),
        ("target_groups", _("Whom it is about."), "target_groups.*.slug"),
        ("term_start",),
        ("term_end",),
        ("adopted", _("When it was adopted: its first event of adoption."), "adopted_date"),
        ("in_force_from", _("When it began to be in force, by the rules of this site."), "force_date"),
        ("under_revision",),
        ("confidence",),
        ("last_checked",),
        NOTES,
        SOURCE,
    ],
    "state",
)

EVENTS = table(
    "events",
    models.PolicyEvent,
    _("What happened to each policy, and when."),
    "policy type date title",
    [
        POLICY,
        ("type", _("Type of event.")),
        ("date",),
        ("title", _("What happened.")),
        ("planned",),
        ("extends_to",),
        NOTES,
        SOURCE,
    ],
    "policy__state",
)

ALIGNMENTS = table(
    "alignments",
    models.Alignment,
    _("What a coder read in a policy about a framework, with the passage."),
    "policy framework component coded_by",
    [
        POLICY,
        FRAMEWORK,
        *CODED,
    ],
    "policy__state",
)

RELATIONS = table(
    "relations",
    models.PolicyRelation,
    _("How one policy bears on another."),
    "policy type other",
    [
        POLICY,
        ("type", _("What the policy does to the other.")),
        ("other", _("The other policy."), "other.slug", "policies.slug"),
        ("date", _("Since when.")),
        SOURCE,
    ],
    "policy__state other__state",
)

DOCUMENTS = table(
    "documents",
    models.PolicyDocument,
    _("Texts of policies."),
    "policy url",
    [
        POLICY,
        ("variant", _("Original or translation.")),
        ("language",),
        ("url", _("Where it is.")),
        ("title", _("Its title.")),
        ("archived_url", _("Where a copy is archived.")),
        ("checksum",),
    ],
    "policy__state",
)

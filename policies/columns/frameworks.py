"""Frameworks, their parts, and who takes part in them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from policies import models
from policies.columns.base import table
from policies.columns.shared import CODED, COUNTRY, FRAMEWORK, NOTES, SOURCE

FRAMEWORKS = table(
    "frameworks",
    models.Framework,
    _("Frameworks, compacts, goals and treaties that policies follow."),
    "code",
    [
        ("code", _("Code, as in addresses and queries.")),
        ("name", _("Full name.")),
        ("short_name", _("Name in running text.")),
        ("kind", _("Kind of framework.")),
        ("body",),
        ("adopted", _("Date of adoption.")),
        ("in_force", _("Date of entry into force.")),
        ("binding", _("Whether it binds; empty where no source says it.")),
        ("legal_reference", _("Number of the resolution or act.")),
        ("summary", _("What it is, in our own words.")),
        ("topics", _("What it is about."), "topics.*.slug"),
        ("verified", _("How these facts were checked.")),
        ("participants_as_of",),
        ("participants_complete",),
        ("participants_notes", _("What a careful reader should know of the list of participants.")),
        NOTES,
        SOURCE,
    ],
)

COMPONENTS = table(
    "components",
    models.FrameworkComponent,
    _("Principles, objectives, domains, targets and articles of frameworks."),
    "code",
    [
        ("code",),
        FRAMEWORK,
        ("kind", _("Kind of component.")),
        ("short_title", _("Short title; of some frameworks our own label.")),
        ("title", _("Full title.")),
        ("parent", _("The component that this one is part of."), "parent.code", "components.code"),
        ("order", _("Place within the framework.")),
        ("verified", _("How these facts were checked.")),
        NOTES,
        SOURCE,
    ],
)

MAPPINGS = table(
    "mappings",
    models.ComponentMapping,
    _("Which components of two frameworks correspond (SKOS); each is read in both directions."),
    "component other",
    [
        ("component", _("One component."), "component.code", "components.code"),
        ("relation", _("SKOS mapping relation.")),
        ("other", _("The component of the other framework."), "other.code", "components.code"),
        SOURCE,
    ],
)

PARTICIPATIONS = table(
    "participations",
    models.Participation,
    _("Who takes part in treaties and frameworks."),
    "country organisation framework action date",
    [
        ("country", _("The country."), "country.iso3", "countries.iso3"),
        (
            "organisation",
            _("Instead of a country: an organisation that is a party itself."),
            "organisation.slug",
            "organisations.slug",
        ),
        FRAMEWORK,
        ("action", _("What it did.")),
        ("date", _("When; empty where no source says it.")),
        NOTES,
        SOURCE,
    ],
)

SCORES = table(
    "scores",
    models.ComponentScore,
    _("Published scores. A missing score has no row, and is never 0."),
    "country framework component year",
    [
        COUNTRY,
        FRAMEWORK,
        (
            "component",
            _("The component; empty for the framework as a whole."),
            "component.code",
            "components.code",
        ),
        ("year", _("The year it is of.")),
        ("score", _("The score, in the scale of its row.")),
        ("scale",),
        SOURCE,
    ],
)

ALIGNMENTS = table(
    "framework_alignments",
    models.FrameworkAlignment,
    _("What a coder read in a regional framework about another framework. These are no policies of a country."),
    "subject framework component coded_by",
    [
        ("subject", _("The framework that follows the other."), "subject.code", "frameworks.code"),
        ("framework", _("The framework that is followed."), "framework.code", "frameworks.code"),
        *CODED,
    ],
)

"""Projects, organisations, and their money."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from policies import models
from policies.columns.base import table
from policies.columns.shared import COUNTRY, NOTES, POLICY, PROJECT, SOURCE

ORGANISATIONS = table(
    "organisations",
    models.Organisation,
    _("Funders, implementers and issuing bodies."),
    "slug",
    [
        ("slug", _("Identifier.")),
        ("name", _("Name.")),
        ("acronym", _("Acronym.")),
        ("type", _("IATI organisation type.")),
        ("country", _("Country of a national body."), "country.iso3", "countries.iso3"),
        ("iati_id",),
        ("url", _("Web site.")),
    ],
    only=lambda rows: rows.named_by_published(),
)

PROJECTS = table(
    "projects",
    models.Project,
    _("Projects that worked on policies."),
    "slug",
    [
        ("slug", _("Identifier: the last part of its address.")),
        ("iati_id", _("IATI activity identifier.")),
        ("title", _("Title.")),
        ("status", _("IATI activity status.")),
        ("start", _("Start.")),
        ("end", _("End.")),
        ("sectors",),
        ("summary", _("What it does, in our own words.")),
        SOURCE,
    ],
    "state",
)

PROJECT_COUNTRIES = table(
    "project_countries",
    models.ProjectCountry,
    _("Recipient countries of projects."),
    "project country",
    [PROJECT, COUNTRY, ("percentage",)],
    "project__state",
)

PROJECT_PARTICIPATIONS = table(
    "project_participations",
    models.ProjectParticipation,
    _("Organisations of projects, in their role."),
    "project organisation role",
    [
        PROJECT,
        ("organisation", _("The organisation."), "organisation.slug", "organisations.slug"),
        ("role", _("IATI organisation role.")),
        SOURCE,
    ],
    "project__state",
)

FUNDINGS = table(
    "fundings",
    models.Funding,
    _("Money of projects. Amounts in different currencies are never added."),
    "project funder type date amount currency",
    [
        PROJECT,
        ("funder", _("Who gives it."), "funder.slug", "organisations.slug"),
        ("type", _("IATI transaction type: commitment or disbursement.")),
        ("date", _("When.")),
        ("amount", _("Amount, with a decimal point.")),
        ("currency", _("ISO 4217 code.")),
        ("value_date",),
        SOURCE,
    ],
    "project__state",
)

POLICY_PROJECTS = table(
    "policy_projects",
    models.PolicyProject,
    _("What projects did for policies."),
    "policy project role",
    [POLICY, PROJECT, ("role", _("What the project did for the policy.")), NOTES, SOURCE],
    "policy__state project__state",
)

"""Projects and funders as files."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from policies.choices import OrganisationRole
from policies.columns import TABLES
from policies.models import Organisation, Project
from policies.queries.funders import funders
from policies.queries.pages import listed_projects
from policies.views.lists.base import CHUNK, Cells, Rows, Shape, together

OF_PROJECTS = Shape(
    TABLES["projects"],
    {
        "countries": _("ISO 3166-1 alpha-3 codes of the recipient countries."),
        "country_names": _("Their names."),
        "funders": _("Identifiers of those who fund it, by role."),
        "funder_names": _("Their names."),
        "policies": _("Identifiers of the policies that it worked on."),
        "policy_titles": _("Their titles."),
    },
)
OF_FUNDERS = Shape(
    TABLES["organisations"],
    {
        "projects": _("How many published projects it funds, by role or by money."),
        "policies": _("How many policies these projects worked on."),
        "countries": _("How many countries these policies are of, or projects without a policy name."),
    },
)


def projects(data: QueryDict) -> Rows:
    found = listed_projects()

    def beside(project: Project) -> Cells:
        countries = project.countries.all()
        parts = [part for part in project.participations.all() if part.role == OrganisationRole.FUNDING]
        links = project.policy_links.all()
        return (
            together(country.iso3 for country in countries),
            together(country.name for country in countries),
            together(part.organisation.slug for part in parts),
            together(part.organisation.name for part in parts),
            together(link.policy.slug for link in links),
            together(link.policy.title for link in links),
        )

    return Rows(OF_PROJECTS.cells(found.iterator(chunk_size=CHUNK), beside), found.count)


def funder_rows(data: QueryDict) -> Rows:
    found = funders()
    counts = {row.organisation: (str(row.projects), str(row.policies), str(row.countries)) for row in found}

    def beside(organisation: Organisation) -> Cells:
        return counts[organisation]

    return Rows(OF_FUNDERS.cells((row.organisation for row in found), beside), lambda: len(found))


PROJECTS = OF_PROJECTS.listed(_("Projects"), "project-list", projects)
FUNDERS = OF_FUNDERS.listed(_("Funders"), "funder-list", funder_rows, counts=OF_FUNDERS.beside)

"""Projects and funders as files."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from policies.choices import OrganisationRole
from policies.columns import TABLES
from policies.models import Organisation, Project
from policies.queries.pages import funders, listed_projects
from policies.views.lists.base import CHUNK, Cells, Listed, Rows, Shape, together

OF_PROJECTS = Shape(
    TABLES["projects"], ("countries", "country_names", "funders", "funder_names", "policies", "policy_titles")
)
OF_FUNDERS = Shape(TABLES["organisations"], ("projects", "policies", "countries"))


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


PROJECTS = Listed(_("Projects"), "project-list", OF_PROJECTS.headers, projects, OF_PROJECTS.numbers)
FUNDERS = Listed(
    _("Funders"), "funder-list", OF_FUNDERS.headers, funder_rows, OF_FUNDERS.numbers | frozenset(OF_FUNDERS.beside)
)

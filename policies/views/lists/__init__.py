"""The lists of the site as files. ``LISTS`` names each by its address: ``/policies/`` is ``/policies.csv``."""

from typing import Final

from policies.views.lists import countries, coverage, frameworks, policies, projects
from policies.views.lists.base import Listed, Rows

LISTS: Final[dict[str, Listed]] = {
    "policies": policies.POLICIES,
    "countries": countries.COUNTRIES,
    "frameworks": frameworks.FRAMEWORKS,
    "projects": projects.PROJECTS,
    "funders": projects.FUNDERS,
    "coverage": coverage.COVERAGE,
}

__all__ = ["LISTS", "Listed", "Rows"]

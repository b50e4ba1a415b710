"""The public shape of each record: which columns it has, what they mean, how they are read. One file a noun."""

from policies.columns import countries, frameworks, policies, projects, sources
from policies.columns.base import KINDS, LIST_SEPARATOR, Column, Table, as_text

#: Every table of public records by its name, in the order of the data dictionary.
TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        countries.COUNTRIES,
        countries.GROUPS,
        countries.MEMBERSHIPS,
        frameworks.FRAMEWORKS,
        frameworks.COMPONENTS,
        frameworks.MAPPINGS,
        policies.POLICIES,
        policies.EVENTS,
        policies.ALIGNMENTS,
        frameworks.ALIGNMENTS,
        policies.RELATIONS,
        policies.DOCUMENTS,
        projects.ORGANISATIONS,
        projects.PROJECTS,
        projects.PROJECT_COUNTRIES,
        projects.PROJECT_PARTICIPATIONS,
        projects.FUNDINGS,
        projects.POLICY_PROJECTS,
        frameworks.PARTICIPATIONS,
        frameworks.SCORES,
        countries.CHECKS,
        sources.SOURCES,
    )
}

__all__ = ["KINDS", "LIST_SEPARATOR", "TABLES", "Column", "Table", "as_text"]

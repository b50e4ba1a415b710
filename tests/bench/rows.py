"""The same rows for Datasette: one table, as somebody would publish it, with lists as JSON arrays for its facets."""

from __future__ import annotations

import sqlite3
from pathlib import Path

#: Facets of our list -> column there, and whether it holds a list.
FACETS = {
    "status": False,
    "country": False,
    "region": False,
    "income": False,
    "instrument": False,
    "frameworks": True,
    "components": True,
    "links": True,
    "topics": True,
    "targets": True,
    "groups": True,
    "funders": True,
    "projects": True,
}

ROWS = """
CREATE TABLE policies AS
SELECT p.slug, p.title, p.original_title, p.legal_reference, p.summary, c.iso3 AS country, c.region, c.income,
  p.instrument, p.adopted_date AS adopted,
  CASE WHEN p.final_from <= :day THEN p.final_status WHEN p.force_until < :day THEN 'term-ended'
    WHEN p.force_from <= :day THEN 'in-force' WHEN p.adopted_from <= :day THEN 'adopted'
    WHEN p.development_from <= :day THEN 'in-development' ELSE 'undated' END AS status,
  (SELECT json_group_array(DISTINCT f.code) FROM r.policies_alignment a JOIN r.policies_framework f
    ON f.id = a.framework_id WHERE a.policy_id = p.id) AS frameworks,
  (SELECT json_group_array(DISTINCT k.code) FROM r.policies_alignment a JOIN r.policies_frameworkcomponent k
    ON k.id = a.component_id WHERE a.policy_id = p.id) AS components,
  (SELECT json_group_array(DISTINCT a.link) FROM r.policies_alignment a WHERE a.policy_id = p.id) AS links,
  (SELECT json_group_array(t.slug) FROM r.policies_policy_topics m JOIN r.policies_topic t
    ON t.id = m.topic_id WHERE m.policy_id = p.id) AS topics,
  (SELECT json_group_array(t.slug) FROM r.policies_policy_target_groups m JOIN r.policies_targetgroup t
    ON t.id = m.targetgroup_id WHERE m.policy_id = p.id) AS targets,
  (SELECT json_group_array(DISTINCT g.code) FROM r.policies_groupmembership m JOIN r.policies_countrygroup g
    ON g.id = m.group_id WHERE m.country_id = p.country_id AND m.until IS NULL) AS groups,
  (SELECT json_group_array(DISTINCT o.slug) FROM r.policies_policyproject l JOIN r.policies_projectparticipation s
    ON s.project_id = l.project_id AND s.role = '1' JOIN r.policies_organisation o ON o.id = s.organisation_id
    WHERE l.policy_id = p.id) AS funders,
  (SELECT json_group_array(DISTINCT j.slug) FROM r.policies_policyproject l JOIN r.policies_project j
    ON j.id = l.project_id WHERE l.policy_id = p.id) AS projects
FROM r.policies_policy p JOIN r.policies_country c ON c.id = p.country_id WHERE p.state = 'published'
ORDER BY c.slug, p.adopted_from IS NULL, p.adopted_from, p.slug
"""


def write_table(record: Path, file: Path, day: str) -> None:
    connection = sqlite3.connect(file)
    connection.execute("ATTACH ? AS r", [str(record)])
    connection.execute(ROWS, {"day": day})
    for column in (name for name, is_list in FACETS.items() if not is_list):
        connection.execute(f"CREATE INDEX by_{column} ON policies ({column})")
    connection.commit()
    connection.close()


def address(where: str) -> str:
    """Path and query string of the list narrowed by ``where``, with the facets of ours."""
    asked = "&".join(f"_facet_array={name}" if is_list else f"_facet={name}" for name, is_list in FACETS.items())
    return f"/rows/policies?{where}&_size=50&{asked}"

"""Database triggers that raise the data version when something that readers see changes.

They are made after migrations and not by one: SQLite drops the triggers of a table whenever a migration remakes it, and
refuses to rename a table while a trigger names one that is gone. ``WATCHED`` says for each table which of its rows count;
a test finds a table that is in neither list.
"""

from __future__ import annotations

import hashlib
from typing import Any, Final

from django.db import connections

VERSION_TABLE: Final = "policies_dataversion"
PREFIX: Final = "data_version_"

OF_PUBLISHED_POLICY: Final = (
    "EXISTS (SELECT 1 FROM policies_policy p WHERE p.id = {row}.policy_id AND p.state = 'published')"
)
OF_PUBLISHED_PROJECT: Final = (
    "EXISTS (SELECT 1 FROM policies_project p WHERE p.id = {row}.project_id AND p.state = 'published')"
)
PUBLISHED: Final = "{row}.state = 'published'"
ALWAYS: Final = ""

#: Table -> which rows readers see, with {row} for the name of the row.
WATCHED: Final[dict[str, str]] = {
    "policies_policy": PUBLISHED,
    "policies_project": PUBLISHED,
    "policies_policyevent": OF_PUBLISHED_POLICY,
    "policies_policyrelation": OF_PUBLISHED_POLICY,
    "policies_policydocument": OF_PUBLISHED_POLICY,
    "policies_alignment": OF_PUBLISHED_POLICY,
    "policies_policytext": OF_PUBLISHED_POLICY,
    "policies_policyproject": OF_PUBLISHED_POLICY,
    "policies_policy_issuing_bodies": OF_PUBLISHED_POLICY,
    "policies_policy_lead_bodies": OF_PUBLISHED_POLICY,
    "policies_policy_topics": OF_PUBLISHED_POLICY,
    "policies_policy_target_groups": OF_PUBLISHED_POLICY,
    "policies_projectcountry": OF_PUBLISHED_PROJECT,
    "policies_projectparticipation": OF_PUBLISHED_PROJECT,
    "policies_funding": OF_PUBLISHED_PROJECT,
    "policies_country": ALWAYS,
    "policies_countrygroup": ALWAYS,
    "policies_groupmembership": ALWAYS,
    "policies_countrycheck": ALWAYS,
    "policies_framework": ALWAYS,
    "policies_frameworkcomponent": ALWAYS,
    "policies_frameworkalignment": ALWAYS,
    "policies_framework_topics": ALWAYS,
    "policies_componentmapping": ALWAYS,
    "policies_componentscore": ALWAYS,
    "policies_participation": ALWAYS,
    "policies_organisation": ALWAYS,
    "policies_correction": "{row}.state = 'accepted'",
    "policies_source": ALWAYS,
    "policies_topic": ALWAYS,
    "policies_targetgroup": ALWAYS,
    "policies_revision": ALWAYS,
}
#: Tables whose rows no reader sees.
NOT_WATCHED: Final = frozenset(
    {
        VERSION_TABLE,
        "policies_assignment",
        "policies_importbatch",
        "policies_importrow",
        "policies_seededrecord",
        "policies_policy_editors",
        "policies_project_editors",
        "policies_linkcheck",
        "policies_reviewcomment",
        "policies_pastaddress",
    }
)

#: The rows of a change, by what it is: as SQLite's triggers name them.
ROWS: Final = {"INSERT": ("NEW",), "UPDATE": ("NEW", "OLD"), "DELETE": ("OLD",)}


def raise_version(now: str) -> str:
    """``now`` is the database's word for this moment. The row may be missing, as in an emptied database."""
    return (
        f"INSERT INTO {VERSION_TABLE} (id, number, raised_at) VALUES (1, 1, {now})"  # noqa: S608
        f" ON CONFLICT (id) DO UPDATE SET number = {VERSION_TABLE}.number + 1, raised_at = excluded.raised_at"
    )


def sqlite_trigger(table: str, verb: str, name: str) -> list[str]:
    """A trigger for each row, which is all that SQLite has."""
    which = " OR ".join(WATCHED[table].format(row=row) for row in ROWS[verb]) if WATCHED[table] else ""
    when = f" WHEN {which}" if which else ""
    body = raise_version("strftime('%Y-%m-%d %H:%M:%f', 'now')")
    return [f"CREATE TRIGGER {name} AFTER {verb} ON {table}{when} BEGIN {body}; END"]


def postgresql_trigger(table: str, verb: str, name: str) -> list[str]:
    """A trigger for each statement: one row each would be written as often as a large load has rows."""
    changed = {"NEW": "new_rows", "OLD": "old_rows"}
    which = WATCHED[table].format(row="r") or "TRUE"
    seen = " OR ".join(f"EXISTS (SELECT 1 FROM {changed[row]} r WHERE {which})" for row in ROWS[verb])  # noqa: S608
    rows = " ".join(f"{row} TABLE AS {changed[row]}" for row in ROWS[verb])
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {seen} THEN"
        f" {raise_version('clock_timestamp()')}; END IF; RETURN NULL; END $$",
        f"CREATE TRIGGER {name} AFTER {verb} ON {table} REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    ]


MAKERS: Final = {"sqlite": sqlite_trigger, "postgresql": postgresql_trigger}
FOUND: Final = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND n.nspname = ANY (current_schemas(false))",
}


def existing(connection: Any) -> dict[str, str]:
    """Our triggers as name -> table."""
    with connection.cursor() as cursor:
        cursor.execute(FOUND[connection.vendor])
        return {name: table for name, table in cursor.fetchall() if name.startswith(PREFIX)}


def wanted(vendor: str, tables: set[str]) -> dict[str, list[str]]:
    """Each trigger by a name that changes when it does, with the statements that make it."""
    triggers = {}
    for table in sorted(WATCHED.keys() & tables):
        for verb in ROWS:
            draft = MAKERS[vendor](table, verb, "name")
            digest = hashlib.sha256("".join(draft).encode()).hexdigest()[:6]
            # PostgreSQL cuts names after 63 bytes.
            name = f"{PREFIX}{table.removeprefix('policies_')}_{verb.lower()}_{digest}"
            triggers[name] = MAKERS[vendor](table, verb, name)
    return triggers


def remove(connection: Any, triggers: dict[str, str]) -> None:
    with connection.cursor() as cursor:
        for name, table in triggers.items():
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER {name} ON {table}")
                cursor.execute(f"DROP FUNCTION {name}()")
            else:
                cursor.execute(f"DROP TRIGGER {name}")


def before_migrations(using: str, plan: list[Any], **kwargs: Any) -> None:
    connection = connections[using]
    if plan and connection.vendor == "sqlite":
        remove(connection, existing(connection))


def after_migrations(using: str, **kwargs: Any) -> None:
    """Makes the triggers that are missing and removes those that are no longer wanted."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    there = existing(connection)
    # A database taken back to before the version has nowhere to write it.
    needed = wanted(connection.vendor, tables) if VERSION_TABLE in tables else {}
    remove(connection, {name: table for name, table in there.items() if name not in needed})
    with connection.cursor() as cursor:
        for name in needed.keys() - there.keys():
            for statement in needed[name]:
                cursor.execute(statement)

"""The text that policies are found by, with FTS5 on SQLite and a GIN index on PostgreSQL.

Neither needs an extension or a dictionary: the words come folded (policies.search.words), and both databases take them
as they are. Where there are policies already, ``manage.py search_index`` or ``seed`` fills the index.
"""

from django.db import migrations, models

#: The tokenizer “ascii” takes every character beyond ASCII as part of a word, and spaces end it: what words.py means.
SQLITE = [
    """CREATE VIRTUAL TABLE policies_policyindex USING fts5(
        title, original_title, reference, body, rest,
        content='policies_policytext', content_rowid='policy_id', tokenize='ascii', prefix='2 3')""",
    """CREATE TRIGGER policies_policytext_added AFTER INSERT ON policies_policytext BEGIN
        INSERT INTO policies_policyindex(rowid, title, original_title, reference, body, rest)
        VALUES (new.policy_id, new.title, new.original_title, new.reference, new.body, new.rest);
    END""",
    """CREATE TRIGGER policies_policytext_removed AFTER DELETE ON policies_policytext BEGIN
        INSERT INTO policies_policyindex(policies_policyindex, rowid, title, original_title, reference, body, rest)
        VALUES ('delete', old.policy_id, old.title, old.original_title, old.reference, old.body, old.rest);
    END""",
    """CREATE TRIGGER policies_policytext_changed AFTER UPDATE ON policies_policytext BEGIN
        INSERT INTO policies_policyindex(policies_policyindex, rowid, title, original_title, reference, body, rest)
        VALUES ('delete', old.policy_id, old.title, old.original_title, old.reference, old.body, old.rest);
        INSERT INTO policies_policyindex(rowid, title, original_title, reference, body, rest)
        VALUES (new.policy_id, new.title, new.original_title, new.reference, new.body, new.rest);
    END""",
]

HEADING = """setweight(policies_words(title), 'A') || setweight(policies_words(original_title), 'B')
    || setweight(policies_words(reference), 'C') || policies_words(body)"""
#: The words are letters, digits and two signs (words.py), so that nothing in them needs escaping.
POSTGRESQL = [
    r"""CREATE FUNCTION policies_words(folded text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT coalesce(string_agg('''' || word || ''':' || place, ' '), '')::tsvector
        FROM unnest(string_to_array(folded, ' ')) WITH ORDINALITY AS given(word, place) WHERE word <> ''
    $$""",
    # Ranks are read from the rows: the common ones stay whole in their page instead of being fetched and unpacked.
    "ALTER TABLE policies_policytext SET (toast_tuple_target = 8160)",
    f"""ALTER TABLE policies_policytext
        ADD COLUMN heading tsvector GENERATED ALWAYS AS ({HEADING}) STORED,
        ADD COLUMN words tsvector GENERATED ALWAYS AS ({HEADING} || policies_words(rest)) STORED""",
    "CREATE INDEX policies_policytext_words ON policies_policytext USING gin (words)",
]
STATEMENTS = {
    "sqlite": (SQLITE, ["DROP TABLE policies_policyindex"]),
    "postgresql": (
        POSTGRESQL,
        [
            "ALTER TABLE policies_policytext RESET (toast_tuple_target)",
            "ALTER TABLE policies_policytext DROP COLUMN heading, DROP COLUMN words",
            "DROP FUNCTION policies_words(text)",
        ],
    ),
}


def make_index(apps, schema_editor):
    for statement in STATEMENTS[schema_editor.connection.vendor][0]:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    for statement in STATEMENTS[schema_editor.connection.vendor][1]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0010_frameworks_that_follow_others"),
    ]

    operations = [
        migrations.CreateModel(
            name="PolicyText",
            fields=[
                (
                    "policy",
                    models.OneToOneField(
                        on_delete=models.deletion.CASCADE,
                        primary_key=True,
                        related_name="text",
                        serialize=False,
                        to="policies.policy",
                    ),
                ),
                ("title", models.TextField()),
                ("original_title", models.TextField()),
                ("reference", models.TextField()),
                ("body", models.TextField()),
                ("rest", models.TextField()),
            ],
            options={
                "verbose_name": "text that a policy is found by",
                "verbose_name_plural": "texts that policies are found by",
            },
        ),
        migrations.RunPython(make_index, drop_index),
    ]

"""The public shape of the records: nothing of the model is forgotten, and each column says what it means."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.apps import apps
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from policies.choices import PublicationState
from policies.columns import KINDS, TABLES, as_text
from policies.models import Policy, Project
from policies.views.changes import CHANGES
from policies.views.lists import LISTS
from tests.factories import (
    AlignmentFactory,
    DocumentFactory,
    EventFactory,
    FundingFactory,
    OrganisationFactory,
    ParticipationFactory,
    PolicyFactory,
    PolicyProjectFactory,
    ProjectFactory,
    RelationFactory,
    ShareFactory,
    SourceFactory,
    TopicFactory,
)

#: Fields that are no column of their own, and why.
LEFT_OUT = {
    "search_text": "made from other columns",
    "state": "only published records are public",
    "editors": "as below",
    "created_by": "who changed is a role, not a name",
    "edited_by": "as above",
    "published_by": "as above",
    "published_at": "belongs to revisions",
    "published_own_work": "belongs to revisions",
    "copy_of": "working copies are not public",
    "copied_state": "as above",
    "restores": "as above",
    "created_at": "belongs to revisions",
    "changed_at": "belongs to revisions",
    "development_from": "a stored milestone, without its precision",
    "adopted_from": "stands as adopted",
    "adopted_date": "stands as adopted",
    "force_from": "stands as in_force_from",
    "force_date": "stands as in_force_from",
    "force_until": "follows from events and term",
    "final_from": "follows from events and term",
    "final_status": "follows from events and term",
    "citation": "stands as reference",
    "countries": "a table of its own",
    "members": "a table of its own",
}
#: Models that stand inside other tables.
NO_TABLE = {
    "Topic",
    "TargetGroup",
    "SeededRecord",
    "PolicyText",
    "DataVersion",
    "Revision",
    "LinkCheck",
    "Correction",
    "Assignment",
    "ImportBatch",
    "ImportRow",
    "ReviewComment",
    "PastAddress",
}


def test_every_field_of_the_record_is_a_column_or_left_out_for_a_reason() -> None:
    tables = {table.model: table for table in TABLES.values()}
    for model in apps.get_app_config("policies").get_models():
        if model.__name__ in NO_TABLE:
            continue
        paths = {column.path.split(".")[0] for column in tables[model].columns}
        for field in (*model._meta.fields, *model._meta.many_to_many):
            if field.primary_key or field.name in LEFT_OUT:
                continue
            reached = field.name in paths or (model.__name__ == "Source" and field.name == "url")
            assert reached, f"{model.__name__}.{field.name} is in no column"


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_a_table_explains_itself(table) -> None:  # type: ignore[no-untyped-def]
    names = [column.name for column in table.columns]
    assert len(names) == len(set(names))
    assert set(table.key) <= set(names)
    for column in table.columns:
        assert str(column.help), f"{table.name}.{column.name} says nothing"
        assert column.kind in KINDS
        if column.refers_to:
            other, __, its = column.refers_to.partition(".")
            assert its in TABLES[other].key


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_a_table_is_read_in_one_query_and_one_more_a_list(
    django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for __ in range(rows):
        policy = PolicyFactory(title="=1+1")
        policy.topics.add(TopicFactory(), TopicFactory())
        policy.issuing_bodies.add(OrganisationFactory())
    table = TABLES["policies"]
    with django_assert_num_queries(5):
        read = [[column.read(row) for column in table.columns] for row in table.rows()]
    assert len(read) == rows
    first = dict(zip((column.name for column in table.columns), read[-1], strict=True))
    assert (first["country"], first["title"], first["under_revision"]) == ("PER", "=1+1", "no")
    assert first["topics"].count("; ") == 1
    assert first["term_start"] == ""


@pytest.mark.django_db
def test_only_what_is_published_is_in_a_table() -> None:
    """A draft, its rows, and what only a draft names are in no table."""
    project = ProjectFactory()
    policy = PolicyFactory(source=SourceFactory())
    policy.issuing_bodies.add(OrganisationFactory())
    EventFactory(policy=policy, date="2015-09")
    AlignmentFactory(policy=policy)
    DocumentFactory(policy=policy)
    RelationFactory(policy=policy, other=PolicyFactory())
    PolicyProjectFactory(policy=policy, project=project)
    ParticipationFactory(project=project)
    ShareFactory(project=project)
    FundingFactory(project=project)
    of_drafts = (
        "policies", "events", "alignments", "relations", "documents", "policy_projects",
        "projects", "project_participations", "project_countries", "fundings", "organisations", "sources",
    )  # fmt: skip
    assert all(TABLES[name].rows().exists() for name in of_drafts)
    Policy.objects.update(state=PublicationState.DRAFT)
    Project.objects.update(state=PublicationState.DRAFT)
    assert [name for name in of_drafts if TABLES[name].rows().exists()] == []


@pytest.mark.django_db
def test_a_relation_to_a_draft_is_not_public() -> None:
    relation = RelationFactory(other=PolicyFactory(state=PublicationState.DRAFT))
    assert relation.policy.is_published
    assert not TABLES["relations"].rows().exists()


def test_values_as_text() -> None:
    assert [as_text(value) for value in (True, False, Decimal("300000.00"), Decimal("0.5"), 7)] == [
        "yes",
        "no",
        "300000",
        "0.5",
        "7",
    ]


@pytest.mark.django_db
def test_the_data_dictionary_has_every_column(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        page = client.get("/data/dictionary/").content.decode()
    for table in TABLES.values():
        assert f'id="{table.name}"' in page
        for column in table.columns:
            assert f'id="{table.name}.{column.name}"' in page
    for key, listed in {**LISTS, "changes": CHANGES}.items():
        own = {column.name for column in TABLES[listed.table].columns} if listed.table else set()
        for header in set(listed.headers) - own:
            assert f'id="list-{key}.{header}"' in page
            assert str(listed.added[header])

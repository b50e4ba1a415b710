"""The data version rises with what readers see, however it is written, and with nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction

from policies import triggers
from policies.models import Alignment, DataVersion, Policy, PolicyEvent, Source
from tests import factories as make

pytestmark = pytest.mark.django_db


def risen(write: Callable[[], Any]) -> bool:
    before = DataVersion.objects.current().number
    write()
    return DataVersion.objects.current().number > before


def test_every_table_is_watched_or_named_as_not_watched() -> None:
    tables = {model._meta.db_table for model in apps.get_app_config("policies").get_models(include_auto_created=True)}
    assert triggers.WATCHED.keys() | triggers.NOT_WATCHED == tables
    assert not triggers.WATCHED.keys() & triggers.NOT_WATCHED


def test_each_watched_table_has_its_three_triggers() -> None:
    tables = list(triggers.existing(connection).values())
    assert {table: tables.count(table) for table in tables} == dict.fromkeys(triggers.WATCHED, 3)


def test_an_empty_record_has_version_nought() -> None:
    DataVersion.objects.all().delete()
    assert DataVersion.objects.current().number == 0
    make.TopicFactory()
    assert DataVersion.objects.current().number >= 1
    assert DataVersion.objects.current().raised_at is not None


def test_writing_a_published_policy_raises_it() -> None:
    policy = make.PolicyFactory(state="published")
    assert risen(lambda: Policy.objects.filter(pk=policy.pk).update(title="Another"))
    event = PolicyEvent(policy=policy, type="other", title="An event", source=make.SourceFactory())
    assert risen(lambda: PolicyEvent.objects.bulk_create([event]))
    topic = make.TopicFactory()
    assert risen(lambda: policy.topics.add(topic))
    assert risen(lambda: make.AlignmentFactory(policy=policy))
    assert risen(lambda: Alignment.objects.all().delete())
    assert risen(policy.delete)


def test_a_draft_leaves_it() -> None:
    policy = make.PolicyFactory(state="draft")
    assert not risen(lambda: Policy.objects.filter(pk=policy.pk).update(title="Another"))
    source = make.SourceFactory()
    assert not risen(lambda: make.EventFactory(policy=policy, source=source))
    assert not risen(policy.delete)


@pytest.mark.parametrize(("before", "after"), [("draft", "published"), ("published", "archived")])
def test_publishing_and_archiving_raise_it(before: str, after: str) -> None:
    policy = make.PolicyFactory(state=before)
    assert risen(lambda: Policy.objects.filter(pk=policy.pk).update(state=after))


def test_what_was_not_kept_does_not_count() -> None:
    before = DataVersion.objects.current()
    with transaction.atomic():
        make.TopicFactory()
        transaction.set_rollback(True)
    assert DataVersion.objects.current() == before


def test_one_statement_raises_it_once_on_postgresql() -> None:
    before = DataVersion.objects.current().number
    Source.objects.bulk_create([Source(url=f"https://example.org/{n}") for n in range(20)])
    raised = DataVersion.objects.current().number - before
    assert raised == (1 if connection.vendor == "postgresql" else 20)


def test_migrating_again_changes_no_trigger() -> None:
    before = triggers.existing(connection)
    call_command("migrate", verbosity=0)
    assert triggers.existing(connection) == before


def test_a_trigger_that_is_no_longer_wanted_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(triggers.WATCHED, "policies_topic")
    triggers.after_migrations(using="default")
    assert "policies_topic" not in triggers.existing(connection).values()
    assert not risen(make.TopicFactory)

"""Many changed rows at once: the same copies as one by one, in as many queries for many as for two, and stopped where they must be."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from policies import actions
from policies.history import copies
from policies.history.states import state_of
from policies.importers.sheet.planning import plan
from policies.importers.sheet.problems import SheetError
from policies.importers.sheet.undoing import undo
from policies.importers.sheet.writing import import_file, write
from policies.models import ImportBatch, ImportRow, Policy, Source, Topic
from tests import factories as make
from tests.importers.sheet.conftest import csv_bytes

OF_ONE = re.compile(r'UPDATE "policies_policy" SET .* WHERE "policies_policy"\."id" = \d+$', re.DOTALL)
HEADERS = ("slug", "title", "notes", "adopted", "source", "topics")


def whole(number: int, state: str = "published") -> Policy:
    """A policy with a row of each kind."""
    policy = make.PolicyFactory(
        country=make.CountryFactory(iso3="PER"), slug=f"whole-{number}", title=f"Policy number {number} {'abcdefgh'[number % 8] * 9}",
        state=state, source=make.SourceFactory(), term_start="2017",
    )  # fmt: skip
    policy.topics.set([make.TopicFactory(), make.TopicFactory()])
    policy.lead_bodies.set([make.OrganisationFactory()])
    make.EventFactory(policy=policy, date="2017-04-27")
    make.AlignmentFactory(policy=policy)
    make.RelationFactory(policy=policy, other=make.PolicyFactory())
    actions.refresh([policy.pk])
    return policy


def changes(*policies: Policy) -> bytes:
    topic = Topic.objects.get_or_create(slug="visas", label="Visas")[0]
    return csv_bytes(
        *(
            (
                policy.slug,
                f"{policy.title} mended",
                "New.",
                "2016-02-03",
                f"https://example.org/{policy.pk}",
                topic.slug,
            )
            for policy in policies
        ),
        headers=HEADERS,
    )


def kept(copy: Policy) -> dict[str, Any]:
    """All that is stored of a copy, but for its key and the moment it was made."""
    fields = Policy.objects.filter(pk=copy.pk).values().get()
    rows = {
        name: [{**row, "id": 0, "policy_id": 0} for row in getattr(copy, name).order_by("pk").values()]
        for name in ("events", "alignments", "relations_out", "documents", "project_links")
    }
    return {**fields, "id": 0, "created_at": 0, "changed_at": 0, "rows": rows, "state": state_of(copy)["fields"]}


def test_copies_made_together_are_those_made_one_by_one(person: Callable[..., User]) -> None:
    user, policies = person("analyst"), [whole(number) for number in range(3)]
    alone = []
    for policy in policies:
        with transaction.atomic():
            copy = copies.copy_of(policy, user)
            actions.refresh([copy.pk])
            alone.append(kept(copy))
            copy.delete()
    with transaction.atomic():
        made = copies.copies_of(Policy, [policy.pk for policy in policies], user, kept=actions.MILESTONE_FIELDS)
    together = [kept(made[policy.pk]) for policy in policies]
    assert together == alone
    assert len(together[0]["rows"]["alignments"]) == 1


def test_no_copies_of_what_has_one_or_is_a_draft() -> None:
    published, draft = whole(1), whole(2, "draft")
    with pytest.raises(Exception, match="is not published"), transaction.atomic():
        copies.copies_of(Policy, [published.pk, draft.pk], None)
    copies.copies_of(Policy, [published.pk], None)
    with pytest.raises(Exception, match="has a working copy already"), transaction.atomic():
        copies.copies_of(Policy, [published.pk], None)
    assert Policy.objects.filter(copy_of__isnull=False).count() == 1


@pytest.mark.parametrize("state", ["published", "draft"])
def test_many_rows_take_as_many_queries_as_two(state: str, person: Callable[..., User]) -> None:
    user = person("analyst")
    taken = []
    for numbers in (range(2), range(2, 14)):
        data = changes(*(whole(number, state) for number in numbers))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            made, batch = import_file(data, "a.csv", user=User.objects.get(pk=user.pk))
        assert batch is not None, [row.rejections for row in made.rows]
        # What the status of each policy depends on is stored where it has changed, one by one.
        taken.append([query["sql"] for query in queries if not OF_ONE.match(query["sql"])])
    assert abs(len(taken[0]) - len(taken[1])) <= 2, (len(taken[0]), len(taken[1]))


@pytest.mark.parametrize("state", ["published", "draft"])
def test_all_that_a_row_says_is_written_and_taken_back(state: str, person: Callable[..., User]) -> None:
    user, policies = person("analyst"), [whole(number, state) for number in range(3)]
    data = changes(*policies)
    before = [kept(policy) for policy in policies]
    sources = set(Source.objects.values_list("pk", flat=True))
    __, batch = import_file(data, "a.csv", user=user)
    assert batch is not None
    for policy in policies:
        written = Policy.objects.get(copy_of=policy) if state == "published" else Policy.objects.get(pk=policy.pk)
        assert (written.title, written.notes) == (f"{policy.title} mended", "New.")
        assert "mended" in written.search_text
        assert [topic.slug for topic in written.topics.all()] == ["visas"]
        assert [str(event.date) for event in written.events.all()] == ["2016-02-03"]
        assert str(written.adopted_date) == "2016-02-03"
        assert written.source is not None
        assert written.source.url == written.events.get().source.url == f"https://example.org/{policy.pk}"
        assert written.lead_bodies.count() == written.alignments.count() == 1
        assert (written.edited_by, list(written.editors.all())) == (user, [user])
        assert ImportRow.objects.get(policy=written).written_at == written.changed_at
    undo(batch, user)
    after = [kept(Policy.objects.get(pk=policy.pk)) for policy in policies]
    for one, other in zip(after, before, strict=True):
        for record in (one, other):
            record["edited_by_id"] = None
    assert after == before
    assert set(Source.objects.values_list("pk", flat=True)) == sources


@pytest.mark.parametrize("become", ["copied", "in-review", "deleted"])
def test_what_became_of_a_policy_since_the_dry_run_stops_all(become: str, person: Callable[..., User]) -> None:
    user, policies = person("analyst"), [whole(number) for number in range(3)]
    made = plan(changes(*policies), "a.csv", user=user)
    assert made.is_sound
    if become == "copied":
        actions.start_copy(policies[1], user)
    elif become == "deleted":
        policies[1].delete()
    else:
        Policy.objects.filter(pk=policies[1].pk).update(state=become)
    before = Policy.objects.count()
    with (
        pytest.raises(SheetError, match=r"Row 3, “Policy number 1 b+ mended”: .* Nothing was imported"),
        transaction.atomic(),
    ):
        write(made, ImportBatch(file_name="a.csv", checksum=made.checksum), user)
    assert Policy.objects.count() == before
    assert not ImportBatch.objects.exists()


def test_a_source_that_somebody_names_meanwhile_stays(person: Callable[..., User]) -> None:
    user, policies = person("analyst"), [whole(number) for number in range(3)]
    __, batch = import_file(changes(*policies), "a.csv", user=user)
    assert batch is not None
    other = make.PolicyFactory(source=Source.objects.get(url=f"https://example.org/{policies[1].pk}"))
    undo(batch, user)
    assert [source.pk for source in Source.objects.filter(url__startswith="https://example.org/").exclude(url__contains="source")] == [other.source_id]  # fmt: skip
    assert Policy.objects.filter(pk=other.pk).exists()


def test_policies_that_refer_to_each_other_are_deleted_together() -> None:
    one, other = whole(1, "draft"), whole(2, "draft")
    make.RelationFactory(policy=other, other=one)
    actions.delete_policies([one, other])
    assert not Policy.objects.filter(pk__in=[one.pk, other.pk]).exists()

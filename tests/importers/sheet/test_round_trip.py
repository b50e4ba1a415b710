"""Out and in again: a file of the site changes nothing, and three edited cells change exactly three cells."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from openpyxl import load_workbook

from policies.actions import refresh
from policies.importers.sheet.planning import plan
from policies.importers.sheet.publishing import publish
from policies.importers.sheet.undoing import undo
from policies.importers.sheet.writing import import_file
from policies.models import Policy, PolicyEvent, PolicyText, Revision, Source
from tests import factories as make

TITLES = [
    "National Migration Policy",
    "=1+1",
    '"quoted", comma',
    "Política ñandú – «é»",
    "@handle",
    "-5",
    "'apostrophe",
]


@pytest.fixture
def exported(client: Client) -> list[dict[str, str]]:
    """The site's own CSV of policies whose texts are hard on spreadsheets; afterwards they are drafts, open to change."""
    for number, title in enumerate(TITLES):
        policy = make.PolicyFactory(
            country=make.CountryFactory(iso3="PER"), title=title, original_title=title, original_language="es",
            legal_reference=f"Ley {number}", summary="One.\r\nTwo, =not a formula", notes="\n".join(TITLES), term_start="2017",
            term_end="2025", last_checked="2024-05", confidence="high", source=make.SourceFactory(citation=f"Gazette {number}"),
        )  # fmt: skip
        policy.topics.set([make.TopicFactory(), make.TopicFactory()])
        policy.lead_bodies.set([make.OrganisationFactory(), make.OrganisationFactory()])
        make.EventFactory(policy=policy, date=["2017-04-27", "2017-04", "2017"][number % 3])
        make.AlignmentFactory(policy=policy)
    refresh(Policy.objects.values_list("pk", flat=True))
    content = b"".join(client.get("/policies.csv").streaming_content)  # type: ignore[attr-defined]
    Policy.objects.update(state="draft")
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def as_file(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def test_the_workbook_of_the_site_changes_nothing(exported: list[dict[str, str]], client: Client) -> None:
    made = plan(workbook(client, {}), "policies.xlsx")
    assert [row.verdict for row in made.rows] == ["unchanged"] * len(TITLES), [row.changes for row in made.rows]
    assert made.is_sound


def test_three_edited_cells_of_the_workbook_change_exactly_three_cells(
    exported: list[dict[str, str]], client: Client
) -> None:
    first, second, __, fourth = Policy.objects.order_by("pk")[:4]
    edits = {
        (first.slug, "title"): "=2+2, mended",
        (second.slug, "legal_reference"): "Ley 99",
        (fourth.slug, "term_end"): dt.date(2030, 6, 30),
    }
    data = workbook(client, edits)
    before = state()
    made, batch = import_file(data, "policies.xlsx")
    assert batch is not None, [row.rejections for row in made.rows]
    after = state()
    assert sorted((change.column, change.new) for row in made.rows for change in row.changes) == [
        ("legal_reference", "Ley 99"), ("term_end", "2030-06-30"), ("title", "=2+2, mended"),
    ]  # fmt: skip
    assert differences(before, after) == {
        (first.pk, "title"),
        (second.pk, "legal_reference"),
        (fourth.pk, "term_end"),
        (fourth.pk, "force_until"),  # follows from the term
    }
    assert [after[name] == before[name] for name in ("events", "topics", "sources")] == [True] * 3
    undo(batch, None)
    assert differences(before, state()) == set()


def workbook(client: Client, edits: dict[tuple[str, str], Any]) -> bytes:
    """The site's own XLSX of the policies, edited as in a spreadsheet: (slug, column) -> what is written there."""
    Policy.objects.update(state="published")
    book = load_workbook(io.BytesIO(b"".join(client.get("/policies.xlsx").streaming_content)))  # type: ignore[attr-defined]
    Policy.objects.update(state="draft")
    sheet = book.worksheets[0]
    at = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        for (slug, column), value in edits.items():
            if sheet.cell(row, at["slug"]).value == slug:
                cell = sheet.cell(row, at[column])
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"  # as a spreadsheet keeps what is typed behind an apostrophe
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def state() -> dict[str, Any]:
    """All that an import may touch."""
    return {
        "policies": list(Policy.objects.order_by("pk").values()),
        "events": list(PolicyEvent.objects.order_by("pk").values()),
        "topics": sorted(Policy.topics.through.objects.values_list("policy_id", "topic_id")),
        "sources": sorted(Source.objects.values_list("pk", "url", "citation")),
        "texts": sorted(PolicyText.objects.values_list("policy_id", "title", "rest")),
    }


def differences(before: dict[str, Any], after: dict[str, Any]) -> set[tuple[int, str]]:
    kept = {"changed_at", "search_text", "edited_by_id"}
    return {
        (old["id"], name)
        for old, new in zip(before["policies"], after["policies"], strict=True)
        for name in old
        if name not in kept and old[name] != new[name]
    }


def test_a_file_of_the_site_changes_nothing(exported: list[dict[str, str]]) -> None:
    made = plan(as_file(exported), "policies.csv")
    assert [row.verdict for row in made.rows] == ["unchanged"] * len(TITLES), [row.changes for row in made.rows]
    assert made.is_sound


def test_three_edited_cells_change_exactly_three_cells(exported: list[dict[str, str]]) -> None:
    by_slug = {row["slug"]: row for row in exported}
    first, second, __, fourth = (policy.slug for policy in Policy.objects.order_by("pk")[:4])
    by_slug[first]["title"] = "=2+2, mended"
    by_slug[second]["legal_reference"] = "Ley 99"
    by_slug[fourth]["term_end"] = "2030-06"
    before = state()
    made, batch = import_file(as_file(exported), "policies.csv")
    after = state()
    assert sorted((change.column, change.new) for row in made.rows for change in row.changes) == [
        ("legal_reference", "Ley 99"), ("term_end", "2030-06"), ("title", "=2+2, mended"),
    ]  # fmt: skip
    pks = dict(Policy.objects.values_list("slug", "pk"))
    force = (pks[fourth], "force_until")  # follows from the term
    assert differences(before, after) == {
        (pks[first], "title"),
        (pks[second], "legal_reference"),
        (pks[fourth], "term_end"),
        force,
    }
    assert [after[name] == before[name] for name in ("events", "topics", "sources")] == [True] * 3
    assert PolicyText.objects.get(policy__slug=first).title.startswith("2 2 mended")

    assert batch is not None
    undo(batch, None)
    assert differences(before, state()) == set()
    assert PolicyText.objects.get(policy__slug=first).title == before["texts"][0][1]


def test_a_date_of_adoption_is_that_of_its_event(exported: list[dict[str, str]]) -> None:
    row = next(row for row in exported if row["adopted"] == "2017-04-27")
    row["adopted"] = "28/04/2017"
    before = state()
    __, batch = import_file(as_file(exported), "policies.csv")
    policy = Policy.objects.get(slug=row["slug"])
    assert str(policy.events.get().date) == str(policy.adopted_date) == "2017-04-28"
    assert batch is not None
    undo(batch, None)
    assert state()["events"] == before["events"]
    assert differences(before, state()) == set()


def test_what_follows_from_other_columns_is_not_read(exported: list[dict[str, str]]) -> None:
    for row in exported:
        row |= {"status": "repealed", "country_name": "Nowhere", "topic_names": "x"}
    made = plan(as_file(exported), "policies.csv")
    assert made.changes_nothing
    assert "status" in [made.matching.name(index) for index in made.matching.left_out]


def test_an_empty_cell_changes_nothing_and_a_said_one_takes_out(exported: list[dict[str, str]]) -> None:
    one, other = exported[:2]
    one["summary"], one["topics"], other["summary"], other["topics"] = "", "", "(empty)", "(vacío)"
    made, __ = import_file(as_file(exported), "policies.csv")
    assert sorted(change.column for row in made.rows for change in row.changes) == ["summary", "topics"]
    assert Policy.objects.get(slug=one["slug"]).summary
    changed = Policy.objects.get(slug=other["slug"])
    assert (changed.summary, changed.topics.count()) == ("", 0)


def test_what_is_published_is_changed_in_a_working_copy(exported: list[dict[str, str]]) -> None:
    Policy.objects.update(state="published")
    exported[0]["title"], exported[0]["adopted"] = "Mended", "2001-02-03"
    before = state()
    made, batch = import_file(as_file(exported), "policies.csv")
    assert batch is not None
    assert [row.verdict for row in made.rows].count("changed") == 1
    policy = Policy.objects.get(slug=exported[0]["slug"])
    copy = Policy.objects.get(copy_of=policy)
    assert (policy.title == "Mended", copy.title, copy.state) == (False, "Mended", "draft")
    assert "2001-02-03" in {str(event.date) for event in copy.events.all()}
    assert "2001-02-03" not in {str(event.date) for event in policy.events.all()}

    again, second = import_file(as_file(exported), "policies.csv")
    assert second is None
    assert "has a working copy already" in str(again.of("rejected")[0].rejections[0])

    undo(batch, None)
    assert not Policy.objects.filter(copy_of__isnull=False).exists()
    assert state() == before


def test_a_batch_of_working_copies_is_published_together(exported: list[dict[str, str]]) -> None:
    Policy.objects.update(state="published")
    for row in exported:
        row["title"] += " (mended)"
    __, batch = import_file(as_file(exported), "policies.csv")
    assert batch is not None
    assert publish(batch, User.objects.create_superuser("root")) == len(exported)
    assert not Policy.objects.filter(copy_of__isnull=False).exists()
    assert {policy.title.endswith(" (mended)") for policy in Policy.objects.all()} == {True}
    assert Revision.objects.count() == len(exported)
    for revision in Revision.objects.all():
        assert [change["field"] for change in revision.changes] == ["title"]

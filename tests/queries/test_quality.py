"""Each check of the record's quality: a record that is in its list, and one that is not."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from policies import actions
from policies.actions import refresh
from policies.choices import LinkHealth
from policies.links import Outcome, record
from policies.models import Correction, LinkCheck, Policy
from policies.queries.quality import CHECKS, Row, Scope
from tests import factories as make

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 3)


def rows(key: str, **scope: str) -> list[Row]:
    refresh(Policy.objects.values_list("pk", flat=True))
    check, where = CHECKS[key], Scope(TODAY, **scope)
    found = check.rows(check.find(where))
    assert check.count(where) == len(found)
    return found


def labels(key: str, **scope: str) -> list[str]:
    return [row.label for row in rows(key, **scope)]


def whole(title: str, **fields: object) -> Policy:
    """A policy that is in no list."""
    policy = make.PolicyFactory(title=title, source=make.SourceFactory(), last_checked="2026-10", **fields)
    make.EventFactory(policy=policy, date="2017-04-27")
    return policy


def test_a_whole_record_is_in_no_list() -> None:
    policy = whole("Whole")
    make.AlignmentFactory(policy=policy, reviewed_by="somebody")
    make.CheckFactory(country=policy.country)
    assert [key for key in CHECKS if labels(key)] == []


def test_archived_records_are_left_out_and_drafts_are_not() -> None:
    make.PolicyFactory(title="Archived", state="archived")
    make.PolicyFactory(title="Draft", state="draft")
    for key in ("missing-source", "no-event", "undated", "not-checked"):
        assert labels(key) == ["Draft"], key


def test_missing_source() -> None:
    make.PolicyFactory(title="None")
    make.DocumentFactory(policy__title="With a document")
    make.EventFactory(policy__title="With an event")
    make.PolicyFactory(title="With a source", source=make.SourceFactory())
    (row,) = rows("missing-source")
    assert row.label == "None"
    assert (row.mend[0].model, row.mend[0].part) == ("policy", "id_source")


def test_no_event() -> None:
    whole("With one")
    make.PolicyFactory(title="None")
    assert labels("no-event") == ["None"]


def test_undated() -> None:
    make.EventFactory(policy__title="By its event")
    make.PolicyFactory(title="By its term", term_start="2017")
    make.EventFactory(policy__title="Not at all", date=None)
    make.EventFactory(policy__title="Only planned", date="2030", planned=True)
    assert sorted(labels("undated")) == ["Not at all", "Only planned"]


def test_alignment_unreviewed() -> None:
    component = make.ComponentFactory(framework__short_name="MiGOF", short_title="Crises")
    make.AlignmentFactory(policy__title="Read by one", framework=component.framework, component=component)
    make.AlignmentFactory(policy__title="Read by two", reviewed_by="another")
    make.AlignmentFactory(policy__title="Archived", policy__state="archived")
    (row,) = rows("alignment-unreviewed")
    assert (row.label, row.mend[0].part) == ("Read by one", "id_reviewed_by")
    assert row.detail.startswith("MiGOF: ")
    assert "Crises" in row.detail


@pytest.mark.parametrize(
    ("one", "other", "conflict"),
    [
        ("2017", "2018", True), ("2017-04", "2017-05", True), ("2017-04-27", "2017-04-28", True), ("2017", "2018-01-01", True),
        ("2017-12-31", "2018", True), ("2017", "2017-04", False), ("2017-04-27", "2017", False), ("2017-04", "2017-04", False),
    ],
)  # fmt: skip
def test_conflicting_dates(one: str, other: str, conflict: bool) -> None:
    event = make.EventFactory(policy__title="Twice", date=one)
    make.EventFactory(policy=event.policy, date=other)
    assert labels("conflicting-dates") == (["Twice"] if conflict else [])


def test_what_may_happen_twice_and_what_is_planned_is_no_conflict() -> None:
    policy = make.PolicyFactory()
    for date in ("2017", "2019"):
        make.EventFactory(policy=policy, type="amended", date=date)
        make.EventFactory(policy=make.PolicyFactory(), date=date)
    make.EventFactory(policy=policy, type="adopted", date="2016")
    make.EventFactory(policy=policy, type="adopted", date="2030", planned=True)
    make.EventFactory(policy=policy, type="adopted", date=None)
    make.EventFactory(policy=policy, type="published", date="2018")
    assert labels("conflicting-dates") == []


def test_a_conflict_names_the_dates() -> None:
    event = make.EventFactory(date="2017-04-27")
    make.EventFactory(policy=event.policy, date="2017-05")
    make.EventFactory(policy=event.policy, date="2017")
    (row,) = rows("conflicting-dates")
    assert row.detail == "Adopted: 27 April 2017 / May 2017"


def test_term_ended_without_successor() -> None:
    whole("Over", term_start="2017", term_end="2025")
    whole("Goes on", term_start="2017", term_end="2026")
    replaced = whole("Replaced", term_start="2010", term_end="2016")
    make.RelationFactory(policy=whole("Successor"), other=replaced)
    drafted = whole("Replaced by a draft", term_start="2011", term_end="2016")
    make.RelationFactory(policy=whole("Draft", state="draft"), other=drafted)
    given_up = whole("Replaced by what was archived", term_start="2012", term_end="2016")
    make.RelationFactory(policy=whole("Archived", state="archived"), other=given_up)
    found = {row.label: row.detail for row in rows("ended-without-successor")}
    assert sorted(found) == ["Over", "Replaced by what was archived"]
    assert found["Over"] == "term ended 31 December 2025 (2017–2025)"


@pytest.mark.parametrize(
    ("date", "listed"),
    [(None, True), ("2024", True), ("2025-11-02", True), ("2025-10", True), ("2025-11-03", False), ("2025-11", False),
     ("2025", False), ("2026-01-01", False)],
)  # fmt: skip
def test_not_checked_for_a_year(date: str | None, listed: bool) -> None:
    """A date counts to its latest day: what was checked in 2025 may have been checked in December."""
    policy = whole("Checked")
    policy.last_checked = date
    policy.save()
    assert labels("not-checked") == (["Checked"] if listed else [])


def test_dead_links_of_sources_and_documents() -> None:
    dead, kept, alive, unused = (make.SourceFactory() for __ in range(4))
    kept.archived_url = "https://archive.example.org/1"
    kept.save()
    document = make.DocumentFactory()
    for source in (dead, kept, document, unused):
        record(Outcome(source.url, LinkHealth.DEAD, 404))
    record(Outcome(alive.url, LinkHealth.ALIVE, 200))
    unused.delete()
    found = {row.label: row for row in rows("dead-link")}
    assert sorted(found) == sorted([dead.url, document.url])
    assert [(place.model, place.key, place.part) for place in found[dead.url].mend] == [
        ("source", dead.pk, "id_archived_url")
    ]
    assert [(place.model, place.key) for place in found[document.url].mend] == [("policy", document.policy_id)]
    assert found[dead.url].links[0][1] == f"https://web.archive.org/web/*/{dead.url}"
    today = timezone.localdate()
    assert found[dead.url].detail == f"answered 404, tried {today.day} {today:%B %Y}; never reached"


def test_a_working_copy_is_no_further_record() -> None:
    """What is to be mended of a record is counted and listed once, whether or not somebody is mending it."""
    policy = make.PolicyFactory(title="Record", term_start="2000", term_end="2001")
    make.AlignmentFactory(policy=policy)
    document = make.DocumentFactory(policy=policy)
    record(Outcome(document.url, LinkHealth.DEAD, 404))
    before = {key: rows(key) for key in CHECKS}
    assert len(before["alignment-unreviewed"]) == len(before["dead-link"]) == 1
    actions.start_copy(policy, User.objects.create_superuser("root"))
    assert {key: rows(key) for key in CHECKS} == before


def test_dead_links_of_a_country_are_those_that_its_policies_name() -> None:
    main, of_event, of_alignment, other = (make.SourceFactory() for __ in range(4))
    policy = make.PolicyFactory(source=main)
    make.EventFactory(policy=policy, source=of_event)
    make.AlignmentFactory(policy=policy, source=of_alignment)
    make.PolicyFactory(country=make.CountryFactory(kenya=True), source=other)
    for source in (main, of_event, of_alignment, other):
        record(Outcome(source.url, LinkHealth.DEAD, 404))
    assert len(labels("dead-link")) == 4
    assert sorted(labels("dead-link", country="PER")) == sorted([main.url, of_event.url, of_alignment.url])
    assert labels("dead-link", region="africa") == [other.url]


def test_addresses_that_moved_for_good() -> None:
    source = make.SourceFactory()
    record(Outcome(source.url, LinkHealth.ALIVE, 200, "", "https://example.org/new", True))
    (row,) = rows("moved-link")
    assert (row.label, row.detail) == (source.url, "now at https://example.org/new")
    record(Outcome(source.url, LinkHealth.ALIVE, 200, "", "https://example.org/new", False))
    assert rows("moved-link") == []
    assert LinkCheck.objects.get().final_address == "https://example.org/new"


def test_possible_duplicates() -> None:
    make.PolicyFactory(title="National Migration Policy")
    make.PolicyFactory(title="Policy, national: migration", legal_reference="")
    make.PolicyFactory(title="Política Nacional", original_title="NATIONAL MIGRATION POLICY")
    make.PolicyFactory(title="Refugee Act", legal_reference="Decreto Supremo N° 015-2017-RE")
    make.PolicyFactory(title="On asylum", legal_reference="D.S. 015-2017-RE")
    make.PolicyFactory(title="National Migration Policy", country=make.CountryFactory(kenya=True))
    make.PolicyFactory(title="National Migration Policy", state="archived")
    found = {row.label: row.detail for row in rows("possible-duplicate")}
    assert found == {
        "National Migration Policy / Policy, national: migration": "similar title",
        "National Migration Policy / Política Nacional": "similar title",
        "Policy, national: migration / Política Nacional": "similar title",
        "Refugee Act / On asylum": "same legal reference",
    }


def test_records_that_say_what_they_are_to_each_other_are_no_duplicates() -> None:
    older, newer = (make.PolicyFactory(title=f"National Plan {year}") for year in (2010, 2016))
    assert len(rows("possible-duplicate")) == 1
    make.RelationFactory(policy=newer, other=older)
    assert rows("possible-duplicate") == []


def test_correction_unanswered() -> None:
    for key, state in (("in-peru", "new"), ("in-kenya", "new"), ("refused", "refused")):
        Correction.objects.create(kind="policies", key=key, permalink="https://x.example/", message=key, state=state)
    Correction.objects.create(kind="countries", key="kenya", permalink="https://x.example/", message="the country")
    make.PolicyFactory(slug="in-peru")
    make.PolicyFactory(slug="in-kenya", country=make.CountryFactory(kenya=True))
    assert labels("correction-unanswered") == ["in-peru", "in-kenya", "the country"]
    assert labels("correction-unanswered", country="PER") == ["in-peru"]
    assert labels("correction-unanswered", region="africa") == ["in-kenya", "the country"]


def test_country_without_check() -> None:
    checked, law_only = make.CountryFactory(), make.CountryFactory(kenya=True)
    make.CheckFactory(country=checked)
    make.CheckFactory(country=law_only, scope="asylum-law")
    (row,) = rows("country-without-check")
    assert row.country == law_only
    assert (row.mend[0].key, dict(row.mend[0].given)["country"]) == (None, str(law_only.pk))


def test_a_scope_is_a_country_or_a_region() -> None:
    make.PolicyFactory(title="In Peru")
    make.PolicyFactory(title="In Kenya", country=make.CountryFactory(kenya=True))
    for key in ("missing-source", "no-event", "undated", "not-checked"):
        assert labels(key, country="PER") == ["In Peru"], key
        assert labels(key, region="eastern-africa") == ["In Kenya"], key
        assert labels(key, country="PER", region="africa") == [], key
    assert labels("country-without-check", region="africa") == ["Kenya"]


@pytest.mark.parametrize("key", CHECKS)
def test_each_takes_as_many_queries_for_thirty_rows_as_for_three(key: str) -> None:
    taken = []
    for n in (3, 27):
        for __ in range(n):
            policy = make.PolicyFactory(term_start="2010", term_end="2012", title="The same title")
            make.AlignmentFactory(policy=policy)
            make.MadeUpCountryFactory()
            for date in ("2010", "2011"):
                event = make.EventFactory(policy=policy, date=date)
                record(Outcome(event.source.url, LinkHealth.DEAD, 404))
                record(Outcome(make.SourceFactory().url, LinkHealth.ALIVE, 200, "", "https://example.org/", True))
            make.PolicyFactory()
            Correction.objects.create(kind="policies", key="p", permalink="https://x.example/", message="wrong")
        refresh(Policy.objects.values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as queries:
            check = CHECKS[key]
            shown = check.rows(check.find(Scope(TODAY))[:50])
            check.count(Scope(TODAY))
        assert len(shown) >= (3 if n == 3 else 27) or key == "missing-source"
        taken.append(len(queries))
    assert taken[0] == taken[1] <= 6


def said(**options: str) -> str:
    output = StringIO()
    call_command("quality", stdout=output, **options)
    return output.getvalue()


def test_the_command_counts_and_lists() -> None:
    make.PolicyFactory(title="=In Peru")
    make.PolicyFactory(title="In Kenya", country=make.CountryFactory(kenya=True))
    counts = said()
    assert [line.rpartition("(")[2].rstrip(")") for line in counts.splitlines()] == list(CHECKS)
    assert "      2  Missing source (missing-source)" in counts
    assert "      1  Missing source (missing-source)" in said(country="per")
    assert said(list="no-event", country="PER") == "PER\t=In Peru\nNo event: 1\n"
    assert "In Kenya" in said(list="no-event", region="africa")


@pytest.mark.parametrize(
    ("options", "message"),
    [({"list": "x"}, "missing-source"), ({"country": "XXX"}, "such as PER"), ({"region": "x"}, "africa")],
)
def test_the_command_says_what_it_knows_instead(options: dict[str, str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        said(**options)

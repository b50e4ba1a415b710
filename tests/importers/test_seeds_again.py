"""Seeds loaded again lose nothing that people did here in between: changed keys, deletions, edits."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from policies.importers.seeds import SeedLoader, load_seeds
from policies.models import (
    Alignment,
    ComponentScore,
    Country,
    CountryCheck,
    CountryGroup,
    Framework,
    FrameworkComponent,
    Organisation,
    Participation,
    Policy,
    PolicyEvent,
    PolicyProject,
    PolicyRelation,
    Project,
    ProjectCountry,
    SeededRecord,
    Source,
    TargetGroup,
    Topic,
)
from tests.importers.seed_folder import FILES, POLICY, Folder, edited, everything

NEW_EVENT = "  - {type: amended, date: 2019, title: Amended, source: https://example.org/main}\n"


def add_event(seeds: Folder) -> None:
    """To the older policy, whose rows nobody touches in these tests."""
    seeds.edit("policies/per.yaml", "  target_groups: [children]\n", f"{NEW_EVENT}  target_groups: [children]\n")


# A changed key is the same record


@pytest.mark.parametrize(
    ("model", "key", "value"),
    [
        (Policy, "slug", "per-renamed"),
        (Topic, "slug", "renamed"),
        (TargetGroup, "slug", "renamed"),
        (Organisation, "slug", "renamed"),
        (Framework, "code", "renamed"),
        (FrameworkComponent, "code", "migof-renamed"),
        (Project, "slug", "renamed"),
        (Country, "iso3", "ECU"),
        (CountryGroup, "code", "renamed"),
        (Source, "url", "https://example.org/moved"),
        (Alignment, "coded_by", "somebody else"),
    ],
)
def test_a_record_whose_key_was_changed_here_is_the_same_record(
    seeds: Folder, model: type[models.Model], key: str, value: str
) -> None:
    seeds.load()
    record = model._default_manager.earliest("pk")
    model._default_manager.filter(pk=record.pk).update(**{key: value})
    edited(record)
    before = everything()
    again = seeds.load()
    assert again.startswith("0 added, 0 changed, ")
    assert ", 0 removed, " in again
    assert everything() == before


def test_rows_that_name_an_old_address_find_the_source_where_it_is_now(seeds: Folder) -> None:
    seeds.load()
    source = Source.objects.get(url="https://example.org/main")
    source.url = "https://example.org/moved"
    source.save()
    edited(source)
    add_event(seeds)
    assert seeds.load().startswith("1 added, 0 changed, ")
    assert PolicyEvent.objects.get(type="amended").source == source
    assert not Source.objects.filter(url="https://example.org/main").exists()


def test_rows_that_name_an_old_slug_find_the_record_by_it(seeds: Folder) -> None:
    seeds.load()
    Organisation.objects.update(slug="renamed")
    edited(Organisation.objects.get())
    seeds.edit(
        "policies/per.yaml", "  target_groups: [children]\n", "  target_groups: [children]\n  lead_bodies: [fund]\n"
    )
    assert seeds.load().startswith("0 added, 1 changed, ")
    assert Policy.objects.get(slug="per-older").lead_bodies.get().slug == "renamed"


def test_seeds_may_follow_a_change_that_was_made_here(seeds: Folder) -> None:
    seeds.load()
    Topic.objects.update(slug="renamed")
    edited(Topic.objects.get())
    seeds.edit("topics.yaml", "slug: health", "slug: renamed")
    seeds.edit("policies/per.yaml", "topics: [health]", "topics: [renamed]")
    assert seeds.load().startswith("0 added, 0 changed, ")
    assert Topic.objects.count() == 1


def test_two_rows_of_one_record_are_refused_unless_somebody_edited_it(seeds: Folder) -> None:
    seeds.load()
    check = FILES["checks.yaml"]
    seeds.write("checks.yaml", check + check.replace("country: PER", "country: PER, scope: national-policy"))
    with pytest.raises(Exception, match=r"checks.yaml:2: this row and the one at checks.yaml:1 are one record here"):
        seeds.load()
    CountryCheck.objects.update(where="Elsewhere")
    assert ", 2 kept" in seeds.load()


def test_sources_that_were_loaded_before_the_table_are_remembered_too(seeds: Folder) -> None:
    seeds.load()
    SeededRecord.objects.all().delete()
    seeds.load()
    Source.objects.filter(citation="El Peruano p. 3").update(citation="El Peruano, page 3")
    before = Source.objects.count()
    seeds.load()
    assert Source.objects.count() == before


def test_records_that_were_loaded_before_the_table_are_remembered_from_now_on(seeds: Folder) -> None:
    seeds.load()
    SeededRecord.objects.all().delete()
    assert seeds.load().startswith("0 added, 0 changed, ")
    Policy.objects.filter(slug="per-policy").update(slug="per-renamed")
    edited(Policy.objects.get(slug="per-renamed"))
    assert seeds.load().startswith("0 added, 0 changed, ")


# What was deleted stays deleted


def test_a_policy_that_was_deleted_here_stays_deleted_with_its_rows(seeds: Folder) -> None:
    seeds.load()
    Policy.objects.get(slug="per-policy").delete()
    before = everything()
    again = seeds.load()
    # The policy, two events, a document, two alignments, a relation and a project link.
    assert again.endswith(", 0 removed, 0 kept, 8 left out")
    assert again.startswith("0 added, 0 changed, ")
    assert everything() == before


def test_a_row_that_was_deleted_here_stays_deleted(seeds: Folder, client: Client) -> None:
    """An alignment has an admin page of its own: it can go without its policy being edited."""
    seeds.load()
    client.force_login(User.objects.create_superuser("root"))
    alignment = Alignment.objects.get(component__isnull=True)
    client.post(reverse("admin:policies_alignment_delete", args=[alignment.pk]), {"post": "yes"})
    assert not Alignment.objects.filter(pk=alignment.pk).exists()
    assert LogEntry.objects.get().action_flag == DELETION
    assert seeds.load().endswith(", 0 removed, 0 kept, 1 left out")
    assert Alignment.objects.count() == 1


def test_a_row_that_the_seeds_take_out_may_come_back_with_them(seeds: Folder) -> None:
    seeds.load()
    seeds.write(
        "policies/per.yaml",
        POLICY.replace("  - {type: review, title: Review, planned: yes, source: El Peruano p. 3}\n", ""),
    )
    assert ", 1 removed, " in seeds.load()
    seeds.write("policies/per.yaml", POLICY)
    assert seeds.load().startswith("1 added, 0 changed, ")


def test_a_list_goes_without_what_was_deleted_here(seeds: Folder) -> None:
    seeds.load()
    Topic.objects.all().delete()
    assert seeds.load().endswith("0 removed, 0 kept, 1 left out")
    assert not Topic.objects.exists()


def test_an_optional_reference_to_what_was_deleted_here_is_left_empty(seeds: Folder) -> None:
    seeds.write("organisations.yaml", "- {slug: fund, name: The Fund}\n- {slug: un, name: UN}\n")
    seeds.write(
        "countries.yaml", FILES["countries.yaml"] + FILES["countries.yaml"].replace("PER", "ECU").replace("PE", "EC")
    )
    seeds.load()
    Country.objects.get(iso3="ECU").delete()
    seeds.edit("organisations.yaml", "name: UN", "name: UN, country: ECU")
    assert seeds.load().endswith(", 1 left out")
    assert Organisation.objects.get(slug="un").country is None


def test_a_row_that_needs_what_was_deleted_here_is_left_out(seeds: Folder) -> None:
    """A new link to a deleted project, and a new alignment to a deleted component, which is not one to the whole."""
    seeds.load()
    Alignment.objects.filter(component__isnull=False).delete()
    FrameworkComponent.objects.get(code="migof-o2").delete()
    PolicyProject.objects.all().delete()
    Project.objects.get().delete()
    older = "  target_groups: [children]\n"
    seeds.edit("policies/per.yaml", older, older + "  projects:\n  - {project: drafting, role: supported, source: https://example.org/main}\n"
               "  alignments:\n  - {framework: migof, component: migof-o2, link: implicit, source_kind: press, source: https://example.org/main, coded_by: us}\n")  # fmt: skip
    before = everything()
    loader = SeedLoader(seeds.root)
    assert loader.run().counts["added"] == 0
    assert "project of a policy per-older / drafting / supported" in loader.outcome.left_out
    assert "alignment per-older / migof / migof-o2 / us" in loader.outcome.left_out
    assert everything() == before


def test_a_deleted_source_is_recorded_again_when_a_fact_names_it(seeds: Folder) -> None:
    seeds.load()
    Participation.objects.all().delete()
    Source.objects.get(url="https://example.org/treaties").delete()
    assert seeds.load().endswith(", 1 left out")
    assert not Source.objects.filter(url="https://example.org/treaties").exists()
    seeds.write("sources.yaml", "- {url: https://example.org/treaties, title: Treaties}\n")
    seeds.edit(
        "policies/per.yaml",
        "  target_groups: [children]\n",
        NEW_EVENT.replace("main", "treaties") + "  target_groups: [children]\n",
    )
    seeds.load()
    assert Source.objects.get(url="https://example.org/treaties").title == "Treaties"
    before = everything()
    seeds.load()
    assert everything() == before


def test_the_command_names_what_it_leaves_out(seeds: Folder) -> None:
    seeds.load()
    PolicyRelation.objects.all().delete()
    Policy.objects.get(slug="per-older").delete()
    output = StringIO()
    call_command("seed", str(seeds.root), stdout=output)
    assert output.getvalue().splitlines()[-1].startswith("Left out, for these records")
    assert "deleted here: policy per-older; event per-older / adopted" in output.getvalue()
    outcome = load_seeds(seeds.root)
    assert outcome.left_out == [
        "policy per-older",
        "event per-older / adopted / 2005 / Issued",
        "relation per-policy / replaces / per-older",
    ]


# What the seeds hold no more


def test_whole_records_gone_from_the_seeds_stay_and_are_counted(seeds: Folder) -> None:
    seeds.load()
    (seeds.root / "scores.yaml").unlink()
    seeds.edit("policies/per.yaml", POLICY[POLICY.index("- slug: per-older") :], "")
    seeds.edit("policies/per.yaml", "  relations:\n  - {type: replaces, policy: per-older, date: 2017}\n", "")
    again = seeds.load()
    # A policy, a score, and the source of the score.
    assert again.endswith(", 1 removed, 0 kept, 3 no longer in the seeds")
    assert Policy.objects.count() == 2
    assert seeds.load().endswith(", 0 removed, 0 kept, 3 no longer in the seeds")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("participations.yaml", "date: 2015-11", "date: 2015-12"),
        ("scores.yaml", "year: 2019", "year: 2020"),
        ("checks.yaml", "date: 2024-05", "date: 2024-06"),
        ("mappings.yaml", "other: gcm-1", "other: gcm-2"),
    ],
)
def test_a_corrected_key_takes_the_wrong_fact_away(seeds: Folder, name: str, old: str, new: str) -> None:
    with_mapping(seeds)
    seeds.load()
    before = {name: len(rows) for name, rows in everything().items()}
    seeds.edit(name, old, new)
    assert seeds.load().startswith("1 added, 0 changed, ")
    assert {name: len(rows) for name, rows in everything().items()} == before
    assert seeds.load().endswith(", 0 removed, 0 kept")
    seeds.edit(name, new, old)
    assert ", 1 removed, " in seeds.load()


def with_mapping(seeds: Folder) -> None:
    components = "".join(f"- {{code: gcm-{n}, kind: objective, short_title: T}}\n" for n in (1, 2))
    seeds.write("frameworks/gcm.yaml", f"code: gcm\nname: N\nshort_name: S\nkind: compact\ncomponents:\n{components}")
    seeds.write("mappings.yaml", "- {component: migof-p1, relation: closeMatch, other: gcm-1, source: A book}\n")


def test_a_fact_that_was_entered_or_edited_here_stays_without_its_row(seeds: Folder) -> None:
    seeds.load()
    entered = Participation.objects.get()
    entered.pk, entered.action = None, "ratified"
    entered.save()
    score = ComponentScore.objects.get()
    score.score = 4
    score.save()
    edited(score)
    seeds.write("participations.yaml", "[]")
    seeds.write("scores.yaml", "[]")
    loader = SeedLoader(seeds.root)
    assert str(loader.run()).endswith(", 1 removed, 0 kept, 3 no longer in the seeds")
    assert loader.outcome.no_longer == [
        "source https://example.org/scores",
        "source https://example.org/treaties",
        "score PER / migof / migof-p1 / 2019",
    ]
    assert Participation.objects.get() == entered
    assert ComponentScore.objects.get() == score


def test_a_lost_file_takes_no_facts_with_it(seeds: Folder) -> None:
    seeds.load()
    (seeds.root / "participations.yaml").unlink()
    assert seeds.load().endswith(", 0 removed, 0 kept, 2 no longer in the seeds")
    assert Participation.objects.exists()


def test_a_row_of_a_record_goes_although_its_country_was_edited(seeds: Folder) -> None:
    seeds.load()
    Country.objects.update(note="Ours")
    edited(Country.objects.get())
    seeds.edit("projects.yaml", "  - {country: PER, percentage: '100'}\n", "")
    assert ", 1 removed, " in seeds.load()
    assert not ProjectCountry.objects.exists()


def test_rows_that_stay_with_their_edited_record_are_counted_and_named(seeds: Folder) -> None:
    seeds.load()
    Project.objects.update(title="Ours")
    edited(Project.objects.get())
    seeds.edit("projects.yaml", "  - {country: PER, percentage: '100'}\n", "")
    seeds.edit("policies/per.yaml", "  - {project: drafting, role: drafted, source: https://example.org/main}\n", "")
    output = StringIO()
    call_command("seed", str(seeds.root), stdout=output)
    lines = output.getvalue().splitlines()
    assert ", 0 removed, 1 kept, 2 no longer in the seeds" in lines[0]
    assert lines[-1] == (
        "No longer in the seeds, and still here: recipient country drafting / PER; "
        "project of a policy per-policy / drafting / drafted"
    )


def test_of_many_records_that_are_no_longer_held_ten_are_named(seeds: Folder) -> None:
    seeds.write("topics.yaml", "".join(f"- {{slug: t{n:02}, label: T{n}}}\n" for n in range(12)) + FILES["topics.yaml"])
    seeds.load()
    seeds.write("topics.yaml", FILES["topics.yaml"])
    output = StringIO()
    call_command("seed", str(seeds.root), stdout=output)
    assert (
        output.getvalue().splitlines()[-1].startswith("No longer in the seeds, and still here: topic t00; topic t01; ")
    )
    assert output.getvalue().endswith("topic t09; …\n")


# Speed


def test_a_second_run_takes_as_many_queries_for_many_rows_as_for_few(seeds: Folder) -> None:
    taken = []
    for years in (range(2019, 2020), range(1990, 2020)):
        seeds.write("scores.yaml", "".join(FILES["scores.yaml"].replace("2019", str(year)) for year in years))
        events = "".join(NEW_EVENT.replace("2019", str(year)) for year in years)
        seeds.write("policies/per.yaml", POLICY.replace("  target_groups", events + "  target_groups"))
        seeds.load()
        with CaptureQueriesContext(connection) as queries:
            assert seeds.load().startswith("0 added, 0 changed, ")
        taken.append(len(queries))
    assert taken[0] == taken[1]


# Whatever the rows and their order

SLUGS = st.sampled_from(["a", "b", "c", "d"])
DATES = st.sampled_from(["", "2011", "2015-09", "2017-04-27"])


@st.composite
def folders(draw: st.DrawFn) -> dict[str, list[str]]:
    """Rows of some files; references go to rows that there are."""
    policies = draw(st.permutations(draw(st.lists(SLUGS, min_size=1, unique=True))))
    rows = []
    for slug in policies:
        events = draw(st.lists(st.tuples(st.sampled_from(["adopted", "amended"]), DATES), unique=True, max_size=3))
        text = f"- slug: {slug}\n  country: PER\n  title: Title {slug}\n  instrument: law\n  topics: {draw(st.lists(st.sampled_from(['x', 'y']), unique=True))}\n"
        text += "  events:\n" + "".join(
            f"  - {{type: {kind}, {'date: ' + date + ', ' if date else ''}title: T, source: https://example.org/{draw(SLUGS)}}}\n"
            for kind, date in events
        )
        others = draw(st.lists(st.sampled_from(policies), unique=True))
        text += "  relations:\n" + "".join(
            f"  - {{type: {draw(st.sampled_from(['replaces', 'amends']))}, policy: {other}}}\n"
            for other in others
            if other != slug
        )
        rows.append(text)
    components = draw(st.permutations(["- {code: migof-1, kind: objective, short_title: A, parent: migof-2}\n", "- {code: migof-2, kind: objective, short_title: B}\n", "- {code: migof-3, kind: objective, short_title: C, parent: migof-1}\n"]))  # fmt: skip
    years = draw(st.lists(st.integers(1950, 2030), unique=True, max_size=4))
    return {
        "countries.yaml": [FILES["countries.yaml"]],
        "topics.yaml": list(draw(st.permutations(["- {slug: x, label: X}\n", "- {slug: y, label: Y}\n"]))),
        "frameworks/migof.yaml": ["code: migof\nname: N\nshort_name: S\nkind: compact\ncomponents:\n", *components],
        "scores.yaml": [f"- {{country: PER, framework: migof, component: migof-{1 + year % 3}, year: {year}, score: {year % 5}, scale: S, source: A book}}\n" for year in years] or ["[]"],
        "policies/per.yaml": rows,
    }  # fmt: skip


@hypothesis_settings(max_examples=25)
@given(files=folders())
def test_loaded_twice_is_loaded_once_whatever_the_order(db: None, tmp_path: Path, files: dict[str, list[str]]) -> None:
    with transaction.atomic():
        write(tmp_path, files)
        assert not load_seeds(tmp_path).changed_nothing
        before = everything()
        assert load_seeds(tmp_path).changed_nothing
        assert everything() == before
        # The order of a framework's components is a fact; that of all other rows is not.
        write(tmp_path, {name: rows if name.startswith("frameworks") else rows[::-1] for name, rows in files.items()})
        assert load_seeds(tmp_path).changed_nothing
        assert everything() == before
        transaction.set_rollback(True)


def write(root: Path, files: dict[str, list[str]]) -> None:
    for name, rows in files.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("".join(rows), encoding="utf-8")


# Who edited it may be gone


def test_an_edit_outlives_the_account_of_who_made_it(seeds: Folder, client: Client) -> None:
    seeds.load()
    client.force_login(User.objects.create_superuser("root"))
    topic = Topic.objects.get()
    client.post(reverse("admin:policies_topic_change", args=[topic.pk]), {"slug": "health", "label": "Well-being"})
    User.objects.all().delete()
    assert not LogEntry.objects.exists()
    seeds.edit("topics.yaml", "label: Health", "label: Other")
    assert seeds.load().endswith(", 1 kept")
    assert Topic.objects.get().label == "Well-being"


def test_a_form_that_was_saved_without_a_change_is_no_edit(seeds: Folder, client: Client) -> None:
    seeds.load()
    client.force_login(User.objects.create_superuser("root"))
    topic = Topic.objects.get()
    client.post(reverse("admin:policies_topic_change", args=[topic.pk]), {"slug": "health", "label": "Health"})
    assert LogEntry.objects.exists()
    seeds.edit("topics.yaml", "label: Health", "label: Other")
    assert seeds.load().startswith("0 added, 1 changed, ")


def test_an_edited_list_and_ends_of_lines(seeds: Folder) -> None:
    seeds.edit("policies/per.yaml", "  title: Older\n", "  title: Older\n  notes: |-\n    One\n    Two\n")
    seeds.load()
    older = Policy.objects.get(slug="per-older")
    Policy.objects.filter(pk=older.pk).update(notes="One\r\nTwo")  # as a form sends it
    assert ", 0 kept" in seeds.load()
    older.topics.add(Topic.objects.get())
    assert ", 1 kept" in seeds.load()


def test_what_the_log_knows_of_an_older_database_is_kept_when_the_account_goes(seeds: Folder) -> None:
    seeds.load()
    SeededRecord.objects.update(loaded=None)
    Topic.objects.update(label="Well-being")
    edited(Topic.objects.get())
    assert seeds.load().endswith(", 1 kept")
    User.objects.all().delete()
    assert seeds.load().endswith(", 1 kept")
    assert Topic.objects.get().label == "Well-being"


def test_a_row_that_was_entered_on_the_page_of_a_record_stays(seeds: Folder) -> None:
    seeds.load()
    policy = Policy.objects.get(slug="per-older")
    event = policy.events.get()
    event.pk, event.type = None, "amended"
    event.save()
    assert seeds.load().startswith("0 added, 0 changed, ")
    assert policy.events.count() == 2


def test_what_names_a_new_row_of_a_kept_record_is_said_to_be_kept_out(seeds: Folder) -> None:
    seeds.load()
    Framework.objects.update(summary="Ours")
    new = "- {code: migof-p9, kind: principle, short_title: New}\n- {code: migof-o2"
    seeds.edit("frameworks/migof.yaml", "- {code: migof-o2", new)
    seeds.edit("scores.yaml", "migof-p1", "migof-p9")
    output = StringIO()
    call_command("seed", str(seeds.root), stdout=output)
    assert ", 1 kept, 1 left out" in output.getvalue()
    assert "kept as edited here: score PER / migof / migof-p9 / 2019\n" in output.getvalue()
    assert "deleted here" not in output.getvalue()

"""What the seeds hold no more: facts go, whole records and what people wrote here stay."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from policies.importers.seeds import SeedLoader
from policies.models import (
    ComponentScore,
    Country,
    Participation,
    Policy,
    Project,
    ProjectCountry,
)
from tests.importers.seed_folder import FILES, POLICY, Folder, edited, everything


def test_whole_records_gone_from_the_seeds_stay_and_are_counted(seeds: Folder) -> None:
    seeds.load()
    (seeds.root / "scores.yaml").unlink()
    seeds.edit("policies/per.yaml", POLICY[POLICY.index("- slug: per-older") :], "")
    seeds.edit(
        "policies/per.yaml",
        "  relations:\n  - {type: replaces, policy: per-older, date: 2017, source: https://example.org/main}\n",
        "",
    )
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
    components = "".join(f"- {{code: gcm-{n}, kind: objective, short_title: T, source: A book}}\n" for n in (1, 2))
    seeds.write(
        "frameworks/gcm.yaml",
        f"code: gcm\nname: N\nshort_name: S\nkind: compact\nsource: A book\ncomponents:\n{components}",
    )
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

"""What a row of the seeds says no more goes from the record; what nobody says counts as it did the first time."""

from __future__ import annotations

import re

import pytest
from django.db import models

from policies.importers.seed_nouns import FILES
from policies.importers.seeds import load_seeds
from policies.models import Country, Framework, FrameworkComponent, Policy, PolicyProject, Project, Source
from tests.importers.seed_folder import FILES as FILES_OF_A_TEST
from tests.importers.seed_folder import Folder, edited, everything

#: For each kind of row: its file, words of one row, and those words with everything that a row may leave out.
SAID_FOR_A_WHILE = {
    "policy": ("policies/per.yaml", "  title: Older\n",
               "  title: Older\n  original_title: Antigua\n  original_language: es\n  level: regional\n  summary: S\n"
               "  confidence: high\n  term_start: 2001\n  term_end: 2002\n  under_revision: yes\n  last_checked: 2024\n  notes: N\n"
               "  topics: [health]\n  issuing_bodies: [fund]\n  lead_bodies: [fund]\n"),
    "event": ("policies/per.yaml", "date: 2005, title: Issued,", "date: 2005, title: Issued, planned: yes, notes: N,"),
    "document": ("policies/per.yaml", "language: es, url: https://example.org/text",
                 "language: es, title: T, archived_url: https://example.org/kept, checksum: abc, url: https://example.org/text"),
    "alignment": ("policies/per.yaml", "link: implicit,", "link: implicit, quote: en crisis, quote_language: es, where: p. 1, rationale: R, "
                  "confidence: low, coded_on: 2024, reviewed_by: Q, reviewed_on: 2024,"),
    "relation": ("policies/per.yaml", "policy: per-older, date: 2017", "policy: per-older"),
    "project of a policy": ("policies/per.yaml", "role: drafted,", "role: drafted, notes: N,"),
    "project": ("projects.yaml", "  title: Drafting\n", "  title: Drafting\n  iati_id: XM-1\n  status: '2'\n  start: 2015\n  end: 2016\n"
                "  sectors: '15190'\n  summary: S\n"),
    "share": ("projects.yaml", "{country: PER, percentage: '100'}", "{country: PER}"),
    "funding": ("projects.yaml", "currency: USD", "currency: USD, value_date: 2015"),
    "organisation": ("organisations.yaml", "country: PER", "acronym: F, iati_id: XM-2, url: https://example.org/fund, country: PER"),
    "country of an organisation": ("organisations.yaml", "type: '40', country: PER", "type: '40'"),
    "framework": ("frameworks/migof.yaml", "kind: governance-framework\n",
                  "kind: governance-framework\nbody: B\nadopted: 2015\nin_force: 2016\nbinding: no\nlegal_reference: L\nsummary: S\nnotes: N\n"
                  "verified: official\ntopics: [health]\nparticipants_as_of: 2015\nparticipants_complete: yes\nparticipants_notes: P\n"),
    "component": ("frameworks/migof.yaml", "short_title: Standards", "short_title: Standards, title: T, parent: migof-o2, verified: official, "
                  "notes: N"),
    "country": ("countries.yaml", "region: americas,", "region: americas, sub_region: south-america, income: high, un_member: yes, note: N, slug: piru,"),
    "region of a country": ("countries.yaml", "m49: '604', region: americas, latitude", "latitude"),
    "group": ("groups.yaml", "  name: Andean Community\n", "  name: Andean Community\n  notes: N\n"),
    "membership": ("groups.yaml", "{country: PER, since: 1996, source: https://example.org/main}", "{country: PER, since: 1996, until: 2001}"),
    "participation": ("participations.yaml", "action: endorsed,", "action: endorsed, notes: N,"),
    "source": ("sources.yaml", "title: The main page,", "title: The main page, publisher: P, published: 2015, accessed: 2024, language: es, "
               "archived_url: https://example.org/kept, citation: C,"),
}  # fmt: skip


def stored() -> dict[str, list[dict[str, object]]]:
    """All rows, without when they were last saved and how often anything was."""
    return {
        name: [{key: value for key, value in row.items() if key != "changed_at"} for row in rows]
        for name, rows in everything().items()
        if name != "DataVersion"
    }


@pytest.mark.parametrize("what", SAID_FOR_A_WHILE)
def test_what_is_taken_out_of_a_row_is_as_if_it_had_never_been_there(seeds: Folder, what: str) -> None:
    name, without, with_it = SAID_FOR_A_WHILE[what]
    seeds.load()
    before = stored()
    seeds.edit(name, without, with_it)
    assert seeds.load().startswith("0 added, 1 changed, ")
    assert stored() != before
    seeds.edit(name, with_it, without)
    assert seeds.load().startswith("0 added, 1 changed, ")
    assert stored() == before
    assert seeds.load().startswith("0 added, 0 changed, ")


def test_every_key_that_may_be_left_out_is_left_out_once() -> None:
    """So that a new field is held to the same rule."""
    said = " ".join(f"{without} {with_it}" for __, without, with_it in SAID_FOR_A_WHILE.values())
    nouns = [noun for kind in FILES for noun in (kind.noun, *kind.noun.children.values())]
    for noun in nouns:
        fields = [noun.model._meta.get_field(name) for name in (*noun.unsaid(), *noun.lists())]
        optional = {field.name for field in fields if field.many_to_many or not noun.needs(field)}
        # By keys a row is known; some are tested below; order is the place in the file.
        keys = {noun.field_of(key).name for key in noun.key}
        unsaid = {name for name in optional - keys if not re.search(rf"\b{name}:", said)}
        assert unsaid <= {"target_groups", "extends_to", "intermediate_region", "order", "reliability"}, noun.name


def test_a_list_that_is_gone_is_emptied(seeds: Folder) -> None:
    seeds.load()
    seeds.edit("policies/per.yaml", "  target_groups: [children]\n", "")
    assert seeds.load().startswith("0 added, 1 changed, ")
    assert not Policy.objects.get(slug="per-older").target_groups.exists()


def test_the_day_that_a_term_was_extended_to_is_emptied(seeds: Folder) -> None:
    extended = "  - {type: extended, date: 2018, title: Extended, extends_to: 2020, source: https://example.org/main}\n"
    seeds.edit("policies/per.yaml", "  - {type: review", f"{extended}  - {{type: review")
    seeds.load()
    seeds.edit("policies/per.yaml", "extends_to: 2020, ", "")
    assert seeds.load().startswith("0 added, 1 changed, ")
    event = Policy.objects.get(slug="per-policy").events.get(type="extended")
    assert event.extends_to is None


def test_what_the_loader_fills_in_is_not_emptied(seeds: Folder) -> None:
    seeds.load()
    Policy.objects.update(published_own_work=True)
    Source.objects.update(link_health="broken")
    assert seeds.load().startswith("0 added, 0 changed, ")
    assert Country.objects.get().slug == "peru"
    assert list(FrameworkComponent.objects.order_by("code").values_list("code", "order")) == [
        ("migof-o2", 1),
        ("migof-p1", 0),
    ]
    assert set(Policy.objects.values_list("state", "published_own_work")) == {("published", True)}
    assert set(Source.objects.values_list("link_health", flat=True)) == {"broken"}


@pytest.mark.parametrize(
    ("model", "values"),
    [(Framework, {"summary": "Ours"}), (Project, {"summary": "Ours"}), (Source, {"publisher": "Ours"})],
)
def test_what_somebody_entered_here_where_the_seeds_are_silent_is_kept(
    seeds: Folder, model: type[models.Model], values: dict[str, str]
) -> None:
    seeds.load()
    for record in model._default_manager.all():
        model._default_manager.filter(pk=record.pk).update(**values)
        edited(record)
    before = stored()
    assert seeds.load().startswith("0 added, 0 changed, ")
    assert stored() == before


def test_notes_that_were_entered_on_the_page_of_a_project_are_kept(seeds: Folder) -> None:
    """The link of a project and a policy is a row of the policy in the seeds, and on both pages in the admin."""
    seeds.load()
    PolicyProject.objects.update(notes="Ours")
    edited(Project.objects.get())
    seeds.load()
    assert PolicyProject.objects.get().notes == "Ours"


def test_a_source_that_was_there_before_the_seeds_named_it_is_left_alone(seeds: Folder) -> None:
    Source.objects.create(url="https://example.org/treaties", title="Treaties")
    for __ in range(2):
        seeds.load()
        assert Source.objects.get(url="https://example.org/treaties").title == "Treaties"


def test_a_source_that_loses_a_key_of_its_row_loses_the_value(seeds: Folder) -> None:
    seeds.load()
    seeds.edit("sources.yaml", ", title: The main page, reliability: official", ", title: The main page")
    assert seeds.load().startswith("0 added, 1 changed, ")
    source = Source.objects.get(url="https://example.org/main")
    assert (source.title, source.reliability) == ("The main page", "")


def test_a_source_whose_row_is_gone_stays_as_it_was_while_it_is_named(seeds: Folder) -> None:
    seeds.write("sources.yaml", "- {citation: El Peruano p. 3, title: T}\n" + FILES_OF_A_TEST["sources.yaml"])
    seeds.load()
    seeds.write("sources.yaml", FILES_OF_A_TEST["sources.yaml"])
    assert seeds.load() == "0 added, 0 changed, 31 unchanged, 0 removed, 0 kept"
    assert Source.objects.get(citation="El Peruano p. 3").title == "T"


# Numbers


def test_each_run_counts_the_same_rows(seeds: Folder) -> None:
    first = load_seeds(seeds.root)
    number = first.counts["added"]
    assert number == sum(first.held.values()) == 31
    second = load_seeds(seeds.root)
    assert str(second) == f"0 added, 0 changed, {number} unchanged, 0 removed, 0 kept"
    assert second.held == first.held
    Source.objects.filter(citation="El Peruano p. 3").update(title="Ours")  # which has no row of its own
    assert seeds.load() == f"0 added, 0 changed, {number - 1} unchanged, 0 removed, 1 kept"


def test_sources_that_were_there_already_are_counted_as_unchanged(seeds: Folder) -> None:
    Source.objects.create(citation="El Peruano p. 3")
    assert seeds.load() == "30 added, 0 changed, 1 unchanged, 0 removed, 0 kept"


def test_a_source_that_is_named_for_the_first_time_is_added_once(seeds: Folder) -> None:
    seeds.load()
    seeds.edit("policies/per.yaml", "source: El Peruano p. 3", "source: El Peruano p. 4")
    assert seeds.load() == "1 added, 1 changed, 29 unchanged, 0 removed, 0 kept, 1 no longer in the seeds"

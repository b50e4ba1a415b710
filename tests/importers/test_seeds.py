"""Seeds: a second run changes nothing, and a broken file changes nothing and says where."""

from __future__ import annotations

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from policies.importers.seed_files import SeedError
from policies.models import (
    Alignment,
    ComponentScore,
    CountryGroup,
    Funding,
    Participation,
    Policy,
    PolicyEvent,
    PolicyRelation,
    Source,
    Topic,
)
from tests.factories import AlignmentFactory, OrganisationFactory
from tests.importers.seed_folder import MIGOF_O2, POLICY, Folder, edited, everything


def test_a_folder_loads_and_again_changes_nothing(seeds: Folder) -> None:
    first = seeds.load()
    assert first.endswith("0 changed, 0 unchanged, 0 removed, 0 kept")
    before = everything()
    assert seeds.load().startswith("0 added, 0 changed, ")
    assert everything() == before
    policy = Policy.objects.get(slug="per-policy")
    assert policy.state == "published"
    assert policy.published_at is not None
    assert Policy.objects.get(slug="per-older").final_status == "replaced"
    assert Source.objects.get(citation="El Peruano p. 3").url == ""
    assert str(Funding.objects.get().amount) == "1000.50"


def test_checking_keeps_nothing(seeds: Folder) -> None:
    before = everything()
    assert seeds.load(check_only=True).startswith("31 added, ")
    assert everything() == before


def test_a_changed_fact_is_changed(seeds: Folder) -> None:
    seeds.load()
    seeds.edit("policies/per.yaml", "title: Política", "title: Política Nacional")
    seeds.edit("policies/per.yaml", "term_start: 2017", "term_start: 2018")
    assert seeds.load().startswith("0 added, 1 changed, ")
    policy = Policy.objects.get(slug="per-policy")
    assert (policy.title, str(policy.force_from)) == ("Política Nacional", "2018-01-01")


def test_a_changed_event_changes_the_status(seeds: Folder) -> None:
    seeds.load()
    seeds.edit("policies/per.yaml", "type: adopted, date: 2017-04-27", "type: drafted, date: 2017-04-27")
    seeds.edit("policies/per.yaml", "  term_start: 2017\n", "")
    seeds.load()
    policy = Policy.objects.get(slug="per-policy")
    assert (policy.adopted_from, str(policy.development_from)) == (None, "2017-04-27")


@pytest.mark.parametrize(
    ("name", "line", "model"),
    [
        ("policies/per.yaml", "  - {type: review, title: Review, planned: yes, source: El Peruano p. 3}\n", PolicyEvent),
        ("policies/per.yaml", "  - {framework: migof, link: implicit, source_kind: press, source: https://example.org/main, "
         "coded_by: us}\n", Alignment),
        ("projects.yaml", "  - {organisation: fund, role: '1', source: https://example.org/main}\n", "ProjectParticipation"),
    ],
)  # fmt: skip
def test_a_row_gone_from_its_record_is_removed(seeds: Folder, name: str, line: str, model: object) -> None:
    seeds.load()
    counted = apps.get_model("policies", model) if isinstance(model, str) else model
    before = counted.objects.count()  # type: ignore[attr-defined]
    seeds.edit(name, line, "")
    assert ", 1 removed, 0 kept" in seeds.load()
    assert counted.objects.count() == before - 1  # type: ignore[attr-defined]


def test_a_relation_gone_brings_the_older_policy_back(seeds: Folder) -> None:
    seeds.load()
    seeds.edit(
        "policies/per.yaml",
        "  relations:\n  - {type: replaces, policy: per-older, date: 2017, source: https://example.org/main}\n",
        "",
    )
    assert ", 1 removed, 0 kept" in seeds.load()
    older = Policy.objects.get(slug="per-older")
    assert not PolicyRelation.objects.exists()
    assert (older.final_status, older.final_from) == ("", None)


def test_what_somebody_edited_here_is_kept(seeds: Folder) -> None:
    seeds.load()
    policy, topic = Policy.objects.get(slug="per-policy"), Topic.objects.get()
    Policy.objects.filter(pk=policy.pk).update(title="Mended here", state="archived")
    Topic.objects.update(label="Well-being")
    policy.events.all().delete()
    seeds.edit("topics.yaml", "label: Health", "label: Other")
    assert seeds.load().endswith(", 2 kept")
    policy.refresh_from_db()
    topic.refresh_from_db()
    assert (policy.title, policy.state, policy.events.count(), topic.label) == (
        "Mended here",
        "archived",
        0,
        "Well-being",
    )


def test_an_alignment_that_a_reviewer_edited_here_is_kept(seeds: Folder) -> None:
    """Alignments have an admin page of their own, so they are edited without their policy."""
    seeds.load()
    alignment = Alignment.objects.get(link="explicit")
    Alignment.objects.filter(pk=alignment.pk).update(rationale="Weighed here", quote="mended", confidence="low")
    edited(alignment)
    seeds.load()
    alignment.refresh_from_db()
    assert (alignment.quote, alignment.rationale) == ("mended", "Weighed here")


def test_a_person_may_load_the_seeds_by_command(seeds: Folder) -> None:
    output = StringIO()
    call_command("seed", str(seeds.root), stdout=output)
    assert "added" in output.getvalue()
    checked = StringIO()
    call_command("seed", str(seeds.root), "--check", stdout=checked)
    assert checked.getvalue().startswith("Seeds are sound (0 added, 0 changed, ")
    assert "; nothing was written.\nSources 5, Countries 1, " in checked.getvalue()
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("seed", str(seeds.root / "nowhere"))
    seeds.write("policies/per.yaml", POLICY.replace("2017-04-27", "2017-13"))
    with pytest.raises(CommandError, match=r"policies/per.yaml:11: date: .*\nNothing was loaded: 1 problem"):
        call_command("seed", str(seeds.root))


def test_a_component_in_use_is_not_removed_and_the_reason_is_said(seeds: Folder) -> None:
    seeds.load()
    alignment = Alignment.objects.get(component__code="migof-o2")
    AlignmentFactory(policy=alignment.policy, framework=alignment.framework, component=alignment.component)
    before = everything()
    seeds.edit("frameworks/migof.yaml", MIGOF_O2, "")
    with pytest.raises(SeedError, match="migof-o2"):
        seeds.load()
    assert everything() == before


def test_a_component_is_removed_together_with_its_alignments(seeds: Folder) -> None:
    seeds.load()
    seeds.edit("frameworks/migof.yaml", MIGOF_O2, "")
    text = (seeds.root / "policies/per.yaml").read_text(encoding="utf-8")
    seeds.write("policies/per.yaml", "".join(row for row in text.splitlines(True) if "migof-o2" not in row))
    assert ", 2 removed, 0 kept" in seeds.load()


def test_references_may_go_to_records_that_only_the_database_has(seeds: Folder) -> None:
    OrganisationFactory(slug="entered-here")
    seeds.edit("policies/per.yaml", "lead_bodies: [fund]", "lead_bodies: [fund, entered-here]")
    seeds.load()
    assert Policy.objects.get(slug="per-policy").lead_bodies.count() == 2


def test_the_new_kinds_of_rows_are_loaded(seeds: Folder) -> None:
    seeds.load()
    membership = CountryGroup.objects.get(code="can").memberships.get()
    assert (membership.country.iso3, str(membership.since), membership.until) == ("PER", "1996", None)
    taken = Participation.objects.get()
    assert (taken.framework.code, taken.action, str(taken.date)) == ("migof", "endorsed", "2015-11")
    score = ComponentScore.objects.get()
    assert (score.component.code, score.year, score.score, score.scale) == ("migof-p1", 2019, 3, "1 to 4")
    assert [group.slug for group in Policy.objects.get(slug="per-older").target_groups.all()] == ["children"]


def test_a_country_may_leave_a_group_and_come_back(seeds: Folder) -> None:
    seeds.edit("groups.yaml", "since: 1996", "since: 1969, until: 1992")
    with (seeds.root / "groups.yaml").open("a") as file:
        file.write("  - {country: PER, since: 1997}\n")
    seeds.load()
    assert [str(m) for m in CountryGroup.objects.get().memberships.values_list("until", flat=True)] == ["1992", "None"]


def test_an_action_of_an_organisation_may_have_two_dates(seeds: Folder) -> None:
    row = "- {organisation: fund, framework: migof, action: endorsed, date: 2015-11, source: https://example.org/treaties}\n"
    seeds.write("participations.yaml", row + row.replace("2015-11", "2016") + row.replace("date: 2015-11, ", ""))
    seeds.load()
    assert [str(taken.date) for taken in Participation.objects.order_by("pk")] == ["2015-11", "2016", "None"]
    assert seeds.load().startswith("0 added, 0 changed, ")

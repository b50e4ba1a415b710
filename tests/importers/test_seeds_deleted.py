"""What was deleted here stays deleted when the seeds are loaded again."""

from __future__ import annotations

from io import StringIO

from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from policies.actions import delete_policies
from policies.importers.seeds import SeedLoader, load_seeds
from policies.models import (
    Alignment,
    Country,
    FrameworkComponent,
    Organisation,
    Participation,
    Policy,
    PolicyProject,
    PolicyRelation,
    Project,
    Source,
    Topic,
)
from tests.importers.seed_folder import FILES, NEW_EVENT, POLICY, Folder, everything
from tests.signing_in import sign_in


def test_a_policy_that_was_deleted_here_stays_deleted_with_its_rows(seeds: Folder) -> None:
    seeds.load()
    delete_policies(Policy.objects.filter(slug="per-policy"))
    before = everything()
    again = seeds.load()
    # The policy, two events, a document, two alignments, a relation and a project link.
    assert again.endswith(", 0 removed, 0 kept, 8 left out")
    assert again.startswith("0 added, 0 changed, ")
    assert everything() == before


def test_a_row_that_was_deleted_here_stays_deleted(seeds: Folder, client: Client) -> None:
    """An alignment has an admin page of its own: it can go without its policy being edited."""
    seeds.load()
    sign_in(client, User.objects.create_superuser("root"))
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

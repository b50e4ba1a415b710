"""What people edited here stays as it is, also when the account of who did it is gone."""

from __future__ import annotations

from io import StringIO

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from policies.models import (
    Framework,
    Policy,
    SeededRecord,
    Topic,
)
from tests.importers.seed_folder import Folder, edited
from tests.signing_in import sign_in


def test_an_edit_outlives_the_account_of_who_made_it(seeds: Folder, client: Client) -> None:
    seeds.load()
    sign_in(client, User.objects.create_superuser("root"))
    topic = Topic.objects.get()
    client.post(reverse("admin:policies_topic_change", args=[topic.pk]), {"slug": "health", "label": "Well-being"})
    User.objects.all().delete()
    assert not LogEntry.objects.exists()
    seeds.edit("topics.yaml", "label: Health", "label: Other")
    assert seeds.load().endswith(", 1 kept")
    assert Topic.objects.get().label == "Well-being"


def test_a_form_that_was_saved_without_a_change_is_no_edit(seeds: Folder, client: Client) -> None:
    seeds.load()
    sign_in(client, User.objects.create_superuser("root"))
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
    new = "- {code: migof-p9, kind: principle, short_title: New, source: https://example.org/main}\n- {code: migof-o2"
    seeds.edit("frameworks/migof.yaml", "- {code: migof-o2", new)
    seeds.edit("scores.yaml", "migof-p1", "migof-p9")
    output = StringIO()
    call_command("seed", str(seeds.root), stdout=output)
    assert ", 1 kept, 1 left out" in output.getvalue()
    assert "kept as edited here: score PER / migof / migof-p9 / 2019\n" in output.getvalue()
    assert "deleted here" not in output.getvalue()

"""Seeds loaded again find a record whose key was changed here."""

from __future__ import annotations

import pytest
from django.db import models

from policies.models import (
    Alignment,
    Country,
    CountryCheck,
    CountryGroup,
    Framework,
    FrameworkComponent,
    Organisation,
    Policy,
    PolicyEvent,
    Project,
    SeededRecord,
    Source,
    TargetGroup,
    Topic,
)
from tests.importers.seed_folder import FILES, NEW_EVENT, Folder, edited, everything


def add_event(seeds: Folder) -> None:
    """To the older policy, whose rows nobody touches in these tests."""
    seeds.edit("policies/per.yaml", "  target_groups: [children]\n", f"{NEW_EVENT}  target_groups: [children]\n")


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

"""What the seeds say of a regional framework: what it follows, and its topics."""

from __future__ import annotations

import pytest

from policies.importers.seeds import load_seeds
from policies.models import Alignment, Framework, FrameworkAlignment
from tests.importers.seed_folder import REGIONAL, Folder, edited, everything

NAME = "frameworks/regional.yaml"


@pytest.fixture
def regional(seeds: Folder) -> Folder:
    seeds.write(NAME, REGIONAL)
    return seeds


def test_a_framework_follows_another_and_again_changes_nothing(regional: Folder) -> None:
    first = load_seeds(regional.root)
    assert (first.held["Alignments of frameworks"], first.held["Alignments"]) == (2, 2)
    part, whole = FrameworkAlignment.objects.order_by("link")
    assert (part.subject.code, part.framework.code, part.component.code) == ("regional", "migof", "migof-o2")
    assert (part.quote, part.link, part.coded_by, part.source.url) == (
        "en crisis",
        "explicit",
        "us",
        "https://example.org/main",
    )
    assert (whole.component, whole.link) == (None, "implicit")
    assert [topic.slug for topic in Framework.objects.get(code="regional").topics.all()] == ["health"]
    assert {alignment.policy.slug for alignment in Alignment.objects.all()} == {"per-policy"}
    before = everything()
    assert load_seeds(regional.root).changed_nothing
    assert everything() == before


def test_what_is_taken_out_goes(regional: Folder) -> None:
    regional.load()
    regional.write(
        NAME, REGIONAL.replace("quote: en crisis, quote_language: es, ", "").replace("topics: [health]\n", "")
    )
    assert regional.load().startswith("0 added, 2 changed, ")  # the framework loses its topic
    assert not FrameworkAlignment.objects.exclude(quote="").exists()
    regional.write(NAME, "".join(REGIONAL.splitlines(True)[:-1]))
    assert ", 1 removed, " in regional.load()
    assert FrameworkAlignment.objects.get().component is not None


def test_what_somebody_edited_here_stays(regional: Folder) -> None:
    regional.load()
    mine = FrameworkAlignment.objects.get(component__isnull=True)
    mine.rationale = "Weighed here"
    mine.save()
    edited(mine)
    regional.write(NAME, REGIONAL.replace("link: implicit", "link: explicit"))
    assert regional.load().endswith(", 1 kept")
    mine.refresh_from_db()
    assert (mine.link, mine.rationale) == ("implicit", "Weighed here")


def test_a_followed_component_is_removed_together_with_what_follows_it(regional: Folder) -> None:
    regional.load()
    for name in ("frameworks/migof.yaml", "policies/per.yaml", NAME):
        text = (regional.root / name).read_text(encoding="utf-8")
        regional.write(name, "".join(row for row in text.splitlines(True) if "migof-o2" not in row))
    assert ", 3 removed, 0 kept" in regional.load()

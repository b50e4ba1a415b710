"""Seeds: a second run changes nothing, and a broken file changes nothing and says where."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import models

from policies.importers.seed_files import SeedError
from policies.importers.seeds import load_seeds
from policies.models import Alignment, Funding, Policy, PolicyEvent, PolicyRelation, Source, Topic
from tests.factories import AlignmentFactory


def everything() -> dict[str, list[dict[str, object]]]:
    """All rows of the application, as they are stored."""
    return {
        model.__name__: list(model._default_manager.order_by("pk").values())
        for model in apps.get_app_config("policies").get_models(include_auto_created=True)
    }


# A folder of a test's own

COUNTRIES = "- {iso3: PER, iso2: PE, m49: '604', region: americas, latitude: -9.15, longitude: -74.38}\n"
FRAMEWORK = """\
code: migof
name: Migration Governance Framework
short_name: MiGOF
kind: governance-framework
components:
- {code: migof-p1, kind: principle, short_title: Standards}
- {code: migof-o2, kind: objective, short_title: Crises}
"""
PROJECT = """\
- slug: drafting
  title: Drafting
  countries:
  - {country: PER, percentage: '100'}
  participations:
  - {organisation: fund, role: '1'}
  fundings:
  - {funder: fund, type: '2', date: 2015, amount: '1000.50', currency: USD, source: https://example.org/money}
"""
POLICY = """\
- slug: per-policy
  country: PER
  title: Política
  instrument: policy
  term_start: 2017
  under_revision: no
  topics: [health]
  lead_bodies: [fund]
  source: https://example.org/main
  events:
  - {type: adopted, date: 2017-04-27, title: Issued, source: https://example.org/main}
  - {type: review, title: Review, planned: yes, source: El Peruano p. 3}
  documents:
  - {variant: original, language: es, url: https://example.org/text}
  alignments:
  - {framework: migof, component: migof-o2, link: explicit, quote: en crisis, quote_language: es, source_kind: press, source: https://example.org/main, coded_by: us}
  - {framework: migof, link: implicit, source_kind: press, source: https://example.org/main, coded_by: us}
  relations:
  - {type: replaces, policy: per-older, date: 2017}
  projects:
  - {project: drafting, role: drafted, source: https://example.org/main}
- slug: per-older
  country: PER
  title: Older
  instrument: policy
  events:
  - {type: adopted, date: 2005, title: Issued, source: https://example.org/main}
"""
CHECKS = "- {country: PER, date: 2024-05, outcome: found, where: The gazette, checked_by: us}\n"
FILES = {
    "countries.yaml": COUNTRIES,
    "topics.yaml": "- {slug: health, label: Health}\n",
    "organisations.yaml": "- {slug: fund, name: The Fund, type: '40', country: PER}\n",
    "frameworks/migof.yaml": FRAMEWORK,
    "projects.yaml": PROJECT,
    "policies/per.yaml": POLICY,
    "checks.yaml": CHECKS,
}


class Folder:
    def __init__(self, root: Path) -> None:
        self.root = root
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, content: str | bytes) -> None:
        path = self.root / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def edit(self, name: str, old: str, new: str) -> None:
        text = (self.root / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, old
        self.write(name, text.replace(old, new))

    def load(self, **options: bool) -> str:
        return str(load_seeds(self.root, **options))


@pytest.fixture
def seeds(tmp_path: Path, db: None) -> Folder:
    return Folder(tmp_path / "seeds")


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
    assert seeds.load(check_only=True).startswith("2")
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
        ("projects.yaml", "  - {organisation: fund, role: '1'}\n", "ProjectParticipation"),
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
    seeds.edit("policies/per.yaml", "  relations:\n  - {type: replaces, policy: per-older, date: 2017}\n", "")
    assert ", 1 removed, 0 kept" in seeds.load()
    older = Policy.objects.get(slug="per-older")
    assert not PolicyRelation.objects.exists()
    assert (older.final_status, older.final_from) == ("", None)


def edited(row: models.Model) -> None:
    user = User.objects.get_or_create(username="analyst")[0]
    content_type = ContentType.objects.get_for_model(row)
    LogEntry.objects.create(
        user=user, content_type=content_type, object_id=str(row.pk), action_flag=CHANGE, object_repr=str(row)
    )


def test_what_somebody_edited_here_is_kept(seeds: Folder) -> None:
    seeds.load()
    policy, topic = Policy.objects.get(slug="per-policy"), Topic.objects.get()
    Policy.objects.filter(pk=policy.pk).update(title="Mended here", state="archived")
    edited(policy)
    edited(topic)
    policy.events.all().delete()
    seeds.edit("topics.yaml", "label: Health", "label: Other")
    assert ", 2 kept" in seeds.load()
    policy.refresh_from_db()
    topic.refresh_from_db()
    assert (policy.title, policy.state, policy.events.count(), topic.label) == ("Mended here", "archived", 0, "Health")


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
    assert checked.getvalue().endswith("; nothing was written.\n")
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
    seeds.edit("frameworks/migof.yaml", "- {code: migof-o2, kind: objective, short_title: Crises}\n", "")
    with pytest.raises(SeedError, match="migof-o2"):
        seeds.load()
    assert everything() == before


def test_a_component_is_removed_together_with_its_alignments(seeds: Folder) -> None:
    seeds.load()
    seeds.edit("frameworks/migof.yaml", "- {code: migof-o2, kind: objective, short_title: Crises}\n", "")
    text = (seeds.root / "policies/per.yaml").read_text(encoding="utf-8")
    seeds.write("policies/per.yaml", "".join(row for row in text.splitlines(True) if "migof-o2" not in row))
    assert ", 2 removed, 0 kept" in seeds.load()


# Broken files

LONG_QUOTE = "una " * 26
BROKEN: dict[str, tuple[str, str, str | bytes, str]] = {
    # what: (file, text to exchange (empty: the whole file), new text, problem as "line: words")
    "bad yaml": ("policies/per.yaml", "  title: Política", "  title: [Política", "4: not readable as YAML"),
    "tab": ("countries.yaml", "", "\t- {iso3: PER}", "1: not readable as YAML"),
    "unclosed quote": ("topics.yaml", "", "- {slug: 'health}", "1: not readable as YAML"),
    "duplicate key": ("policies/per.yaml", "  term_start: 2017\n", "  term_start: 2017\n  title: Twice\n",
                      "6: not readable as YAML: the key “title” is given twice"),
    "duplicate key in a row": ("topics.yaml", "", "- {slug: a, label: A, slug: b}", "1: not readable as YAML: the key “slug”"),
    "unknown key": ("policies/per.yaml", "  term_start: 2017", "  term_begin: 2017", "5: “term_begin” is not a key of a policy row"),
    "unknown key of a child": ("policies/per.yaml", "planned: yes", "planed: yes", "12: “planed” is not a key of a event row"),
    "a key of the other end of a relation": ("countries.yaml", "iso3: PER", "checks: none, iso3: PER", "1: “checks” is not a key"),
    "an internal key": ("policies/per.yaml", "  term_start: 2017", "  id: 7", "5: “id” is not a key"),
    "a computed key": ("policies/per.yaml", "  term_start: 2017", "  adopted_from: 2017-01-01", "5: “adopted_from” is not a key"),
    "an account": ("policies/per.yaml", "  term_start: 2017", "  created_by: root", "5: “created_by” is not a key"),
    "a list as key": ("topics.yaml", "", "- {? [a, b] : c}", "1: not readable as YAML"),
    "unknown country": ("policies/per.yaml", "- slug: per-older\n  country: PER", "- slug: per-older\n  country: ATL",
                        "23: country: there is no country “ATL”"),
    "unknown topic": ("policies/per.yaml", "topics: [health]", "topics: [health, wealth]", "7: topics: there is no topic “wealth”"),
    "unknown component": ("policies/per.yaml", "component: migof-o2", "component: migof-o9", "16: component: there is no component"),
    "unknown policy": ("policies/per.yaml", "policy: per-older", "policy: per-other", "19: policy: there is no policy “per-other”"),
    "unknown organisation": ("projects.yaml", "organisation: fund", "organisation: found", "6: organisation: there is no organisation"),
    "impossible date": ("policies/per.yaml", "2017-04-27", "2017-04-31", "11: date: 2017-04 has no day 31"),
    "date day first": ("policies/per.yaml", "2017-04-27", "27.04.2017", "11: date: “27.04.2017” "),
    "term ends first": ("policies/per.yaml", "  term_start: 2017", "  term_start: 2017\n  term_end: 2016", "6: term_end: The term ends"),
    "long quote": ("policies/per.yaml", "quote: en crisis", f"quote: {LONG_QUOTE}", "16: quote: The passage has 26 words"),
    "quote without language": ("policies/per.yaml", ", quote_language: es", "", "16: quote_language: Say in which language"),
    "duplicate row": ("topics.yaml", "", "- {slug: a, label: A}\n- {slug: a, label: B}", "2: this row is given already at topics.yaml:1"),
    "duplicate policy": ("policies/per.yaml", "- slug: per-older", "- slug: per-policy", "22: this row is given already at policies/per.yaml:1"),
    "duplicate alignment": ("policies/per.yaml", ", component: migof-o2", "", "17: this row is given already at policies/per.yaml:16"),
    "not a flag": ("policies/per.yaml", "under_revision: no", "under_revision: perhaps", "6: under_revision: write yes or no"),
    "not a choice": ("policies/per.yaml", "instrument: policy\n  term", "instrument: poem\n  term", "4: instrument: Value 'poem'"),
    "list for a text": ("policies/per.yaml", "title: Older", "title: [Older]", "24: title: expected one value"),
    "text for a list": ("policies/per.yaml", "topics: [health]", "topics: health", "7: topics: expected a list"),
    "text for rows": ("projects.yaml", "  countries:\n  - {country: PER, percentage: '100'}", "  countries: PER",
                      "3: countries: expected a list of rows"),
    "rows that are none": ("projects.yaml", "  - {country: PER, percentage: '100'}", "  - PER", "3: countries: expected a list of rows"),
    "no address": ("policies/per.yaml", "url: https://example.org/text", "url: example", "14: url: Enter a valid URL"),
    "address with spaces": ("policies/per.yaml", "Issued, source: https://example.org/main}\n  - {type: review",
                            "Issued, source: 'https://exa mple/'}\n  - {type: review", "11: source: Enter a valid URL"),
    "missing source": ("policies/per.yaml", ", source: El Peruano p. 3", "", "12: source: This field cannot be null"),
    "missing title": ("policies/per.yaml", "  title: Older\n", "", "22: title: This field cannot be blank"),
    "missing country": ("policies/per.yaml", "- slug: per-older\n  country: PER", "- slug: per-older", "22: country: This field cannot be null"),
    "negative money": ("projects.yaml", "'1000.50'", "'-1'", "8: An amount of money cannot be negative"),
    "no number": ("projects.yaml", "'1000.50'", "1 000", "8: amount: “1 000” value must be a decimal number"),
    "bad currency": ("projects.yaml", "USD", "dollars", "8: currency: Ensure this value has at most 3 characters"),
    "no coordinate": ("countries.yaml", "-9.15", "south", "1: latitude: “south” value must be a float"),
    "too far south": ("countries.yaml", "-9.15", "-95", "1: Latitude is between"),
    "component of another framework": ("frameworks/migof.yaml", "code: migof-p1", "code: gcm-p1", "6: code: The code begins with “migof-”"),
    "not utf-8": ("topics.yaml", "", "- {slug: a, label: Política}".encode("latin-1"), "1: not UTF-8 text"),
    "utf-16": ("topics.yaml", "", "- {slug: a, label: A}".encode("utf-16"), "1: not UTF-8 text"),
    "nul": ("topics.yaml", "", "- {slug: a, label: A\x00}", "1: not readable as YAML"),
    "a scalar": ("topics.yaml", "", "hello", "1: item 1 is not a row"),
    "a list of texts": ("topics.yaml", "", "- a\n- b", "1: item 1 is not a row"),
    "a python object": ("topics.yaml", "", "- !!python/object/apply:os.system [id]", "1: item 1 is not a row"),
    "an alias to itself": ("topics.yaml", "", "- &a {slug: *a}", "1: not readable as YAML"),
    "two documents": ("topics.yaml", "", "- {slug: a, label: A}\n---\n- {slug: b, label: B}", "2: not readable as YAML"),
}  # fmt: skip


def broken(seeds: Folder, what: str) -> str:
    name, old, new, problem = BROKEN[what]
    if old:
        seeds.edit(name, old, new)  # type: ignore[arg-type]
    else:
        seeds.write(name, new)
    return f"{name}:{problem}"


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_changes_nothing_and_says_where(seeds: Folder, what: str) -> None:
    before = everything()
    expected = broken(seeds, what)
    with pytest.raises(SeedError) as caught:
        seeds.load()
    lines = str(caught.value).splitlines()
    assert any(line.startswith(expected) for line in lines), lines
    assert everything() == before


@pytest.mark.parametrize("what", ["impossible date", "duplicate row", "unknown policy", "long quote"])
def test_a_broken_file_changes_nothing_of_what_was_loaded(seeds: Folder, what: str) -> None:
    seeds.load()
    before = everything()
    seeds.edit("checks.yaml", "The gazette", "Everywhere")
    broken(seeds, what)
    with pytest.raises(SeedError):
        seeds.load()
    assert everything() == before


def test_all_problems_are_named_at_once(seeds: Folder) -> None:
    seeds.edit("policies/per.yaml", "2017-04-27", "2017-13")
    seeds.edit("policies/per.yaml", "topics: [health]", "topics: [wealth]")
    seeds.edit("checks.yaml", "2024-05", "soon")
    with pytest.raises(SeedError) as caught:
        seeds.load()
    assert {problem.path for problem in caught.value.problems} == {"policies/per.yaml", "checks.yaml"}


@pytest.mark.parametrize("make_empty", [lambda root: None, lambda root: (root / "README.md").write_text("x")])
def test_an_empty_folder_is_refused(tmp_path: Path, db: None, make_empty: Callable[[Path], object]) -> None:
    make_empty(tmp_path)
    with pytest.raises(SeedError, match="there are no seed files in this folder"):
        load_seeds(tmp_path)


def test_empty_files_are_no_problem(seeds: Folder) -> None:
    seeds.write("mappings.yaml", "# none yet\n")
    seeds.write("sources.yaml", "")
    seeds.load()
    assert Policy.objects.count() == 2

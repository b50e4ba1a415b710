"""Seeds that are refused: a broken file changes nothing, and says where it is broken and how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from policies.importers.seed_files import SeedError
from policies.importers.seed_nouns import FILES
from policies.importers.seeds import load_seeds
from tests.importers.seed_folder import CHECKS, REGIONAL, Folder, everything

LONG_QUOTE = "una " * 26
BROKEN: dict[str, tuple[str, str, str | bytes, str]] = {
    # what: (file, text to exchange (empty: the whole file), new text, problem as "line: words")
    "bad yaml": ("policies/per.yaml", "  title: Política", "  title: [Política", "4: not readable as YAML"),
    "tab": ("countries.yaml", "", "\t- {iso3: PER}", "1: a tab: write spaces"),
    "unclosed quote": ("topics.yaml", "", "- {slug: 'health}", "1: not readable as YAML"),
    "duplicate key": ("policies/per.yaml", "  term_start: 2017\n", "  term_start: 2017\n  title: Twice\n",
                      "6: the key “title” is given twice: it is at line 3 already"),
    "duplicate key in a row": ("topics.yaml", "", "- {slug: a, label: A, slug: b}", "1: the key “slug” is given twice"),
    "unknown key": ("policies/per.yaml", "  term_start: 2017", "  term_begin: 2017", "5: term_begin: not a key of policy rows (did you mean “term_end”?)"),
    "unknown key of a child": ("policies/per.yaml", "planned: yes", "planed: yes", "12: planed: not a key of event rows (did you mean “planned”?)"),
    "a key of the other end of a relation": ("countries.yaml", "iso3: PER", "checks: none, iso3: PER", "1: checks: not a key of country rows, which are income, "),
    "an internal key": ("policies/per.yaml", "  term_start: 2017", "  id: 7", "5: id: not a key"),
    "a computed key": ("policies/per.yaml", "  term_start: 2017", "  adopted_from: 2017-01-01", "5: adopted_from: not a key"),
    "an account": ("policies/per.yaml", "  term_start: 2017", "  created_by: root", "5: created_by: not a key"),
    "a list as key": ("topics.yaml", "", "- {? [a, b] : c}", "1: a key is a list or a row"),
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
    "not a choice": ("policies/per.yaml", "instrument: policy\n  term", "instrument: poem\n  term", "4: instrument: “poem” is not a code of this list: one of policy, strategy"),
    "list for a text": ("policies/per.yaml", "title: Older", "title: [Older]", "24: title: expected one value"),
    "text for a list": ("policies/per.yaml", "topics: [health]", "topics: health", "7: topics: expected a list"),
    "text for rows": ("projects.yaml", "  countries:\n  - {country: PER, percentage: '100'}", "  countries: PER",
                      "3: countries: expected a list of rows"),
    "rows that are none": ("projects.yaml", "  - {country: PER, percentage: '100'}", "  - PER", "4: countries: expected a list of rows"),
    "no address": ("policies/per.yaml", "url: https://example.org/text", "url: example", "14: url: Enter a valid URL"),
    "address with spaces": ("policies/per.yaml", "Issued, source: https://example.org/main}\n  - {type: review",
                            "Issued, source: 'https://exa mple/'}\n  - {type: review", "11: source: Enter a valid URL"),
    "missing source": ("policies/per.yaml", ", source: El Peruano p. 3", "", "12: source is missing: give the address (https://…) or the citation"),
    "missing title": ("policies/per.yaml", "  title: Older\n", "", "22: title is missing: every policy row needs it"),
    "missing country": ("policies/per.yaml", "- slug: per-older\n  country: PER", "- slug: per-older", "22: country is missing"),
    "negative money": ("projects.yaml", "'1000.50'", "'-1'", "8: An amount of money cannot be negative"),
    "no number": ("projects.yaml", "'1000.50'", "1 000", "8: amount: “1 000” is not a number: write digits and a point"),
    "bad currency": ("projects.yaml", "USD", "dollars", "8: currency: Ensure this value has at most 3 characters"),
    "a currency that is none": ("projects.yaml", "USD", "USX", "8: currency: “USX” is not a currency of ISO 4217: write its code"),
    "a language in words": ("policies/per.yaml", "variant: original, language: es", "variant: original, language: spanish",
                            "14: language: “spanish” is not how this language is coded: write es"),
    "a language that is none": ("policies/per.yaml", "quote_language: es", "quote_language: qqq", "16: quote_language: “qqq” is not the code of a language"),
    "a language of a policy": ("policies/per.yaml", "  title: Older", "  title: Older\n  original_language: pt_br",
                               "25: original_language: “pt_br” is not how this language is coded: write pt-BR"),
    "a language of a source": ("sources.yaml", "title: The main page", "language: english, title: The main page",
                               "1: language: “english” is not how this language is coded: write en"),
    "an event to come": ("policies/per.yaml", "date: 2017-04-27", "date: 2199", "11: date: 2199 is still to come: mark the event as planned"),
    "a check without source": ("checks.yaml", ", source: https://example.org/main", "", "1: source is missing: give the address (https://…)"),
    "a group without source": ("groups.yaml", "  source: https://example.org/main\n", "", "1: source is missing: give the address (https://…)"),
    "no coordinate": ("countries.yaml", "-9.15", "south", "1: latitude: “south” is not a number"),
    "too far south": ("countries.yaml", "-9.15", "-95", "1: Latitude is between"),
    "component of another framework": ("frameworks/migof.yaml", "code: migof-p1", "code: gcm-p1", "6: code: The code begins with “migof-”"),
    "not utf-8": ("topics.yaml", "", "- {slug: a, label: Política}".encode("latin-1"), "1: not UTF-8 text"),
    "utf-16": ("topics.yaml", "", "- {slug: a, label: A}".encode("utf-16"), "1: not UTF-8 text"),
    "nul": ("topics.yaml", "", "- {slug: a, label: A}\n- {slug: b, label: B\x00}", "2: a character that cannot be seen (U+0000)"),
    "a scalar": ("topics.yaml", "", "hello", "1: one row or text where a list is expected"),
    "a list of texts": ("topics.yaml", "", "- {slug: a, label: A}\n- b", "2: this item is not a row"),
    "a python object": ("topics.yaml", "", "- !!python/object/apply:os.system [id]", "1: tags (tag:yaml.org,2002:python"),
    "an alias to itself": ("topics.yaml", "", "- &a {slug: *a}", "1: anchors (&) and aliases (*) are not read"),
    "two documents": ("topics.yaml", "", "- {slug: a, label: A}\n---\n- {slug: b, label: B}", "2: a second document begins here"),
    "nul written as an escape": ("topics.yaml", "", '- {slug: a, label: "A\\0"}', "1: label: a character that cannot be seen (U+0000)"),
    "a latitude that is no number": ("countries.yaml", "-9.15", "nan", "1: latitude: “nan” is not a number"),
    "a latitude without end": ("countries.yaml", "-9.15", "-.inf", "1: latitude: “-.inf” is not a number"),
    "a huge latitude": ("countries.yaml", "-9.15", "1e400", "1: latitude: “1e400” is not a number"),
    "a huge amount": ("projects.yaml", "'1000.50'", "9" * 10_000, "8: amount: “99999"),
    "an amount that is no number": ("projects.yaml", "'1000.50'", "NaN", "8: amount: “NaN” is not a number"),
    "a percentage too exact": ("projects.yaml", "percentage: '100'", "percentage: '33.333'", "4: percentage: Ensure that there are no more than"),
    "a publication state": ("policies/per.yaml", "  term_start: 2017", "  state: draft", "5: state: not a key of policy rows"),
    "a list for a slug": ("policies/per.yaml", "- slug: per-older", "- slug: [per-older]", "22: slug: expected one value, not a list or a row"),
    "a row for a slug": ("organisations.yaml", "slug: fund", "slug: {a: b}", "1: slug: expected one value, not a list or a row"),
    "a list for a reference": ("policies/per.yaml", "{project: drafting", "{project: [drafting]", "21: project: expected one value"),
    "a list for a source": ("policies/per.yaml", "source: El Peruano p. 3", "source: [a]", "12: source: expected one value"),
    "a list in a list": ("policies/per.yaml", "topics: [health]", "topics: [[health]]", "7: topics: expected one value"),
    "a key that is a row": ("topics.yaml", "", "- ? {a: b}\n  : c", "1: a key is a list or a row"),
    "an alias bomb": ("topics.yaml", "", "- {slug: &a [x, x]}\n- {slug: &b [*a, *a]}\n- {slug: [*b, *b]}", "1: anchors (&) and aliases (*) are not read"),
    "a deep nest": ("topics.yaml", "", "- {slug: " + "[" * 5_000 + "]" * 5_000 + "}", "1: lists and rows are nested more than 8 deep"),
    "an own tag": ("topics.yaml", "", "- {slug: !x a}", "1: tags (!x) are not read"),
    "a control character": ("topics.yaml", "", "- {slug: a, label: A}\n\n- {slug: b, label: \x07}", "3: a character that cannot be seen (U+0007)"),
    "a tab between words": ("topics.yaml", "", "- {slug: a, label: A}\n- {slug: b, label: B\tC}", "2: a tab: write spaces"),
    "an empty file": ("topics.yaml", "", "", "1: the file is empty: give it rows, or take it away"),
    "nothing but a comment": ("topics.yaml", "", "# none yet\n", "1: the file is empty"),
    "latin-1 further down": ("topics.yaml", "", "- {slug: a, label: A}\n- {slug: b, label: Política}".encode("latin-1"), "2: not UTF-8 text"),
    "a mapping for a list": ("topics.yaml", "", "slug: a\nlabel: A", "1: one row or text where a list is expected: begin each row with “- ”"),
    "a list for a mapping": ("frameworks/migof.yaml", "", "- {code: migof}", "1: a list where one row is expected"),
    "alignment without source": ("policies/per.yaml", "source_kind: press, source: https://example.org/main, coded_by: us}\n  - {framework: migof, link",
                                 "source_kind: press, coded_by: us}\n  - {framework: migof, link", "16: source is missing"),
    "funding without source": ("projects.yaml", ", source: https://example.org/money", "", "8: source is missing"),
    "project link without source": ("policies/per.yaml", "role: drafted, source: https://example.org/main", "role: drafted", "21: source is missing"),
    "participation without source": ("participations.yaml", ", source: https://example.org/treaties", "", "1: source is missing"),
    "score without source": ("scores.yaml", ", source: https://example.org/scores", "", "1: source is missing"),
    "policy without source": ("policies/per.yaml", "Ley N° 1\n  source: https://example.org/main\n", "Ley N° 1\n", "22: source is missing"),
    "relation without source": ("policies/per.yaml", "date: 2017, source: https://example.org/main}\n  projects", "date: 2017}\n  projects", "19: source is missing"),
    "project without source": ("projects.yaml", "\n  source: https://example.org/main\n", "\n", "1: source is missing"),
    "role in a project without source": ("projects.yaml", "role: '1', source: https://example.org/main", "role: '1'", "6: source is missing"),
    "framework without source": ("frameworks/migof.yaml", "}\nsource: https://example.org/main", "}", "1: source is missing"),
    "component without source": ("frameworks/migof.yaml", "kind: principle, source: https://example.org/main", "kind: principle", "6: source is missing"),
    "mapping without source": ("mappings.yaml", "", "- {component: migof-p1, relation: closeMatch, other: migof-o2}", "1: source is missing"),
    "alignment of a framework without source": ("frameworks/regional.yaml", "", REGIONAL.replace("press, source: https://example.org/main", "press"), "8: source is missing"),
    "a framework aligned to itself": ("frameworks/regional.yaml", "", REGIONAL + "- {framework: regional, link: implicit, source_kind: press, source: A book}\n",
                                      "10: framework: A framework cannot be aligned to itself"),
    "a framework aligned twice": ("frameworks/regional.yaml", "", REGIONAL.replace(", component: migof-o2", ""), "9: this row is given already at frameworks/regional.yaml:8"),
    "a framework aligned to an unknown component": ("frameworks/regional.yaml", "", REGIONAL.replace("migof-o2", "migof-o9"), "8: component: there is no component"),
    "a framework aligned with a long quote": ("frameworks/regional.yaml", "", REGIONAL.replace("en crisis", LONG_QUOTE), "8: quote: The passage has 26 words"),
    "two rows of one source": ("sources.yaml", "", "- {url: https://a.example/, title: A}\n- {url: https://a.example/, citation: B}",
                               "2: this row is given already at sources.yaml:1"),
    "a source without name": ("sources.yaml", "", "- {title: A}", "1: this row has no url or citation, by which it is known"),
    "one law twice": ("policies/per.yaml", "  title: Política", "  title: Política\n  legal_reference: ley  N° 1", "30: legal_reference: per-policy at policies/per.yaml:1 is this law"),
    "a near code": ("policies/per.yaml", "instrument: policy\n  term", "instrument: polcy\n  term", "4: instrument: “polcy” is not a code of this list (did you mean “policy”?)"),
    "a near topic": ("policies/per.yaml", "topics: [health]", "topics: [heath]", "7: topics: there is no topic “heath” (did you mean “health”?)"),
    "a project that ends first": ("projects.yaml", "  title: Drafting", "  title: Drafting\n  start: 2016\n  end: 2015-12", "4: end: The project ends before it starts"),
    "a membership that ends first": ("groups.yaml", "since: 1996", "since: 1996, until: 1995", "5: until: The membership ends before it begins"),
    "a score of no year": ("scores.yaml", "year: 2019", "year: 2019.5", "1: year: “2019.5” is not a whole number"),
    "a score of an early year": ("scores.yaml", "year: 2019", "year: 1019", "1: The year is between 1950 and 2199"),
    "a group twice": ("groups.yaml", "- code: can", "- {code: can, name: A}\n- code: can", "2: this row is given already at groups.yaml:1"),
    "a stray file": ("score.yaml", "", "- {a: b}", "1: no kind of seeds is kept in a file of this name (did you mean “scores.yaml”?)"),
    "a stray ending": ("policies/per.yml", "", "- {a: b}", "1: no kind of seeds is kept in a file of this name"),
    "parents in a circle": ("frameworks/migof.yaml", "short_title: Standards}\n- {code: migof-o2,", "short_title: Standards, parent: migof-o2}\n- {code: migof-o2, parent: migof-p1,",
                            "6: rows refer to each other in a circle"),
}  # fmt: skip


#: Rows that need no source of their own, and why.
WITH_THE_SOURCE_OF = {"membership": "its group"}


def test_every_row_that_can_name_a_source_must() -> None:
    nouns = [noun for kind in FILES for noun in (kind.noun, *kind.noun.children.values())]
    sourced = {noun.label: noun for noun in nouns if any(f.name == "source" for f in noun.model._meta.fields)}
    free = {label for label, noun in sourced.items() if not noun.needs(noun.field_of("source"))}
    assert free == set(WITH_THE_SOURCE_OF)
    assert len(sourced) >= 15


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


# One mistake is said once


def lines(seeds: Folder) -> list[str]:
    with pytest.raises(SeedError) as caught:
        seeds.load()
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("topics.yaml", "label: Health", "label: ''", "topics.yaml:1: label is missing"),
        ("countries.yaml", "-9.15", "-95", "countries.yaml:1: Latitude is between"),
        ("organisations.yaml", "type: '40'", "type: '41'", "organisations.yaml:1: type: “41” is not a code"),
        ("frameworks/migof.yaml", "kind: governance-framework", "kind: x", "frameworks/migof.yaml:4: kind: “x” is not a code"),
        ("frameworks/migof.yaml", "kind: objective", "kind: x", "frameworks/migof.yaml:7: kind: “x” is not a code"),
        ("projects.yaml", "title: Drafting", "title: ''", "projects.yaml:2: title is missing"),
        ("policies/per.yaml", "title: Older", "title: ''", "policies/per.yaml:24: title is missing"),
        ("policies/per.yaml", "  title: Política", "  title: Política\n  term_end: 2016", "policies/per.yaml:4: term_end: The term ends"),
        ("sources.yaml", "reliability: official", "reliability: x", "sources.yaml:1: reliability: “x” is not a code"),
    ],
)  # fmt: skip
def test_rows_that_refer_to_a_refused_row_are_not_reported(
    seeds: Folder, name: str, old: str, new: str, problem: str
) -> None:
    seeds.edit(name, old, new)
    found = lines(seeds)
    assert len(found) == 1, found
    assert found[0].startswith(problem)


@pytest.mark.parametrize("name", ["countries.yaml", "topics.yaml", "organisations.yaml", "frameworks/migof.yaml"])
def test_rows_that_refer_to_an_unreadable_file_are_not_reported(seeds: Folder, name: str) -> None:
    seeds.write(name, "- {a: ")
    assert [line.partition(":")[0] for line in lines(seeds)] == [name]


def test_the_rows_of_a_refused_record_are_judged_too(seeds: Folder) -> None:
    seeds.edit("policies/per.yaml", "instrument: policy\n  term_start: 2017", "instrument: poem\n  term_start: soon")
    seeds.edit("policies/per.yaml", "2017-04-27", "2017-13")
    assert [line.partition(": ")[0] for line in lines(seeds)] == [f"policies/per.yaml:{n}" for n in (4, 5, 11)]


def test_of_very_many_problems_the_first_are_shown(seeds: Folder) -> None:
    seeds.write("topics.yaml", "".join(f"- {{slug: t{n}}}\n" for n in range(500)))
    seeds.edit("policies/per.yaml", "topics: [health]", "topics: [t1]")
    with pytest.raises(CommandError) as caught:
        call_command("seed", str(seeds.root))
    shown = str(caught.value).splitlines()
    assert shown[0] == "topics.yaml:1: label is missing: every topic row needs it"
    assert shown[60:] == ["… and 440 more", "Nothing was loaded: 500 problem(s) to mend."]


def test_problems_change_nothing_of_what_was_loaded(seeds: Folder) -> None:
    seeds.load()
    before = everything()
    seeds.edit("policies/per.yaml", "title: Older", "title: Changed")
    seeds.edit("checks.yaml", "2024-05", "soon")
    assert len(lines(seeds)) == 1
    assert everything() == before


# Rows that have keys of their own and are one fact


def test_a_row_without_the_default_and_one_with_it_are_one_fact(seeds: Folder) -> None:
    seeds.write("checks.yaml", CHECKS + CHECKS.replace("country: PER", "country: PER, scope: national-policy"))
    assert lines(seeds) == ["checks.yaml:2: A check of this country on this date is recorded already."]


@pytest.mark.parametrize("name", ["topics.yaml", "policies/per.yaml"])
@pytest.mark.parametrize("character", ["\u202e", "\u200b", "\u2028", "\u2067", "\x85", "\ufeff", "\u2060"])
def test_what_cannot_be_seen_is_refused_as_it_is_and_as_an_escape(seeds: Folder, name: str, character: str) -> None:
    text = (seeds.root / name).read_text(encoding="utf-8")
    for written in (character, f"\\u{ord(character):04x}"):
        word = "label: Health" if name == "topics.yaml" else "title: Older"
        key = word.partition(":")[0]
        seeds.write(name, text.replace(word, f'{key}: "a{written}b"'))
        assert any(f"cannot be seen (U+{ord(character):04X})" in line for line in lines(seeds))


def test_keys_that_differ_in_capitals_only_are_refused(seeds: Folder) -> None:
    seeds.write("topics.yaml", "- {slug: health, label: A}\n- {slug: Health, label: B}\n")
    assert lines(seeds) == ["topics.yaml:2: slug: “health” at topics.yaml:1 differs in capital letters only"]
    seeds.write("topics.yaml", "- {slug: health, label: A}\n")
    seeds.load()
    seeds.write("topics.yaml", "- {slug: Health, label: A}\n")
    seeds.edit("policies/per.yaml", "topics: [health]", "topics: [Health]")
    assert lines(seeds) == ["topics.yaml:1: slug: “health”, which is here, differs in capital letters only"]


def test_only_problems_that_are_shown_look_for_a_near_word(seeds: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    def counted(text: str, *rest: object, **options: object) -> list[str]:
        looked.append(text)
        return []

    monkeypatch.setattr("policies.importers.seed_values.get_close_matches", counted)
    seeds.edit("policies/per.yaml", "topics: [health]", f"topics: [{', '.join(f't{n}' for n in range(500))}]")
    with pytest.raises(CommandError):
        call_command("seed", str(seeds.root))
    assert len(looked) == 60

"""Loaded twice is loaded once, whatever the rows and their order, and in as many queries."""

from __future__ import annotations

from pathlib import Path

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from policies.importers.seeds import load_seeds
from tests.importers.seed_folder import FILES, NEW_EVENT, POLICY, Folder, everything


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


SLUGS = st.sampled_from(["a", "b", "c", "d"])
DATES = st.sampled_from(["", "2011", "2015-09", "2017-04-27"])


@st.composite
def folders(draw: st.DrawFn) -> dict[str, list[str]]:
    """Rows of some files; references go to rows that there are."""
    policies = draw(st.permutations(draw(st.lists(SLUGS, min_size=1, unique=True))))
    rows = []
    for slug in policies:
        events = draw(st.lists(st.tuples(st.sampled_from(["adopted", "amended"]), DATES), unique=True, max_size=3))
        text = f"- slug: {slug}\n  country: PER\n  title: Title {slug}\n  instrument: law\n  source: A book\n  topics: {draw(st.lists(st.sampled_from(['x', 'y']), unique=True))}\n"
        text += "  events:\n" + "".join(
            f"  - {{type: {kind}, {'date: ' + date + ', ' if date else ''}title: T, source: https://example.org/{draw(SLUGS)}}}\n"
            for kind, date in events
        )
        others = draw(st.lists(st.sampled_from(policies), unique=True))
        text += "  relations:\n" + "".join(
            f"  - {{type: {draw(st.sampled_from(['replaces', 'amends']))}, policy: {other}, source: A book}}\n"
            for other in others
            if other != slug
        )
        rows.append(text)
    components = draw(st.permutations(["- {code: migof-1, kind: objective, short_title: A, source: A book, parent: migof-2}\n", "- {code: migof-2, kind: objective, short_title: B, source: A book}\n", "- {code: migof-3, kind: objective, short_title: C, source: A book, parent: migof-1}\n"]))  # fmt: skip
    years = draw(st.lists(st.integers(1950, 2030), unique=True, max_size=4))
    return {
        "countries.yaml": [FILES["countries.yaml"]],
        "topics.yaml": list(draw(st.permutations(["- {slug: x, label: X}\n", "- {slug: y, label: Y}\n"]))),
        "frameworks/migof.yaml": ["code: migof\nname: N\nshort_name: S\nkind: compact\nsource: A book\ncomponents:\n", *components],
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

"""The matrix of a selection: the rows of the list, its cells, its passages, and its file."""

from __future__ import annotations

import csv
import io
import json
import re
from urllib.parse import urlencode

import pytest
from django.test import Client

from policies.actions import refresh_milestones
from policies.models import Policy
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def record() -> None:
    """Peru is explicit for MiGOF P1, Kenya has MGI D1 only, Ecuador a policy that nobody has coded."""
    migof = make.FrameworkFactory(code="migof", short_name="MiGOF", name="Migration Governance Framework")
    mgi = make.FrameworkFactory(code="mgi", short_name="MGI")
    p1 = make.ComponentFactory(framework=migof, code="migof-p1", short_title="Rights", order=1)
    make.ComponentFactory(framework=migof, code="migof-p2", short_title="Evidence", order=2)
    d1 = make.ComponentFactory(framework=mgi, code="mgi-d1", short_title="Migrants’ rights")
    make.MappingFactory(component=p1, other=d1)
    make.FrameworkFactory(code="csr51")
    peru, kenya = make.CountryFactory(), make.CountryFactory(kenya=True)
    per = make.PolicyFactory(slug="per", country=peru, title="Peru's policy")
    make.EventFactory(policy=per, date="2017-04-27")
    make.AlignmentFactory(policy=per, framework=migof, component=p1, quote="los derechos", quote_language="es")
    make.AlignmentFactory(policy=per, framework=migof, component=p1, link="implicit", coded_by="b", rationale="Why so")
    make.AlignmentFactory(policy=per, framework=migof, link="implicit")
    old = make.PolicyFactory(slug="old", country=peru, title="Old act")
    make.AlignmentFactory(policy=old, framework=migof, component=p1, link="implicit")
    ken = make.PolicyFactory(slug="ken", country=kenya)
    make.AlignmentFactory(policy=ken, framework=mgi, component=d1, link="implicit")
    make.PolicyFactory(slug="ecu", country=make.CountryFactory(ecuador=True))
    make.AlignmentFactory(policy=make.PolicyFactory(slug="hidden", state="draft"), framework=migof, component=p1)
    refresh_milestones(Policy.objects.values_list("pk", flat=True))


QUERIES = [
    "", "country=PER", "country=PER&country=KEN", "framework=migof", "framework=mgi", "framework=mgi&mapping=on",
    "framework=migof&mapping=on", "component=mgi-d1&mapping=on&link=explicit", "component=mgi-d1&link=explicit",
    "mapping=on", "as_of=2016", "status=in-force&as_of=2018", "q=peru", "q=zzz", "sort=-adopted", "mapping=off",
]  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
def test_list_matrix_map_and_file_have_the_same_policies(client: Client, record: None, query: str) -> None:
    listed = {policy.slug for policy in client.get(f"/policies/?{query}").context["page"]}
    table = client.get(f"/matrix/?{query}&rows=policies").context.get("table", [])
    assert {row.policy.slug for row in table} == listed
    countries = {p.country.iso3 for p in Policy.objects.filter(slug__in=listed)}
    assert {row.country.iso3 for row in client.get(f"/matrix/?{query}&rows=countries").context["table"]} == countries
    assert {row["slug"] for row in rows_of(client, f"rows=policies&{query}")} == listed
    assert {row["country"] for row in rows_of(client, f"rows=countries&{query}")} == countries
    downloaded = csv.DictReader(io.StringIO(client.get(f"/policies.csv?{query}").getvalue().decode(), newline=""))
    assert {row["slug"] for row in downloaded} == listed


def rows_of(client: Client, query: str) -> list[dict[str, str]]:
    response = client.get(f"/matrix.csv?{query}")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.getvalue().decode(), newline="")))


def cells(client: Client, query: str) -> dict[str, list[str]]:
    return {
        (row.country.iso3 if row.country else row.policy.slug): [kind.value if kind else "" for __, kind in row.cells]
        for row in client.get(f"/matrix/?{query}").context["table"]
    }


def test_cells_show_the_best_evidence_and_mapping_only_where_it_is_on(client: Client, record: None) -> None:
    assert cells(client, "rows=policies") == {
        "per": ["implicit", "explicit", ""], "old": ["", "implicit", ""], "ken": [""] * 3, "ecu": [""] * 3,
    }  # fmt: skip
    assert cells(client, "rows=policies&mapping=on")["ken"] == ["", "by-mapping", ""]
    assert cells(client, "rows=countries&mapping=on") == {
        "PER": ["implicit", "explicit", ""], "KEN": ["", "by-mapping", ""], "ECU": [""] * 3,
    }  # fmt: skip
    assert cells(client, "frame=mgi&mapping=on&rows=countries") == {
        "PER": ["", "by-mapping"], "KEN": ["", "implicit"], "ECU": ["", ""],
    }  # fmt: skip
    totals = client.get("/matrix/?mapping=on&rows=policies").context["totals"]
    assert [(t.explicit, t.implicit, t.by_mapping) for t in totals] == [(0, 1, 0), (1, 1, 1), (0, 0, 0)]


@pytest.mark.parametrize(
    ("query", "frame"),
    [
        ("", "migof"), ("frame=mgi", "mgi"), ("frame=MGI", "mgi"), ("framework=mgi", "mgi"), ("component=mgi-d1", "mgi"),
        ("framework=mgi&framework=migof", "migof"), ("framework=mgi&frame=migof", "migof"), ("framework=csr51", "migof"),
    ],
)  # fmt: skip
def test_the_columns_are_those_asked_for_or_those_of_the_selection(
    client: Client, record: None, query: str, frame: str
) -> None:
    assert client.get(f"/matrix/?{query}").context["framework"].code == frame


def test_policies_that_fit_one_page_are_rows_themselves(client: Client, record: None) -> None:
    assert client.get("/matrix/").context["rows"] == "policies"
    for __ in range(47):
        make.PolicyFactory()
    response = client.get("/matrix/")
    assert (response.context["rows"], response.context["total"]) == ("countries", 51)
    second = client.get("/matrix/?rows=policies&page=2").context
    assert len(second["table"]) == 1
    assert len(rows_of(client, "rows=policies")) == 51
    assert len(rows_of(client, "")) == 3


def test_a_cell_leads_to_its_passages(client: Client, record: None) -> None:
    page = client.get("/matrix/?rows=countries&country=PER&country=KEN&mapping=on").content.decode()
    (address,) = re.findall(r'<a class="cell link-explicit" href="([^"]+)"', page)
    response = client.get(address.replace("&amp;", "&"))
    shown = response.content.decode()
    assert [(a.policy.slug, a.link) for a in response.context["page"]] == [
        ("per", "explicit"), ("old", "implicit"), ("per", "implicit"),
    ]  # fmt: skip
    for words in (
        "MiGOF P1 Rights: Peru",
        "“los derechos”",
        "Why so",
        "Old act",
        "/policies/per/#alignment-",
        "Coded by",
    ):
        assert words in shown, words
    assert "/policies/hidden/" not in shown
    alone = client.get(address.replace("&amp;", "&"), headers={"HX-Request": "true"})
    assert "<html" not in alone.content.decode() and "HX-Request" in alone["Vary"]
    anchor = re.findall(r"/policies/per/#(alignment-\d+)", shown)[0]
    assert f'id="{anchor}"' in client.get("/policies/per/").content.decode()


def test_evidence_by_mapping_is_always_marked(client: Client, record: None) -> None:
    for path in ("/policies/?framework=mgi&mapping=on", "/map/?framework=mgi&mapping=on", "/matrix/?mapping=on"):
        page = client.get(path).content.decode()
        assert "Including evidence by mapping" in page and "Evidence by mapping is included" in page, path
    listed = client.get("/policies/?framework=mgi&mapping=on").content.decode()
    assert listed.count('<span class="mark by-mapping">') == 2  # per and old; ken is coded for it
    assert '<span class="mark by-mapping">' not in client.get("/policies/?framework=mgi").content.decode()
    passages = client.get("/matrix/passages/?of=mgi-d1&mapping=on&policy=per").content.decode()
    assert passages.count("By mapping</span>") == 2 and "follows from MiGOF P1 Rights, explicit" in passages
    file = client.get("/policies.csv?framework=mgi&mapping=on").getvalue().decode()
    marks = [row["evidence"] for row in csv.DictReader(io.StringIO(file, newline=""))]
    assert marks == ["implicit", "by-mapping", "by-mapping"]
    empty = client.get("/policies/?framework=mgi&country=PER").content.decode()
    assert "?framework=mgi&amp;country=PER&amp;mapping=on" in empty
    svg = client.get("/charts/map-status.svg?framework=mgi&mapping=on").content.decode()
    assert "Including evidence by mapping." in re.sub(r"<[^>]+>", " ", svg)


def test_the_file_says_what_the_cells_say(client: Client, record: None) -> None:
    per = next(row for row in rows_of(client, "rows=policies") if row["slug"] == "per")
    assert (per["migof"], per["migof-p1"], per["migof-p2"]) == ("implicit", "explicit", "")
    assert per["permalink"].endswith("/policies/per/") and per["licence"] == "CC BY 4.0"
    (kenya,) = rows_of(client, "rows=countries&country=KEN&mapping=on&as_of=2020")
    assert (kenya["migof-p1"], kenya["policies"], kenya["status_as_of"]) == ("by-mapping", "1", "2020-12-31")
    assert json.loads(client.get("/matrix.json?q=zzz").getvalue()) == []
    assert client.get("/matrix.xls").status_code == client.get("/matrix.").status_code == 404


@pytest.mark.parametrize("name", ["frame", "rows", "of", "policy", "mapping"])
@pytest.mark.parametrize("value", ["atlantis", "x" * 5_000, "\x00", "<script>alert(1)</script>", "💥", "' OR 1=1 --"])
@pytest.mark.parametrize("path", ["/matrix/", "/matrix/passages/"])
def test_bad_values_are_named_and_left_out(client: Client, record: None, path: str, name: str, value: str) -> None:
    query = {"of": "migof-p1"} if path.endswith("passages/") else {}
    response = client.get(path, {**query, name: value})
    page = response.content.decode()
    assert response.status_code == 200
    assert "<script>alert(1)" not in page
    reads = {"/matrix/": ("frame", "rows", "mapping"), "/matrix/passages/": ("of", "policy", "mapping")}[path]
    ignored = path.endswith("passages/") and name in ("frame", "rows")
    assert [problem.name for problem in response.context["problems"]] == ([] if ignored else [name])
    if name in reads:
        assert "Part of this address was not understood" in page


def test_hostile_text_is_shown_as_text(client: Client) -> None:
    hostile = "<script>alert(1)</script>\"'&<img src=x onerror=alert(2)>"
    framework = make.FrameworkFactory(code="f", name=hostile, short_name=hostile)
    component = make.ComponentFactory(framework=framework, code="f-1", short_title=hostile)
    make.AlignmentFactory(
        policy__title=hostile, framework=framework, component=component, quote=hostile, quote_language=hostile[:20],
        where=hostile, rationale=hostile, coded_by=hostile, source__title=hostile,
    )  # fmt: skip
    for path in ("/matrix/?rows=policies", "/matrix/?rows=countries", "/matrix/passages/?of=f-1"):
        page = client.get(path).content.decode()
        assert "<script>alert" not in page and "<img src=x" not in page, path
        assert "&lt;script&gt;alert(1)" in page, path


def test_no_framework_with_components(client: Client) -> None:
    make.PolicyFactory()
    make.FrameworkFactory()
    assert "No framework with components" in client.get("/matrix/").content.decode()
    assert client.get("/matrix.csv").status_code == 404


def test_what_a_form_leaves_is_kept(client: Client, record: None) -> None:
    """The filters keep the columns and rows; the matrix's own form keeps the filters."""
    page = client.get("/matrix/?" + urlencode({"frame": "mgi", "rows": "countries", "country": "PER"})).content.decode()
    choices, filters = page.split('class="filters"')
    assert '<input type="hidden" name="country" value="PER">' in choices
    assert '<input type="hidden" name="frame" value="mgi">' in filters
    assert '<input type="hidden" name="rows" value="countries">' in filters


@pytest.mark.parametrize("n", [1, 3])
def test_the_file_asks_as_often_for_three_rows_as_for_one(client: Client, django_assert_num_queries, n: int) -> None:  # type: ignore[no-untyped-def]
    component = make.ComponentFactory(framework__code="migof")
    for __ in range(n):
        make.AlignmentFactory(
            policy__country=make.MadeUpCountryFactory(), framework=component.framework, component=component
        )
    client.get("/matrix.csv").getvalue()  # has the index built
    with django_assert_num_queries(3):
        client.get("/matrix.csv?rows=policies").getvalue()
    with django_assert_num_queries(2):
        client.get("/matrix.csv?rows=countries").getvalue()

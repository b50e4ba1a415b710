"""Charts outside their pages: as files, and embedded in other sites."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from policies.actions import refresh_milestones
from policies.charts import CHARTS
from policies.charts.country_map import UN_DISCLAIMER
from policies.filters import query
from policies.models import Policy
from policies.views.chart_subjects import SECTION_OF, SUBJECTS
from policies.views.embed import FILES
from tests import factories as make

pytestmark = pytest.mark.django_db

#: Path without its ending, and how many queries its chart takes, whatever is in the record.
CHARTS_OF = {
    "map-status": 3,
    "country-timeline/the-country": 13,
    "policy-timeline/the-policy": 4,
    "adoption-curve/migof": 3,
    "map-participation/migof": 3,
    "alignment-matrix": 4,
    "curve": 3,
    "country-comparison/PER-KEN": 17,
    "funding-flow": 8,
    "funding-flow/the-funder": 8,
    "map-participation": 3,
    "map-first-adoption": 3,
    "map-alignment": 5,
    "map-score": 4,
    "map-policies": 2,
    "timeline": 5,
}


def fill(n: int) -> None:
    """``n`` policies with events and projects, the first of them with pages of their own."""
    country = make.CountryFactory(slug="the-country")
    make.CountryFactory(kenya=True)
    funder = make.OrganisationFactory(slug="the-funder")
    framework = make.FrameworkFactory(code="migof", adopted="2010")
    make.ComponentFactory(framework=framework, code="migof-p1")
    for number in range(n):
        slug = "the-policy" if number == 0 else f"policy-{number}"
        policy = make.PolicyFactory(slug=slug, country=country if number < 2 else make.MadeUpCountryFactory())
        make.EventFactory(policy=policy, date="2015-09", type="drafting-started", title="=1+1")
        make.EventFactory(policy=policy, date="2017", type="adopted")
        make.EventFactory(policy=policy, date="2018-04-01", type="entered-into-force")
        make.AlignmentFactory(policy=policy, framework=framework, component=None)
        project = make.ProjectFactory(start="2014")
        make.PolicyProjectFactory(policy=policy, project=project)
        make.FundingFactory(project=project, funder=funder)
        make.TakesPartFactory(country=policy.country, framework=framework, date=str(2000 + number))
    make.ScoreFactory(country=country, framework=framework, component=None, year=2015)
    refresh_milestones(Policy.objects.values_list("pk", flat=True))


def test_every_chart_has_subjects() -> None:
    assert set(SUBJECTS) == set(CHARTS)
    assert set(SECTION_OF) < set(SUBJECTS)
    assert {path.split("/")[0] for path in CHARTS_OF} == set(SUBJECTS)


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize("path", CHARTS_OF)
def test_queries_do_not_grow(client: Client, path: str, n: int) -> None:
    fill(n)
    for address in (f"/embed/{path}/", *(f"/charts/{path}.{suffix}" for suffix in FILES)):
        client.get(address)  # what is kept for a version of the data is there
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200, address
        assert len(queries) == CHARTS_OF[path], address


# --- files -----------------------------------------------------------------------------------------------------------


def rows_of(client: Client, address: str) -> list[list[str]]:
    response = client.get(address)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(response.content.decode(), newline="")))


@pytest.mark.parametrize("path", CHARTS_OF)
def test_the_csv_has_the_rows_of_the_table(client: Client, path: str) -> None:
    fill(3)
    chart = client.get(f"/embed/{path}/").context["chart"]
    header, *rows = rows_of(client, f"/charts/{path}.csv")
    assert header[-4:] == ["link", "as_of", "chart", "licence"]
    assert all(re.fullmatch("[a-z0-9_]+", name) for name in header) and len(set(header)) == len(header)
    assert {row[-3] for row in rows} == {client.get(f"/embed/{path}/").context["day"].on.isoformat()}
    assert len(rows) == len(chart.table.rows) > 0
    assert {row[-1] for row in rows} == {"CC BY 4.0"}
    (address,) = {row[-2] for row in rows}
    page, __, anchor = address.removeprefix("http://127.0.0.1:8000").partition("#")
    assert f'id="{anchor}"' in client.get(page).content.decode()


@pytest.mark.parametrize("path", CHARTS_OF)
def test_the_other_formats_have_the_rows_of_the_csv(client: Client, path: str) -> None:
    fill(3)
    header, *rows = rows_of(client, f"/charts/{path}.csv")
    plain = [dict(zip(header, [cell.removeprefix("'") for cell in row], strict=True)) for row in rows]
    assert json.loads(client.get(f"/charts/{path}.json").content) == plain
    data, about = load_workbook(io.BytesIO(client.get(f"/charts/{path}.xlsx").content)).worksheets
    __, *written = data.values
    assert [["" if cell is None else str(cell) for cell in row] for row in written] == [
        list(row.values()) for row in plain
    ]
    assert dict(about.values)["Permalink"] == rows[0][-2]


def test_a_timeline_as_csv(client: Client, settings: object) -> None:
    settings.SITE_URL = "https://policies.example"  # type: ignore[attr-defined]
    fill(1)
    title = Policy.objects.get().title
    link = "https://policies.example/policies/the-policy/"
    response = client.get("/charts/policy-timeline/the-policy.csv?as_of=2020")
    assert response["Content-Disposition"] == (
        'attachment; filename="migpol-policy-timeline-the-policy-2020-12-31.csv"'
    )
    drafted, adopted, begun = Policy.objects.get().events.order_by("date")
    assert drafted.source and adopted.source and begun.source
    assert [row[:6] for row in rows_of(client, "/charts/policy-timeline/the-policy.csv")] == [
        ["date", "what", "title", "record", "source_url", "link"],
        ["2015-09", "Drafting started", "'=1+1", title, drafted.source.url, link],
        ["2015-09/2017", "Period", "In development September 2015 – 2017", title, "", link],
        ["2017", "Adopted", adopted.title, title, adopted.source.url, link],
        ["2017/2018-04-01", "Period", "Adopted 2017 – 1 April 2018", title, "", link],
        ["2018-04-01/..", "Period", "In force since 1 April 2018", title, "", link],
        ["2018-04-01", "Entered into force", begun.title, title, begun.source.url, link],
    ]


def test_the_columns_of_a_map_are_the_same_every_day(client: Client) -> None:
    fill(1)
    today, past = (rows_of(client, f"/charts/map-status.csv{asked}") for asked in ("", "?as_of=2016"))
    assert today[0] == past[0] == ["country", "state", "since", "iso3", "link", "as_of", "chart", "licence"]
    assert {row[5] for row in past[1:]} == {"2016-12-31"}


def test_the_columns_of_a_curve_are_those_of_its_lines(client: Client) -> None:
    fill(1)
    (numbers, *_), (shares, *_) = (rows_of(client, f"/charts/curve.csv?by=region{more}") for more in ("", "&share=on"))
    assert numbers[:3] == ["year", "africa", "americas"]
    assert shares[:3] == ["year", "africa", "africa_percent"]


def test_the_query_string_narrows_the_files_of_the_map(client: Client) -> None:
    fill(1)

    def states(query: str) -> set[str]:
        return {row[1] for row in rows_of(client, f"/charts/map-status.csv{query}") if row[0] == "Peru"}

    assert states("") == {"In force"}
    assert states("?as_of=2016") == {"In development"}
    assert states("?framework=migof&as_of=2010") == {"No match recorded"}
    assert states("?as_of=never&region=mars&x=y") == {"In force"}  # what is not understood is left out


@pytest.mark.parametrize("path", CHARTS_OF)
def test_the_svg_stands_alone(client: Client, settings: object, path: str) -> None:
    settings.SITE_URL = "https://policies.example"  # type: ignore[attr-defined]
    fill(2)
    response = client.get(f"/charts/{path}.svg?as_of=2020-05-17")
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Content-Disposition"].endswith('-2020-05-17.svg"')
    texts = ElementTree.fromstring(response.content).iter("{http://www.w3.org/2000/svg}text")
    text = " ".join(" ".join(element.itertext()) for element in texts)
    embedded = client.get(f"/embed/{path}/?as_of=2020-05-17")
    asked = "?" + "".join(f"{name}={value}&" for name, value in embedded.context["shown"].beside)
    for words in (
        embedded.context["chart"].title,
        "as of 17 May 2020",
        embedded.context["shown"].name,
        "Source: MigPol",
        "CC BY 4.0",
        f"https://policies.example{embedded.context['shown'].page}{asked}as_of=2020-05-17",
    ):
        assert words in text, words
    shown = embedded.context["shown"]
    address = f"https://policies.example{shown.page}{query([*shown.beside, ('as_of', '2020-05-17')])}"
    assert address in text.replace(" ", "")
    assert (UN_DISCLAIMER in text) == path.startswith("map")


def test_the_svg_says_what_narrowed_the_map(client: Client) -> None:
    fill(1)
    svg = client.get(
        "/charts/map-status.svg?region=africa&region=asia&framework=migof&q=plan&region=mars"
    ).content.decode()
    short_name = Policy.objects.get().alignments.get().framework.short_name
    text = html.unescape(re.sub(r"<[^>]+>", " ", svg))
    assert f"Only Words: “plan”; Region: Africa or Asia; Framework: {short_name}." in text
    assert "mars" not in text


@pytest.mark.parametrize(
    "address",
    [
        "/charts/no-such.csv",
        "/charts/map-status.xls",
        "/charts/map-status/peru.csv",
        "/charts/country-timeline.csv",
        "/charts/timeline/peru.csv",
        "/charts/timeline.csv?q=nothing-like-it",
        "/charts/country-timeline/the-contry.svg",
        "/charts/policy-timeline/a-draft.csv",
        "/charts/adoption-curve/nothing-aligned.csv",
        "/charts/curve/peru.svg",
        "/charts/curve.csv?country=KEN",
        "/charts/country-comparison.csv",
        "/charts/country-comparison/PER.csv",
        "/charts/country-comparison/PER-XXX.svg",
        "/charts/country-comparison/PER-KEN-PER-KEN-XXX.svg",
        "/charts/funding-flow/no-funder.svg",
        "/charts/funding-flow.svg?country=KEN",
    ],
)
def test_files_that_do_not_exist(client: Client, address: str) -> None:
    fill(1)
    make.PolicyFactory(slug="a-draft", state="draft")
    make.FrameworkFactory(code="nothing-aligned")
    assert client.get(address).status_code == 404


# --- embeds ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", CHARTS_OF)
def test_an_embed_may_stand_in_any_frame_and_nothing_else_is_relaxed(client: Client, path: str) -> None:
    fill(1)
    embed, page = client.get(f"/embed/{path}/"), client.get("/about/")
    assert "X-Frame-Options" not in embed and page["X-Frame-Options"] == "DENY"
    assert sorted(embed["Content-Security-Policy"].split("; ")) == sorted(
        page["Content-Security-Policy"].replace("frame-ancestors 'none'", "frame-ancestors *").split("; ")
    )


@pytest.mark.parametrize("path", CHARTS_OF)
def test_an_embed_is_the_chart_alone(client: Client, settings: object, path: str) -> None:
    settings.SITE_URL = "https://policies.example"  # type: ignore[attr-defined]
    fill(1)
    response = client.get(f"/embed/{path}/?as_of=2020&page=2")
    page = response.content.decode()
    shown = response.context["shown"]
    asked = "".join(f"&amp;{name}={value}" for name, value in shown.beside)
    full = f"https://policies.example{shown.page}?as_of=2020{asked}"
    assert page.count("data-chart=") == page.count("<h1") == 1
    assert 'class="masthead"' not in page and "chart-actions" not in page
    assert f'<link rel="canonical" href="{full}">' in page and f'<a href="{full}"' in page
    assert '<meta name="robots" content="noindex">' in page
    for words in (shown.chart.sentence, "The same as a table", "Source: MigPol", "CC BY 4.0", shown.name):
        assert words in html.unescape(page), words
    assert not re.findall(r"<[^>]+\s(style|on\w+)=", page)


def test_links_of_an_embed_open_beside_the_frame(client: Client) -> None:
    fill(2)
    page = client.get("/embed/country-timeline/the-country/").content.decode()
    assert '<base target="_blank">' in page
    assert re.findall(r'<a target="_blank" rel="noopener" href="/policies/the-policy/" tabindex="-1">', page)
    assert (
        '<form class="map-year" data-for="map-status" method="get" target="_self">'
        in client.get("/embed/map-status/").content.decode()
    )


def test_what_was_not_understood_is_named(client: Client) -> None:
    fill(1)
    for address, words in (
        ("/embed/map-status/?region=mars", "<code>region=mars</code>"),
        ("/embed/country-timeline/the-country/?as_of=soon", "<code>as_of=soon</code>"),
    ):
        page = client.get(address).content.decode()
        assert words in page
        assert "mars" not in re.findall(r'rel="canonical" href="([^"]*)"', page)[0]


def test_an_embed_says_what_narrows_it(client: Client) -> None:
    fill(1)
    assert "Only Region: Africa." in client.get("/embed/map-status/?region=africa").content.decode()


def test_an_embed_without_anything_to_draw_says_so(client: Client) -> None:
    make.FrameworkFactory(code="migof")
    response = client.get("/embed/adoption-curve/migof/")
    assert response.status_code == 200
    assert "There is nothing to draw yet" in response.content.decode()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/embed/country-timeline/the-contry/", "/embed/country-timeline/the-country/"),
        ("/embed/adoption-curve/migoff/", "/embed/adoption-curve/migof/"),
        ("/embed/adoption-curve/", "adoption-curve"),
        ("/embed/map-status/peru/", "map-status"),
        ("/embed/no-such/", "country-timeline"),
        ("/embed/policy-timeline/a-draft/", "policy-timeline"),
    ],
)
def test_a_frame_of_nothing_helps(client: Client, address: str, words: str) -> None:
    fill(1)
    make.PolicyFactory(slug="a-draft", state="draft")
    response = client.get(address)
    assert response.status_code == 404
    assert words in response.content.decode()
    assert "X-Frame-Options" not in response


# --- beside the chart ------------------------------------------------------------------------------------------------


def links_of(page: str) -> dict[str, str]:
    found = {kind: re.search(rf'href="([^"]*)" download data-export="{kind}"', page) for kind in ("svg", "csv")}
    return {kind: html.unescape(match[1]) for kind, match in found.items() if match}


@pytest.mark.parametrize(
    ("page", "path", "asked"),
    [
        ("/?as_of=2020&q=x", "map-status", "?as_of=2020"),
        ("/", "map-status", ""),
        (
            "/map/?region=africa&as_of=2020&sort=title&region=mars&as_of=2019",
            "map-status",
            "?region=africa&as_of=2020&as_of=2019",
        ),
        (
            "/map/?layer=alignment&of=MIGOF&as_of=2020&zoom=asia&region=europe",
            "map-alignment",
            "?region=europe&as_of=2020&layer=alignment&of=migof&zoom=asia",
        ),
        ("/map/?layer=policies&of=x&zoom=y", "map-policies", "?layer=policies"),
        ("/map/?layer=participation", "map-participation", "?layer=participation&of=migof"),
        ("/countries/the-country/?as_of=soon", "country-timeline/the-country", ""),
        ("/policies/the-policy/", "policy-timeline/the-policy", ""),
        ("/frameworks/migof/?as_of=2020", "adoption-curve/migof", "?as_of=2020"),
    ],
)
def test_pages_link_the_files_and_the_embed_of_what_they_show(client: Client, page: str, path: str, asked: str) -> None:
    fill(2)
    response = client.get(page)
    text = response.content.decode()
    assert links_of(text) == {kind: f"/charts/{path}.{kind}{asked}" for kind in ("svg", "csv")}
    snippet = html.unescape(re.findall(r"<textarea[^>]* readonly[^>]*>([^<]*)</textarea>", text)[0])
    source = html.unescape(re.findall(r'<iframe src="([^"]*)" title="', snippet)[0])
    assert source.endswith(f"/embed/{path}/{asked}")
    embedded = client.get(f"/embed/{path}/{asked}")
    assert embedded.context["chart"].sentence == response.context["chart"].sentence


def test_a_draft_offers_no_files(admin_client: Client) -> None:
    draft = make.PolicyFactory(slug="a-draft", state="draft")
    make.EventFactory(policy=draft, date="2017", type="adopted")
    page = admin_client.get("/policies/a-draft/").content.decode()
    assert "data-chart=" in page and links_of(page) == {} and "chart-embed" not in page

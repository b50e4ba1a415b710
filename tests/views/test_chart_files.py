"""Charts as files: pictures that stand alone, and their rows."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from xml.etree import ElementTree

import pytest
from django.test import Client
from openpyxl import load_workbook

from policies.charts.country_map import UN_DISCLAIMER
from policies.filters import query
from policies.models import Policy
from tests import factories as make
from tests.views.test_charts_elsewhere import CHARTS_OF, fill

pytestmark = pytest.mark.django_db


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
    assert states("?framework=migof&as_of=2010") == {"No dated policy or strategy matches"}
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

"""Charts outside their pages: each has a file of every kind and an embed, and the page of it links them."""

from __future__ import annotations

import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from policies.actions import refresh_milestones
from policies.charts import CHARTS
from policies.models import Policy
from policies.views.chart_subjects import SECTION_OF, SUBJECTS
from policies.views.embed import FILES
from tests import factories as make

pytestmark = pytest.mark.django_db

#: Path without its ending, and how many queries its chart takes, whatever is in the record.
CHARTS_OF = {
    "map-status": 2,
    "country-timeline/the-country": 13,
    "policy-timeline/the-policy": 4,
    "adoption-curve/migof": 2,
    "map-participation/migof": 3,
    "alignment-matrix": 2,
    "curve": 2,
    "country-comparison/PER-KEN": 18,
    "funding-flow": 1,
    "funding-flow/the-funder": 4,
    "map-participation": 3,
    "map-first-adoption": 2,
    "map-alignment": 3,
    "map-score": 4,
    "map-policies": 1,
    "timeline": 3,
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

"""Charts in frames of other sites."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from tests import factories as make
from tests.views.test_charts_elsewhere import CHARTS_OF, fill

pytestmark = pytest.mark.django_db


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

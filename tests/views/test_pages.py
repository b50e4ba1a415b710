"""Every public page: it answers to readers, asks a fixed number of queries, and keeps its own security policy."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from policies.actions import refresh
from tests import factories as make

pytestmark = pytest.mark.django_db

#: Path, and how many queries it takes, whatever is in the record.
PAGES = {
    "/": 4,
    "/policies/": 3,
    "/policies/?framework=migof&component=migof-c1&link=explicit&as_of=2020&q=policy&region=americas": 7,
    "/policies/the-policy/": 12,
    "/map/": 2,
    "/map/?status=in-force&as_of=2020": 1,
    "/countries/": 2,
    "/countries/the-country/": 12,
    "/frameworks/": 2,
    "/frameworks/migof/": 7,
    "/projects/": 5,
    "/projects/the-project/": 7,
    "/funders/": 2,
    "/funders/the-funder/": 9,
    "/about/": 3,
    "/changes/": 2,
    "/data/api/": 1,
    "/changes/?country=PER&of=policies/the-policy": 4,
    "/policies/no-such-policy/": 4,
    "/matrix/": 3,
    "/matrix/?frame=mgi&rows=policies&mapping=on": 3,
    "/matrix/passages/?of=mgi-d1&mapping=on&policy=the-policy": 4,
    "/policies/?framework=mgi&mapping=on": 4,
    "/curve/": 2,
    "/curve/?of=treaty&by=group&share=on": 5,
    "/curve/?of=alignment&framework=migof&component=migof-c1&link=explicit&by=region&region=americas&as_of=2024": 5,
    "/funding/": 1,
    "/funding/?currency=USD&framework=migof&component=migof-c1&link=explicit&region=americas&as_of=2026": 6,
    "/compare/": 2,
    "/compare/?country=PER&country=KEN": 18,
    "/map/?layer=first-adoption": 2,
    "/map/?layer=alignment": 3,
    "/map/?layer=alignment&of=migof-c1&zoom=africa": 3,
    "/map/?layer=participation&as_of=2010&region=americas": 4,
    "/map/?layer=score": 4,
    "/map/?layer=policies&as_of=2020": 1,
    "/timeline/": 3,
    "/timeline/?by=region&event=adoption&from=1900&framework=migof&component=migof-c1&region=americas&as_of=2020": 5,
    "/policies/?q=policy": 5,
    "/suggest-correction/?of=policies/the-policy": 1,
    "/suggest/?q=policy": 5,
    "/suggest/?q=p": 1,
    "/countries/no-such-country/": 2,
    "/frameworks/no-such-framework/": 3,
    "/projects/no-such-project/": 4,
    "/funders/no-such-funder/": 4,
    "/nothing/": 0,
}


@pytest.mark.parametrize("n", [1, 50])
def test_pages_take_a_fixed_number_of_queries(client: Client, world: Callable[[int], None], n: int) -> None:
    """With the index of the data at hand, which the first page after a change builds; that has a test of its own."""
    world(n)
    taken = {}
    for path in PAGES:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(path)
        assert response.status_code == (404 if "/no" in path else 200), path
        taken[path] = len(queries)
    assert taken == PAGES


def test_no_page_takes_more_than_twelve_queries() -> None:
    """But the comparison, which is of up to four countries at once."""
    assert {path for path, count in PAGES.items() if count > 12} == {"/compare/?country=PER&country=KEN"}
    assert max(PAGES.values()) <= 20


OPEN = [path for path in PAGES if "/no" not in path]
#: Pages with a form: they take what is sent, and set the cookie that keeps other sites from sending it.
FORMS = [path for path in PAGES if path.startswith("/suggest-correction/")]


@pytest.mark.parametrize(
    "path",
    ["/", "/policies/", "/countries/", "/map/", "/frameworks/", "/projects/", "/funders/", "/about/", "/matrix/",
     "/matrix/passages/"],
)  # fmt: skip
def test_pages_of_an_empty_record_say_so(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/policies/", "/projects/"])
@pytest.mark.parametrize("page", ["0", "-1", "x", "", "2.5", "9" * 320_000, "٢", "1e9", "\x00", "last"])
def test_nonsense_as_page_shows_the_nearest_one(client: Client, path: str, page: str) -> None:
    make.PolicyProjectFactory()
    response = client.get(path, {"page": page})
    assert response.status_code == 200
    assert response.context["page"].number == 1
    assert len(response.content) < 150_000


def test_lists_are_cut_into_pages(client: Client) -> None:
    country = make.CountryFactory()
    for __ in range(51):
        make.PolicyFactory(country=country)
    first, second = (client.get(f"/policies/?sort=title&country=PER&page={n}") for n in (1, 2))
    assert (len(first.context["page"]), len(second.context["page"])) == (50, 1)
    assert b"51 policies" in first.content
    assert b"?sort=title&amp;country=PER&amp;page=2" in first.content


@pytest.mark.parametrize("path", ["/", "/map/", "/countries/peru/", "/frameworks/migof/", "/policies/p/"])
def test_charts_are_complete_without_script(client: Client, path: str) -> None:
    event = make.EventFactory(policy__slug="p")
    make.AlignmentFactory(policy=event.policy, framework__code="migof")
    refresh([event.policy_id])
    page = client.get(path).content.decode()
    assert page.count('data-state="still"') == page.count("data-chart=") == 1
    assert "<svg" in page
    assert "<table" in page


def test_favicon(client: Client) -> None:
    """For pages that name no icon, such as the admin's."""
    response = client.get("/favicon.ico")
    assert (response.status_code, response["Location"]) == (302, "/static/favicon.svg")

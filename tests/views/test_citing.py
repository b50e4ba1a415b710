"""Every page and chart can be cited: the words on the page and the files say the same, and lead back to it."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
import rispy
from django.test import Client
from pybtex.database import parse_string

from policies.actions import refresh_milestones
from policies.charts import CHARTS
from policies.exporters.citations import CITATIONS
from policies.models import Policy
from tests import factories as make
from tests.views.test_charts_elsewhere import CHARTS_OF

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
PAGES = (
    "/policies/", "/policies/?country=PER&framework=migof&sort=title&page=9&colour=blue", "/policies/?as_of=2018",
    "/countries/", "/countries/?as_of=2018", "/frameworks/", "/projects/", "/funders/", "/about/coverage/",
    "/policies/p/", "/policies/p/?as_of=2018-06", "/countries/peru/", "/countries/peru/?as_of=2018", "/frameworks/migof/",
    "/projects/q/", "/funders/o/",
)  # fmt: skip


@pytest.fixture(autouse=True)
def record() -> None:
    policy = make.PolicyFactory(slug="p", title="Law & “order”")
    make.EventFactory(policy=policy, date="2017-04-27")
    make.AlignmentFactory(policy=policy, framework__code="migof", framework__name="The Framework")
    make.TakesPartFactory(country=policy.country, framework=policy.alignments.get().framework)
    make.ParticipationFactory(project__slug="q", organisation__slug="o")
    refresh_milestones(Policy.objects.values_list("pk", flat=True))


def citations_on(page: str, begins: str) -> list[tuple[str, dict[str, str]]]:
    """(text, {format: address}) of each block that begins so."""
    blocks = re.findall(begins + r".*?</details>", page, re.DOTALL)
    found = []
    for block in blocks:
        text = re.search(r'<p class="cite"[^>]*>(.*?)</p>', block)
        links = re.findall(r'<a href="([^"]+)" download[^>]*>([^<]+)</a>', block)
        if text:
            found.append((html.unescape(text[1]), {label: html.unescape(href) for href, label in links}))
    return found


def check(client: Client, text: str, files: dict[str, str]) -> str:
    """Each file says what the words say. The address that they lead to."""
    assert list(files) == [style.label for style in CITATIONS.values()]
    contents = {}
    for label, address in files.items():
        response = client.get(address)
        assert response.status_code == 200, address
        assert response["Content-Disposition"].startswith('attachment; filename="migpol-')
        contents[label] = response.content.decode()
    (entry,) = parse_string(contents["BibTeX"], "bibtex").entries.values()
    (ris,) = rispy.loads(contents["RIS"])
    (csl,) = json.loads(contents["CSL-JSON"])
    assert entry.fields["url"] == ris["urls"][0] == csl["URL"]
    assert ris["title"] == csl["title"]
    assert text == f"MigPol ({csl['issued']['date-parts'][0][0]}). “{csl['title']}”. {csl['note']}. {csl['URL']}"
    return csl["URL"].removeprefix(SITE)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_cited_as_it_was_read(client: Client, path: str) -> None:
    response = client.get(path)
    ((text, files),) = citations_on(response.content.decode(), '<details class="citation"')
    cited = client.get(check(client, text, files))
    assert cited.status_code == 200
    assert cited.context["problems"] == []
    assert ("as_of=" in cited.request["QUERY_STRING"]) == ("day" in cited.context)
    assert str(cited.context.get("day") and cited.context["day"].on) == str(
        response.context.get("day") and response.context["day"].on
    )
    if "page" in response.context and hasattr(response.context["page"], "paginator"):
        assert cited.context["page"].paginator.count == response.context["page"].paginator.count


@pytest.mark.parametrize("path", ["/", "/map/?country=PER", "/map/?as_of=2018", "/policies/p/", "/countries/peru/",
                                  "/countries/peru/?as_of=2018", "/frameworks/migof/"])  # fmt: skip
def test_a_chart_is_cited_as_it_was_drawn(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    citations = citations_on(page, '<details class="chart-cite"')
    assert len(citations) == page.count("data-chart=") > 0
    for text, files in citations:
        address, __, anchor = check(client, text, files).partition("#")
        assert f'id="{anchor}"' in client.get(address).content.decode()


def test_every_chart_has_citations(client: Client) -> None:
    assert {key.split("/")[0] for key in CHARTS_OF} == set(CHARTS)
    for suffix in CITATIONS:
        assert client.get(f"/charts/map-status.{suffix}").status_code == 200


def test_the_words_of_a_selection_are_in_its_title(client: Client) -> None:
    (item,) = json.loads(client.get("/policies.csl?country=PER&as_of=2018").content)
    assert item["title"] == "Policies (Country: Peru), as of 31 December 2018"
    assert item["URL"] == f"{SITE}/policies/?country=PER&as_of=2018-12-31"


@pytest.mark.parametrize("state", ["draft", "in-review", "archived"])
def test_what_is_not_public_has_no_citation(logged_in: Any, state: str) -> None:
    make.PolicyFactory(slug="hidden", state=state)
    make.ProjectFactory(slug="hidden", state=state)
    client = logged_in("reviewer")
    for section in ("policies", "projects"):
        assert b"How to cite" not in client.get(f"/{section}/hidden/").content
        assert client.get(f"/{section}/hidden.bib").status_code == 404

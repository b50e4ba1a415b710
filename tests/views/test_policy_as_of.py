"""The page of one policy on a day of the past: nothing in its chart that came later, and a mark on what did in its lists."""

from __future__ import annotations

import pytest
from django.test import Client

from policies.actions import refresh
from policies.models import Policy
from tests import factories as make

pytestmark = pytest.mark.django_db

MARK = "after this day"


@pytest.fixture(autouse=True)
def policy() -> None:
    """Prepared in 2015, adopted in 2017, reviewed in 2021, replaced in 2022."""
    policy = make.PolicyFactory(slug="p", title="Old policy")
    for kind, date in (("drafting-started", "2015-09"), ("adopted", "2017-04-27"), ("review", "2021")):
        make.EventFactory(policy=policy, type=kind, date=date, title=f"Event {kind}")
    other = make.PolicyFactory(slug="successor", title="New policy")
    make.EventFactory(policy=other, type="entered-into-force", date="2022-03-01")
    make.RelationFactory(policy=other, other=policy, type="replaces")
    refresh([other.pk])
    refresh([policy.pk])


def bars_and_events(client: Client, query: str) -> list[tuple[str, ...]]:
    """What and when, of every row of the chart's table on the page."""
    chart = client.get(f"/policies/p/{query}").context["chart"]
    return (
        [tuple(cell if isinstance(cell, str) else cell[0] for cell in row) for row in chart.table.rows] if chart else []
    )


def said(rows: list[tuple[str, ...]]) -> str:
    return " ".join(" ".join(row) for row in rows)


def test_the_chart_ends_on_the_day(client: Client) -> None:
    then = said(bars_and_events(client, "?as_of=2018"))
    assert "Event adopted" in then and "In force since 27 April 2017" in then
    assert "review" not in then and "2021" not in then and "2022" not in then
    today = said(bars_and_events(client, ""))
    assert "Event review" in today and "2022" in today


def test_a_year_before_everything_has_no_chart(client: Client) -> None:
    response = client.get("/policies/p/?as_of=2001")
    assert response.context["chart"] is None
    assert "Not begun" in response.content.decode()


def test_the_day_itself_counts(client: Client) -> None:
    assert "Event adopted" in said(bars_and_events(client, "?as_of=2017-04-27"))
    assert "Event adopted" not in said(bars_and_events(client, "?as_of=2017-04-26"))


def test_files_of_the_chart_have_the_rows_of_the_page(client: Client) -> None:
    rows = client.get("/charts/policy-timeline/p.csv?as_of=2018").content.decode()
    assert "Event adopted" in rows and "Event review" not in rows
    assert "Event review" in client.get("/charts/policy-timeline/p.csv").content.decode()
    assert "Event review" not in client.get("/charts/policy-timeline/p.svg?as_of=2018").content.decode()


def test_the_banner_stands_above_and_leads_to_today(client: Client) -> None:
    page = client.get("/policies/p/?as_of=2018").content.decode()
    banner = page.partition('<p class="notice as-of"')[2].partition("</p>")[0]
    assert "As of 31 December 2018." in banner and ">Show today</a>" in banner
    assert "notice as-of" not in client.get("/policies/p/").content.decode()


def test_a_note_is_of_today(client: Client) -> None:
    Policy.objects.filter(slug="p").update(notes="No successor was found.")
    words = "No successor was found. <span"
    assert words in client.get("/policies/p/?as_of=2018").content.decode()
    assert words not in client.get("/policies/p/").content.decode()


def test_later_events_and_relations_are_marked(client: Client) -> None:
    page = client.get("/policies/p/?as_of=2018").content.decode()
    assert page.count(MARK) == 2  # the review, and the policy that replaces it
    assert "New policy</a> <span" in page.partition('id="related"')[2]
    assert client.get("/policies/p/?as_of=2021").content.decode().count(MARK) == 1
    assert MARK not in client.get("/policies/p/?as_of=2022-03-01").content.decode()
    assert MARK not in client.get("/policies/p/").content.decode()

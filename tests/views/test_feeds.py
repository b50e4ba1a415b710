"""Feeds of dated events."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from policies import actions
from policies.actions import refresh_milestones
from policies.models import Policy
from policies.views.feeds import MOST_ENTRIES
from tests import factories as make

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ("/policies.atom", "/countries/peru.atom", "/frameworks/migof.atom", "/policies/p.atom")


@pytest.fixture
def policy() -> Policy:
    policy = make.PolicyFactory(slug="p", title="Law <1> & more")
    make.AlignmentFactory(policy=policy, framework__code="migof")
    make.EventFactory(policy=policy, type="drafting-started", date="2011", title="A <b> & c", notes="Careful")
    make.EventFactory(policy=policy, type="adopted", date="2015-09", source__title="Gazette <x>")
    make.EventFactory(policy=policy, type="other", date=None)
    make.EventFactory(policy=policy, type="review", date="2019", planned=True)
    refresh_milestones([policy.pk])
    return policy


def feed(client: Client, address: str) -> ElementTree.Element:
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    return ElementTree.fromstring(response.content)


def titles(client: Client, address: str) -> list[str | None]:
    return [entry.findtext(f"{ATOM}title") for entry in feed(client, address).findall(f"{ATOM}entry")]


@pytest.mark.parametrize("address", FEEDS)
def test_dated_events_newest_first_with_the_dates_that_are_known(client: Client, policy: Policy, address: str) -> None:
    make.EventFactory(policy=make.PolicyFactory(state="draft"), date="2018")
    root = feed(client, address)
    first, second = root.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in (first, second)] == [
        "September 2015 – Adopted: Law <1> & more (Peru)",
        "2011 – Drafting started: Law <1> & more (Peru)",
    ]
    summary = second.findtext(f"{ATOM}summary") or ""
    assert summary.startswith("<p>A &lt;b&gt; &amp; c</p><p>Careful</p>")
    assert ">Gazette &lt;x&gt;</a>" in (first.findtext(f"{ATOM}summary") or "")
    # Changed by us today, whenever it happened.
    assert (second.findtext(f"{ATOM}updated") or "").startswith(timezone.now().date().isoformat())
    link = second.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == "http://127.0.0.1:8000/policies/p/#events"
    self = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert self["self"] == f"http://127.0.0.1:8000{address}"
    assert client.get((self["alternate"] or "").removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_identifiers_stay_when_the_words_change(client: Client, policy: Policy) -> None:
    def ids() -> list[str | None]:
        return [entry.findtext(f"{ATOM}id") for entry in feed(client, "/policies.atom").findall(f"{ATOM}entry")]

    before = ids()
    Policy.objects.update(title="Renamed", slug="renamed")
    assert ids() == before
    assert len(set(before)) == 2


def test_the_choices_and_the_day_are_those_of_the_page(client: Client, policy: Policy) -> None:
    make.EventFactory(policy__country=make.CountryFactory(kenya=True), date="2016", policy__title="Act")
    assert len(titles(client, "/policies.atom")) == 3
    assert titles(client, "/policies.atom?country=KEN") == ["2016 – Adopted: Act (Kenya)"]
    assert len(titles(client, "/policies.atom?country=PER&as_of=2012")) == 1
    assert len(titles(client, "/countries/peru.atom?as_of=2012")) == 1
    assert titles(client, "/policies.atom?q=zzzz") == []


def test_a_feed_is_not_endless(client: Client, policy: Policy) -> None:
    for number in range(MOST_ENTRIES + 1):
        make.EventFactory(policy=policy, date="2020", title=f"Event {number}")
    assert len(titles(client, "/policies.atom")) == MOST_ENTRIES


@pytest.mark.parametrize("n", [1, 4])
def test_queries_do_not_grow(client: Client, django_assert_num_queries: DjangoAssertNumQueries, n: int) -> None:
    for __ in range(n):
        make.EventFactory(policy=make.PolicyFactory())
    with django_assert_num_queries(2):
        client.get("/policies.atom")
    with django_assert_num_queries(3):
        client.get("/countries/peru.atom")


@pytest.mark.parametrize(
    "page", ["/policies/?country=PER&page=1", "/policies/p/", "/countries/peru/", "/frameworks/migof/"]
)
def test_pages_name_their_feed(client: Client, policy: Policy, page: str) -> None:
    html = client.get(page).content.decode()
    (address,) = re.findall(r'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="([^"]+)">', html)
    assert len(titles(client, address.replace("&amp;", "&"))) == 2
    assert address.startswith(page.split("?")[0].rstrip("/"))


def test_entries_keep_their_ids_when_a_working_copy_is_published(client: Client, policy: Policy) -> None:
    """Whoever follows a feed is told of an event once, whatever was mended of it since; swapped dates too."""
    before = [entry.findtext(f"{ATOM}id") for entry in feed(client, "/policies/p.atom").iter(f"{ATOM}entry")]
    root = User.objects.create_superuser("root")
    copy = actions.start_copy(policy, root)
    first, second = copy.events.filter(date__isnull=False).order_by("pk")[:2]
    for event, day in ((first, second.date), (second, first.date)):
        event.date, event.title = day, f"{event.title}, mended"
        event.save()
    actions.move(copy, "publish", root)
    after = [entry.findtext(f"{ATOM}id") for entry in feed(client, "/policies/p.atom").iter(f"{ATOM}entry")]
    assert len(after) == 2 and set(after) == set(before)

"""The quality queue in the admin: who sees it, what it counts and lists, and where its links lead."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from policies.choices import LinkHealth
from policies.links import Outcome, record
from policies.models import Correction
from policies.queries.quality import CHECKS
from tests import factories as make
from tests.admin.pages import LoggedIn

pytestmark = pytest.mark.django_db

INDEX = "/admin/quality/"
PAGES = [INDEX, "/admin/quality/no-event/", "/admin/quality/no-event.csv"]


@pytest.mark.parametrize("path", PAGES)
def test_who_may_see_it(client: Client, logged_in: LoggedIn, path: str) -> None:
    assert client.get(path).status_code == 302
    for role, status in (("analyst", 200), ("reviewer", 200), ("manager", 200), ("", 403)):
        assert logged_in(role).get(path).status_code == status, role
    assert logged_in("analyst", "another").post(path).status_code == 405


def test_the_first_page_leads_there(logged_in: LoggedIn) -> None:
    assert f'href="{INDEX}"' in logged_in("analyst").get("/admin/").content.decode()
    assert f'href="{INDEX}"' not in logged_in("").get("/admin/").content.decode()


def test_counts_and_lists_agree(logged_in: LoggedIn) -> None:
    for n in range(3):
        make.PolicyFactory(title=f"Policy of {n}", country=make.MadeUpCountryFactory())
    client = logged_in("analyst")
    counts = {key: count for key, __, count in client.get(INDEX).context["checks"]}
    assert list(counts) == list(CHECKS)
    assert (counts["no-event"], counts["alignment-unreviewed"]) == (3, 0)
    for key, count in counts.items():
        response = client.get(f"{INDEX}{key}/")
        assert response.context["page"].paginator.count == count, key
        assert ("Nothing to mend here." in response.content.decode()) == (count == 0)


def everything() -> None:
    """Something in every list."""
    country = make.CountryFactory()
    for __ in range(2):
        policy = make.PolicyFactory(title="The same title", country=country)
    make.PolicyFactory(term_start="2010", term_end="2012", force_from="2010-01-01", force_until="2012-12-31")
    make.AlignmentFactory(policy=policy)
    for date in ("2010", "2011"):
        make.EventFactory(policy=policy, date=date)
    source, document = make.SourceFactory(), make.DocumentFactory(policy=policy)
    for named in (source, document):
        record(Outcome(named.url, LinkHealth.DEAD, 404))
    record(Outcome(make.SourceFactory().url, LinkHealth.ALIVE, 200, "", "https://example.org/new", True))
    Correction.objects.create(kind="policies", key=policy.slug, permalink="https://x.example/", message="wrong")


@pytest.mark.parametrize("key", CHECKS)
def test_each_row_leads_to_where_it_is_mended(logged_in: LoggedIn, key: str) -> None:
    everything()
    client = logged_in("manager")
    rows = client.get(f"{INDEX}{key}/").context["rows"]
    assert rows
    for __, places in rows:
        for __, address in places:
            page, __, part = address.partition("#")
            form = client.get(page)
            assert form.status_code == 200
            shown = form.content.decode()
            # What readers see is mended in a working copy, which is begun there.
            assert not part or f'id="{part}"' in shown or 'name="do" value="copy"' in shown, address


def test_the_form_of_a_new_check_knows_its_country(logged_in: LoggedIn) -> None:
    country = make.CountryFactory()
    client = logged_in("reviewer")
    ((__, ((__, address),)),) = client.get(f"{INDEX}country-without-check/").context["rows"]
    form = client.get(address).context["adminform"].form
    assert str(form["country"].value()) == str(country.pk)
    assert form["scope"].value() == "national-policy"


def test_a_region_and_a_country_narrow_it(logged_in: LoggedIn) -> None:
    make.PolicyFactory(title="In Peru")
    make.PolicyFactory(title="In Kenya", country=make.CountryFactory(kenya=True))
    client = logged_in("analyst")
    narrowed = client.get(f"{INDEX}no-event/?country=per")
    assert [row.label for row, __ in narrowed.context["rows"]] == ["In Peru"]
    assert "/admin/quality/no-event.csv?country=PER" in narrowed.content.decode()
    assert b"In Peru" not in client.get(f"{INDEX}no-event.csv?region=africa").content
    counts = {key: count for key, __, count in client.get(f"{INDEX}?region=africa").context["checks"]}
    assert counts["no-event"] == 1


@pytest.mark.parametrize(
    "asked", ["country=XXX", "region=<script>", "country=%00", "region=" + "x" * 3000, "page=-1", "page=x"]
)
def test_nonsense_is_answered(logged_in: LoggedIn, asked: str) -> None:
    make.PolicyFactory()
    client = logged_in("analyst")
    for path in PAGES:
        response = client.get(f"{path}?{asked}")
        assert response.status_code == (400 if "%00" in asked else 200)
        assert b"<script>" not in response.content.split(b"</head>")[-1].replace(b"<script src", b"")


@pytest.mark.parametrize("path", ["/admin/quality/nothing/", "/admin/quality/nothing.csv"])
def test_there_is_no_such_check(logged_in: LoggedIn, path: str) -> None:
    assert logged_in("analyst").get(path).status_code == 404


def test_lists_are_cut_into_pages_and_files_are_not(logged_in: LoggedIn) -> None:
    country = make.CountryFactory()
    for n in range(51):
        make.PolicyFactory(country=country, title=f"=Policy {n:02}")
    client = logged_in("analyst")
    second = client.get(f"{INDEX}no-event/?country=PER&page=2")
    assert len(second.context["rows"]) == 1
    assert "?country=PER&amp;page=1" in second.content.decode()
    file = client.get(f"{INDEX}no-event.csv")
    lines = list(csv.reader(io.StringIO(file.content.decode(), newline="")))
    assert lines[0] == ["country", "what", "detail", "mend"]
    assert len(lines) == 52
    # Nothing that a spreadsheet would run.
    assert {row[0] for row in lines[1:]} == {"PER"}
    assert sorted(row[1] for row in lines[1:])[0] == "'=Policy 00"
    assert lines[1][3].startswith("http://testserver/admin/policies/policy/")


@pytest.mark.parametrize("key", ["", *[f"{key}/" for key in CHECKS]])
def test_pages_take_as_many_queries_for_many_rows_as_for_few(logged_in: LoggedIn, key: str) -> None:
    client = logged_in("analyst")
    taken = []
    for n in (1, 9):
        for __ in range(n):
            everything()
            make.MadeUpCountryFactory()
        client.get(INDEX + key)
        with CaptureQueriesContext(connection) as queries:
            client.get(INDEX + key)
        taken.append(len(queries))
    assert taken[0] == taken[1] <= 20


@pytest.mark.parametrize("path", PAGES[:2])
def test_pages_keep_the_security_policy(logged_in: LoggedIn, path: str) -> None:
    everything()
    response: Any = logged_in("analyst").get(path)
    page = response.content.decode()
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert not re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", page)
    assert not re.findall(r"<[^>]+\s(style|on\w+)=", page)


def test_the_form_of_a_source_says_what_its_address_answered(logged_in: LoggedIn) -> None:
    source = make.SourceFactory(url="https://example.org/<b>&")
    client = logged_in("reviewer")
    address = f"/admin/policies/source/{source.pk}/change/"
    assert "not tried yet" in client.get(address).content.decode()
    record(Outcome(source.url, LinkHealth.DEAD, 404))
    page = client.get(address).content.decode()
    assert "answered 404" in page
    assert 'href="https://web.archive.org/web/*/https://example.org/&lt;b&gt;&amp;"' in page
    record(Outcome(source.url, LinkHealth.ALIVE, 200, "", "https://example.org/new", True))
    page = client.get(address).content.decode()
    assert 'Moved for good to <a href="https://example.org/new"' in page
    assert "web.archive.org" not in page


def test_what_is_known_of_an_address_does_not_pass_to_another(logged_in: LoggedIn) -> None:
    source = make.SourceFactory(link_health="alive", last_reached="2026-11-03")
    client = logged_in("reviewer")
    address = f"/admin/policies/source/{source.pk}/change/"
    client.post(address, {"url": source.url, "title": "A title"})
    source.refresh_from_db()
    assert (source.title, source.link_health) == ("A title", "alive")
    client.post(address, {"url": "https://example.org/another"})
    source.refresh_from_db()
    assert (source.url, source.link_health, source.last_reached) == ("https://example.org/another", "unchecked", None)

"""The changelog: the same publications as page, files, feed and history of a record."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET

import pytest
from django.contrib.auth.models import User
from django.test import Client

from policies import actions
from policies.models import Policy, Revision
from tests import factories as make

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def mended() -> Policy:
    """Published twice, with a formula for a title and somebody's name that nobody is to see."""
    policy = make.EventFactory(policy__title="Before", policy__slug="the-policy", policy__country__iso3="PER").policy
    Revision.objects.create(policy=policy, number=1, kind="first", role="seeds")
    root = User.objects.create_superuser("secret-name")
    copy = actions.start_copy(policy, root)
    Policy.objects.filter(pk=copy.pk).update(title="=1+1")
    actions.move(copy, "publish", root, "The gazette <b>says</b> so.")
    make.ProjectFactory(title="Untold")
    policy.refresh_from_db()
    return policy


def rows_of(client: Client, query: str = "") -> list[dict[str, str]]:
    content = b"".join(client.get(f"/changes.csv{query}").streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def test_the_page_tells_old_and_new_and_why_and_no_name(client: Client, mended: Policy) -> None:
    page = client.get("/changes/").content.decode()
    assert "2 publications" in page
    assert "The gazette &lt;b&gt;says&lt;/b&gt; so." in page
    assert "<td>Before</td><td>=1+1</td>" in page
    assert "by a manager" in page
    assert "Untold" not in page
    for address in ("/changes/", "/changes.csv", "/changes.json", "/changes.atom", mended.get_absolute_url()):
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert b"secret-name" not in body, address


def test_the_files_have_a_row_a_field_and_no_formula(client: Client, mended: Policy) -> None:
    rows = rows_of(client)
    assert [(row["revision"], row["kind"], row["field"], row["old"], row["new"]) for row in rows] == [
        ("2", "changed", "title", "Before", "'=1+1"),
        ("1", "first", "", "", ""),
    ]
    assert {row["permalink"] for row in rows} == {rows[0]["permalink"]}
    assert rows[0]["permalink"].endswith("/policies/the-policy/#history")
    assert {row["country"] for row in rows} == {"PER"}
    workbook = b"".join(client.get("/changes.xlsx").streaming_content)
    assert workbook.startswith(b"PK")


def test_the_feed_has_an_entry_a_publication(client: Client, mended: Policy) -> None:
    feed = ET.fromstring(client.get("/changes.atom?country=PER").content)
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]
    assert titles == ["=1+1: changed (revision 2)", "=1+1: first published (revision 1)"]


def test_the_choices(client: Client, mended: Policy) -> None:
    other = make.PolicyFactory(country=make.CountryFactory(iso3="KEN", iso2="KE", m49="404", slug="kenya"))
    Revision.objects.create(policy=other, number=1, kind="first", role="seeds")
    assert len(rows_of(client)) == 3
    assert len(rows_of(client, "?country=KEN")) == 1
    assert len(rows_of(client, "?country=KEN&country=PER")) == 3
    assert len(rows_of(client, "?of=policies/the-policy")) == 2
    assert "Nothing has been published" in client.get("/changes/?of=projects/none").content.decode()


@pytest.mark.parametrize(
    "query",
    ["country=XXX", "country=" + "A" * 5000, "of=nonsense", "of=policies/" + "a" * 500, "of=frameworks/migof", "page=99",
     "country=%00", "of=policies/%00", "nonsense=1", "country=P%C3%89R"],
)  # fmt: skip
def test_what_is_not_understood_is_named_and_left_out(client: Client, mended: Policy, query: str) -> None:
    response = client.get(f"/changes/?{query}")
    assert response.status_code in (200, 400)
    if response.status_code == 200:
        assert "was not understood" in response.content.decode()


def test_a_record_tells_its_own_history(client: Client, mended: Policy) -> None:
    page = client.get(mended.get_absolute_url()).content.decode()
    assert "History of this record" in page
    assert page.index("revision 2") < page.index("revision 1")
    draft = make.PolicyFactory(state="draft")
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_what_was_withdrawn_is_told_and_leads_nowhere(client: Client, mended: Policy) -> None:
    actions.move(mended, "archive", User.objects.get(), "Entered by mistake.")
    page = client.get("/changes/").content.decode()
    assert "Entered by mistake." in page
    assert f'href="{mended.get_absolute_url()}' not in page
    assert rows_of(client)[0]["permalink"].endswith("/changes/?of=policies/the-policy")


def test_a_draft_that_was_public_once_is_called_as_it_was_then(client: Client) -> None:
    """Withdrawn and a draft again, it may have a title that is nobody's business yet."""
    policy = make.EventFactory(policy__title="As it was known").policy
    Revision.objects.create(policy=policy, number=1, kind="first", role="seeds")
    root = User.objects.create_superuser("root")
    actions.move(policy, "archive", root)
    actions.move(policy, "restore", root)
    Policy.objects.filter(pk=policy.pk).update(title="Not yet told")
    for address in ("/changes/", "/changes.csv", "/changes.json", "/changes.atom"):
        response = client.get(address)
        body = (b"".join(response.streaming_content) if response.streaming else response.content).decode()
        assert "As it was known" in body and "Not yet told" not in body, address

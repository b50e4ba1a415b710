"""A file goes from upload over its dry run to a batch that a reviewer publishes, or somebody undoes."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from policies.importers.sheet.synonyms import HEADERS as COLUMNS
from policies.models import ImportBatch, Policy, Source
from tests import factories as make
from tests.admin.pages import LoggedIn, change, sent_again

pytestmark = pytest.mark.django_db

ADD = "/admin/policies/importbatch/add/"
LIST = "/admin/policies/importbatch/"
TWO = (
    "country,title,instrument,source,adopted\r\nPER,National Migration Policy,policy,https://example.org/a,27/04/2017\r\n"
    "Perú,Migration Act,law,https://example.org/b,2018\r\n"
)


@pytest.fixture(autouse=True)
def peru() -> None:
    make.CountryFactory()


def upload(client: Client, text: str | bytes = TWO, name: str = "ministry.csv") -> str:
    """The address of the dry run."""
    data = text.encode() if isinstance(text, str) else text
    response = client.post(ADD, {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == 302, response.content.decode()
    return response["Location"]  # type: ignore[no-any-return]


def fingerprint(client: Client, address: str) -> str:
    found = re.search(r'name="fingerprint" value="(\w+)"', client.get(address).content.decode())
    assert found
    return found[1]


def imported(client: Client, text: str = TWO) -> str:
    address = upload(client, text)
    client.post(address, {"do": "confirm", "fingerprint": fingerprint(client, address)})
    return address


def test_from_upload_to_published(logged_in: LoggedIn, client: Client) -> None:
    analyst, reviewer = logged_in("analyst"), logged_in("reviewer")
    address = upload(analyst)
    page = analyst.get(address).content.decode()
    assert "“27/04/2017” read as 2017-04-27" in page
    assert 'data-row="2" data-verdict="added"' in page
    assert not Policy.objects.exists()

    done = analyst.post(address, {"do": "confirm", "fingerprint": fingerprint(analyst, address)}, follow=True)
    assert "Imported as drafts: 2 added, 0 changed, 0 unchanged, 0 rejected." in done.content.decode()
    assert [policy.state for policy in Policy.objects.all()] == ["draft", "draft"]
    assert Policy.objects.first().created_by.username == "analyst"  # type: ignore[union-attr]
    batch = ImportBatch.objects.get()
    assert (batch.content, batch.created_by.username, batch.file_name) == (None, "analyst", "ministry.csv")  # type: ignore[union-attr]

    assert analyst.post(address, {"do": "publish"}).status_code == 403
    done = reviewer.post(address, {"do": "publish"}, follow=True)
    assert "Published: 2." in done.content.decode()
    assert client.get("/policies/").content.decode().count("data-policy=") == 2
    assert reviewer.post(address, {"do": "undo"}, follow=True).status_code == 200
    assert Policy.objects.published().count() == 2


def test_nobody_publishes_a_batch_of_their_own(logged_in: LoggedIn) -> None:
    reviewer = logged_in("reviewer")
    logged_in("reviewer", "another")
    address = imported(reviewer)
    done = reviewer.post(address, {"do": "publish"}, follow=True).content.decode()
    assert "another reviewer publishes it" in done
    assert not Policy.objects.published().exists()


def test_a_batch_is_undone_whole(logged_in: LoggedIn) -> None:
    analyst = logged_in("analyst")
    kept = make.PolicyFactory(title="Kept", state="draft", slug="kept", source=make.SourceFactory(), notes="as it was")
    address = imported(analyst, TWO.replace("adopted\r\n", "adopted,slug,notes\r\n") + ",,,,2001,kept,changed")
    kept.refresh_from_db()
    assert (kept.notes, kept.events.count()) == ("changed", 1)
    analyst.post(address, {"do": "undo"})
    kept.refresh_from_db()
    assert (kept.notes, kept.events.count(), kept.adopted_date) == ("as it was", 0, None)
    assert list(Policy.objects.all()) == [kept]
    assert list(Source.objects.all()) == [kept.source]
    assert ImportBatch.objects.get().state == "undone"


def test_what_somebody_changed_since_is_not_undone(logged_in: LoggedIn) -> None:
    analyst = logged_in("analyst")
    address = imported(analyst)
    policy = Policy.objects.get(title="Migration Act")
    analyst.post(change(policy), sent_again(analyst, policy, summary="Mine."))
    done = analyst.post(address, {"do": "undo"}, follow=True).content.decode()
    assert "Row 3: somebody has changed “Migration Act” since it was imported." in done
    assert Policy.objects.count() == 2


def test_columns_are_matched_by_hand(logged_in: LoggedIn) -> None:
    analyst = logged_in("analyst")
    address = upload(analyst, TWO.replace("title", "Denominación"))
    assert "This column is not known." in analyst.get(address).content.decode()
    analyst.post(address, {"do": "match", "column_1": "title"})
    page = analyst.get(address).content.decode()
    assert "This column is not known." not in page
    analyst.post(address, {"do": "confirm", "fingerprint": fingerprint(analyst, address)})
    assert Policy.objects.filter(title="Migration Act").exists()


@pytest.mark.parametrize("sent", [{"column_1": "nonsense"}, {"column_1": "country"}])
def test_a_wrong_match_is_said(logged_in: LoggedIn, sent: dict[str, str]) -> None:
    analyst = logged_in("analyst")
    address = upload(analyst)
    page = analyst.post(address, {"do": "match", "column_0": "country", **sent}, follow=True).content.decode()
    assert "choose again" in page or "would all be" in page
    assert ImportBatch.objects.get().matched == {}


def test_nothing_rejected_is_imported(logged_in: LoggedIn) -> None:
    analyst = logged_in("analyst")
    address = upload(analyst, TWO + "Atlantis,A,law,https://example.org/,2017")
    page = analyst.get(address).content.decode()
    assert 'value="confirm"' not in page
    assert "country: “Atlantis”: No country is called so." in page
    assert analyst.post(address, {"do": "confirm", "fingerprint": "x"}).status_code == 409
    assert not Policy.objects.exists()


def test_a_record_that_changed_meanwhile_is_looked_at_again(logged_in: LoggedIn) -> None:
    analyst = logged_in("analyst")
    address = upload(analyst)
    seen = fingerprint(analyst, address)
    make.PolicyFactory(title="Migration Act", slug="act", source=make.SourceFactory(), state="draft")
    response = analyst.post(address, {"do": "confirm", "fingerprint": seen})
    assert response.status_code == 409
    assert "has changed since you looked" in response.content.decode()
    assert Policy.objects.count() == 1


def test_a_form_sent_twice_imports_once(logged_in: LoggedIn) -> None:
    analyst = logged_in("analyst")
    address = upload(analyst)
    sent = {"do": "confirm", "fingerprint": fingerprint(analyst, address)}
    analyst.post(address, sent)
    assert analyst.post(address, sent, follow=True).status_code == 200
    assert Policy.objects.count() == 2


def test_whose_file_it_is(logged_in: LoggedIn, client: Client) -> None:
    analyst, other = logged_in("analyst"), logged_in("analyst", "other")
    address = upload(analyst)
    seen = fingerprint(analyst, address)
    assert 'value="confirm"' not in other.get(address).content.decode()
    for name in ("confirm", "cancel", "match"):
        assert other.post(address, {"do": name, "fingerprint": seen}).status_code == 403
    assert client.get(address).status_code == 302
    nobody = logged_in("", "nobody")
    assert [nobody.get(page).status_code for page in (LIST, ADD, address)] == [403, 403, 403]
    assert ImportBatch.objects.get().state == "pending"
    assert analyst.post(address, {"do": "cancel"}).status_code == 302
    assert not ImportBatch.objects.exists()


def test_a_forged_form_is_refused(logged_in: LoggedIn) -> None:
    analyst = logged_in("analyst")
    address = upload(analyst)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = analyst.cookies
    assert strict.post(address, {"do": "cancel"}).status_code == 403
    assert strict.post(ADD, {"file": SimpleUploadedFile("a.csv", TWO.encode())}).status_code == 403


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 rubbish", "cannot be read as XLSX"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 9, "old Excel file"),
    ],
)
def test_a_file_that_cannot_be_read_is_not_kept(logged_in: LoggedIn, data: bytes, said: str) -> None:
    response = logged_in("analyst").post(ADD, {"file": SimpleUploadedFile("a.xlsx", data)})
    assert response.status_code == 400
    assert said in response.content.decode()
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("address", [f"{LIST}999999/change/", f"{LIST}nonsense/change/", f"{LIST}{'9' * 40}/change/"])
def test_made_up_addresses_are_answered(logged_in: LoggedIn, address: str) -> None:
    assert logged_in("analyst").get(address).status_code == 302


def test_the_template_holds_columns_that_are_read(logged_in: LoggedIn) -> None:
    analyst = logged_in("analyst")
    content = analyst.get(f"{LIST}template.csv").content.decode("utf-8-sig")
    (headers,) = csv.reader(io.StringIO(content))
    assert set(headers) <= set(COLUMNS)
    book = load_workbook(io.BytesIO(b"".join(analyst.get(f"{LIST}template.xlsx").streaming_content)))  # type: ignore[attr-defined]
    assert [cell.value for cell in book.worksheets[0][1]] == headers
    assert analyst.get(f"{LIST}template.pdf").status_code == 404


def test_pages_need_no_script_and_no_style_of_their_own(logged_in: LoggedIn) -> None:
    analyst = logged_in("analyst")
    address = upload(analyst)
    for page in (ADD, address):
        text = analyst.get(page).content.decode()
        main = text[text.index('id="content-main"') :]
        assert " style=" not in main
        assert " onclick=" not in main
        assert "<script>" not in text

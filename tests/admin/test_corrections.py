"""Messages of readers in the admin: who reads them, who answers, and what is left of them."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from policies.models import Correction
from tests.admin.pages import LoggedIn, change, changelist

pytestmark = pytest.mark.django_db


@pytest.fixture
def correction() -> Correction:
    return Correction.objects.create(
        kind="policies", key="p", permalink="https://example.org/policies/p/", message="<b>wrong</b>",
        source_url="https://example.org/x", contact="reader@example.org",
    )  # fmt: skip


def test_a_reviewer_accepts_with_an_answer(logged_in: LoggedIn, correction: Correction) -> None:
    client = logged_in("reviewer")
    page = client.get(change(correction)).content.decode()
    assert "reader@example.org" in page
    assert "&lt;b&gt;wrong&lt;/b&gt;" in page
    refused = client.post(change(correction), {"state": "accepted", "answer": "  "})
    assert "write the public answer" in refused.content.decode()
    assert client.post(change(correction), {"state": "accepted", "answer": "Mended."}).status_code == 302
    correction.refresh_from_db()
    assert (correction.state, correction.answer, correction.contact) == ("accepted", "Mended.", "")
    assert correction.answered_by is not None
    assert correction.answered_by.username == "reviewer"
    assert correction.answered_at is not None


@pytest.mark.parametrize("state", ["refused", "spam"])
def test_refusing_needs_no_answer_and_deletes_the_contact(
    logged_in: LoggedIn, correction: Correction, state: str
) -> None:
    assert logged_in("reviewer").post(change(correction), {"state": state, "answer": ""}).status_code == 302
    correction.refresh_from_db()
    assert (correction.state, correction.contact) == (state, "")
    assert correction.answered_at is not None


def test_what_the_reader_wrote_is_not_changed(logged_in: LoggedIn, correction: Correction) -> None:
    sent = {
        "state": "refused",
        "answer": "",
        "message": "other",
        "key": "q",
        "contact": "x",
        "permalink": "https://x.example",
    }
    logged_in("manager").post(change(correction), sent)
    correction.refresh_from_db()
    assert (correction.message, correction.key) == ("<b>wrong</b>", "p")


def test_an_analyst_reads_and_answers_nothing(logged_in: LoggedIn, correction: Correction) -> None:
    client = logged_in("analyst")
    assert client.get(changelist("correction")).status_code == 200
    assert "reader@example.org" not in client.get(change(correction)).content.decode()
    assert client.post(change(correction), {"state": "accepted", "answer": "x"}).status_code == 403


@pytest.mark.parametrize("role", ["analyst", "reviewer", "manager"])
def test_nobody_adds_one_here(logged_in: LoggedIn, role: str) -> None:
    assert logged_in(role).get("/admin/policies/correction/add/").status_code == 403


def test_the_database_holds_to_both_rules(correction: Correction) -> None:
    rows = Correction.objects.filter(pk=correction.pk)
    for wrong in ({"state": "accepted", "contact": ""}, {"state": "refused"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)
    correction.state = "accepted"
    with pytest.raises(ValidationError, match="public answer"):
        correction.full_clean()

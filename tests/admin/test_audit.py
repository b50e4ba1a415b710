"""Who did what, when: one list for managers."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable

import pytest
from axes.models import AccessLog
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override, trans_real

from policies import actions
from policies.models import Policy
from policies.queries.audit import Asked, happenings, read
from tests import factories as make
from tests.access.conftest import PASSWORD, enter_password
from tests.admin.pages import LoggedIn, change, sent_again
from tests.signing_in import account, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("worked")]

LIST, FILE = "/admin/admin/logentry/", "/admin/admin/logentry/csv/"


def rows(client: Client, **asked: str) -> list[dict[str, str]]:
    body = b"".join(client.get(FILE, asked)).decode()  # type: ignore[call-overload]
    return list(csv.DictReader(io.StringIO(body, newline="")))


@pytest.fixture(scope="module")
def worked(lasting: None) -> str:
    """A day of work, told from its log without the manager's sign-in; the key of the manager's session."""
    manager = sign_in(Client(), account("manager"))
    AccessLog.objects.all().delete()
    account("analyst", password=PASSWORD)
    analyst = Client()
    enter_password(analyst, "analyst", "a wrong password")
    enter_password(analyst, "analyst")
    policy = make.EventFactory(policy__state="draft", policy__title="=1+1").policy
    analyst.post(change(policy), sent_again(analyst, policy, notes="Read again", _move="submit"))
    manager.post(change(policy), sent_again(manager, policy, _move="publish"))
    analyst.post("/admin/logout/")
    return manager.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def day(worked: str) -> Client:
    """A manager's client, after that day."""
    manager = Client()
    manager.cookies[settings.SESSION_COOKIE_NAME] = worked
    return manager


def test_the_list_has_entries_moves_and_sign_ins(day: Client) -> None:
    happened = [(row["account"], row["kind"], row["details"]) for row in rows(day)]
    assert happened == [
        ("analyst", "signed-out", ""),
        ("manager", "moved", "Published."),
        ("manager", "changed", "No fields changed."),
        ("analyst", "moved", "Submitted for review."),
        ("analyst", "changed", "Changed Notes for readers."),
        ("analyst", "signed-in", ""),
        ("analyst", "failed", ""),
    ]
    page = day.get(LIST).content.decode()
    assert "7 entries" in page and "Submitted for review." in page and "policy: =1+1" in page


def test_the_file_holds_no_formula_and_whole_times(day: Client) -> None:
    moved = rows(day, kind="moved")[0]
    assert moved["record"] == "'=1+1"
    assert (moved["record_type"], moved["record_id"]) == ("policy", str(Policy.objects.get().pk))
    assert dt.datetime.fromisoformat(moved["at"]).tzinfo is not None
    assert rows(day, kind="failed")[0]["address"] == "127.0.0.1"


def test_it_is_narrowed_by_account_kind_and_day(day: Client) -> None:
    today = dt.datetime.now(dt.UTC).date()
    tomorrow, yesterday = (str(today + dt.timedelta(days=days)) for days in (1, -1))
    assert {row["kind"] for row in rows(day, account="manager")} == {"moved", "changed"}
    assert len(rows(day, kind="moved")) == 2
    assert len(rows(day, since=str(today), until=str(today))) == 7
    assert rows(day, since=tomorrow) == rows(day, until=yesterday) == []
    assert "Nothing of this kind" in day.get(LIST, {"since": tomorrow}).content.decode()
    assert "1 entry" in day.get(LIST, {"kind": "moved", "account": "analyst"}).content.decode()


@pytest.mark.parametrize(
    "asked",
    [{"kind": "nonsense"}, {"since": "2026-13-45"}, {"since": "x"}, {"until": "9999-12-31"}, {"since": "0001-01-01"},
     {"p": "0"}, {"p": "nonsense"}, {"p": "9" * 30}, {"account": "💥" * 200}, {"since": "2026-02-02", "until": "2026-02-01"}],
)  # fmt: skip
def test_nonsense_is_named_and_answered(day: Client, asked: dict[str, str]) -> None:
    assert day.get(LIST, asked).status_code == 200
    assert day.get(FILE, asked).status_code == 200


@pytest.mark.parametrize("role", ["analyst", "reviewer", ""])
def test_it_is_for_managers(logged_in: LoggedIn, role: str) -> None:
    client = logged_in(role, "somebody")
    for address in (LIST, FILE):
        assert client.get(address).status_code == 403


def test_nobody_changes_what_happened(day: Client) -> None:
    entry = LogEntry.objects.first()
    assert entry is not None
    for address in (f"{LIST}{entry.pk}/change/", f"{LIST}{entry.pk}/delete/", f"{LIST}add/"):
        assert day.post(address, {"post": "yes"}).status_code == 403
    day.post(LIST, {"_selected_action": [entry.pk], "action": "delete_selected", "post": "yes"})
    assert LogEntry.objects.filter(pk=entry.pk).exists()


def test_it_is_read_by_pages_at_a_steady_cost(day: Client) -> None:
    taken = []
    for __ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert day.get(LIST, {"p": "1"}).status_code == 200
        taken.append(len(queries))
        entry = LogEntry.objects.first()
        assert entry is not None
        for __ in range(150):
            entry.pk = None
            entry.save()
    assert taken[0] == taken[1] <= 14
    page = day.get(LIST, {"kind": "", "p": "2"}).content.decode()
    assert "Page 2 of 4" in page and "Newer" in page


def test_a_move_keeps_its_reason(person: Callable[..., User]) -> None:
    policy = make.PolicyFactory(state="in-review")
    actions.move(policy, "send_back", person("reviewer"), reason="The date is missing.")
    entry = LogEntry.objects.get(object_id=policy.pk, content_type__model="policy")
    assert entry.change_message == "Sent back. The date is missing."


def test_moves_are_told_in_the_language_of_who_reads(day: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """And what a person wrote as the reason stays as it was written."""
    spanish = {"Published.": "Publicado.", "Sent back.": "Devuelto."}
    catalogue = trans_real.translation("es")
    for words, translated in spanish.items():
        monkeypatch.setitem(catalogue._catalog._catalogs[0], words, translated)  # type: ignore[attr-defined]
    policy = make.PolicyFactory(state="in-review")
    actions.move(policy, "send_back", User.objects.get(username="manager"), reason="Published. No date.")
    with override("es"):
        said = [happening.said for happening in read(happenings(Asked(kind="moved")))]
    assert said == ["Devuelto. Published. No date.", "Publicado.", "Submitted for review."]


def test_the_menu_calls_it_who_did_what(day: Client) -> None:
    page = day.get("/admin/").content.decode()
    assert ">Who did what</a>" in page
    assert "Log entries" not in page

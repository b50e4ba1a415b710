"""Whatever is asked of the admin gets an answer and never a server error, on every database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import models
from django.test import Client
from django.urls import reverse

from policies.models import ImportBatch, Policy, Project
from tests import factories as make
from tests.admin.pages import (
    ADD,
    OF_READERS,
    PREFIXES,
    REGISTERED,
    LoggedIn,
    change,
    changelist,
    form,
    rows,
    sent_again,
)
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db

HUGE = "9" * 30
NO_KEYS = ["abc", "-1", "٣", HUGE]
MORE_NO_KEYS = [*NO_KEYS, "1.5", "9" * 5000, "1,2", "", "1 OR 1=1", "💥"]


@pytest.fixture
def root(client: Client) -> Client:
    """Somebody who may ask everything."""
    sign_in(client, User.objects.create_superuser("root"))
    client.raise_request_exception = False
    return client


def addresses() -> Iterator[str]:
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        for page in ("changelist", "add"):
            yield reverse(f"admin:{name}_{page}")


def test_nul_is_refused_with_a_page_that_says_so(root: Client) -> None:
    for address in (*addresses(), "/admin/", "/admin/login/", "/admin/autocomplete/"):
        for data in ({"q": "a\x00b"}, {"a\x00": "b"}, {"o": "\x00"}, {"term": "\x00"}):
            for response in (root.get(address, data), root.post(address, data)):
                assert response.status_code == 400, (address, data)
                assert "a character, NUL, that no text may hold" in response.content.decode()


def test_nul_is_refused_wherever_forms_are_sent(client: Client) -> None:
    assert client.post("/policies/", {"q": "\x00"}).status_code == 400
    assert client.post("/admin/login/", {"username": "a\x00", "password": "b"}).status_code == 400


@pytest.mark.parametrize("address", ["/", "/policies/", "/admin/"])
def test_nul_in_a_cookie_is_refused(client: Client, address: str) -> None:
    """The session's key is looked up in the database."""
    response = client.get(address, headers={"cookie": r'sessionid="abcdefgh\000ijkl"'})
    assert response.status_code == 400


def test_public_pages_name_the_value_and_show_the_rest(client: Client) -> None:
    response = client.get("/policies/", {"q": "a\x00b", "country": "PER\x00"})
    assert response.status_code == 200
    assert {problem.name for problem in response.context["problems"]} == {"q", "country"}


def test_lists_asked_for_nonsense(root: Client) -> None:
    rows(1)
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        address = reverse(f"admin:{name}_changelist")
        asked = [
            *({name: value} for name in ("o", "p", "all", "_popup", "_to_field", "e") for value in NO_KEYS),
            *({f"{field.name}__in": HUGE} for field in model._meta.fields),
            {"q": "x " * 1500}, {"q": "\ud800".encode("utf-8", "surrogatepass")}, {"nothing": "1"}, {"id__in": HUGE},
            {"id__regex": "("}, {"id__year": HUGE}, {"id": HUGE}, {"p": "9" * 5000},
        ]  # fmt: skip
        for data in asked:
            assert root.get(address, data).status_code in (200, 302, 400), (name, data)


def test_filters_asked_for_nonsense(root: Client) -> None:
    rows(1)
    for model, model_admin in admin.site._registry.items():
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for item in model_admin.list_filter:
            name = item[0] if isinstance(item, tuple) else item
            for ending in ("", "__exact", "__id__exact", "__isnull", "__isempty"):
                for value in NO_KEYS:
                    response = root.get(address, {f"{name}{ending}": value})
                    assert response.status_code in (200, 302, 400), (address, name, ending, value)


@pytest.mark.parametrize("key", [*NO_KEYS, "1%00", "_5F", "a/b"])
def test_pages_of_records_that_cannot_be(root: Client, key: str) -> None:
    for model in admin.site._registry:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for page in ("change", "delete", "history"):
            for response in (
                root.get(f"{address}{key}/{page}/"),
                root.post(f"{address}{key}/{page}/", {"post": "yes"}),
            ):
                # Nobody may change the log, nor delete a batch, whichever it is.
                refused = {403} if model in (LogEntry, ImportBatch) else set()
                assert response.status_code in {302, 400, 404, *refused}, (address, page, response.status_code)
    assert root.get(f"/admin/auth/user/{key}/password/").status_code in (302, 400, 404)
    assert root.get(f"/admin/r/{key}/{key}/").status_code in (302, 400, 404)


@pytest.mark.parametrize("key", [*NO_KEYS, "9" * 5000, "1,2"])
def test_actions_on_records_that_cannot_be(root: Client, key: str) -> None:
    policy = make.PolicyFactory(state="draft", source=make.SourceFactory())
    for action in ("delete_selected", "publish_selected", "submit_selected", "nothing"):
        for chosen in ([key], [policy.pk, key]):
            sent = {"_selected_action": chosen, "action": action, "post": "yes", "index": key, "select_across": key}
            response = root.post(changelist("policy"), {**sent, "select_across": "0"}, follow=True)
            assert response.status_code == 200, (action, chosen)
            assert root.post(changelist("policy"), sent).status_code in (200, 302, 400)
            policy.refresh_from_db()
            policy.state = "draft"
            policy.save()
    sent = {"_selected_action": [key], "action": "publish_selected", "index": "0"}
    page = root.post(changelist("policy"), sent, follow=True).content.decode()
    assert "choose rows of it and try again" in page


def test_autocomplete_asked_for_nonsense(root: Client) -> None:
    asked = {"app_label": "policies", "model_name": "policyevent", "field_name": "source", "term": "a"}
    for name in (*asked, "page"):
        for value in (*MORE_NO_KEYS, "x " * 1500):
            response = root.get("/admin/autocomplete/", {**asked, name: value})
            assert response.status_code in (200, 403, 404), (name, value)


@pytest.mark.parametrize("name", REGISTERED)
def test_forms_filled_beforehand_with_nonsense(root: Client, name: str) -> None:
    fields = [field.name for field in (*REGISTERED[name]._meta.fields, *REGISTERED[name]._meta.many_to_many)]
    for value in MORE_NO_KEYS:
        response = root.get(reverse(f"admin:policies_{name}_add"), dict.fromkeys(fields, value))
        assert response.status_code == (403 if name in OF_READERS else 200), value


def open_to_change() -> None:
    """What is published is changed through a working copy: forms of drafts are what can be sent."""
    Policy.objects.update(state="draft")
    Project.objects.update(state="draft")


@pytest.mark.parametrize("name", sorted(REGISTERED.keys() - {"importbatch"}))
def test_forms_sent_with_nonsense(root: Client, name: str) -> None:
    rows(1)
    open_to_change()
    record = REGISTERED[name].objects.first()
    counts = ("-TOTAL_FORMS", "-INITIAL_FORMS")
    own = {name: value for name, value in sent_again(root, record).items() if name.endswith(counts)}
    boxes = [*(set(sent_again(root, record)) - set(own)), *(field.name for field in record._meta.many_to_many)]
    for value in NO_KEYS:
        for sent in ({**own, **dict.fromkeys(boxes, value)}, {"_saveasnew": value}):
            for address in (change(record), reverse(f"admin:policies_{name}_add")):
                allowed = (200, 302, 400, *([403] if name in OF_READERS else []))
                assert root.post(address, sent).status_code in allowed, (value, address)


def test_forms_of_imports_sent_with_nonsense(root: Client) -> None:
    rows(1)
    batch = ImportBatch.objects.create(file_name="a.csv", checksum="0", content=b"title\nAct")
    for value in MORE_NO_KEYS:
        for do in ("match", "confirm", "publish", "undo", value):
            for record in (batch, ImportBatch.objects.exclude(pk=batch.pk).get()):
                sent = {"do": do, "fingerprint": value, "column_0": value, value: value}
                assert root.post(change(record), sent).status_code in (200, 302, 400, 403, 404), (value, do)
        assert root.post(reverse("admin:policies_importbatch_add"), {"file": value}).status_code == 400
    assert Policy.objects.count() == 1


def rows_sent(record: models.Model, root: Client) -> Iterator[dict[str, object]]:
    """The form with its rows tampered with."""
    sent = sent_again(root, record)
    for value in NO_KEYS:
        for prefix in PREFIXES:
            yield {**sent, f"{prefix}-0-id": value}
            yield {**sent, f"{prefix}-0-policy": value}
        yield {**sent, "documents-TOTAL_FORMS": value}
        yield {**sent, "documents-INITIAL_FORMS": value}
    for prefix in PREFIXES:
        yield {**sent, f"{prefix}-INITIAL_FORMS": 5, f"{prefix}-TOTAL_FORMS": 5}
        yield {name: value for name, value in sent.items() if name != f"{prefix}-0-id"}


def test_rows_sent_with_nonsense(root: Client) -> None:
    policy = make.PolicyFactory(state="draft")
    for factory in (make.EventFactory, make.AlignmentFactory, make.RelationFactory, make.DocumentFactory,
                    make.PolicyProjectFactory):  # fmt: skip
        factory(policy=policy)
    for sent in rows_sent(policy, root):
        assert root.post(change(policy), sent).status_code in (200, 302, 400), sent
    assert Policy.objects.get(pk=policy.pk).events.count() == 1


def test_a_row_that_somebody_else_took_out_meanwhile(root: Client) -> None:
    policy = make.EventFactory(policy__state="draft").policy
    make.EventFactory(policy=policy)
    sent = sent_again(root, policy)
    policy.events.first().delete()
    response = root.post(change(policy), sent)
    assert (response.status_code, bool(response.context["errors"])) == (200, True)


def test_a_policy_of_a_country_that_cannot_be(logged_in: LoggedIn) -> None:
    client = logged_in("analyst")
    for value in (key for key in MORE_NO_KEYS if key):
        response = client.post(ADD, form(country=value, title="Act"))
        assert (response.status_code, "Select a valid choice" in str(response.context["errors"])) == (200, True)

"""The public page of a policy before it is public: as it would be, and for nobody but those who work on it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from policies import actions
from policies.models import DataVersion, Policy, PolicyEvent
from tests import factories as make
from tests.admin.pages import LoggedIn, change, sent_again

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy() -> Policy:
    return make.EventFactory(title="The decree", policy__state="draft", policy__title="As it is").policy


def address(policy: Any) -> str:
    return reverse("policy-preview", args=[policy.pk])


def text(response: Any) -> str:
    return str(response.content.decode())


def test_what_is_saved_is_shown_as_readers_would_see_it(logged_in: LoggedIn, policy: Policy) -> None:
    response = logged_in("analyst").get(address(policy))
    page = text(response)
    assert "<h1>As it is</h1>" in page and "The decree" in page and "Preview." in page
    assert {template.name for template in response.templates} >= {"policies/policy.html", "base.html"}
    assert "This is what is saved. Readers do not see it yet." in page


def test_it_is_kept_nowhere_and_found_by_nobody(logged_in: LoggedIn, policy: Policy) -> None:
    response = logged_in("analyst").get(address(policy))
    assert "no-store" in response["Cache-Control"] and "private" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"] and '<meta name="robots" content="noindex' in text(response)
    assert "default-src 'none'" in response["Content-Security-Policy"] and "ETag" not in response


def test_no_reader_gets_there(client: Client, logged_in: LoggedIn, policy: Policy) -> None:
    for method in (client.get, client.post):
        response = method(address(policy))
        assert response.status_code == 302 and response["Location"].startswith("/admin/login/")
    nobody = logged_in("")
    for method in (nobody.get, nobody.post):
        assert method(address(policy)).status_code == 403
    assert client.get(f"/policies/{policy.slug}/").status_code == 404


def test_a_working_copy_is_shown_and_the_record_stays(logged_in: LoggedIn, client: Client) -> None:
    published = make.EventFactory(policy__title="As readers see it").policy
    editor = logged_in("reviewer")
    copy = actions.start_copy(published, editor_of(editor))
    Policy.objects.filter(pk=copy.pk).update(title="As it would be")
    assert "<h1>As it would be</h1>" in text(editor.get(address(copy)))
    assert "As readers see it" in text(client.get(f"/policies/{published.slug}/"))
    response = editor.get(address(published))
    assert response["Location"] == published.get_absolute_url()


def editor_of(client: Client) -> Any:
    return Policy._meta.get_field("edited_by").related_model.objects.get(pk=client.session["_auth_user_id"])


def test_what_the_form_says_is_shown_and_none_of_it_stays(logged_in: LoggedIn, policy: Policy) -> None:
    client, source = logged_in("analyst"), make.SourceFactory()
    sent = sent_again(client, policy, title="As typed", _move="submit", **{"events-TOTAL_FORMS": 2})
    row = {"title": "Typed event", "type": "amended", "date": "2018", "source": source.pk}
    sent |= {f"events-1-{name}": value for name, value in row.items()}
    before = (DataVersion.objects.latest(), policy.changed_at)
    page = text(client.post(address(policy), sent))
    assert "<h1>As typed</h1>" in page and "Typed event" in page and "None of it is saved" in page
    policy.refresh_from_db()
    assert (policy.title, policy.state, policy.edited_by) == ("As it is", "draft", None)
    assert (DataVersion.objects.latest(), policy.changed_at) == before
    assert PolicyEvent.objects.count() == 1 and not LogEntry.objects.exists()
    assert "was changed successfully" not in text(client.get(change(policy)))
    assert client.post(change(policy), sent_again(client, policy, title="Saved")).status_code == 302


def test_what_it_ends_is_ended_for_the_preview_alone(logged_in: LoggedIn, policy: Policy) -> None:
    old = make.EventFactory(policy__title="Old", date="2000").policy
    client, version = logged_in("analyst"), DataVersion.objects.latest()
    sent = sent_again(client, policy, **{"relations_out-TOTAL_FORMS": 1})
    sent |= {"relations_out-0-type": "replaces", "relations_out-0-other": old.pk}
    assert "Old" in text(client.post(address(policy), sent))
    old.refresh_from_db()
    assert old.final_status != "replaced" and DataVersion.objects.latest() == version


def test_a_form_with_mistakes_says_what_is_to_be_mended(logged_in: LoggedIn, policy: Policy) -> None:
    client = logged_in("analyst")
    response = client.post(address(policy), sent_again(client, policy, title="", **{"events-0-date": "2018-13"}))
    page = text(response)
    assert "No preview yet" in page and ":</strong> This field is required." in page and "There is no month 13" in page
    assert response["X-Robots-Tag"].startswith("noindex")
    assert Policy.objects.get().title == "As it is"


def test_only_who_may_change_it_previews_a_form(logged_in: LoggedIn, policy: Policy) -> None:
    client = logged_in("analyst")
    sent = sent_again(client, policy, title="As typed")
    Policy.objects.update(state="in-review")
    assert client.post(address(policy), sent).status_code == 403
    assert client.get(address(policy)).status_code == 200


def test_the_button_stands_where_there_is_something_to_preview(logged_in: LoggedIn, policy: Policy) -> None:
    client = logged_in("analyst")
    assert f'formaction="{address(policy)}"' in text(client.get(change(policy)))
    Policy.objects.update(state="in-review")
    assert f'href="{address(policy)}"' in text(client.get(change(policy)))
    Policy.objects.update(state="published")
    assert address(policy) not in text(client.get(change(policy)))


@pytest.mark.parametrize("key", [0, 10**12, 10**25])
def test_no_such_record(logged_in: LoggedIn, key: int) -> None:
    assert logged_in("analyst").get(f"/admin/policies/policy/{key}/preview/").status_code == 404

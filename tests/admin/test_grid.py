"""The alignment grid: all components of a framework on one page, saved together."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policies.models import Alignment, Assignment, Framework, Policy
from policies.models.account import coder_name
from tests import factories as make
from tests.admin.pages import LoggedIn, change, sent_again

pytestmark = pytest.mark.django_db


@pytest.fixture
def framework() -> Framework:
    framework = make.FrameworkFactory(code="migof", short_name="MiGOF")
    for number in (1, 2, 3):
        make.ComponentFactory(framework=framework, code=f"migof-o{number}", order=number)
    return framework


@pytest.fixture
def policy(framework: Framework) -> Policy:
    source = make.SourceFactory(url="https://example.org/decree", title="The decree")
    return make.PolicyFactory(state="draft", source=source, original_language="es")


def address(policy: Policy, framework: str = "migof") -> str:
    return f"{reverse('admin:policies_policy_grid', args=[policy.pk])}?framework={framework}"


def shown(client: Client, policy: Policy, response: Any = None) -> dict[str, Any]:
    """The form as the page shows it."""
    context = (response or client.get(address(policy))).context
    data = {"framework": context["grid"].framework.code, "loaded_at": context["loaded_at"]}
    for __, row in context["grid"].rows:
        for name, field in row.fields.items():
            data[row.add_prefix(name)] = field.prepare_value(row[name].value()) or ""
    return data


def cell(policy: Policy, code: str, name: str) -> str:
    """The name of a cell, by the component's code."""
    component = Framework.objects.get(code="migof").components.filter(code=code).first()
    alignment = policy.alignments.filter(component=component).first()
    return f"c{component.pk if component else 0}-a{alignment.pk if alignment else 0}-{name}"


def coded(policy: Policy, code: str, **fields: Any) -> Alignment:
    component = Framework.objects.get(code="migof").components.get(code=code)
    return make.AlignmentFactory(policy=policy, framework=component.framework, component=component, **fields)


def test_every_component_is_a_row_and_the_framework_as_a_whole(logged_in: LoggedIn, policy: Policy) -> None:
    coded(policy, "migof-o2", quote="La crisis", quote_language="es", coded_by="a")
    coded(policy, "migof-o2", quote="Otra", quote_language="es", coded_by="b")
    response = logged_in("analyst").get(address(policy))
    rows = [
        (component.code if component else "", row["quote"].value()) for component, row in response.context["grid"].rows
    ]
    assert rows == [("", ""), ("migof-o1", ""), ("migof-o2", "La crisis"), ("migof-o2", "Otra"), ("migof-o3", "")]
    page = response.content.decode()
    assert "Alignment with MiGOF" in page and "coded by a" in page and "2 of 25 words" in page
    assert '<option value="https://example.org/decree">The decree</option>' in page


def test_rows_are_added_and_changed_and_the_others_left_alone(logged_in: LoggedIn, policy: Policy) -> None:
    untouched = coded(policy, "migof-o1", rationale="As it was", coded_by="somebody")
    changed = coded(policy, "migof-o2", coded_by="somebody", reviewed_by="another", reviewed_on="2026")
    client = logged_in("analyst")
    sent = shown(client, policy) | {
        cell(policy, "migof-o2", "rationale"): "Now with a reason",
        cell(policy, "migof-o3", "link"): "implicit",
        cell(policy, "migof-o3", "quote"): " la \n gobernanza ",
        cell(policy, "migof-o3", "source_kind"): "policy-text",
    }
    with CaptureQueriesContext(connection) as captured:
        response = client.post(address(policy), sent, follow=True)
    assert len([query for query in captured if query["sql"].startswith('UPDATE "policies_alignment"')]) == 1
    assert "Alignment with MiGOF: 1 added, 1 changed, 0 taken out." in response.content.decode()
    new = policy.alignments.get(component__code="migof-o3")
    assert (new.quote, new.quote_language) == ("la gobernanza", "es")
    assert new.coded_by == coder_name(User.objects.get(username="analyst"))
    assert (new.framework.code, new.source.url) == ("migof", "https://example.org/decree")
    untouched.refresh_from_db()
    changed.refresh_from_db()
    assert untouched.rationale == "As it was"
    assert (changed.rationale, changed.coded_by) == ("Now with a reason", "somebody")
    assert (changed.reviewed_by, changed.reviewed_on) == ("", None), "what was reviewed is what it said then"
    policy.refresh_from_db()
    assert policy.edited_by.username == "analyst"
    assert "1 added" in LogEntry.objects.get().change_message


def test_saved_as_it_was_nothing_is_written(logged_in: LoggedIn, policy: Policy) -> None:
    coded(policy, "migof-o1", quote="x", quote_language="es", where="p. 3", rationale="r", confidence="high")
    client, before = logged_in("analyst"), policy.changed_at
    page = client.post(address(policy), shown(client, policy), follow=True).content.decode()
    assert "Nothing was changed" in page
    policy.refresh_from_db()
    assert policy.changed_at == before and not LogEntry.objects.exists()


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"link": "explicit", "source": ""}, "This field is required."),
        ({"link": "explicit", "source_kind": ""}, "This field is required."),
        ({"link": "explicit", "source": "https://example.org/unknown"}, "add it to the sources first"),
        ({"link": "explicit", "quote": "word " * 26}, "has 26 words; 25 are allowed"),
        ({"link": "explicit", "quote": "palabra", "quote_language": ""}, "Say in which language"),
        ({"link": "explicit", "quote_language": "klingonish"}, "not the code of a language"),
        ({"link": "sideways"}, "Select a valid choice"),
        ({"link": "", "quote": "Words without a link"}, "Choose explicit or implicit"),
        ({"link": "explicit", "confidence": "sure"}, "Select a valid choice"),
        ({"link": "explicit", "rationale": "x" * 301}, "at most 300 characters"),
    ],
)  # fmt: skip
def test_one_wrong_row_saves_none_and_says_so_beside_the_cell(
    logged_in: LoggedIn, policy: Policy, cells: dict[str, str], said: str
) -> None:
    client = logged_in("analyst")
    right = {"link": "explicit", "source_kind": "policy-text"}
    sent = shown(client, policy)
    sent |= {cell(policy, "migof-o1", name): value for name, value in right.items()}
    sent |= {cell(policy, "migof-o2", name): value for name, value in ({"source_kind": "policy-text"} | cells).items()}
    response = client.post(address(policy), sent)
    assert response.status_code == 200 and not Alignment.objects.exists()
    page = response.content.decode()
    assert said in page and "Nothing is saved yet" in page
    assert shown(client, policy, response)[cell(policy, "migof-o1", "link")] == "explicit"  # nothing is lost


def test_what_would_go_is_named_before_it_goes(logged_in: LoggedIn, policy: Policy) -> None:
    gone = coded(policy, "migof-o2", quote="La crisis", quote_language="es", coded_by="somebody", rationale="Clear")
    kept = coded(policy, "migof-o1")
    client = logged_in("analyst")
    sent = shown(client, policy) | {cell(policy, "migof-o2", name): "" for name in ("link", "quote", "quote_language")}
    asked = client.post(address(policy), sent)
    page = asked.content.decode()
    assert "“La crisis”; Clear; coded by somebody" in page and "Nothing is saved yet" in page
    assert Alignment.objects.count() == 2
    assert client.post(address(policy), {**sent, "take_out": str(kept.pk)}).status_code == 200
    done = client.post(address(policy), {**sent, "take_out": str(gone.pk)}, follow=True)
    assert "1 taken out" in done.content.decode()
    assert policy.alignments.get() == kept


def test_the_second_of_two_is_told_and_may_save_over_it(logged_in: LoggedIn, policy: Policy) -> None:
    row, out = coded(policy, "migof-o1", rationale="As it was"), coded(policy, "migof-o2", rationale="Theirs goes")
    mine, theirs = logged_in("analyst"), logged_in("analyst", "another")
    sent = shown(mine, policy) | {cell(policy, "migof-o1", "rationale"): "Mine"}
    new = {"link": "explicit", "source_kind": "policy-text"}
    other = shown(theirs, policy) | {
        cell(policy, "migof-o1", "rationale"): "Theirs",
        **{cell(policy, "migof-o2", name): "" for name in ("link",)},
        **{cell(policy, "migof-o3", name): value for name, value in new.items()},
        "take_out": str(out.pk),
    }
    assert theirs.post(address(policy), other).status_code == 302
    response = mine.post(address(policy), sent)
    page = response.content.decode()
    assert "another saved this record" in page and "Saved meanwhile: Theirs" in page
    assert "Somebody took this row out meanwhile" in page and "Rows that were added meanwhile" in page
    row.refresh_from_db()
    assert row.rationale == "Theirs"
    over = shown(mine, policy, response) | {"save_over": response.context["overtaken"].version}
    assert mine.post(address(policy), over).status_code == 302
    found = dict(policy.alignments.values_list("component__code", "rationale"))
    assert found == {"migof-o1": "Mine", "migof-o2": "Theirs goes", "migof-o3": ""}


def test_the_policy_s_own_form_counts_as_a_save(logged_in: LoggedIn, policy: Policy) -> None:
    mine, theirs = logged_in("analyst"), logged_in("analyst", "another")
    sent = shown(mine, policy)
    assert theirs.post(change(policy), sent_again(theirs, policy, title="Other")).status_code == 302
    assert "another saved this record" in mine.post(address(policy), sent).content.decode()


def test_one_coder_and_component_once(logged_in: LoggedIn, policy: Policy) -> None:
    """Also where somebody sends a new row for what is there."""
    client = logged_in("analyst")
    coded(policy, "migof-o1", coded_by=coder_name(User.objects.get(username="analyst")))
    sent, component = shown(client, policy), Framework.objects.get().components.get(code="migof-o1")
    new = {"link": "explicit", "source_kind": "policy-text", "source": "https://example.org/decree"}
    sent |= {f"c{component.pk}-a0-{name}": value for name, value in new.items()}
    response = client.post(address(policy), sent)
    assert response.status_code == 200 and "already: mend that alignment instead" in response.content.decode()


def test_a_framework_as_a_whole(logged_in: LoggedIn, policy: Policy) -> None:
    client = logged_in("analyst")
    sent = shown(client, policy) | {"c0-a0-link": "explicit", "c0-a0-source_kind": "policy-text"}
    assert client.post(address(policy), sent).status_code == 302
    assert (policy.alignments.get().component, policy.alignments.get().framework.code) == (None, "migof")


@pytest.mark.parametrize("state", ["in-review", "published", "archived"])
def test_only_where_the_record_may_be_changed(logged_in: LoggedIn, policy: Policy, state: str) -> None:
    client = logged_in("analyst")
    sent = shown(client, policy) | {cell(policy, "migof-o1", "link"): "explicit"}
    Policy.objects.update(state=state)
    page = client.get(address(policy)).content.decode()
    assert 'class="locked"' in page and "Save all rows" not in page and "disabled" in page
    assert client.post(address(policy), sent).status_code == 403


def test_only_in_assigned_countries(logged_in: LoggedIn, policy: Policy) -> None:
    client = logged_in("analyst")
    Assignment.objects.create(user=User.objects.get(), country=make.CountryFactory(ecuador=True))
    assert "not assigned to your account" in client.get(address(policy)).content.decode()
    assert client.post(address(policy), {}).status_code == 403


def test_nonsense_is_answered(logged_in: LoggedIn, policy: Policy) -> None:
    client = logged_in("analyst")
    page = client.get(address(policy, "<b>")).content.decode()
    assert "There is no framework “&lt;b&gt;”" in page
    sent = shown(client, policy)
    for more in (
        {"c999999-a1-link": "explicit"}, {"cx-a-link": "x"}, {"c0-a99999999999999999999-link": "x"}, {"framework": "x"},
        {"loaded_at": "yesterday"}, {"c0-a0-source": "x" * 2000, "c0-a0-link": "explicit"}, {"take_out": "1,2"},
    ):  # fmt: skip
        assert client.post(address(policy), {**sent, **more}).status_code in (200, 302)
    assert client.post(address(policy), {}).status_code in (200, 302)
    assert client.get(reverse("admin:policies_policy_grid", args=[10**20])).status_code == 404
    Framework.objects.all()[0].components.all().delete()
    Framework.objects.all().delete()
    assert "No framework is recorded yet" in client.get(address(policy)).content.decode()


def test_what_it_costs_does_not_grow_with_rows(logged_in: LoggedIn, policy: Policy, framework: Framework) -> None:
    client = logged_in("analyst")
    client.get(address(policy))
    for number in (10, 20):
        for more in range(9):
            make.ComponentFactory(framework=framework, code=f"migof-x{number + more}", order=number + more)
            coded(policy, f"migof-x{number + more}", source=make.SourceFactory())
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(policy)).status_code == 200
        assert len(captured) == 12, "\n".join(query["sql"][:150] for query in captured)
        sent = shown(client, policy)
        with CaptureQueriesContext(connection) as captured:
            assert client.post(address(policy), sent).status_code == 302
        assert len(captured) == 15, "\n".join(query["sql"][:150] for query in captured)

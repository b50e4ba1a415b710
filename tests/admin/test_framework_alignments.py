"""What a regional framework follows is entered on its page, to the rules of all alignments."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from policies.models import FrameworkAlignment
from policies.models.account import coder_name
from tests import factories as make
from tests.admin.pages import LoggedIn, change, sent_again

pytestmark = pytest.mark.django_db

ROWS = "alignments_to_others"


def row(source: models.Model, **fields: object) -> dict[str, object]:
    """A new row as a browser sends it, beside the management form."""
    given = {"link": "implicit", "source_kind": "press", "source": source.pk, **fields}
    return {f"{ROWS}-0-{name}": value for name, value in given.items()} | {f"{ROWS}-TOTAL_FORMS": 1}


def test_a_manager_enters_it_by_the_component_alone(logged_in: LoggedIn, source: models.Model) -> None:
    component, regional = make.ComponentFactory(), make.FrameworkFactory(kind="regional-framework")
    client = logged_in("manager")
    sent = sent_again(
        client, regional, **row(source, component=component.pk, quote=" en\ncrisis ", quote_language="es")
    )
    assert client.post(change(regional), sent).status_code == 302
    entered = FrameworkAlignment.objects.get()
    assert (entered.subject, entered.framework, entered.component) == (regional, component.framework, component)
    assert (entered.quote, entered.reviewed_by) == ("en crisis", "")
    assert entered.coded_by == coder_name(User.objects.get(username="manager"))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "Choose the component, or the framework as a whole."),
        ({"framework": "itself"}, "A framework cannot be aligned to itself."),
        ({"framework": "other", "quote": "w " * 26, "quote_language": "en"}, "26 words; 25 are allowed"),
        ({"framework": "other", "quote": "palabra"}, "Say in which language the passage is"),
        ({"framework": "other", "coded_by": "One", "reviewed_by": "one"}, "Somebody else than the coder"),
        ({"framework": "other", "source": ""}, "This field is required."),
    ],
)
def test_a_row_that_is_refused_says_why(
    logged_in: LoggedIn, source: models.Model, fields: dict[str, object], message: str
) -> None:
    regional = make.FrameworkFactory()
    named = {"itself": regional.pk, "other": make.FrameworkFactory().pk}
    changed = {f"{ROWS}-0-{name}": named.get(str(value), value) for name, value in fields.items()}
    client = logged_in("manager")
    page = client.post(change(regional), {**sent_again(client, regional), **row(source), **changed})
    assert page.status_code == 200
    assert message in page.content.decode()
    assert not FrameworkAlignment.objects.exists()


def test_two_same_rows_are_refused(logged_in: LoggedIn, source: models.Model) -> None:
    regional, other = make.FrameworkFactory(), make.FrameworkFactory()
    one = row(source, framework=other.pk)
    two = {name.replace("-0-", "-1-"): value for name, value in one.items()}
    client = logged_in("manager")
    page = client.post(change(regional), {**sent_again(client, regional), **one, **two, f"{ROWS}-TOTAL_FORMS": 2})
    assert page.status_code == 200
    assert "This coder has aligned these two frameworks as a whole already" in page.content.decode()
    assert not FrameworkAlignment.objects.exists()


@pytest.mark.parametrize("role", ["analyst", "reviewer"])
def test_others_see_it_and_change_nothing(logged_in: LoggedIn, source: models.Model, role: str) -> None:
    entered = make.FrameworkAlignmentFactory(rationale="Said so.")
    client = logged_in(role)
    assert "Said so." in client.get(change(entered.subject)).content.decode()
    refused = client.post(change(entered.subject), row(source, framework=entered.framework_id))
    assert refused.status_code == 403
    assert FrameworkAlignment.objects.get() == entered


def test_the_roles_have_what_a_framework_has() -> None:
    for group in Group.objects.filter(name__in=("analyst", "reviewer", "manager")):
        of = {
            name: {code.partition("_")[0] for code in group.permissions.filter(content_type__model=name).values_list("codename", flat=True)}
            for name in ("framework", "frameworkalignment")
        }  # fmt: skip
        assert of["framework"] == of["frameworkalignment"] != set(), group.name


def test_a_framework_that_is_followed_is_not_deleted_and_one_that_follows_goes_with_its_rows(
    logged_in: LoggedIn,
) -> None:
    entered = make.FrameworkAlignmentFactory()
    client = logged_in("manager")
    for framework, stays in ((entered.framework, True), (entered.subject, False)):
        client.post(change(framework).replace("change", "delete"), {"post": "yes"})
        assert type(framework).objects.filter(pk=framework.pk).exists() == stays
    assert not FrameworkAlignment.objects.exists()


def test_the_form_asks_as_much_for_many_rows_as_for_few(logged_in: LoggedIn) -> None:
    regional = make.FrameworkFactory()
    client = logged_in("manager")
    client.get(change(regional))
    taken = []
    for n in (1, 9):
        for __ in range(n):
            component = make.ComponentFactory()
            make.FrameworkAlignmentFactory(subject=regional, framework=component.framework, component=component)
            regional.topics.add(make.TopicFactory())
        with CaptureQueriesContext(connection) as captured:
            assert client.get(change(regional)).status_code == 200
        taken.append(len(captured))
    assert taken[0] == taken[1] <= 12

"""Who publishes may change the address of a record; nobody else, and to nothing that leads to another."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.urls import reverse

from policies import actions
from policies.desk.addresses import change_address
from policies.importers.sheet.planning import plan
from policies.models import PastAddress, Policy, Project
from tests import factories as make
from tests.admin.pages import ADD, LoggedIn, change, form, sent_again

pytestmark = pytest.mark.django_db

FACTORIES = {"policy": make.PolicyFactory, "project": make.ProjectFactory, "organisation": make.OrganisationFactory}


def page(record: Any) -> str:
    return reverse(f"admin:policies_{record._meta.model_name}_address", args=[record.pk])


@pytest.fixture(params=FACTORIES)
def record(request: pytest.FixtureRequest) -> Any:
    return FACTORIES[request.param](slug="before")


@pytest.mark.parametrize("role", ["reviewer", "manager"])
def test_it_is_changed_on_a_page_of_its_own(logged_in: LoggedIn, record: Any, role: str) -> None:
    client = logged_in(role)
    shown = client.get(change(record)).content.decode()
    assert f'href="{page(record)}"' in shown
    assert 'name="slug"' not in shown and record.get_absolute_url() in shown
    assert 'value="before"' in client.get(page(record)).content.decode()
    done = client.post(page(record), {"slug": "after"}, follow=True).content.decode()
    assert "its former address leads there" in done
    record.refresh_from_db()
    assert record.slug == "after"
    assert str(PastAddress.objects.get()) == f"{record.address_kind}/before"
    assert "before" in client.get(page(record)).content.decode()
    assert "Changed its address from before to after." in [str(e.change_message) for e in LogEntry.objects.all()]


def test_an_analyst_may_not(logged_in: LoggedIn, record: Any) -> None:
    client = logged_in("analyst")
    assert page(record) not in client.get(change(record)).content.decode()
    for response in (client.get(page(record)), client.post(page(record), {"slug": "after"})):
        assert response.status_code == 403
    with pytest.raises(actions.NotAllowed):
        change_address(record, "after", User.objects.get())
    record.refresh_from_db()
    assert record.slug == "before"


NO_SLUGS = ["", " ", "a b", "ä", "A", "x" * 190, "x" * 5000, "a/b", "💥", "before"]


@pytest.mark.parametrize("slug", NO_SLUGS)
def test_what_is_no_address_is_refused_with_a_word(logged_in: LoggedIn, record: Any, slug: str) -> None:
    response = logged_in("reviewer").post(page(record), {"slug": slug})
    assert (response.status_code, bool(response.context["form"].errors)) == (422, True)
    record.refresh_from_db()
    assert (record.slug, PastAddress.objects.count()) == ("before", 0)


def test_pages_of_records_that_cannot_be(logged_in: LoggedIn) -> None:
    client = logged_in("reviewer")
    for number in ("0", "9" * 30, "1"):
        for name in FACTORIES:
            assert client.get(f"/admin/policies/{name}/{number}/address/").status_code == 404


def test_no_other_record_takes_what_is_or_was_an_address(logged_in: LoggedIn, record: Any) -> None:
    other = FACTORIES[record._meta.model_name](slug="other")
    client = logged_in("reviewer")
    assert "already exists" in client.post(page(record), {"slug": "other"}).content.decode()
    client.post(page(record), {"slug": "after"})
    assert "was the address of another record" in client.post(page(other), {"slug": "before"}).content.decode()
    with pytest.raises(ValidationError, match="was the address of another record"):
        type(record)(slug="before").validate_unique()
    other.slug = "before"
    with pytest.raises(ValidationError, match="was the address of another record"):
        other.full_clean()
    # Of another kind it is another address, and what goes back to its own record is free.
    make.TopicFactory(slug="before").full_clean()
    assert client.post(page(record), {"slug": "before"}).status_code == 302
    assert PastAddress.objects.get().slug == "after"


def test_new_records_are_refused_it_and_made_ones_go_around_it(logged_in: LoggedIn) -> None:
    policy = make.PolicyFactory(slug="per-act", title="Quite another thing")
    change_address(policy, "after", User.objects.create_superuser("root"))
    client = logged_in("analyst")
    sent = form(country=policy.country_id, title="Act")
    refused = client.post(ADD, {**sent, "slug": "per-act"})
    assert "was the address of another record" in str(refused.context["errors"])
    assert client.post(ADD, sent).status_code == 302
    assert Policy.objects.get(title="Act").slug == "per-act-2"


def test_drafts_have_their_box_and_working_copies_none(logged_in: LoggedIn) -> None:
    client = logged_in("reviewer")
    draft = make.PolicyFactory(state="draft", slug="draft")
    assert 'name="slug"' in client.get(change(draft)).content.decode()
    assert client.get(page(draft)).status_code == 403
    assert client.post(change(draft), sent_again(client, draft, slug="renamed")).status_code == 302
    assert (Policy.objects.get().slug, PastAddress.objects.count()) == ("renamed", 0)
    copy = actions.start_copy(make.PolicyFactory(slug="public"), User.objects.get())
    shown = client.get(change(copy)).content.decode()
    assert 'name="slug"' not in shown and "/policies/public/" in shown and "working-copy-of" not in shown
    assert client.get(page(copy)).status_code == 403
    with pytest.raises(ValidationError, match="Nobody has seen this address"):
        change_address(copy, "after", User.objects.get())


def test_what_was_withdrawn_keeps_its_address_as_a_draft(logged_in: LoggedIn) -> None:
    policy = make.EventFactory(policy__slug="seen").policy
    reviewer = User.objects.create_superuser("root")
    actions.move(policy, "archive", reviewer)
    Policy.objects.update(published_at=policy.changed_at)
    actions.move(policy, "restore", reviewer)
    assert 'name="slug"' not in logged_in("analyst").get(change(policy)).content.decode()


def test_a_copy_that_is_published_after_the_address_changed_keeps_the_new_one() -> None:
    root = User.objects.create_superuser("root")
    project = make.FundingFactory(project__slug="before").project
    copy = actions.start_copy(project, root)
    Project.objects.filter(pk=copy.pk).update(title="Mended")
    change_address(project, "after", root)
    done = actions.move(copy, "publish", root)
    assert (done.slug, done.title) == ("after", "Mended")


def test_no_record_has_an_address_of_working_copies(logged_in: LoggedIn) -> None:
    """It would be in the way of the copy of another record, for whoever asks for that one."""
    record = make.PolicyFactory()
    taken = f"working-copy-of-{record.pk}"
    client = logged_in("analyst")
    sent = form(country=record.country_id, title="In the way", slug=taken, different="on")
    assert "Addresses of working copies begin so" in client.post(ADD, sent).content.decode()
    with pytest.raises(ValidationError, match="Addresses of working copies"):
        change_address(make.ProjectFactory(), taken, User.objects.create_superuser("root"))
    data = f"slug,country,title,instrument,source\r\n{taken},PER,In the way,policy,https://example.org/a\r\n".encode()
    (row,) = plan(data, "a.csv").rows
    assert [rejection.column for rejection in row.rejections] == ["slug"]
    assert actions.start_copy(record, User.objects.get(username="root")).slug == taken

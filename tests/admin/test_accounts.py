"""Managers keep the accounts; nobody gives, or takes over, more than they have."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from policies.models import Assignment, log
from tests import factories as make
from tests.admin.pages import LoggedIn, change, sent_again
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db

Person = Callable[..., User]
LIST, ADD = "/admin/auth/user/", "/admin/auth/user/add/"
PASSWORD = "a long password for tests"


def group(name: str) -> int:
    return int(Group.objects.get(name=name).pk)


def filled(username: str, *groups: str, **changes: object) -> dict[str, object]:
    rows = {"assignments-TOTAL_FORMS": 0, "assignments-INITIAL_FORMS": 0}
    account = {"username": username, "is_active": "on", "is_staff": "on", "groups": [group(g) for g in groups]}
    return {**account, **rows, **changes}


def roles(username: str) -> set[str]:
    return set(User.objects.get(username=username).groups.values_list("name", flat=True))


@pytest.mark.parametrize("role", ["analyst", "reviewer", ""])
def test_only_managers_see_accounts(logged_in: LoggedIn, person: Person, role: str) -> None:
    client, somebody = logged_in(role), person("", "new")
    for address in (LIST, ADD, change(somebody), f"{LIST}{somebody.pk}/password/"):
        assert client.get(address).status_code == 403, address


def test_a_manager_makes_an_account_with_a_role(logged_in: LoggedIn, client: Client) -> None:
    manager = logged_in("manager")
    assert manager.get(ADD).context["adminform"].form["is_staff"].value() is True
    sent = filled("new", "analyst", email="new@example.org", password1=PASSWORD, password2=PASSWORD)
    response = manager.post(ADD, sent)
    assert response.status_code == 302, response.context["errors"]
    new = User.objects.get(username="new")
    assert (new.is_staff, new.is_superuser, roles("new")) == (True, False, {"analyst"})
    assert client.post("/admin/login/", {"username": "new", "password": PASSWORD}).status_code == 302
    assert client.get("/admin/policies/policy/add/").status_code == 200
    assert manager.post(change(new), filled("new", "reviewer", "manager")).status_code == 302
    assert roles("new") == {"reviewer", "manager"}
    assert manager.get(LIST).status_code == 200


@pytest.mark.parametrize("whom", ["new", "manager"])
def test_nobody_is_raised_above_the_roles(logged_in: LoggedIn, person: Person, whom: str) -> None:
    """Neither others nor oneself, whatever is sent."""
    manager = logged_in("manager")
    if whom == "new":
        person("manager", "new")
    account = User.objects.get(username=whom)
    every = list(Permission.objects.values_list("pk", flat=True))
    sent = filled(whom, "manager", is_superuser="on", user_permissions=every)
    assert manager.post(change(account), sent).status_code == 302
    account.refresh_from_db()
    assert (account.is_superuser, account.user_permissions.count(), roles(whom)) == (False, 0, {"manager"})
    boxes = manager.get(change(account)).context["adminform"].form.fields
    assert not {"is_superuser", "user_permissions"} & set(boxes)


def test_a_group_that_is_no_role_is_not_given(logged_in: LoggedIn, person: Person) -> None:
    other = Group.objects.create(name="other")
    new = person("analyst", "new")
    response = logged_in("manager").post(change(new), {**filled("new"), "groups": [other.pk]})
    assert "Select a valid choice" in str(response.context["errors"])
    assert roles("new") == {"analyst"}


def test_whoever_keeps_accounts_gives_only_what_they_have(client: Client, person: Person) -> None:
    keeper = person("analyst", "keeper")
    keeper.user_permissions.set(Permission.objects.filter(codename__in=["view_user", "add_user", "change_user"]))
    sign_in(client, keeper)
    new, reviewer = person("", "new"), person("reviewer")
    assert "Select a valid choice" in str(client.post(change(new), filled("new", "reviewer")).context["errors"])
    assert client.post(change(reviewer), filled("reviewer")).status_code == 403
    assert client.post(change(new), filled("new", "analyst")).status_code == 302
    assert (roles("new"), roles("reviewer")) == ({"analyst"}, {"reviewer"})


@pytest.mark.parametrize("more", ["superuser", "permission", "group"])
def test_an_account_that_may_do_more_is_not_taken_over(logged_in: LoggedIn, person: Person, more: str) -> None:
    other = person("", "other", is_superuser=more == "superuser", password=PASSWORD)
    if more == "permission":
        other.user_permissions.add(Permission.objects.get(codename="delete_user"))
    elif more == "group":
        other.groups.add(Group.objects.create(name="other"))
    manager = logged_in("manager")
    assert manager.post(change(other), filled("mine", email="mine@example.org")).status_code == 403
    sent = {"password1": "another long password", "password2": "another long password"}
    assert manager.post(f"{LIST}{other.pk}/password/", sent).status_code == 403
    other.refresh_from_db()
    assert other.username == "other"
    assert other.check_password(PASSWORD)


def test_accounts_are_switched_off_and_not_deleted(logged_in: LoggedIn, person: Person) -> None:
    """Records name who wrote them."""
    new, manager = person("analyst", "new"), logged_in("manager")
    assert manager.post(f"{LIST}{new.pk}/delete/", {"post": "yes"}).status_code == 403
    manager.post(LIST, {"_selected_action": [new.pk], "action": "delete_selected", "post": "yes"})
    sent = filled("new")
    del sent["is_active"]
    assert manager.post(change(new), sent).status_code == 302
    assert not User.objects.get(username="new").is_active


def test_not_even_a_superuser_deletes_an_account_with_what_it_did(client: Client, person: Person) -> None:
    """It would go from the log of who did what."""
    sign_in(client, person("", "root", is_superuser=True))
    busy, idle = person("analyst", "busy"), person("analyst", "idle")
    log.write(busy, make.PolicyFactory(), log.MOVED, "Submitted for review.")
    assert client.post(f"{LIST}{busy.pk}/delete/", {"post": "yes"}).status_code == 403
    chosen = {"_selected_action": [busy.pk, idle.pk], "action": "delete_selected", "post": "yes"}
    client.post(LIST, chosen)
    assert User.objects.filter(username="busy").exists()
    assert client.post(f"{LIST}{idle.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not User.objects.filter(username="idle").exists()


def test_two_at_one_account_are_told(logged_in: LoggedIn, person: Person) -> None:
    """Also where the one changed a row of it: a country that is assigned."""
    new, mine = person("analyst", "new"), logged_in("manager")
    sent = {**sent_again(mine, new, first_name="Mine"), "groups": [group.pk for group in new.groups.all()]}
    Assignment.objects.create(user=new, region="africa")
    page = mine.post(change(new), sent).content.decode()
    assert "Somebody else saved this" in page and "Africa" in page
    new.refresh_from_db()
    assert new.first_name == ""


def test_what_a_role_may_do_is_not_changed_by_hand(logged_in: LoggedIn, person: Person, client: Client) -> None:
    sign_in(client, person("", "root", is_superuser=True))
    assert client.get("/admin/auth/group/").status_code == 404

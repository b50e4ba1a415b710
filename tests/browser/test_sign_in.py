"""Two-factor sign-in in a browser: set up, come back, lose the app; every page of it accessible and under the policy."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Page

from policies.models import Policy
from tests.browser.conftest import PASSWORD
from tests.browser.looking import violations
from tests.browser.signing_in import enter_code, enter_password, sign_in


def clean(page: Page, watch: Any) -> bool:
    """No violation of the policy, nothing wider than the screen, and nothing for axe to find."""
    refused = ("status of 403", "status of 429")
    assert [line for line in watch.trouble if not any(words in line for words in refused)] == [], page.url
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0, page.url
    assert violations(page) == [], page.url
    watch.trouble.clear()  # what axe itself does to the page is no fault of it
    return True


@pytest.mark.parametrize("width", [1280, 390])
def test_a_reviewer_sets_up_an_app_and_comes_back_with_it(open_page: Any, site: str, width: int) -> None:
    page, watch = open_page("/about/", viewport={"width": width, "height": 800})
    enter_password(page, site, "reviewer")
    assert page.url.startswith(f"{site}/admin/two-factor/")
    box = page.locator(".qr svg").bounding_box()
    assert box is not None and box["width"] >= 150 and clean(page, watch)
    page.goto(f"{site}/admin/policies/policy/")
    assert page.url.startswith(f"{site}/admin/two-factor/")  # nothing else yet
    enter_code(page, "reviewer")
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10 and clean(page, watch)
    page.get_by_role("link", name="I have kept them").click()
    assert page.url == f"{site}/admin/policies/policy/"
    page.goto(f"{site}/admin/two-factor/")
    assert "10 recovery codes are left" in page.inner_text("#content") and clean(page, watch)

    back, watch_back = open_page("/about/", viewport={"width": width, "height": 800})
    enter_password(back, site, "reviewer")
    assert back.url.startswith(f"{site}/admin/two-factor/code/") and clean(back, watch_back)
    back.fill("#id_code", "000000")
    back.locator("#id_code").press("Enter")
    assert "This code is not right" in back.inner_text("#content") and clean(back, watch_back)
    TOTPDevice.objects.update(throttling_failure_count=0)
    enter_code(back, "reviewer")
    assert back.get_by_role("button", name="Log out").count() == 1

    lost, _ = open_page("/about/")
    enter_password(lost, site, "reviewer")
    lost.fill("#id_code", codes[0])
    lost.locator("#id_code").press("Enter")
    assert "9 recovery codes are left" in lost.inner_text(".messagelist")
    assert watch.trouble == watch_back.trouble == []


def test_pages_of_refusals_are_accessible(open_page: Any, site: str) -> None:
    page, watch = open_page("/about/")
    sign_in(page, site, "analyst")
    page.goto(f"{site}/admin/auth/user/")
    assert "Your account may not do this" in page.inner_text("main") and clean(page, watch)
    page.goto(f"{site}/admin/two-factor/")
    assert page.locator(".qr svg").count() == 1 and clean(page, watch)  # offered to analysts
    page.context.clear_cookies()
    for _ in range(5):
        enter_password(page, site, "analyst", "a wrong password")
    assert "Try again in 15 minutes." in page.inner_text("#content") and clean(page, watch)


def test_a_manager_sees_who_did_what_and_gives_countries(open_page: Any, site: str) -> None:
    manager = User.objects.create_user("manager", password=PASSWORD, is_staff=True)
    manager.groups.add(Group.objects.get(name="manager"))
    page, watch = open_page("/about/")
    sign_in(page, site, "manager")
    page.goto(f"{site}/admin/admin/logentry/")
    assert "An app was set up as second factor." in page.inner_text("#content") and clean(page, watch)
    analyst = User.objects.get(username="analyst")
    page.goto(f"{site}/admin/auth/user/{analyst.pk}/change/")
    page.locator("#assignments-group .add-row a").click()
    page.select_option("#id_assignments-0-region", "south-america")
    page.get_by_role("button", name="Save", exact=True).first.click()
    assert "was changed successfully" in page.inner_text(".messagelist")
    page.goto(f"{site}/admin/auth/user/{analyst.pk}/change/")
    page.get_by_role("link", name="Take away the second factor").click()
    assert clean(page, watch)
    assert watch.trouble == []


def test_the_second_of_two_sees_what_the_first_saved(open_page: Any, site: str) -> None:
    policy = Policy.objects.filter(country__iso3="PER").earliest("pk")
    Policy.objects.filter(pk=policy.pk).update(state="draft")
    address = f"{site}/admin/policies/policy/{policy.pk}/change/"
    mine, watch = open_page("/about/")
    theirs, _ = open_page("/about/")
    sign_in(mine, site, "analyst")
    sign_in(theirs, site, "reviewer")
    mine.goto(address)
    theirs.goto(address)
    for page, title in ((theirs, "What they wrote"), (mine, "What I wrote")):
        page.fill("#id_title", title)
        page.get_by_role("button", name="Save", exact=True).first.click()
    assert "reviewer saved this record on" in mine.inner_text(".overtaken")
    assert "Saved meanwhile: What they wrote" in mine.inner_text(".field-title")
    assert mine.input_value("#id_title") == "What I wrote"
    mine.get_by_label("I have seen it").check()
    mine.get_by_role("button", name="Save", exact=True).first.click()
    assert Policy.objects.get(pk=policy.pk).title == "What I wrote"
    assert watch.trouble == []

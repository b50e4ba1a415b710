"""The analysts' pages: nothing for axe to find, nothing that the policy blocks, nothing wider than the screen."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from playwright.sync_api import Page

from policies import actions
from policies.models import Policy
from tests.browser.conftest import PASSWORD
from tests.browser.looking import SCHEMES, violations, violations_in_the_other_scheme
from tests.browser.signing_in import sign_in
from tests.browser.test_readers import wait_until


def troubles(page: Page, watch: Any) -> list[str]:
    """What is wrong with the page, with where; then the watch begins anew."""
    page.wait_for_load_state()
    found = list(watch.trouble)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        widest = page.evaluate(
            "[...document.querySelectorAll('main *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1)"
            ".slice(0, 3).map((e) => e.outerHTML.slice(0, 90))"
        )
        found.append(f"{wide} px too wide: {widest}")
    found += violations(page)
    watch.trouble.clear()  # what axe itself does to the page is no fault of it
    return found


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("part", range(2))  # which can run beside each other
def test_the_pages_of_entry(open_page: Any, site: str, part: int, width: int) -> None:
    """In both colour schemes: a page comes in one of them, in turn, and is then changed to the other."""
    reviewer = User.objects.get(username="reviewer")
    published = Policy.objects.published().filter(country__iso3="PER", alignments__isnull=False).earliest("pk")
    draft = Policy.objects.published().exclude(pk=published.pk).filter(events__isnull=False).earliest("pk")
    Policy.objects.filter(pk=draft.pk).update(state="draft")
    copy = actions.start_copy(published, reviewer)
    Policy.objects.filter(pk=copy.pk).update(title="Another title", summary="")
    of = "/admin/policies/policy"
    paths = [
        f"{of}/",
        f"{of}/add/",
        f"{of}/{draft.pk}/change/",
        f"{of}/{draft.pk}/grid/?framework=migof",
        f"{of}/{draft.pk}/preview/",
        f"{of}/{copy.pk}/change/",
        f"{of}/{copy.pk}/changes/",
        f"{of}/{copy.pk}/grid/",
        f"{of}/{copy.pk}/preview/",
        f"{of}/{published.pk}/change/",
        f"{of}/{published.pk}/grid/",
        "/admin/policies/source/add/",
        "/admin/policies/source/add/?_popup=1",
        "/admin/policies/project/add/",
        "/admin/policies/importbatch/",
        "/admin/policies/importbatch/add/",
        "/admin/two-factor/",
        "/admin/",
    ]
    page, watch = open_page("/about/", viewport={"width": width, "height": 800})
    sign_in(page, site, "reviewer")
    found = []
    for number, path in enumerate(paths[part::2]):
        first, other = SCHEMES if (number + (width < 600)) % 2 else SCHEMES[::-1]
        page.emulate_media(color_scheme=first)
        watch.trouble.clear()
        page.goto(site + path)
        page.wait_for_timeout(150)
        broken = [*troubles(page, watch), *violations_in_the_other_scheme(page, other)]
        found += [f"{path}: {trouble}" for trouble in broken]
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("width", [1280, 390])
def test_forms_with_mistakes_and_with_rows(open_page: Any, site: str, width: int) -> None:
    page, watch = open_page("/about/", viewport={"width": width, "height": 800})
    sign_in(page, site, "analyst")
    page.goto(f"{site}/admin/policies/policy/add/")
    for group in ("events", "alignments", "relations_out", "documents", "project_links"):
        page.locator(f"#{group}-group .add-row a").click()
    page.fill("#id_events-0-title", "Something")
    page.fill("#id_events-0-date", "2018-13")
    wait_until(page, "Object.keys(localStorage).some((key) => key.startsWith('migpol:entries:'))")
    found = troubles(page, watch)
    page.get_by_role("button", name="Save", exact=True).first.click()
    found += troubles(page, watch)
    page.goto(f"{site}/admin/policies/policy/add/")
    page.wait_for_timeout(300)
    assert page.locator(".kept-entries").count() == 1
    found += troubles(page, watch)
    draft = Policy.objects.filter(alignments__isnull=False).earliest("pk")
    Policy.objects.filter(pk=draft.pk).update(state="draft")
    page.goto(f"{site}/admin/policies/policy/{draft.pk}/grid/")
    page.locator("tr.assessed select").first.select_option("")
    page.get_by_role("button", name="Save all rows").click()
    assert page.locator(".overtaken").count() == 1
    found += troubles(page, watch)
    page.locator("table.grid .field-quote textarea").first.fill("words " * 30)
    page.get_by_role("button", name="Save all rows").click()
    found += troubles(page, watch)
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("width", [1280, 390])
def test_an_import_and_the_log(open_page: Any, site: str, width: int) -> None:
    manager = User.objects.create_user("manager", password=PASSWORD, is_staff=True)
    manager.groups.add(Group.objects.get(name="manager"))
    page, watch = open_page("/about/", viewport={"width": width, "height": 800})
    sign_in(page, site, "manager")
    page.goto(f"{site}/admin/policies/importbatch/add/")
    sheet = "country,title,instrument,source\nPER,A plan of the test,policy,https://example.org/plan\nXXX,,,\n"
    page.set_input_files("input[type=file]", {"name": "plans.csv", "mimeType": "text/csv", "buffer": sheet.encode()})
    page.get_by_role("button", name="Show what it would do").click()
    assert "A plan of the test" in page.inner_text("#content")
    found = troubles(page, watch)
    page.goto(f"{site}/admin/admin/logentry/")
    found += troubles(page, watch)
    assert found == [], "\n".join(found)

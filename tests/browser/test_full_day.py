"""A day at the desk, from signing in with two factors to a restored revision, with what readers see at each step."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from playwright.sync_api import Page

from policies.models import Policy
from tests.browser.conftest import PASSWORD
from tests.browser.signing_in import enter_code, sign_in
from tests.browser.test_analysts import choose

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

TITLE, LATER = "National Plan of Human Mobility 2018", "National Plan of Human Mobility 2018-2021"
EVENTS = (
    ("2017-11", "drafting-started", "The working group began"),
    ("2018-03", "adopted", "Adopted for the test"),
    ("2018-05-02", "entered-into-force", "In force for the test"),
)
COMPONENTS = ("migof-o2", "migof-p1")


class Readers:
    """What somebody without an account finds of the policy, at the addresses that readers use."""

    def __init__(self, page: Page, site: str, slug: str) -> None:
        self.page, self.site, self.slug = page, site, slug

    def read(self, address: str) -> str:
        """The text of a page, or of a file that is fetched as a feed reader or a spreadsheet would."""
        if "." in address:
            return self.page.request.get(self.site + address).text()
        self.page.goto(self.site + address)
        return self.page.text_content("main") or ""

    def see(self, title: str) -> None:
        """The title is on list, timelines, map, feeds and the policy's own page."""
        for address in (
            "/policies/?country=ECU&component=migof-o2",
            "/countries/ecuador/",
            "/timeline/?by=country&country=ECU",
            "/policies.atom?country=ECU",
            "/policies.csv?country=ECU",
            f"/policies/{self.slug}/",
        ):
            assert title in self.read(address), address
        self.read("/map/")
        ecuador = self.page.locator("tr", has=self.page.locator("a[href^='/countries/ecuador/']"))
        assert "In force" in (self.page.locator("[data-chart='map-status']").locator(ecuador).text_content() or "")

    def see_nothing(self) -> None:
        for address in ("/policies/?country=ECU", "/countries/ecuador/", "/policies.atom?country=ECU", "/changes/"):
            assert TITLE not in self.read(address), address
        assert "nothing at this address" in self.read(f"/policies/{self.slug}/")


def set_up_app(page: Page, site: str, name: str) -> None:
    """An account that may do without a second factor takes one, and leaves."""
    sign_in(page, site, name)
    page.goto(f"{site}/admin/two-factor/")
    enter_code(page, name)
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("button", name="Log out").click()


def first_source(page: Page, row: str) -> None:
    page.locator(f"#{row} .field-source .select2-selection").click()
    page.locator(".select2-search__field").last.fill("iom.int")
    page.locator(".select2-results__option").first.click()


def enter_policy(page: Page, site: str) -> None:
    page.goto(f"{site}/admin/policies/policy/add/")
    choose(page, "country", "ecuad", "Ecuador")
    page.fill("#id_title", TITLE)
    page.select_option("#id_instrument", "policy")
    page.fill("#id_legal_reference", "Acuerdo 1")
    for number, (date, kind, title) in enumerate(EVENTS):
        page.locator("#events-group .add-row a").click()
        page.fill(f"#id_events-{number}-date", date)
        page.select_option(f"#id_events-{number}-type", kind)
        page.fill(f"#id_events-{number}-title", title)
        first_source(page, f"events-{number}")
    for number, component in enumerate(COMPONENTS):
        page.locator("#alignments-group .add-row a").click()
        page.locator(f"#alignments-{number} .field-component .select2-selection").first.click()
        page.locator(".select2-search__field").last.fill(component)
        page.locator(".select2-results__option").first.click()
        page.select_option(f"#id_alignments-{number}-link", "explicit")
        page.select_option(f"#id_alignments-{number}-source_kind", "policy-text")
        first_source(page, f"alignments-{number}")


def press(page: Page, name: str, said: str) -> None:
    """A button of the page, and what the page says then."""
    page.get_by_role("button", name=name).first.click()
    assert said in page.inner_text(".messagelist")


def open_from_queue(page: Page, site: str, group: str, title: str) -> None:
    page.goto(f"{site}/admin/")
    page.locator(f"[data-queue='{group}']").get_by_role("link", name=title, exact=True).click()


def publish(page: Page, site: str, title: str, reason: str) -> None:
    open_from_queue(page, site, "waiting", title)
    page.get_by_label("Reason, told to readers").first.fill(reason)
    press(page, "Save and publish", "is published")


def test_a_day_from_entry_to_a_restored_revision(open_page: Any, site: str) -> None:
    other = User.objects.create_user("reviewer2", password=PASSWORD, is_staff=True)
    other.groups.add(Group.objects.get(name="reviewer"))
    (analyst, watch), (reviewer, watch_reviewer), (second, _) = (open_page("/about/") for _ in range(3))
    set_up_app(analyst, site, "analyst")
    sign_in(analyst, site, "analyst")
    assert analyst.url == f"{site}/admin/" and analyst.locator("#id_code").count() == 0
    enter_policy(analyst, site)
    press(analyst, "Save and submit for review", "was submitted for review")
    policy = Policy.objects.get(title=TITLE)
    assert (policy.events.count(), policy.alignments.count()) == (3, 2)
    readers = Readers(open_page("/about/")[0], site, policy.slug)
    readers.see_nothing()

    sign_in(reviewer, site, "reviewer")
    open_from_queue(reviewer, site, "waiting", TITLE)
    on_reference = reviewer.locator(".field-legal_reference .comments-here").first
    on_reference.locator("summary").click()
    on_reference.locator("textarea").fill("Give the number of the official gazette too.")
    press(reviewer, "Save and send back", "was sent back as a draft")
    readers.see_nothing()

    open_from_queue(analyst, site, "sent-back", TITLE)
    assert "1 open" in analyst.inner_text("#comments-heading")
    on_reference = analyst.locator(".field-legal_reference .comments-here").first
    assert "official gazette" in on_reference.inner_text()
    analyst.fill("#id_legal_reference", "Acuerdo 1, Registro Oficial 2")
    on_reference.get_by_label("This is done").check()
    press(analyst, "Save and submit for review", "was submitted for review")

    publish(reviewer, site, TITLE, "First entry of the plan")
    readers.see(TITLE)
    for address in ("/changes/", "/changes.atom", "/changes.csv"):
        assert "First entry of the plan" in readers.read(address), address
    assert "Acuerdo 1, Registro Oficial 2" in readers.read(f"/policies/{policy.slug}/")

    analyst.goto(f"{site}/admin/policies/policy/{policy.pk}/change/")
    press(analyst, "Change it in a working copy", "readers see it once it is published")
    analyst.fill("#id_title", LATER)
    analyst.locator("#events-0 .delete input").check()
    press(analyst, "Save and submit for review", "was submitted for review")
    readers.see(TITLE)
    assert LATER not in readers.read("/policies/?country=ECU")

    open_from_queue(reviewer, site, "waiting", LATER)
    reviewer.get_by_role("link", name="What publishing would change").click()
    compared = reviewer.inner_text("#content")
    assert reviewer.locator("del", has_text=TITLE).count() == reviewer.locator("ins", has_text=LATER).count() == 1
    assert EVENTS[0][2] in compared and "taken out" in compared and EVENTS[1][2] not in compared
    publish(reviewer, site, LATER, "The plan's own title")
    readers.see(LATER)
    policy.refresh_from_db()
    assert (policy.title, policy.events.count(), policy.alignments.count()) == (LATER, 2, 2)

    reviewer.goto(f"{site}/admin/policies/policy/{policy.pk}/change/")
    reviewer.locator("details.revisions summary").click()
    press(reviewer, "Bring revision 1 back in a working copy", "says what revision 1 said")
    press(reviewer, "Save and submit for review", "was submitted for review")
    press(reviewer, "Save and publish", "so another reviewer publishes it")
    assert Policy.objects.get(pk=policy.pk).title == LATER
    sign_in(second, site, "reviewer2")
    publish(second, site, TITLE, "The first title was right")
    readers.see(TITLE)
    policy.refresh_from_db()
    assert [event.title for event in policy.events.order_by("date")] == [title for *__, title in EVENTS]
    history = readers.read(f"/policies/{policy.slug}/")
    assert all(f"revision {number}" in history for number in (1, 2, 3))
    everything = readers.read("/changes/") + readers.read("/changes.csv") + history
    assert not any(name in everything for name in ("reviewer2", PASSWORD))
    assert watch.trouble == watch_reviewer.trouble == []

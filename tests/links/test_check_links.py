"""The command: what it asks, what it keeps, and what readers are told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from policies import links
from policies.choices import LinkHealth
from policies.links import Outcome, addresses_to_check, record, show_to_readers
from policies.management.commands import check_links
from policies.models import DataVersion, LinkCheck, Source
from tests import factories as make
from tests.links.conftest import HASTY, Site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hasty(settings: Any) -> None:
    settings.CHECK_LINKS = HASTY


def run(**options: Any) -> str:
    output = StringIO()
    call_command("check_links", stdout=output, **options)
    return output.getvalue()


def test_what_is_found_is_kept_and_shown(site: Site, client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://migpol.example"
    good, bad = make.SourceFactory(url=f"{site.url}/page"), make.SourceFactory(url=f"{site.url}/404")
    make.SourceFactory(url="", citation="A book")
    policy = make.PolicyFactory(slug="p", source=good)
    make.EventFactory(policy=policy, source=bad)
    make.DocumentFactory(policy=policy, url=f"{site.url}/old")
    said = run()
    assert "3 of 3 addresses tried: 2 answers, 1 does not answer. 2 sources say something new to readers." in said
    assert f"dead: {site.url}/404: 404" in said
    assert f"alive: {site.url}/old: 200 (moved for good to {site.url}/new?at=last)" in said
    assert site.agents == {"MigPol-check_links (+https://migpol.example/about/)"}
    for source in (good, bad):
        source.refresh_from_db()
    assert (good.link_health, good.last_reached) == ("alive", timezone.localdate())
    assert (bad.link_health, bad.last_reached) == ("dead", None)
    kept = LinkCheck.objects.get(address=f"{site.url}/old")
    assert (kept.final_address, kept.moved_for_good, kept.status) == (f"{site.url}/new?at=last", True, 200)
    page = client.get("/policies/p/").content.decode().partition('id="sources"')[2]
    today = timezone.localdate()
    assert f"Last reached {today.day} {today:%B %Y}." in page
    assert "Address did not answer when last checked." in page


def test_addresses_are_never_written_over(site: Site) -> None:
    source = make.SourceFactory(url=f"{site.url}/old")
    run()
    source.refresh_from_db()
    assert source.url == f"{site.url}/old"


def test_when_it_last_answered_stays_known_while_it_does_not() -> None:
    source = make.SourceFactory()
    record(Outcome(source.url, LinkHealth.ALIVE, 200))
    then = timezone.now() - dt.timedelta(days=40)
    LinkCheck.objects.update(checked_at=then, last_success_at=then)
    record(Outcome(source.url, LinkHealth.DEAD, None, "no answer in time"))
    show_to_readers()
    source.refresh_from_db()
    assert (source.link_health, source.last_reached) == ("dead", timezone.localdate(then))
    kept = LinkCheck.objects.get()
    assert (kept.status, kept.problem, kept.last_success_at) == (None, "no answer in time", then)
    assert kept.checked_at > then


def test_only_what_readers_see_raises_the_version(site: Site) -> None:
    make.SourceFactory(url=f"{site.url}/page")
    before = DataVersion.objects.current().number
    record(Outcome(f"{site.url}/page", LinkHealth.ALIVE, 200))
    assert DataVersion.objects.current().number == before
    assert show_to_readers() == 1
    raised = DataVersion.objects.current().number
    assert raised > before
    # The same day brings nothing new.
    assert "0 sources say something new" in run(older_than=0)
    assert DataVersion.objects.current().number == raised


def test_options_choose_what_is_asked(site: Site) -> None:
    old, new, never = (make.SourceFactory(url=f"{site.url}/{name}") for name in ("old-one", "new-one", "never"))
    for source, days in ((old, 31), (new, 29)):
        record(Outcome(source.url, LinkHealth.ALIVE, 200))
        then = timezone.now() - dt.timedelta(days=days)
        LinkCheck.objects.filter(address=source.url).update(checked_at=then)
    month = timezone.now() - dt.timedelta(days=30)
    assert addresses_to_check(month) == [never.url, old.url]
    assert addresses_to_check(month, limit=1) == [never.url]
    assert addresses_to_check(timezone.now()) == [never.url, old.url, new.url]
    assert addresses_to_check(month, host="127.0.0.1") == [never.url, old.url]
    assert addresses_to_check(month, host="example.org") == []
    run(limit=1)
    assert site.asked == [("HEAD", "/never")]


def test_a_site_has_its_subdomains_and_no_namesakes() -> None:
    for host in ("gob.pe", "www.gob.pe", "notgob.pe", "gob.pe.example.org"):
        make.SourceFactory(url=f"https://{host}/")
    asked = addresses_to_check(timezone.now(), host="GOB.pe")
    assert asked == ["https://gob.pe/", "https://www.gob.pe/"]


@pytest.mark.parametrize("options", [{"older_than": -1}, {"older_than": 10**9}, {"limit": 0}, {"limit": -3}])
def test_options_that_mean_nothing_are_refused(options: dict[str, int]) -> None:
    with pytest.raises(CommandError, match="give a number"):
        run(**options)


def test_nothing_to_ask_is_said() -> None:
    assert "0 of 0 addresses tried. 0 sources" in run()


def test_interrupted_it_keeps_what_it_has(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that ends after two of four; the next one asks the others."""
    for n in range(4):
        make.SourceFactory(url=f"{site.url}/page?{n}")

    def until_the_third(*args: Any) -> Iterator[Outcome]:
        for number, outcome in enumerate(links.outcomes(*args)):
            if number == 2:
                raise KeyboardInterrupt
            yield outcome

    with monkeypatch.context() as patch:
        patch.setattr(check_links, "outcomes", until_the_third)
        said = run()
    assert "Interrupted: what was tried is kept." in said
    assert "2 of 4 addresses tried" in said
    assert LinkCheck.objects.count() == Source.objects.filter(link_health="alive").count() == 2
    assert "2 of 2 addresses tried" in run()


def test_a_private_address_is_refused_unless_a_setting_allows_it(site: Site, settings: Any) -> None:
    settings.CHECK_LINKS = {**HASTY, "private": False}
    source = make.SourceFactory(url=f"{site.url}/page")
    assert "leads to a private network" in run()
    source.refresh_from_db()
    assert (source.link_health, site.asked) == ("dead", [])


def test_by_default_private_addresses_are_refused() -> None:
    assert links.Manners("x").private is False

"""One address, asked of a real server."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest

from policies.links import Manners, Outcome, outcomes
from policies.links.public import is_public
from tests.links.conftest import Opened, Site


def ask(address: str, manners: Manners) -> Outcome:
    (outcome,) = outcomes([address], manners)
    return outcome


@pytest.mark.parametrize(
    ("path", "health", "status"),
    [
        ("/page", "alive", 200), ("/204", "alive", 204), ("/404", "dead", 404), ("/410", "dead", 410),
        ("/500", "dead", 500), ("/403", "unclear", 403), ("/401", "unclear", 401), ("/999", "unclear", 999),
    ],
)  # fmt: skip
def test_what_a_status_means(site: Site, manners: Manners, path: str, health: str, status: int) -> None:
    outcome = ask(site.url + path, manners)
    assert (outcome.health, outcome.status, outcome.problem, outcome.final) == (health, status, "", "")


def test_a_page_is_asked_for_its_head_alone_and_told_who_asks(site: Site, manners: Manners) -> None:
    ask(f"{site.url}/page?a=1#part", manners)
    assert site.asked == [("HEAD", "/page?a=1")]
    assert site.agents == {"tests"}


@pytest.mark.parametrize("path", ["/no-head", "/no-head-at-all"])
def test_where_head_is_refused_the_page_is_asked_for(site: Site, manners: Manners, path: str) -> None:
    assert ask(site.url + path, manners).health == "alive"
    assert site.asked == [("HEAD", path), ("GET", path)]


def test_permanent_redirects_are_followed_and_the_last_address_is_kept(site: Site, manners: Manners) -> None:
    outcome = ask(f"{site.url}/old", manners)
    assert (outcome.health, outcome.final, outcome.for_good) == ("alive", f"{site.url}/new?at=last", True)


@pytest.mark.parametrize("path", ["/elsewhere", "/moved-then-away"])
def test_one_redirect_that_is_not_permanent_is_no_move(site: Site, manners: Manners, path: str) -> None:
    outcome = ask(site.url + path, manners)
    assert (outcome.health, outcome.final, outcome.for_good) == ("alive", f"{site.url}/new", False)


def test_a_redirect_to_nothing_is_dead(site: Site, manners: Manners) -> None:
    outcome = ask(f"{site.url}/moved-to-nothing", manners)
    assert (outcome.health, outcome.status, outcome.final) == ("dead", 404, f"{site.url}/404")


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/loop", "redirects in a circle"),
        ("/endless", "more than 10 redirects"),
        ("/to-a-file", "redirects to what is no web address"),
        ("/to-nonsense", "Invalid URL in location header: Invalid port: 'port'."),
    ],
)
def test_redirects_that_lead_nowhere(site: Site, manners: Manners, path: str, problem: str) -> None:
    outcome = ask(site.url + path, manners)
    assert (outcome.health, outcome.problem) == ("dead", problem)
    assert len(site.asked) <= 11


def test_a_busy_host_is_asked_again(site: Site, manners: Manners) -> None:
    assert ask(f"{site.url}/busy", manners).health == "alive"
    assert site.tries["busy"] == 3


def test_who_asks_to_be_left_alone_for_long_is(site: Site, manners: Manners) -> None:
    outcome = ask(f"{site.url}/busy-for-long", manners)
    assert (outcome.health, outcome.status, site.tries["busy-for-long"]) == ("dead", 503, 1)


def test_too_many_requests_say_nothing_of_the_page(site: Site, manners: Manners) -> None:
    """Its date of Retry-After is over."""
    outcome = ask(f"{site.url}/too-many", manners)
    assert (outcome.health, outcome.status, site.tries["too-many"]) == ("unclear", 429, 3)


def test_a_slow_host_is_given_up(site: Site, manners: Manners) -> None:
    outcome = ask(f"{site.url}/slow", replace(manners, tries=2))
    assert (outcome.health, outcome.status, outcome.problem) == ("dead", None, "no answer in time")
    assert site.tries["slow"] == 2


def test_a_connection_that_breaks_is_tried_again(site: Site, manners: Manners) -> None:
    outcome = ask(f"{site.url}/reset", manners)
    assert (outcome.health, outcome.status) == ("dead", None)
    assert outcome.problem
    assert site.tries["reset"] == 3


def test_of_a_body_without_end_the_beginning_is_read(site: Site, manners: Manners) -> None:
    assert ask(f"{site.url}/huge", replace(manners, timeout=20)).health == "alive"
    # What the network holds on its way is sent too.
    assert site.sent < 50_000_000


def test_a_certificate_that_nobody_signed_leaves_it_open(opened: Opened, manners: Manners) -> None:
    site = opened(secure=True)
    outcome = ask(f"{site.url}/page", manners)
    assert (outcome.health, outcome.status) == ("unclear", None)
    assert outcome.problem.startswith("certificate: ")
    assert site.asked == []


def test_nobody_listens(manners: Manners) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        outcome = ask(f"http://127.0.0.1:{free.getsockname()[1]}/", manners)
    assert (outcome.health, outcome.status) == ("dead", None)


@pytest.mark.parametrize(
    "address",
    [
        "http://",
        "http://[",
        "ftp://example.org/",
        "http://a b/",
        "http://127.0.0.1:99999/",
        "http://\u2025.example/",
        "x",
    ],
)
def test_what_is_no_address(manners: Manners, address: str) -> None:
    outcome = ask(address, replace(manners, tries=1))
    assert outcome.health == "dead"
    assert outcome.problem


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "0.0.0.0",  # noqa: S104
     "10.0.0.1", "192.168.1.1", "169.254.169.254", "[::ffff:127.0.0.1]",
     "2130706433", "0x7f.1"],  # the last two are other ways to write the first
)  # fmt: skip
def test_this_machine_and_its_network_are_not_asked(site: Site, manners: Manners, host: str) -> None:
    port = site.url.rpartition(":")[2]
    outcome = ask(f"http://{host}:{port}/page", replace(manners, private=False, tries=1))
    assert outcome.health == "dead"
    assert outcome.problem in ("leads to a private network", "no such host", "not an address")
    assert site.asked == []


def test_figures_that_are_public_and_those_that_carry_private_ones() -> None:
    assert is_public("8.8.8.8")
    assert is_public("2001:4860:4860::8888")
    for figures in (
        "64:ff9b::7f00:1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "fe80::1%eth0",
        "fc00::1",
        "224.0.0.1",
        "::",
    ):
        assert not is_public(figures), figures


def test_a_host_is_asked_one_thing_at_a_time_with_a_pause(site: Site, manners: Manners) -> None:
    addresses = [f"{site.url}/a-while?{n}" for n in range(5)]
    found = list(outcomes(addresses, replace(manners, pause=0.1)))
    assert {outcome.address for outcome in found} == set(addresses)
    assert site.most_at_once == 1
    assert all(later - sooner >= 0.1 for sooner, later in zip(site.starts, site.starts[1:], strict=False))


def test_hosts_are_asked_beside_each_other_up_to_a_bound(site: Site, manners: Manners) -> None:
    """One server under many names: each is a host of its own."""
    addresses = [f"http://127.0.0.{n}:{site.url.rpartition(':')[2]}/page" for n in range(2, 8)]
    found = list(outcomes(addresses, replace(manners, hosts_at_once=2, tries=1)))
    assert len(found) == 6
    assert site.most_at_once <= 2


def test_who_stops_early_leaves_nothing_running(site: Site, manners: Manners) -> None:
    found = outcomes([f"{site.url}/page?{n}" for n in range(50)], manners)
    next(found)
    found.close()
    assert len(site.asked) < 50

"""Asks one address: HEAD, then GET where that is not answered well; through redirects, and again after a pause."""

from __future__ import annotations

import asyncio
import datetime as dt
import ssl
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Protocol

import httpx
from django.utils import timezone

from policies.choices import LinkHealth
from policies.links.outcome import WORTH_ANOTHER_TRY, Manners, Outcome, health_of
from policies.links.public import NoSuchHost, NotPublic, resolve

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
#: An address longer than the field that keeps it.
LONGEST = 1000


class Turns(Protocol):
    """Lets one request at a time come to a host."""

    def of(self, host: str) -> AbstractAsyncContextManager[None]: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """``wait`` is how many seconds the host asks to be left alone, None where it does not say."""

    status: int
    location: str = ""
    wait: float | None = None


@dataclass(frozen=True, slots=True)
class Found:
    outcome: Outcome
    again: bool = False
    wait: float | None = None


@cache
def certificates() -> ssl.SSLContext:
    """Read once: it takes longer than a request."""
    return httpx.create_ssl_context(trust_env=False)


async def check(address: str, manners: Manners, turns: Turns) -> Outcome:
    """What an address answers. Raises nothing for whatever the address or its host does."""
    for number in range(manners.tries):
        found = await try_once(address, manners, turns, number)
        if not found.again or number + 1 == manners.tries:
            break
        wait = manners.first_wait * 2**number if found.wait is None else found.wait
        if wait > manners.longest_wait:
            break
        await asyncio.sleep(wait)
    return found.outcome


async def try_once(address: str, manners: Manners, turns: Turns, number: int) -> Found:
    try:
        return await follow(address, manners, turns, number)
    except NotPublic:
        return failed(address, "leads to a private network")
    except NoSuchHost:
        # The name service may have had a bad moment.
        return failed(address, "no such host", again=True)
    except (TimeoutError, httpx.TimeoutException):
        return failed(address, "no answer in time", again=True)
    except httpx.InvalidURL:
        return failed(address, "not an address")
    except httpx.TransportError as error:
        cause: BaseException | None = error
        while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
            cause = cause.__cause__ or cause.__context__
        if cause is not None:
            # Somebody answers, and a browser may know of a certificate what this machine does not.
            return failed(address, f"certificate: {cause.verify_message}", health=LinkHealth.UNCLEAR)
        return failed(address, str(error) or type(error).__name__, again=True)


def failed(address: str, problem: str, again: bool = False, health: LinkHealth = LinkHealth.DEAD) -> Found:
    return Found(Outcome(address, health, problem=problem[:200]), again)


async def follow(address: str, manners: Manners, turns: Turns, number: int) -> Found:
    """Goes where redirects lead, each step to a public place."""
    here, seen, for_good = httpx.URL(address), set[str](), True
    while True:
        if here.scheme not in ("http", "https") or not here.host:
            return failed(address, "redirects to what is no web address" if seen else "not an address")
        seen.add(str(here))
        answer = await ask(here, manners, turns, number)
        if answer.status not in REDIRECTS or not answer.location:
            break
        for_good &= answer.status in PERMANENT
        here = here.join(answer.location)
        if str(here) in seen:
            return failed(address, "redirects in a circle")
        if len(seen) > manners.most_redirects:
            return failed(address, f"more than {manners.most_redirects} redirects")
    moved = len(seen) > 1
    final = str(here) if moved and len(str(here)) <= LONGEST else ""
    outcome = Outcome(address, health_of(answer.status), answer.status, "", final, bool(final) and for_good)
    return Found(outcome, answer.status in WORTH_ANOTHER_TRY, answer.wait)


async def ask(url: httpx.URL, manners: Manners, turns: Turns, number: int) -> Answer:
    """HEAD, and GET where HEAD is refused or answered badly: only a failed GET says that a page is gone."""
    answer = await request("HEAD", url, manners, turns, number)
    if answer.status < 400 or answer.status in WORTH_ANOTHER_TRY:
        return answer
    return await request("GET", url, manners, turns, number)


async def request(method: str, url: httpx.URL, manners: Manners, turns: Turns, number: int) -> Answer:
    async with (
        turns.of(name_of(url)),
        asyncio.timeout(manners.timeout),
        answer_of(method, url, manners, number) as response,
    ):
        if method == "GET" and response.status_code < 300:
            await read_some(response, manners.most_bytes)
        return Answer(response.status_code, response.headers.get("Location", ""), wait_asked(response))


def name_of(url: httpx.URL) -> str:
    """The host as it is on the wire (xn--): non-Latin names are written so there."""
    return url.raw_host.decode("ascii")


@asynccontextmanager
async def answer_of(
    method: str, url: httpx.URL, manners: Manners, number: int = 0, accept: str = "*/*"
) -> AsyncIterator[httpx.Response]:
    """What a public place answers, its body unread. Raises NotPublic, NoSuchHost and what httpx raises."""
    port = url.port or (443 if url.scheme == "https" else 80)
    if port > 65_535:
        raise httpx.InvalidURL(f"no port {port}")
    name = name_of(url)
    ips = await resolve(name.strip("[]"), port, manners.private)
    # To the figures that were looked at, and not to what the name says a moment later. One after another, if they fail.
    there = httpx.URL(scheme=url.scheme, host=ips[number % len(ips)], port=url.port, raw_path=url.raw_path)
    headers = {
        "Host": url.netloc.decode("ascii"),
        "User-Agent": manners.agent,
        "Accept": accept,
        "Accept-Encoding": "identity",
    }
    async with talk(manners) as client:
        sent = client.build_request(method, there, headers=headers, extensions={"sni_hostname": name})
        response = await client.send(sent, stream=True)
        try:
            yield response
        finally:
            await response.aclose()


@asynccontextmanager
async def talk(manners: Manners) -> AsyncIterator[httpx.AsyncClient]:
    """A client of one request: no cookie or connection of one address is another's, and no proxy comes between."""
    async with httpx.AsyncClient(
        verify=certificates(), timeout=manners.timeout, trust_env=False, follow_redirects=False
    ) as client:
        yield client


async def read_some(response: httpx.Response, most: int) -> None:
    """The beginning of a body: enough to know that it comes."""
    read = 0
    async for piece in response.aiter_raw():
        read += len(piece)
        if read >= most:
            return


def wait_asked(response: httpx.Response) -> float | None:
    """Seconds of ``Retry-After``, which is a number or a date (RFC 9110)."""
    asked = response.headers.get("Retry-After", "").strip()
    if asked.isascii() and asked.isdigit():
        return float(asked[:9])
    try:
        day = parsedate_to_datetime(asked)
    except (ValueError, OverflowError):
        return None
    if day.tzinfo is None:
        day = day.replace(tzinfo=dt.UTC)
    return max(0.0, (day - timezone.now()).total_seconds())

"""Asks many addresses: several hosts at once, and each host one thing at a time with a pause."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import aclosing, asynccontextmanager

import httpx

from policies.links.fetch import check
from policies.links.outcome import Manners, Outcome


class HostTurns:
    """One request at a time a host, also for those that are redirected to it, and a pause after each."""

    def __init__(self, pause: float) -> None:
        self.pause = pause
        self.locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.free_from: defaultdict[str, float] = defaultdict(float)

    @asynccontextmanager
    async def of(self, host: str) -> AsyncIterator[None]:
        clock = asyncio.get_running_loop().time
        async with self.locks[host]:
            await asyncio.sleep(max(0.0, self.free_from[host] - clock()))
            try:
                yield
            finally:
                self.free_from[host] = clock() + self.pause


def host_of(address: str) -> str:
    try:
        return httpx.URL(address).raw_host.decode("ascii")
    except httpx.InvalidURL:
        return ""


async def check_all(addresses: Iterable[str], manners: Manners) -> AsyncIterator[Outcome]:
    """The outcomes, as they come in."""
    by_host: defaultdict[str, list[str]] = defaultdict(list)
    for address in addresses:
        by_host[host_of(address)].append(address)
    # The longest first: they take longest.
    waiting = deque(sorted(by_host.values(), key=len, reverse=True))
    expected = sum(len(group) for group in waiting)
    found: asyncio.Queue[Outcome | Exception] = asyncio.Queue()
    turns = HostTurns(manners.pause)

    async def work() -> None:
        try:
            while waiting:
                for address in waiting.popleft():
                    await found.put(await check(address, manners, turns))
        except Exception as error:
            await found.put(error)

    workers = [asyncio.create_task(work()) for __ in range(min(manners.hosts_at_once, len(waiting)))]
    try:
        for __ in range(expected):
            outcome = await found.get()
            if isinstance(outcome, Exception):
                raise outcome
            yield outcome
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)


def outcomes(addresses: Iterable[str], manners: Manners) -> Iterator[Outcome]:
    """The same for code that is not asynchronous. Between two outcomes nothing is asked, so what is done with each is done first."""
    with asyncio.Runner() as runner:

        async def next_of(all_of_them: AsyncIterator[Outcome]) -> Outcome | None:
            return await anext(all_of_them, None)

        async def opened() -> AsyncIterator[Outcome]:
            async with aclosing(check_all(addresses, manners)) as found:  # type: ignore[type-var]
                async for outcome in found:
                    yield outcome

        source = opened()
        try:
            while (outcome := runner.run(next_of(source))) is not None:
                yield outcome
        finally:
            runner.run(source.aclose())  # type: ignore[attr-defined]

"""What is found of an address, and how politely it is asked."""

from __future__ import annotations

from dataclasses import dataclass

from policies.choices import LinkHealth

#: Answers that say “not you”, “not now” or “not by a program” of a page that may well be there for a reader.
UNCLEAR = frozenset({401, 403, 407, 408, 425, 429, 451})
#: Answers after which the same question may have another answer a little later.
WORTH_ANOTHER_TRY = frozenset({429, 503})


@dataclass(frozen=True, slots=True)
class Manners:
    """How addresses are asked. Times are in seconds.

    ``private`` lets addresses of private networks be asked, for tests with a server on this machine.
    """

    agent: str
    private: bool = False
    hosts_at_once: int = 8
    pause: float = 1.0  # between two requests to a host
    timeout: float = 20.0  # of one request, its redirects not counted
    tries: int = 3
    first_wait: float = 2.0  # before the second try; doubled before each further one
    longest_wait: float = 60.0  # also where the host asks for more
    most_redirects: int = 10
    most_bytes: int = 65_536  # of a body


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an address answered. ``status`` is that of HTTP, None where there was no answer; ``problem`` says why then.

    ``final`` is where redirects led, empty if there were none; ``for_good`` tells that every one of them was permanent.
    """

    address: str
    health: LinkHealth
    status: int | None = None
    problem: str = ""
    final: str = ""
    for_good: bool = False


def health_of(status: int) -> LinkHealth:
    if 200 <= status < 300:
        return LinkHealth.ALIVE
    # Numbers that HTTP does not know are how some sites turn programs away.
    return LinkHealth.UNCLEAR if status in UNCLEAR or status >= 600 else LinkHealth.DEAD

"""Where an address leads on the network. Nobody can have this machine ask the private network that it stands in."""

from __future__ import annotations

import asyncio
import ipaddress
import socket

#: IPv6 that carries IPv4 inside, where the inner one is what is reached: NAT64 (RFC 6052).
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class NotPublic(Exception):
    """The host is on a private network, or on this machine."""


class NoSuchHost(Exception):
    """The name leads nowhere."""


def is_public(figures: str) -> bool:
    """Whether an IP address is one of the public internet."""
    ip = ipaddress.ip_address(figures.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None and not is_public(str(inner)):
            return False
    return ip.is_global and not ip.is_multicast


async def resolve(host: str, port: int, private: bool) -> list[str]:
    """The IP addresses of a host, IPv4 first. One of them private refuses them all: a name is of one place.

    What is asked is what was looked at: the caller connects to these figures, so that a name that answers differently a
    moment later changes nothing.
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError, OverflowError) as error:
        raise NoSuchHost(host) from error
    ips = list(dict.fromkeys(str(entry[4][0]) for entry in sorted(found, key=lambda entry: entry[0] != socket.AF_INET)))
    if not private and not all(is_public(ip) for ip in ips):
        raise NotPublic(host)
    return ips

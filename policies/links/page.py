"""Reads the beginning of one page, as safely as addresses are checked: no private network, no proxy, every redirect looked at."""

from __future__ import annotations

import asyncio
import codecs
import re
import ssl
from dataclasses import dataclass
from email.message import Message

import httpx
from django.utils.translation import gettext

from policies.links.fetch import REDIRECTS, answer_of
from policies.links.outcome import Manners
from policies.links.public import NoSuchHost, NotPublic

#: So much of a page is read, in bytes; what it says of itself stands at its beginning.
MOST_BYTES = 1_000_000
MOST_REDIRECTS = 5
HTML = ("text/html", "application/xhtml+xml")
ACCEPT = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"
#: How a page declares its encoding at its beginning (HTML standard, “prescan a byte stream”).
DECLARED = re.compile(
    rb"""<(?:meta[^>]{0,300}?charset|\?xml[^>]{0,100}?encoding)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I
)
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
#: What browsers take for granted where a page declares the older, smaller set (Encoding standard).
WIDER = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}


class Unreadable(Exception):
    """Why a page cannot be read; ``str()`` of it is for the person who asked."""


@dataclass(frozen=True, slots=True)
class Page:
    """``address`` is where redirects led; ``html`` the first MOST_BYTES of the page as text."""

    address: str
    html: str


def read_page(address: str, manners: Manners) -> Page:
    """The page at an address; ``manners.timeout`` is for all of it, redirects counted. Raises Unreadable."""
    try:
        return asyncio.run(within(address, manners))
    except NotPublic:
        said = gettext("This address leads into a private network, where nothing is looked up.")
    except NoSuchHost:
        said = gettext("There is no such site: look at the address again.")
    except (TimeoutError, httpx.TimeoutException):
        said = gettext("The site did not answer in time.")
    except (httpx.InvalidURL, UnicodeError):
        said = gettext("This is not an address of the web.")
    except (httpx.HTTPError, ssl.SSLError):
        said = gettext("The site could not be reached, or broke off.")
    raise Unreadable(said)


async def within(address: str, manners: Manners) -> Page:
    async with asyncio.timeout(manners.timeout):
        return await follow(httpx.URL(address), manners)


async def follow(here: httpx.URL, manners: Manners) -> Page:
    for __ in range(MOST_REDIRECTS + 1):
        if here.scheme not in ("http", "https") or not here.host:
            raise Unreadable(gettext("This address leads to what is no page of the web."))
        async with answer_of("GET", here, manners, accept=ACCEPT) as response:
            location = response.headers.get("Location", "")
            if response.status_code not in REDIRECTS or not location:
                return Page(str(here), await text_of(response))
        here = here.join(location)
    raise Unreadable(gettext("The site sends one from address to address without end."))


async def text_of(response: httpx.Response) -> str:
    if response.status_code >= 300:
        said = gettext("The site answered %(status)s instead of the page: open it yourself.")
        raise Unreadable(said % {"status": response.status_code})
    header = Message()
    # Where there are several of it, the first one.
    header["Content-Type"] = response.headers.get("Content-Type", "").split(",")[0]
    kind = header.get_content_type() if header["Content-Type"] else ""
    if kind == "application/pdf":
        raise Unreadable(gettext("This is a PDF: what it says of itself is not looked up. Enter it yourself."))
    if kind not in HTML:
        raise Unreadable(gettext("This is no page but a file (%s): enter what it says yourself.") % (kind or "?")[:60])
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        # Nobody asked for it, and a little of it may be a great deal.
        raise Unreadable(gettext("The site sends the page packed, although that was not asked for."))
    body = await beginning(response)
    if body.startswith(b"%PDF-"):
        raise Unreadable(gettext("This is a PDF: what it says of itself is not looked up. Enter it yourself."))
    return decoded(body, header.get_content_charset() or "")


async def beginning(response: httpx.Response) -> bytes:
    read = bytearray()
    async for piece in response.aiter_raw():
        read += piece
        if len(read) >= MOST_BYTES:
            break
    return bytes(read[:MOST_BYTES])


def decoded(body: bytes, charset: str) -> str:
    """The text of a page: by its mark, then as its header says, then as it declares; else UTF-8, else windows-1252.

    What does not fit becomes a replacement character, and never an error.
    """
    for mark, name in MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    declared = DECLARED.search(body[:2048])
    for name in (charset, declared.group(1).decode("ascii", "replace") if declared else ""):
        if known := encoding(name):
            return body.decode(known, "replace")
    try:
        # The last letter may have been cut in two.
        return codecs.getincrementaldecoder("utf-8")().decode(body)
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def encoding(name: str) -> str:
    """Python's name of an encoding of text that pages may be in; empty for any other."""
    try:
        found = codecs.lookup(name.strip())
    except (LookupError, ValueError):
        return ""
    if not getattr(found, "_is_text_encoding", True) or found.name.startswith(
        ("utf-7", "utf-16", "utf-32", "idna", "punycode", "unicode", "raw")
    ):
        return ""
    return WIDER.get(found.name, found.name)

"""Atom feeds (RFC 4287)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.utils.feedgenerator import Atom1Feed

from policies.exporters.citations.base import PUBLISHER

CONTENT_TYPE: Final = "application/atom+xml; charset=utf-8"
#: The year from which on the host of the site gives its own tags (RFC 4151).
TAGGED_SINCE: Final = "2026"
#: What XML 1.0 cannot hold.
_NOT_XML: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """``name`` is what its tag ends with, and never changes; ``summary`` is HTML.

    ``updated`` is when we last changed it, not when it happened.
    """

    name: str
    title: str
    summary: str
    address: str
    updated: dt.datetime
    categories: tuple[str, ...] = ()


class _Atom(Atom1Feed):
    """A feed without an entry is as old as its day, where Django would say that it changed just now."""

    def latest_post_date(self) -> dt.datetime:
        if self.items:
            return super().latest_post_date()
        begun: dt.datetime = self.feed["begun"]
        return begun


def tag(site: str, name: str) -> str:
    """``tag:example.org,2026:event/7``: an identifier that stays when the address changes."""
    return f"tag:{urlsplit(site).hostname},{TAGGED_SINCE}:{name}"


def atom(
    title: str,
    subtitle: str,
    site: str,
    page: str,
    address: str,
    rights: str,
    begun: dt.datetime,
    entries: Iterable[Entry],
) -> bytes:
    """The feed as a file. ``page`` is the full address of what it is of, ``address`` its own; ``site`` their origin."""
    feed = _Atom(
        title=clean(title),
        link=page,
        description="",
        subtitle=clean(subtitle),
        feed_url=address,
        feed_guid=address,
        author_name=PUBLISHER,
        author_link=site,
        feed_copyright=rights,
        begun=begun,
    )
    for entry in entries:
        feed.add_item(
            title=clean(entry.title),
            link=entry.address,
            description=clean(entry.summary),
            unique_id=tag(site, entry.name),
            updateddate=entry.updated,
            categories=[clean(category) for category in entry.categories],
        )
    text = feed.writeString("utf-8")
    return text.encode() if isinstance(text, str) else text


def clean(text: str) -> str:
    """The text without what XML cannot hold."""
    return _NOT_XML.sub("�", text)

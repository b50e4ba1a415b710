from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree

from policies.exporters.atom import Entry, atom, tag

DAY = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


def feed(*entries: Entry, title: str = "A title") -> ElementTree.Element:
    site = "https://example.org"
    content = atom(title, "About it", site, f"{site}/policies/", f"{site}/policies.atom", "CC BY 4.0", DAY, entries)
    return ElementTree.fromstring(content)


def test_what_rfc_4287_asks_for() -> None:
    entry = Entry("event/7", "2011 – Adopted", "<p>a &amp; b</p>", "https://example.org/p/", DAY, ("adopted",))
    root = feed(entry)
    for name in ("id", "title", "updated"):
        assert root.findtext(f"{ATOM}{name}")
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "MigPol"
    assert root.findtext(f"{ATOM}rights") == "CC BY 4.0"
    assert {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")} == {
        "self": "https://example.org/policies.atom",
        "alternate": "https://example.org/policies/",
    }
    (item,) = root.findall(f"{ATOM}entry")
    assert item.findtext(f"{ATOM}id") == "tag:example.org,2026:event/7"
    assert item.findtext(f"{ATOM}updated") == "2026-11-23T00:00:00+00:00"
    assert item.find(f"{ATOM}published") is None
    summary = item.find(f"{ATOM}summary")
    assert summary is not None
    assert (summary.get("type"), summary.text) == ("html", "<p>a &amp; b</p>")


def test_an_empty_feed_is_as_old_as_its_day() -> None:
    assert feed().findtext(f"{ATOM}updated") == "2026-11-23T00:00:00+00:00"


def test_what_xml_cannot_hold_is_replaced() -> None:
    odd = "a\x00\x1b\ud800b <&>"
    root = feed(Entry("event/1", odd, odd, "https://example.org/", DAY, (odd,)), title=odd)
    assert root.findtext(f"{ATOM}title") == root.findtext(f"{ATOM}entry/{ATOM}title") == "a���b <&>"


def test_a_tag_has_no_port() -> None:
    assert tag("http://127.0.0.1:8000", "event/1") == "tag:127.0.0.1,2026:event/1"

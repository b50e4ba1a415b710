"""A page that is read for what it says of itself, asked of a real server that may be hostile."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from policies.links import Manners, public
from policies.links.page import MOST_BYTES, Unreadable, decoded, read_page
from tests.links.conftest import Site

UTF8 = {"Content-Type": "text/html; charset=utf-8"}


def refused(address: str, manners: Manners) -> str:
    with pytest.raises(Unreadable) as error:
        read_page(address, manners)
    return str(error.value)


def test_a_page_is_read_with_get_alone(site: Site, manners: Manners) -> None:
    site.pages["page"] = ("<title>Política</title>".encode(), UTF8)
    page = read_page(f"{site.url}/page", manners)
    assert (page.address, page.html) == (f"{site.url}/page", "<title>Política</title>")
    assert site.asked == [("GET", "/page")] and site.agents == {"tests"}


def test_redirects_are_followed_and_named(site: Site, manners: Manners) -> None:
    site.pages["new"] = (b"<title>New</title>", UTF8)
    assert read_page(f"{site.url}/old", manners).address == f"{site.url}/new?at=last"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/404", "answered 404"), ("/403", "answered 403"), ("/endless", "without end"), ("/loop", "without end"),
        ("/to-a-file", "no page of the web"), ("/to-nonsense", "could not be reached"), ("/slow", "in time"),
        ("/drops", "in time"), ("/reset", "could not be reached"), ("/huge", "no page but a file (?)"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why(site: Site, manners: Manners, path: str, said: str) -> None:
    assert said in refused(site.url + path, manners)


@pytest.mark.parametrize(
    ("body", "headers", "said"),
    [
        (b"%PDF-1.7", {"Content-Type": "application/pdf"}, "This is a PDF"),
        (b"%PDF-1.7", {"Content-Type": "text/html"}, "This is a PDF"),
        (b"\x89PNG", {"Content-Type": "image/png"}, "a file (image/png)"),
        (b"\x1f\x8b", {"Content-Type": "text/html", "Content-Encoding": "gzip"}, "packed"),
    ],
)
def test_files_are_not_read(site: Site, manners: Manners, body: bytes, headers: dict[str, str], said: str) -> None:
    site.pages["file"] = (body, headers)
    assert said in refused(f"{site.url}/file", manners)


def test_of_a_page_without_end_the_beginning_is_read(site: Site, manners: Manners) -> None:
    page = read_page(f"{site.url}/huge-page", replace(manners, timeout=10.0))
    assert "<title>Enorme</title>" in page.html and len(page.html) <= MOST_BYTES
    assert site.sent < 50_000_000


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "10.0.0.1", "169.254.169.254", "2130706433"])
def test_private_networks_are_not_asked(site: Site, manners: Manners, host: str) -> None:
    port = site.url.rpartition(":")[2]
    said = refused(f"http://{host}:{port}/page", replace(manners, private=False))
    assert "private network" in said or "no such site" in said
    assert site.asked == []


def test_nor_where_a_public_page_leads_there(site: Site, manners: Manners, monkeypatch: Any) -> None:
    """This machine stands in for the public site; the rule is the real one for all other addresses."""
    rule = public.is_public
    monkeypatch.setattr(public, "is_public", lambda figures: figures == "127.0.0.1" or rule(figures))
    for target in ("http://10.1.2.3/", "http://[::1]/", "//169.254.169.254/latest/meta-data/"):
        site.pages["trap"] = (b"", {"Location": target})
        assert "private network" in refused(f"{site.url}/trap", replace(manners, private=False))


@pytest.mark.parametrize(
    "address", ["", "x", "http://", "http://a b/", "file:///etc/passwd", "http://x:99999/", "http://xn--/"]
)
def test_nonsense_is_answered(manners: Manners, address: str) -> None:
    assert refused(address, manners)


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        ("año".encode("cp1252"), "", "año"),
        ("año".encode("cp1252"), "iso-8859-1", "año"),
        ("“año”".encode("cp1252"), "latin1", "“año”"),
        (b"<meta charset=iso-8859-5>" + "год".encode("iso-8859-5"), "", "<meta charset=iso-8859-5>год"),
        (b"\xef\xbb\xbfa\xc3\xb1o", "iso-8859-1", "año"),
        ("año".encode("utf-16"), "", "año"),
        ("año>".encode(), "no-such-set", "año>"),
        ("año>".encode(), "utf-7", "año>"),
        ("año>".encode(), "rot13", "año>"),
        (b"\xfd\xfe>", "utf-8", "\ufffd\ufffd>"),
    ],
)  # fmt: skip
def test_encodings_as_browsers_take_them(body: bytes, charset: str, text: str) -> None:
    assert decoded(body, charset) in (text, text.lstrip("\ufeff"))

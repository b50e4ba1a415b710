"""What a page says of itself: title, publisher, date of publication, language. Nothing is guessed.

Read are, best first: Dublin Core and the tags of scholarly indexes (``DC.title``, ``citation_title``), schema.org as JSON-LD,
Open Graph, and HTML itself. A date is kept as exactly as it is given, and not at all where it can be read in two ways.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from policies.dates import DateError, HonestDate
from policies.models.fields import usual_code

LONGEST_TITLE, LONGEST_PUBLISHER = 500, 200
#: More tags and blocks than these are no description.
MOST_TAGS, MOST_BLOCKS, MOST_DEPTH = 500, 20, 6
TITLE = ("dc.title", "dcterms.title", "citation_title", "ld:headline", "og:title", "twitter:title", "html:title")
PUBLISHER = ("dc.publisher", "dcterms.publisher", "citation_publisher", "ld:publisher", "og:site_name")
PUBLISHED = (
    "dc.date.issued", "dcterms.issued", "dcterms.date.issued", "citation_publication_date", "citation_date", "dc.date",
    "dcterms.date", "ld:datepublished", "article:published_time",
)  # fmt: skip
#: What templates of sites set alike for every page comes last.
LANGUAGE = (
    "dc.language",
    "dcterms.language",
    "citation_language",
    "ld:inlanguage",
    "og:locale",
    "content-language",
    "html:lang",
)
#: schema.org's kinds of thing that a source can be; others on a page (its navigation, its owner) are not the page.
WORKS = re.compile(
    r"(Article|Report|WebPage|Posting|Legislation|CreativeWork|Book|Dataset|DigitalDocument|Publication\w*)$"
)
#: A date with the year first, and perhaps a time of that day.
YEAR_FIRST = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?(?:[T ]\d{1,2}:\d{2}.*)?\Z")


@dataclass(frozen=True, slots=True)
class Description:
    """Empty is what the page does not say. ``unclear_date`` is a date that it gives in a way that can be read in two."""

    title: str = ""
    publisher: str = ""
    published: str = ""
    language: str = ""
    unclear_date: str = ""


def described(html: str) -> Description:
    """Whatever a page is made of, this answers."""
    said = sayings(html)
    dates = [text for name in PUBLISHED for text in said[name]]
    published = next((date for text in dates if (date := exact_date(text))), "")
    return Description(
        first(said, TITLE)[:LONGEST_TITLE],
        first(said, PUBLISHER)[:LONGEST_PUBLISHER],
        published,
        next((code for name in LANGUAGE for text in said[name] if (code := usual_code(text.strip()))), ""),
        "" if published or not dates else dates[0][:40],
    )


def first(said: dict[str, list[str]], names: tuple[str, ...]) -> str:
    return next((text for name in names for text in said[name] if text), "")


def clean(text: object) -> str:
    """One line without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split()) if isinstance(text, str) else ""


def sayings(html: str) -> dict[str, list[str]]:
    """All that the page says of itself, by the name of the tag in small letters."""
    said: dict[str, list[str]] = defaultdict(list)
    tree = LexborHTMLParser(html)
    for tag in tree.css("meta[content]")[:MOST_TAGS]:
        name = tag.attributes.get("name") or tag.attributes.get("property") or tag.attributes.get("http-equiv")
        if name and (text := clean(tag.attributes.get("content"))):
            said[name.strip().lower()].append(text)
    for block in tree.css("script[type='application/ld+json' i]")[:MOST_BLOCKS]:
        try:
            found = json.loads(block.text())
        except (ValueError, RecursionError):
            continue
        for work in works(found):
            for key in ("headline", "publisher", "datePublished", "inLanguage"):
                value = work.get(key)
                if text := clean(value.get("name") if isinstance(value, dict) else value):
                    said[f"ld:{key.lower()}"].append(text)
    if (title := tree.css_first("head > title")) is not None:
        said["html:title"].append(clean(title.text()))
    root = tree.css_first("html")
    said["html:lang"].append(clean(root.attributes.get("lang")) if root is not None else "")
    return said


def works(found: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """The descriptions of works in a block of JSON-LD, which may be one, a list, or a graph of them."""
    if depth > MOST_DEPTH:
        return
    if isinstance(found, list):
        for each in found[:MOST_TAGS]:
            yield from works(each, depth + 1)
    elif isinstance(found, dict):
        kinds = found.get("@type")
        if any(
            isinstance(kind, str) and WORKS.search(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])
        ):
            yield found
        yield from works(found.get("@graph"), depth + 1)


def exact_date(text: str) -> str:
    """A date in the record's way of writing, no more and no less exact; empty if it is none, or can be read in two ways."""
    match = YEAR_FIRST.match(text.strip())
    if match is None:
        return ""
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        return str(HonestDate(year or 0, month, day))
    except DateError:
        return ""

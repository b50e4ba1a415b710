"""What axe finds in a page, in both colour schemes."""

from __future__ import annotations

import json

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

SCHEMES = ("light", "dark")
#: The rules of axe that look at colours, of those that it applies unasked.
OF_COLOURS = ["color-contrast", "link-in-text-block"]
#: Without fetching every style sheet once more, for a rule that is not applied.
OPTIONS = {"resultTypes": ["violations"], "preload": {"assets": ["media"]}}


def violations(page: Page, *, of_colours_only: bool = False) -> list[str]:
    """A line for each rule that the page breaks, with the first places where."""
    if page.evaluate("window.axe === undefined"):
        page.evaluate(AXE_SCRIPT)
    options = OPTIONS | ({"runOnly": {"type": "rule", "values": OF_COLOURS}} if of_colours_only else {})
    found = page.evaluate(f"axe.run({json.dumps(options)}).then((results) => results.violations)")
    return [
        f"{broken['id']}: " + "; ".join(f"{node['html'][:150]} {node['target']}" for node in broken["nodes"][:3])
        for broken in found
    ]


def violations_in_the_other_scheme(page: Page, scheme: str) -> list[str]:
    """What the page breaks once it is changed to this colour scheme, beyond what it broke before.

    A scheme changes colours and nothing else (tests/test_styles.py), so that only they are looked at.
    """
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.evaluate(
        "new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))"
        ".then(() => Promise.all(document.getAnimations().map((each) => each.finished))).then(() => null)"
    )
    return [f"{scheme}: {line}" for line in violations(page, of_colours_only=True)]

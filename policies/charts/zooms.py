"""Parts of the world that a map can be of, by the name that addresses have for each: M49's own slugs.

Where each lies is in frontend/zooms.json, of which the build draws the geometry.
"""

from __future__ import annotations

from typing import Final

WORLD: Final = "world"
ZOOMS: Final = (
    "africa",
    "western-africa",
    "americas",
    "central-america",
    "caribbean",
    "south-america",
    "asia",
    "western-asia",
    "south-eastern-asia",
    "europe",
    "oceania",
)
#: Regions that are shown as part of a larger one.
PART_OF: Final = {
    "northern-africa": "africa",
    "sub-saharan-africa": "africa",
    "eastern-africa": "africa",
    "middle-africa": "africa",
    "southern-africa": "africa",
    "latin-america-and-the-caribbean": "americas",
    "northern-america": "americas",
    "central-asia": "asia",
    "eastern-asia": "asia",
    "southern-asia": "asia",
    "eastern-europe": "europe",
    "northern-europe": "europe",
    "channel-islands": "europe",
    "southern-europe": "europe",
    "western-europe": "europe",
    "australia-and-new-zealand": "oceania",
    "melanesia": "oceania",
    "micronesia": "oceania",
    "polynesia": "oceania",
}

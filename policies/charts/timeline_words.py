"""What is written on and around a timeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Words:
    """What is written on and around a timeline. ``sentence`` and ``as_of`` may use {date}."""

    title: str = "Timeline"
    sentence: str = (
        "Bars show how long, marks what happened when, as of {date}. Dates are drawn as exactly as they are known."
    )
    source: str = "MigPol"
    locale: str = "en"  # CLDR code, for the day of "as of"
    as_of: str = "As of {date}"
    date: str = "Date"
    what: str = "What"
    title_header: str = "Title"
    source_url: str = "Source"
    lane: str = "Record"
    period: str = "Period"
    planned: str = "planned"
    latest: str = "latest {date}"  # of several events of one kind
    span: str = "Event known to the year or month only"
    unsure: str = "Began or ended some day in this stretch"
    earlier: str = "Before the years shown"
    undated: str = "No dates known"
    kinds: Mapping[str, str] = field(
        default_factory=lambda: {
            "policy": "Policies",
            "institution": "Institutions",
            "project": "Projects",
            "participation": "Treaties and frameworks",
            "framework": "Frameworks that its policies name, for comparison",
        }
    )
    ties: Mapping[str, str] = field(  # legend of links between policies, by their look (timeline_ties.LOOKS)
        default_factory=lambda: {
            "replaces": "Replaces or repeals, from the new to the old",
            "amends": "Amends",
            "implements": "Implements, or is based on",
        }
    )
    statuses: Mapping[str, str] = field(
        default_factory=lambda: {
            "in-development": "In development",
            "adopted": "Adopted",
            "in-force": "In force",
            "term-ended": "Term ended",
            "replaced": "Replaced",
            "repealed": "Repealed",
            "undated": "Undated",
        }
    )
    lanes: Mapping[str, str] = field(  # legend of bars that are not a status
        default_factory=lambda: {
            "policy": "Policy",
            "institution": "Institution",
            "project": "Project",
            "participation": "Treaty or framework",
            "framework": "Framework",
        }
    )
    groups: Mapping[str, str] = field(
        default_factory=lambda: {
            "preparation": "Preparation",
            "adoption": "Adoption",
            "force": "Force",
            "end": "End",
            "follow-through": "Follow-through",
            "context": "Context",
        }
    )

"""What is written on and around the timeline across countries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from policies.charts.timeline_words import Words as TimelineWords

_TIMELINE = TimelineWords()


@dataclass(frozen=True, slots=True)
class Words:
    """What is written on and around the timeline across countries. ``sentence`` and ``notes`` are whole."""

    title: str = "Timeline of migration policies"
    sentence: str = "Marks are events, bars are policies in force."
    source: str = "MigPol"
    locale: str = "en"
    as_of: str = "As of {date}"
    date: str = "Date"
    what: str = "What"
    title_header: str = "Title"
    policy: str = "Policy"
    place: str = "Country"  # or "Region"
    period: str = "In force"
    years: str = "Years"
    all_events: str = "All events"
    in_force: str = "Policies in force at the end"  # header of the table
    in_force_count: str = "Policies in force"
    in_force_bar: str = "In force"
    in_force_columns: str = "Policies in force"
    planned: str = "planned"
    span: str = "Event known to the year or month only"
    nothing: str = "Nothing dated in these years"
    lane: str = "{policies} policies, {in_force} in force"
    bars: str = "{n} policies in force"
    several: str = "{title} and {n} more"
    groups: Mapping[str, str] = field(default_factory=lambda: dict(_TIMELINE.groups))

    @property
    def of_timeline(self) -> TimelineWords:
        """The same for the parts that all timelines share."""
        return TimelineWords(
            title=self.title,
            source=self.source,
            locale=self.locale,
            as_of=self.as_of,
            planned=self.planned,
            span=self.span,
            groups=self.groups,
        )

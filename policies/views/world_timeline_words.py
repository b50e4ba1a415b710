"""The words of the timeline across countries, in the language of the page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language, gettext, ngettext

from policies.charts.world_timeline import MOST_MARKS, Words
from policies.choices import EventGroup
from policies.queries.world_timeline import Tally
from policies.views.charts import source_words


@dataclass(frozen=True, slots=True)
class Told:
    """What the words are about. ``years`` are the first and the last drawn; ``lanes`` the first, the last and how many."""

    found: list[Tally]
    by: str
    binned: bool
    years: tuple[int, int]
    step: int  # years of a bin
    lanes: tuple[int, int, int]
    as_of: str
    drawn: int  # events on this page
    kinds: tuple[str, ...]  # labels of the only kinds of event that are counted, or none for all

    @property
    def events(self) -> int:
        return sum(tally.shown for tally in self.found)


def words_of(told: Told) -> Words:
    return Words(
        title=gettext("Timeline of migration policies"),
        sentence=" ".join(filter(None, (counted(told), on_this_page(told), how_drawn(told)))),
        source=source_words(),
        locale=get_language() or "en",
        as_of=gettext("As of {date}"),
        date=gettext("Date"),
        what=gettext("What"),
        title_header=gettext("Title"),
        policy=gettext("Policy"),
        place=gettext("Region") if told.by == "region" else gettext("Country"),
        period=gettext("In force"),
        years=gettext("Years") if told.step > 1 else gettext("Year"),
        all_events=gettext("All events"),
        in_force=gettext("Policies in force at the end, at the latest %(as_of)s") % {"as_of": told.as_of},
        in_force_count=gettext("Policies in force"),
        in_force_bar=gettext("Policy in force"),
        in_force_columns=gettext("Policies in force, downwards"),
        planned=gettext("planned"),
        span=gettext("Event known to the year or month only"),
        nothing=gettext("Nothing dated in these years"),
        lane=gettext("{in_force} of {policies} in force"),
        bars=gettext("{n} policies in force"),
        groups={code: str(label) for code, label in EventGroup.choices},
    )


def counted(told: Told) -> str:
    """``566 dated events in a selection of 313 policies of 136 countries and areas, 1990–2033, as of 23 November 2026.``

    Not every policy of the selection has an event that is drawn.
    """
    policies, countries = sum(tally.policies for tally in told.found), len(told.found)
    first, last = told.years
    events = ngettext("%d dated event", "%d dated events", told.events) % told.events
    if told.kinds:
        events = gettext("%(events)s (only: %(kinds)s)") % {"events": events, "kinds": ", ".join(told.kinds)}
    return gettext("%(events)s in a selection of %(policies)s of %(countries)s, %(years)s, %(as_of)s.") % {
        "events": events,
        "policies": ngettext("%d policy", "%d policies", policies) % policies,
        "countries": ngettext("%d country or area", "%d countries and areas", countries) % countries,
        "years": f"{first}–{last}" if first != last else str(first),
        "as_of": told.as_of,
    }


def on_this_page(told: Told) -> str:
    first, last, all_of_them = told.lanes
    if last - first + 1 == all_of_them:
        return ""
    return gettext("This page has countries %(first)d to %(last)d, with %(events)s.") % {
        "first": first,
        "last": last,
        "events": ngettext("%d event", "%d events", told.drawn) % told.drawn,
    }


def how_drawn(told: Told) -> str:
    if not told.binned:
        return gettext(
            "A mark is an event, and a mark with a line is known to that year or month only; a bar is a policy in force."
        )
    period = gettext("each year") if told.step == 1 else gettext("each %d years") % told.step
    return gettext(
        "More than %(most)d would be drawn one by one, so they are counted: columns upwards are the events of %(period)s,"
        " columns downwards the policies in force at its end. Choose a region, a country, a kind of event or fewer years to see each."
    ) % {"most": MOST_MARKS, "period": period}


def notes_of(told: Told) -> list[str]:
    """What is not in the picture, by number."""
    found, first = told.found, told.years[0]
    before, undated = sum(tally.before for tally in found), sum(tally.undated for tally in found)
    later = sum(tally.events for tally in found) - told.events - before - undated
    undated_policies = sum(tally.undated_policies for tally in found)
    said = []
    if before:
        words = ngettext("%(n)d event before %(year)d", "%(n)d events before %(year)d", before)
        said.append(words % {"n": before, "year": first})
    if later:
        words = ngettext("%(n)d event after %(year)d", "%(n)d events after %(year)d", later)
        said.append(words % {"n": later, "year": told.years[1]})
    if undated:
        said.append(ngettext("%d event without a date", "%d events without a date", undated) % undated)
    if undated_policies:
        words = ngettext(
            "%d policy without a dated beginning", "%d policies without a dated beginning", undated_policies
        )
        said.append(words % undated_policies)
    return [gettext("Not drawn: %s.") % "; ".join(said)] if said else []

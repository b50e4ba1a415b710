"""Each layer of the map: a selection and what the layer is of, drawn, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace

from django.utils.translation import gettext, ngettext

from policies.bitmaps import Selected
from policies.charts import alignment_map, first_adoption_map, policies_map, score_map
from policies.charts.base import Chart
from policies.charts.country_map import Words
from policies.charts.first_adoption_map import Spans
from policies.charts.geometry import world_file
from policies.choices import NATIONAL_POLICY_FAMILY
from policies.filters import NOT_NARROWING, PolicyFilterSet, members_of
from policies.models import Framework
from policies.queries.country_layers import alignment_states, first_adoptions, policy_counts
from policies.queries.participations import participants_of, participations_of
from policies.queries.scores import newest_scores
from policies.views.charts import as_of_words
from policies.views.map_targets import Target
from policies.views.participation_map import participation_chart
from policies.views.status_map import Scope, days_of_slider, map_of, map_words

#: Choices that are of countries; all others are of policies.
OF_COUNTRIES = ("country", "region", "group", "income")
#: Choices that an alignment answers to.
OF_ALIGNMENTS = ("framework", "component", "link")


@dataclass(frozen=True, slots=True)
class Asked:
    """A selection, what the layer is of, and what of the world is shown."""

    filters: PolicyFilterSet
    target: Target | None
    scope: Scope
    by_selection: bool = False  # the target is the framework or component that the selection is narrowed to

    @property
    def on(self) -> dt.date:
        return self.filters.on

    @property
    def days(self) -> dict[int, dt.date]:
        return days_of_slider(self.on, self.filters.today)

    @property
    def narrowed(self) -> bool:
        """Whether choices leave out policies of a country that counts: what was looked for then says nothing."""
        return any(value for name, value in self.filters.chosen.items() if name not in (*OF_COUNTRIES, *NOT_NARROWING))

    @property
    def family_only(self) -> bool:
        """Whether layers of national policies and strategies leave other instruments of the selection out."""
        return not self.filters.chosen.get("instrument")

    def selection(self, *, family: bool = False, without: Collection[str] = ()) -> Selected:
        """The policies on every day, or those that have a status on the day where one is chosen.

        ``family`` leaves national policies and strategies only, unless instruments are chosen; ``without`` are names
        that the layer answers itself.
        """
        policies = members_of(self.filters).on_any_day(without)
        if family and self.family_only:
            return policies.of("instrument", NATIONAL_POLICY_FAMILY)
        return policies

    def words(self, title: str, sentence: str, *, notes: tuple[str, ...] = (), **states: str) -> Words:
        words = map_words(self.on)
        named = {name.replace("_", "-"): label for name, label in states.items()}
        if self.narrowed:
            named.setdefault("not-assessed", gettext("No match recorded"))
        return replace(words, title=title, sentence=sentence, notes=notes, states={**words.states, **named})


def family_notes(asked: Asked) -> tuple[str, ...]:
    """What a map of national policies and strategies leaves out of a selection that has other instruments too."""
    if not (asked.narrowed and asked.family_only):
        return ()
    return (
        gettext(
            "Only national policies and strategies count here, unless instruments are chosen: laws and other instruments of"
            " this selection are in its list, and in the number of policies."
        ),
    )


def status(asked: Asked) -> Chart:
    chart = map_of(
        asked.selection(family=True),
        asked.on,
        asked.filters.today,
        no_match=no_match(asked) if asked.narrowed else "",
        scope=asked.scope,
    )
    chart = replace(chart, notes=(*family_notes(asked), *chart.notes))
    if not asked.family_only:
        return replace(chart, title=gettext("Migration policies of the chosen instruments, by country"))
    return chart


def no_match(asked: Asked) -> str:
    """What the map of states says of a country: an undated policy of the selection has no state on any day."""
    return gettext("No dated policy or strategy matches") if asked.family_only else gettext("No dated match recorded")


def first_adoption(asked: Asked) -> Chart:
    title = gettext("First adoption of a national migration policy or strategy")
    sentence = gettext(
        "{n} of {countries} countries and areas have a recorded national policy or strategy with a dated adoption, {as_of}."
    )
    if not asked.family_only:
        title = gettext("First adoption of a policy of the chosen instruments")
        sentence = gettext(
            "{n} of {countries} countries and areas have a recorded match with a dated adoption, {as_of}."
        )
    words = asked.words(
        title,
        sentence,
        notes=family_notes(asked),
        in_development=gettext("Recorded, not adopted by then"),
        listed=gettext("Recorded, adoption not dated"),
        **({"not_assessed": gettext("No policy or strategy matches")} if asked.narrowed and asked.family_only else {}),
    )
    rows = first_adoptions(asked.selection(family=True), asked.days, use_checks=not asked.narrowed)
    spans = Spans(gettext("Before {year}"), gettext("{first}–{last}"), gettext("{year} or later"))
    return first_adoption_map(
        asked.scope.of(rows),
        asked.days,
        asked.on.year,
        as_of_words(asked.on),
        replace(words, value=gettext("First adoption")),
        spans,
        world_file=world_file(asked.scope.zoom),
    )


def policies(asked: Asked) -> Chart:
    words = asked.words(
        gettext("Number of recorded policies by country"),
        gettext("{n} of {countries} countries and areas have a recorded policy, law or other instrument, {as_of}.")
        if not asked.narrowed
        else gettext("{n} of {countries} countries and areas have a recorded match, {as_of}."),
        notes=(gettext("How many are recorded is not how many there are."),),
    )
    rows = policy_counts(asked.selection(), asked.days, use_checks=False)
    return policies_map(
        asked.scope.of(rows),
        asked.days,
        asked.on.year,
        as_of_words(asked.on),
        replace(words, value=gettext("Policies"), states={**words.states, "not-assessed": gettext("None recorded")}),
        gettext("{number} or more"),
        world_file=world_file(asked.scope.zoom),
    )


def alignment(asked: Asked) -> Chart | None:
    if asked.target is None:
        return None
    # Where the selection names what the layer is of, it is the layer that says who follows it, and how.
    chosen = asked.filters.chosen
    own = asked.by_selection or not (chosen.get("framework") or chosen.get("component"))
    selection = asked.selection(without=OF_ALIGNMENTS if own else ())
    links = (chosen.get("link") or ()) if own else ()
    rows = alignment_states(selection, asked.target, asked.days, links=links, use_checks=False)
    words = asked.words(
        gettext("Alignment with %(target)s") % {"target": name_of(asked.target)},
        gettext(
            "{n} of {countries} countries and areas have a recorded policy that is aligned to it, {as_of}: in {explicit} at"
            " least one names it, in {implicit} a coder reads it into one, and in {by_mapping} it follows from another framework."
        ),
        notes=(
            gettext(
                "The best that any policy of a country says counts. A policy that is not coded has not been assessed for it,"
                " which is never “not aligned”; one adopted before the framework can only share its themes."
            ),
        ),
        explicit=gettext("Explicit: the text names it"),
        implicit=gettext("Implicit: a coder’s reading"),
        by_mapping=gettext("By mapping from another framework"),
        listed=gettext("Policies recorded, no such link coded")
        if links
        else gettext("Policies recorded, not coded for it"),
        not_assessed=gettext("No policy recorded") if not asked.narrowed else gettext("No match recorded"),
    )
    return alignment_map(
        asked.scope.of(rows),
        asked.days,
        asked.on.year,
        as_of_words(asked.on),
        words,
        world_file=world_file(asked.scope.zoom),
    )


def participation(asked: Asked) -> Chart | None:
    if not isinstance(asked.target, Framework):
        return None
    framework = asked.target
    known = participants_of(framework, participations_of(framework), asked.on, asked.filters.today)
    if known is None:
        return None
    known = replace(known, rows=asked.scope.of(known.rows))
    chart = participation_chart(known, framework, zoom=asked.scope.zoom)
    return replace(chart, notes=(*of_countries_only(asked), *chart.notes)) if chart else None


def score(asked: Asked) -> Chart | None:
    if asked.target is None:
        return None
    found = newest_scores(asked.target, asked.on.year)
    rows = asked.scope.of(found.rows)
    counted = {row.iso3 for row in rows}
    years = sorted({year for iso3, year in found.years.items() if iso3 in counted})
    scale = found.scales[0] if len(found.scales) == 1 else ""
    words = asked.words(
        gettext("Published score: %(target)s") % {"target": name_of(asked.target)},
        gettext("{n} of {countries} countries and areas have a published score, {as_of}; {years}.").replace(
            "{years}", years_words(years)
        ),
        notes=(
            *(gettext("Scale: %s.") % scale for scale in found.scales),
            *(gettext("Scores: %s.") % (source.title or source.citation or source.site) for source in found.sources),
            *of_countries_only(asked),
        ),
        not_assessed=gettext("No data"),
    )
    said = {row.iso3: str(found.years[row.iso3]) for row in rows if row.iso3 in found.years}
    return score_map(
        rows,
        asked.on,
        as_of_words(asked.on),
        replace(words, value=gettext("Year of the score")),
        scale,
        said,
        world_file=world_file(asked.scope.zoom),
    )


def name_of(target: Target) -> str:
    """``MiGOF``, or ``MiGOF O2 Mobility dimensions of crises``."""
    return target.short_name if isinstance(target, Framework) else f"{target.framework.short_name} {target.label}"


def years_words(years: list[int]) -> str:
    if not years:
        return gettext("none was published by then")
    span = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
    return ngettext("the scores are of %s", "the newest of each country counts, of %s", len(years)) % span


def of_countries_only(asked: Asked) -> list[str]:
    if not asked.narrowed:
        return []
    return [gettext("Choices about policies do not narrow this layer, which is of countries.")]

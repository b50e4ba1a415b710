"""The timeline across countries: the page of a selection, and its events as files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from policies.choices import EVENT_TYPES_BY_GROUP, GROUP_OF_EVENT_TYPE, EventType
from policies.citing import cite
from policies.columns import TABLES
from policies.exporters import EXPORTERS, Document
from policies.filters.timeline import NAMES, USUAL_START, TimelineChoices
from policies.queries.world_timeline import keys_by_day
from policies.views.common import past_the_end
from policies.views.lists.about import about_list
from policies.views.lists.base import CHUNK, LICENCE
from policies.views.selection import selection_context
from policies.views.world_timeline import WorldTimeline


@dataclass(frozen=True, slots=True)
class Way:
    """A link to the same selection drawn otherwise."""

    label: str
    address: str
    is_current: bool


@require_safe
def timeline(request: HttpRequest) -> HttpResponse:
    """The selection (PolicyFilterSet) as a timeline; ``by``, ``event``, ``decade``, ``from`` and ``to`` are those of
    TimelineChoices, ``page`` counts the lanes."""
    view = WorldTimeline(request.GET)
    choices = view.choices
    context = selection_context(request, view.filters, "timeline", *NAMES) | {
        "view": view,
        "chart": view.chart,
        "page": view.page,
        "problems": [*view.problems, *past_the_end(view.page, request)],
        "beside_query": choices.pairs(),
        "ways": ways_to_group(view),
        "decades": ways_to_zoom(view),
        "kinds": kinds_of_event(choices),
        "kept_ways": choices.pairs(without=("event", "from", "to", *(["decade"] if choices.first else []))),
        "events_query": choices.query(view.filters.selection_query, without=("by",)),
    }
    return render(request, "policies/timeline.html", context)


def ways_to_group(view: WorldTimeline) -> list[Way]:
    return [
        Way(str(label), view.choices.query(view.filters.selection_query, by=by), view.by == by)
        for by, label in (("country", _("Country")), ("region", _("Region")))
    ]


def ways_to_zoom(view: WorldTimeline) -> list[Way]:
    """The usual years, each decade from theirs on, and all years."""
    selection, choices = view.filters.selection_query, view.choices
    free = choices.query(selection, without=("from", "to", "decade"))
    ways = [Way(gettext("Since %d") % USUAL_START, free, choices.usual_years)]
    for year in range(USUAL_START, view.filters.today.year + 1, 10):
        address = choices.query(selection, without=("from", "to"), decade=str(year))
        ways.append(Way(gettext("%ds") % year, address, (choices.first, choices.last) == (year, year + 9)))
    everything = choices.query(selection, without=("from", "to"), decade="all")
    return [*ways, Way(gettext("All years"), everything, choices.decade == "all")]


def kinds_of_event(choices: TimelineChoices) -> list[tuple[Any, bool, list[tuple[Any, bool]]]]:
    """(group, whether it is chosen, its types, each with whether it is chosen)"""
    return [
        (group, group in choices.events, [(kind, kind in choices.events) for kind in kinds])
        for group, kinds in EVENT_TYPES_BY_GROUP.items()
    ]


#: What a row of the file has beside the columns of the table of events.
BESIDE: Final = ("policy_title", "country", "country_name", "group", "permalink", "licence")


@require_safe
def events(request: HttpRequest, suffix: str) -> StreamingHttpResponse:
    """The events that the timeline draws or counts, all of them: as many as its sentence says."""
    exporter = EXPORTERS.get(suffix)
    if exporter is None:
        raise Http404
    view = WorldTimeline(request.GET)
    asked = view.counted[0]
    table = TABLES["events"]
    rows = table.rows().select_related("policy__country", "source")

    def read() -> Iterator[tuple[str, ...]]:
        for keys in keys_by_day(view.policies, asked, CHUNK):
            for event in sorted(rows.in_bulk(keys).values(), key=lambda event: (str(event.date), event.pk)):
                yield (*(column.read(event) for column in table.columns), *beside(event))

    headers = (*(column.name for column in table.columns), *BESIDE)
    citation = cite(gettext("Events"), reverse("timeline"), view.filters, beside=view.choices.pairs())
    document = Document(citation.name, headers, read(), about_list(citation, view.filters))
    response = StreamingHttpResponse(exporter.write(document), content_type=exporter.content_type)
    name = f"migpol-events-{view.filters.on.isoformat()}.{suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def beside(event: Any) -> tuple[str, ...]:
    policy = event.policy
    group = GROUP_OF_EVENT_TYPE[EventType(event.type)]
    address = settings.SITE_URL + policy.get_absolute_url()
    return policy.title, policy.country.iso3, policy.country.name, str(group), address, LICENCE

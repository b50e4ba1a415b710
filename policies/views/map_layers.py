"""The map: its layers, and the names of the query string that choose one.

``layer`` is one of LAYERS (``status`` without it). ``of`` is the code of the framework or component that the layers
``alignment``, ``participation`` and ``score`` are of; without it the one that the selection is narrowed to, else the one
that most is known of. ``zoom`` is a part of the world (charts.zooms), or ``world``; without it the one region that the
selection is narrowed to. Whatever is not understood is named among the problems, and the default is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.charts.base import Chart
from policies.charts.zooms import PART_OF, WORLD, ZOOMS
from policies.choices import Region
from policies.filters import AsOf, PolicyFilterSet, Problem, query, shorten
from policies.models import Country, Framework, GroupMembership
from policies.queries.participations import last_day_of
from policies.views import map_drawings
from policies.views.map_drawings import OF_COUNTRIES, Asked
from policies.views.map_targets import Group, Target, Targets, of_alignments, of_participations, of_scores
from policies.views.status_map import Scope

#: What the map reads of the query string beside the selection.
NAMES: Final = ("layer", "of", "zoom")


@dataclass(frozen=True, slots=True)
class Layer:
    """``draw`` answers None where there is nothing to draw; ``targets`` is what the layer can be of, if of anything."""

    label: Any  # lazy
    draw: Callable[[Asked], Chart | None]
    targets: Callable[[], Targets] | None = None
    of_policies: bool = True  # and not of what countries did, or were found to do


#: By the name that the query string has for each, in the order in which they are offered.
LAYERS: Final = {
    "status": Layer(_("Status"), map_drawings.status),
    "first-adoption": Layer(_("First adoption"), map_drawings.first_adoption),
    "alignment": Layer(_("Alignment"), map_drawings.alignment, of_alignments),
    "participation": Layer(_("Participation"), map_drawings.participation, of_participations, of_policies=False),
    "score": Layer(_("Score"), map_drawings.score, of_scores, of_policies=False),
    "policies": Layer(_("Number of policies"), map_drawings.policies),
}
DEFAULT: Final = "status"


@dataclass(frozen=True, slots=True)
class MapPage:
    """One layer of the map, as a query string asks for it."""

    layer: str
    chart: Chart | None
    day: AsOf  # that the chart shows: a list of participants may end earlier
    target: Target | None
    groups: tuple[Group, ...]
    zoom: str
    of_policies: bool
    problems: tuple[Problem, ...]
    pairs: tuple[tuple[str, str], ...]  # what was understood of NAMES, as the address has it


def map_page(filters: PolicyFilterSet, data: QueryDict, layer: str = "") -> MapPage:
    """The map that ``data`` asks for, of ``layer`` where the address itself names one."""
    problems: list[Problem] = []
    if not layer:
        layer = data.get("layer", "") or DEFAULT
        if layer not in LAYERS:
            problems.append(one_of("layer", layer, LAYERS))
            layer = DEFAULT
    chosen = LAYERS[layer]
    targets = chosen.targets() if chosen.targets else Targets((), None)
    of = data.get("of", "")
    named = targets.find(of)
    if of and named is None:
        message = gettext("there is no such framework or component here")
        problems.append(
            Problem("of", shorten(of), message if chosen.targets else gettext("this layer has no such choice"))
        )
    by_selection = targets.chosen_by(filters)
    target = named or by_selection or targets.usual
    asked_zoom = data.get("zoom", "")
    if asked_zoom and asked_zoom not in (WORLD, *ZOOMS):
        problems.append(one_of("zoom", asked_zoom, (WORLD, *ZOOMS)))
        asked_zoom = ""
    zoom = asked_zoom or zoom_of(filters)
    link = query([("as_of", filters.on.isoformat())]) if filters.has_as_of else ""
    scope = Scope("" if zoom == WORLD else zoom, countries_of(filters), link)
    chart = chosen.draw(Asked(filters, target, scope, by_selection=target is not None and target == by_selection))
    on = filters.on
    if layer == "participation" and isinstance(target, Framework):
        on = min(on, last_day_of(target, filters.today))
    pairs = (("layer", layer if layer != DEFAULT else ""), ("of", target.code if target else ""), ("zoom", asked_zoom))
    return MapPage(
        layer=layer,
        chart=replace(chart, subject="") if chart else None,
        day=AsOf(on, filters.has_as_of),
        target=target,
        groups=targets.groups,
        zoom=zoom,
        of_policies=chosen.of_policies,
        problems=tuple(problems),
        pairs=tuple(pair for pair in pairs if pair[1]),
    )


def zoom_labels() -> list[tuple[str, str]]:
    return [(WORLD, gettext("World")), *((name, str(Region(name).label)) for name in ZOOMS)]


def one_of(name: str, value: str, known: Any) -> Problem:
    return Problem(name, shorten(value), gettext("choose one of %s") % ", ".join(known))


def zoom_of(filters: PolicyFilterSet) -> str:
    """The part of the world of the one region that the selection is narrowed to; else the world."""
    regions = filters.chosen.get("region") or []
    if len(regions) != 1:
        return WORLD
    return regions[0] if regions[0] in ZOOMS else PART_OF.get(regions[0], WORLD)


def countries_of(filters: PolicyFilterSet) -> frozenset[str] | None:
    """Those that the choices about countries leave; None where there is no such choice. One query, or none."""
    chosen = {name: filters.chosen.get(name) for name in OF_COUNTRIES}
    if not any(chosen.values()):
        return None
    countries = Country.objects.all()
    if chosen["country"]:
        countries = countries.filter(iso3__in=chosen["country"])
    if chosen["region"]:
        countries = countries.in_regions(chosen["region"])
    if chosen["income"]:
        countries = countries.filter(income__in=chosen["income"])
    if chosen["group"]:
        members = GroupMembership.objects.on(filters.on).filter(group__code__in=chosen["group"])
        countries = countries.filter(pk__in=members.values("country"))
    return frozenset(countries.values_list("iso3", flat=True))

"""Charts: rows in; a figure, its words, its table and its source out. No Django in here.

``CHARTS`` names each chart by the key that stands in ``data-chart`` and in addresses of embeds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from policies.charts.adoption_curve import adoption_curve
from policies.charts.base import Chart
from policies.charts.participation_map import participation_map
from policies.charts.status_map import status_map
from policies.charts.timeline import country_timeline, policy_timeline
from policies.charts.world_timeline import world_timeline

CHARTS: Final[dict[str, Callable[..., Chart | None]]] = {
    "map-status": status_map,
    "country-timeline": country_timeline,
    "policy-timeline": policy_timeline,
    "adoption-curve": adoption_curve,
    "map-participation": participation_map,
    "timeline": world_timeline,
}

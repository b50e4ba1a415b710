"""Charts: rows in; a figure, its words, its table and its source out. No Django in here.

``CHARTS`` names each chart by the key that stands in ``data-chart`` and in addresses of embeds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from policies.charts.adoption_curve import adoption_curve
from policies.charts.alignment_map import alignment_map
from policies.charts.alignment_matrix import alignment_matrix
from policies.charts.base import Chart
from policies.charts.comparison import comparison
from policies.charts.curves import curves
from policies.charts.first_adoption_map import first_adoption_map
from policies.charts.funding_flow import funding_flow
from policies.charts.participation_map import participation_map
from policies.charts.policies_map import policies_map
from policies.charts.score_map import score_map
from policies.charts.status_map import status_map
from policies.charts.timeline import country_timeline, policy_timeline
from policies.charts.world_timeline import world_timeline

CHARTS: Final[dict[str, Callable[..., Chart | None]]] = {
    "map-status": status_map,
    "country-timeline": country_timeline,
    "policy-timeline": policy_timeline,
    "adoption-curve": adoption_curve,
    "map-participation": participation_map,
    "alignment-matrix": alignment_matrix,
    "curve": curves,
    "country-comparison": comparison,
    "funding-flow": funding_flow,
    "map-first-adoption": first_adoption_map,
    "map-alignment": alignment_map,
    "map-score": score_map,
    "map-policies": policies_map,
    "timeline": world_timeline,
}

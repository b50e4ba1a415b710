"""Each chart by its key, the name of what it is of, and a query string: for embeds and for files.

``SUBJECTS`` has one function a chart, which answers with the chart that the page of that subject shows. A function
raises Http404 if there is no such subject.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import QueryDict

from policies.charts import timeline
from policies.charts.adoption_curve import KEY as ADOPTION_CURVE
from policies.charts.alignment_map import KEY as ALIGNMENT_MAP
from policies.charts.alignment_matrix import KEY as ALIGNMENT_MATRIX
from policies.charts.comparison import KEY as COMPARISON
from policies.charts.curves import KEY as CURVE
from policies.charts.first_adoption_map import KEY as FIRST_ADOPTION_MAP
from policies.charts.funding_flow import KEY as FUNDING_FLOW
from policies.charts.participation_map import KEY as PARTICIPATION_MAP
from policies.charts.policies_map import KEY as POLICIES_MAP
from policies.charts.score_map import KEY as SCORE_MAP
from policies.charts.status_map import KEY as STATUS_MAP
from policies.charts.world_timeline import KEY as TIMELINE
from policies.views.chart_subjects.base import Subject
from policies.views.chart_subjects.records import countries, country, framework, participants, policy
from policies.views.chart_subjects.selections import adoption, flow, map_layer, matrix, world_timeline

__all__ = ["SECTION_OF", "SUBJECTS", "Subject"]

SUBJECTS: Final[dict[str, Callable[[QueryDict, str], Subject]]] = {
    ALIGNMENT_MATRIX: matrix,
    STATUS_MAP: map_layer("status"),
    timeline.COUNTRY_KEY: country,
    timeline.POLICY_KEY: policy,
    ADOPTION_CURVE: framework,
    PARTICIPATION_MAP: participants,
    CURVE: adoption,
    COMPARISON: countries,
    FUNDING_FLOW: flow,
    FIRST_ADOPTION_MAP: map_layer("first-adoption"),
    ALIGNMENT_MAP: map_layer("alignment"),
    SCORE_MAP: map_layer("score"),
    POLICIES_MAP: map_layer("policies"),
    TIMELINE: world_timeline,
}

#: The section of the site (views.errors.SECTIONS) that has the subjects of a chart.
SECTION_OF: Final = {
    timeline.COUNTRY_KEY: "countries",
    timeline.POLICY_KEY: "policies",
    ADOPTION_CURVE: "frameworks",
    PARTICIPATION_MAP: "frameworks",
    FUNDING_FLOW: "funders",
}

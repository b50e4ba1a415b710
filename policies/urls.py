from typing import Any

from csp.decorators import csp_replace
from django.urls import URLPattern, include, path
from django.views.decorators.clickjacking import xframe_options_exempt

from policies.api import describing
from policies.views import (
    changes,
    compare,
    corrections,
    countries,
    curve,
    data,
    downloads,
    embed,
    frameworks,
    funding,
    health,
    matrix,
    matrix_download,
    passages,
    policies,
    projects,
    suggest,
    timelines,
    world,
)
from policies.views.freshness import by_data_version


def page(route: str, view: Any, name: str, values: dict[str, Any] | None = None) -> URLPattern:
    """A page of the record: it changes with the data and the day, and with nothing else."""
    return path(route, by_data_version(view), values, name=name)


def framed(route: str, view: Any, name: str) -> URLPattern:
    """A page that may stand in a frame of any other site; its 304 says so too, for a browser takes headers from it."""
    return path(route, xframe_options_exempt(csp_replace({"frame-ancestors": ["*"]})(by_data_version(view))), name=name)


urlpatterns = [
    page("", world.home, name="home"),
    page("policies/", policies.policy_list, name="policy-list"),
    page("policies/<slug:slug>/", policies.policy, name="policy"),
    page("map/", world.policy_map, name="map"),
    page("matrix/", matrix.matrix, name="matrix"),
    page("matrix.<slug:suffix>", matrix_download.matrix, name="matrix-download"),
    page("matrix/passages/", passages.passages, name="passages"),
    page("compare/", compare.compare, name="compare"),
    page("compare.csv", compare.compare_file, name="compare-download"),
    page("curve/", curve.curve, name="curve"),
    page("funding/", funding.funding, name="funding"),
    page("timeline/", timelines.timeline, name="timeline"),
    page("timeline.<slug:suffix>", timelines.events, name="timeline-download"),
    page("suggest/", suggest.suggest, name="suggest"),
    page("countries/", countries.country_list, name="country-list"),
    page("countries/<slug:slug>/", countries.country, name="country"),
    page("frameworks/", frameworks.framework_list, name="framework-list"),
    page("frameworks/<slug:code>/", frameworks.framework, name="framework"),
    page("projects/", projects.project_list, name="project-list"),
    page("projects/<slug:slug>/", projects.project, name="project"),
    page("funders/", projects.funder_list, name="funder-list"),
    page("funders/<slug:slug>/", projects.funder, name="funder"),
    framed("embed/<slug:key>/", embed.embed, name="embed"),
    framed("embed/<slug:key>/<slug:subject>/", embed.embed, name="embed"),
    page("charts/<slug:key>.<slug:suffix>", embed.chart_file, name="chart-file"),
    page("charts/<slug:key>/<slug:subject>.<slug:suffix>", embed.chart_file, name="chart-file"),
    page("changes/", changes.changes, name="changes"),
    page("changes.<slug:suffix>", changes.changes_file, name="changes-download"),
    page("about/", world.about, name="about"),
    page("about/coverage/", world.coverage, name="coverage"),
    page("data/dictionary/", data.dictionary, name="data-dictionary"),
    page("data/api/", describing.page, name="api-page"),
    path("api/", include("policies.api.urls")),
    # A form: it is another for everybody, so nothing of it is kept.
    path("suggest-correction/", corrections.suggest_correction, name="suggest-correction"),
    path("favicon.ico", world.favicon),
    # Pages in other formats, last: an address of its own comes first.
    page("about/coverage.<slug:suffix>", downloads.listing, "list-file", {"key": "coverage"}),
    page("<slug:key>.<slug:suffix>", downloads.listing, name="list-file"),
    page("<slug:section>/<slug:name>.<slug:suffix>", downloads.record, name="record-file"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

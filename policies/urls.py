from django.urls import path

from policies.views import countries, data, downloads, embed, frameworks, health, policies, projects, world

urlpatterns = [
    path("", world.home, name="home"),
    path("policies/", policies.policy_list, name="policy-list"),
    path("policies/<slug:slug>/", policies.policy, name="policy"),
    path("map/", world.policy_map, name="map"),
    path("countries/", countries.country_list, name="country-list"),
    path("countries/<slug:slug>/", countries.country, name="country"),
    path("frameworks/", frameworks.framework_list, name="framework-list"),
    path("frameworks/<slug:code>/", frameworks.framework, name="framework"),
    path("projects/", projects.project_list, name="project-list"),
    path("projects/<slug:slug>/", projects.project, name="project"),
    path("funders/", projects.funder_list, name="funder-list"),
    path("funders/<slug:slug>/", projects.funder, name="funder"),
    path("embed/<slug:key>/", embed.embed, name="embed"),
    path("embed/<slug:key>/<slug:subject>/", embed.embed, name="embed"),
    path("charts/<slug:key>.<slug:suffix>", embed.chart_file, name="chart-file"),
    path("charts/<slug:key>/<slug:subject>.<slug:suffix>", embed.chart_file, name="chart-file"),
    path("about/", world.about, name="about"),
    path("about/coverage/", world.coverage, name="coverage"),
    path("data/dictionary/", data.dictionary, name="data-dictionary"),
    path("favicon.ico", world.favicon),
    # Pages in other formats, last: an address of its own comes first.
    path("about/coverage.<slug:suffix>", downloads.listing, {"key": "coverage"}, name="list-file"),
    path("<slug:key>.<slug:suffix>", downloads.listing, name="list-file"),
    path("<slug:section>/<slug:name>.<slug:suffix>", downloads.record, name="record-file"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

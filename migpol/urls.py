from django.contrib import admin
from django.urls import include, path

from policies import preview
from policies.admin import quality

urlpatterns = [
    path("admin/quality/", include(quality.urls())),
    path("admin/", include(preview.urls())),
    path("admin/", admin.site.urls),
    path("", include("policies.urls")),
]

handler400 = "policies.views.errors.bad_request"
handler403 = "policies.access.refusals.forbidden"
handler404 = "policies.views.errors.not_found"

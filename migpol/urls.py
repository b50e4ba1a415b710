from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("policies.urls")),
]

handler400 = "policies.views.errors.bad_request"
handler403 = "policies.access.refusals.forbidden"
handler404 = "policies.views.errors.not_found"

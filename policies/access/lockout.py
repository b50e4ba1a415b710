"""What somebody reads who failed to sign in too often from one address."""

from __future__ import annotations

import math
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from policies.access import refusals


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None) -> HttpResponse:
    """A page that says for how long: the last failure that counted and the time set for cooling off."""
    username = (credentials or {}).get("username") or ""
    failures = AccessAttempt.objects.filter(username=username, ip_address=request.axes_ip_address)  # type: ignore[attr-defined]
    last = failures.order_by("-attempt_time").values_list("attempt_time", flat=True).first() or timezone.now()
    seconds = max(1, math.ceil((last + settings.AXES_COOLOFF_TIME - timezone.now()).total_seconds()))
    refusals.log(request, "locked out after failures to sign in")
    context = {
        **admin.site.each_context(request),
        "title": _("Too many failures to sign in"),
        "minutes": math.ceil(seconds / 60),
        "failures": settings.AXES_FAILURE_LIMIT,
    }
    page = render(request, "admin/access/locked_out.html", context, status=429)
    page["Retry-After"] = str(seconds)
    return page

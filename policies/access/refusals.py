"""Refusals are logged, and answered with a page that says why and what one can do."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

logger = logging.getLogger("policies.refused")


def log(request: HttpRequest, reason: str) -> None:
    """One line: which account (its id; nobody's name), how and where, and why."""
    # Whoever has shown one factor only stands beside the user, and is known once the user was asked for.
    account = getattr(getattr(request, "user", None), "pk", None) or getattr(
        getattr(request, "unproven", None), "pk", None
    )
    logger.warning("account=%s %s %s: %s", account or "-", request.method, request.path, reason)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """For whoever is signed in and may not do this."""
    log(request, "permission denied")
    return render(request, "403.html", {"why": str(exception)}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that no page of ours gave out, or one that is out of date."""
    log(request, f"form refused: {reason}")
    return render(request, "403_csrf.html", status=403)

"""What several views need."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PER_PAGE = 50


def page_of(rows: Any, request: HttpRequest) -> Page[Any]:
    """The page that the query string asks for; the nearest one when it asks for nonsense."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page", "1")[:10])

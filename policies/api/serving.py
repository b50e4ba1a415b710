"""What holds for every address of the API: how often it may be asked, and that an answer is made once for each version of the data."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext

from policies.api.problems import problem
from policies.api.throttle import count
from policies.views.freshness import kept_answer

#: Nobody is anybody here: cookies are not read.
VARIES_BY = ("Accept", "Accept-Encoding")


def served(view: Callable[..., Any]) -> Callable[..., HttpResponseBase]:
    """A view of Django REST framework as it is served."""
    kinds = [renderer.media_type for renderer in view.cls.renderer_classes]  # type: ignore[attr-defined]

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        allowance = count(request)
        if allowance and allowance.is_spent:
            message = gettext("%(limit)d requests a minute are answered; ask again in %(seconds)d seconds.")
            said = message % {"limit": allowance.limit, "seconds": allowance.reset}
            response: HttpResponseBase = problem(request, 429, said)
        elif is_kept(request, kinds):
            make = partial(view, request, *args, **kwargs)
            response = kept_answer(request, make, VARIES_BY, by_time=True)
        else:
            response = view(request, *args, **kwargs)
        if allowance:
            allowance.tell(response)
        if response.status_code >= 400:
            response["Cache-Control"] = "no-store"
        return response

    return answer


def is_kept(request: HttpRequest, kinds: list[str]) -> bool:
    """What is refused is refused by the view."""
    return request.method in ("GET", "HEAD") and not settings.DEBUG and any(request.accepts(kind) for kind in kinds)

"""Sessions: nobody is anybody before both factors were shown, and no session lasts for ever."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from policies.access.proof import missing_step

BEGAN, SEEN = "began", "seen"
#: A session is written at most so often for nothing but having been used.
SECONDS_BETWEEN_TOUCHES = 60


class Proven:
    """``request.user`` is an account only when it has shown all that it must.

    So no page needs to think of it: with a password alone a reviewer is nobody, also on public pages, where staff see drafts.
    Who that is stands in ``request.unproven``, and what is missing in ``request.missing_step``, for the pages of the sign-in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.unproven = request.missing_step = None  # type: ignore[attr-defined]
        request.user = SimpleLazyObject(partial(proven, request, request.user))  # type: ignore[assignment]
        return self.get_response(request)


def proven(request: HttpRequest, user: Any) -> Any:
    if not user.is_authenticated:
        return user
    if is_over(request):
        request.session.flush()
        return AnonymousUser()
    step = missing_step(user)
    if step is None:
        return user
    request.unproven, request.missing_step = user, step  # type: ignore[attr-defined]
    return AnonymousUser()


def is_over(request: HttpRequest) -> bool:
    """Whether the session is older than any may be. While it is not, having been used keeps it awake.

    SESSION_COOKIE_AGE counts from the last time it was written, so one that nobody uses ends by itself.
    """
    now = int(time.time())
    if now - request.session.setdefault(BEGAN, now) > settings.SESSION_LONGEST_AGE:
        return True
    if now - request.session.get(SEEN, 0) >= SECONDS_BETWEEN_TOUCHES:
        request.session[SEEN] = now
    return False

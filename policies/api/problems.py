"""What cannot be answered is said as RFC 9457 has it (``application/problem+json``): what is wrong, where, and how to mend it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException, MethodNotAllowed, NotAcceptable, NotFound

from policies.api.asking import BadParameters
from policies.filters import Problem, shorten

CONTENT_TYPE: Final = "application/problem+json"
#: Status -> the place on the page about the API where it is explained, and its title.
KINDS: Final = {
    400: ("bad-parameter", _("A parameter is not understood")),
    404: ("not-found", _("There is no such thing")),
    405: ("method-not-allowed", _("This is read only")),
    406: ("not-acceptable", _("Not in this format")),
    429: ("too-many-requests", _("Too many requests")),
}


def problem(request: HttpRequest, status: int, detail: str, found: Iterable[Problem] = ()) -> HttpResponse:
    """The answer. ``found`` are the parameters that are to blame."""
    anchor, title = KINDS.get(status, ("errors", HTTPStatus(status).phrase))
    body: dict[str, Any] = {
        "type": f"{settings.SITE_URL}{reverse('api-page')}#{anchor}",
        "title": str(title),
        "status": status,
        "detail": detail,
        "instance": request.path,
    }
    errors = {(one.name, one.value): one.message for one in found}
    if errors:
        body["errors"] = [
            {"parameter": name, "value": value, "detail": message} for (name, value), message in errors.items()
        ]
    # ASCII: whatever was sent can be quoted.
    return HttpResponse(json.dumps(body), content_type=CONTENT_TYPE, status=status)


def handler(exception: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """For Django REST framework. None leaves the exception to Django, which logs it."""
    request = context["request"]
    if isinstance(exception, BadParameters):
        first = exception.problems[0]
        detail = gettext("Parameter %(name)s, “%(value)s”: %(message)s.") % {
            "name": first.name,
            "value": first.value,
            "message": first.message,
        }
        return problem(request, exception.status_code, detail, exception.problems)
    if isinstance(exception, Http404 | NotFound):
        return not_found(request)
    if isinstance(exception, MethodNotAllowed):
        message = gettext("%(method)s is not understood here: the API is read with GET, HEAD and OPTIONS.")
        return problem(request, 405, message % {"method": shorten(str(request.method))})
    if isinstance(exception, NotAcceptable):
        kinds = ", ".join(renderer.media_type for renderer in context["view"].renderer_classes)
        return problem(request, 406, gettext("The answer is there as %s only: ask for that in Accept.") % kinds)
    if isinstance(exception, TooManyFieldsSent):
        return problem(request, 400, gettext("The query string has too many parameters: repeat a name less often."))
    if isinstance(exception, APIException):
        return problem(request, exception.status_code, str(exception.detail))
    return None


def not_found(request: HttpRequest) -> HttpResponse:
    message = gettext("There is nothing at %(path)s. What there is stands at %(index)s.")
    return problem(request, 404, message % {"path": shorten(request.path, 200), "index": reverse("api-index")})

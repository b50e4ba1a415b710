"""“Look it up”: the page at an address says what it is called, who publishes it, since when, and in which language.

All of it is a proposal: it fills boxes that are empty, in the sight of who enters the source, and is saved by nobody else.
A script asks for JSON and fills the form in place; without one the button sends the form, and the answer is the form again
with what was typed and what was found (both in its address, as Django's admin takes them).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext

from policies.links import Manners
from policies.links.described import described
from policies.links.page import Unreadable, read_page
from policies.models import Source

#: What the form of a source keeps of what was typed, where it is sent without a script.
TYPED = ("url", "citation", "title", "publisher", "published", "accessed", "language", "reliability", "archived_url")
#: Seconds that somebody waits for all of it.
PATIENCE = 10.0


def manners() -> Manners:
    return Manners(**{"agent": f"MigPol (+{settings.SITE_URL}/about/)", "timeout": PATIENCE, **settings.CHECK_LINKS})  # type: ignore[arg-type]


def look_up(address: str) -> dict[str, Any]:
    """``{"said": words, "found": {field: value}, "recorded": address of the record or "", "record": its label}``."""
    answer: dict[str, Any] = {"said": "", "found": {}, "recorded": "", "record": ""}
    field = Source._meta.get_field("url").formfield()  # type: ignore[union-attr]
    try:
        address = field.clean(address)
    except ValidationError as error:
        return {**answer, "said": " ".join(error.messages)}
    if known := recorded(address):
        return {**answer, **known}
    try:
        page = read_page(address, manners())
    except Unreadable as error:
        return {**answer, "said": str(error)}
    if page.address != address and (known := recorded(page.address)):
        return {**answer, **known}
    found = described(page.html)
    values = {name: getattr(found, name) for name in ("title", "publisher", "published", "language")}
    proposed = {name: value for name, value in values.items() if value}
    said = [gettext("Found on the page: check it before you save.")]
    if not proposed:
        said = [gettext("The page says nothing of itself that could be proposed here.")]
    if found.unclear_date:
        said.append(
            gettext("Its date, “%s”, is not written year first: read it there, and enter it yourself.")
            % found.unclear_date
        )
    if page.address != address:
        said.append(gettext("The address leads on to %s.") % page.address[:300])
    return {**answer, "said": " ".join(said), "found": proposed}


def recorded(address: str) -> dict[str, str]:
    """Where a source with this address is recorded already; empty if none is."""
    source = Source.objects.filter(url=address.strip()).first()
    if source is None:
        return {}
    return {
        "said": gettext("This address is recorded already: choose that source."),
        "recorded": reverse("admin:policies_source_change", args=[source.pk]),
        "record": str(source),
    }


class LooksUp(admin.ModelAdmin):
    """Adds the button's address to the sources' pages."""

    add_form_template = "admin/policies/source_add.html"

    def get_urls(self) -> list[URLPattern]:
        looking = self.admin_site.admin_view(self.look_up)
        return [path("look-up/", looking, name="policies_source_look_up"), *super().get_urls()]

    def look_up(self, request: HttpRequest) -> HttpResponse:
        """By POST, for those who may add sources."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        answer = look_up(request.POST.get("url", "").strip())
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse(answer)
        said = answer["said"]
        if answer["recorded"]:
            said = format_html('{} <a href="{}">{}</a>', said, answer["recorded"], answer["record"])
        self.message_user(request, said, messages.INFO if answer["found"] else messages.WARNING)
        kept = (*TYPED, IS_POPUP_VAR, TO_FIELD_VAR)
        typed = {name: value for name in kept if (value := request.POST.get(name, "").strip()[:1000])}
        return HttpResponseRedirect(f"{reverse('admin:policies_source_add')}?{urlencode({**answer['found'], **typed})}")
